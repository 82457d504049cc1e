"""Tape files as they are written: their numbers, their place in a tape set, the tapes they are on.

Source: DSM/TC User's Guide on generations, versions, copies and tape sets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from nsksim.dsmtc.catalog import CatalogKind, Catalogs
from nsksim.dsmtc.mediadefs import MediaDefaults
from nsksim.dsmtc.query import Condition
from nsksim.dsmtc.status import TapeStatus
from nsksim.dsmtc.tapefile import TapeFile, TapeFiles
from nsksim.dsmtc.tapeset import SET_COLUMNS, TapeSets
from nsksim.dsmtc.tapevolume import TapeVolume
from nsksim.errors import OperatorError
from nsksim.messages import mediacom, tape_server
from nsksim.names import CatalogName, NodeName, PoolName, TapeFileId, TapeLabel
from nsksim.store import Database, together

LAST_GENERATION = 32767
LAST_VERSION = 100

NEW_VERSION = -1
"""`VERSION NEW`: the next version of a generation that exists."""


@dataclass(frozen=True, slots=True)
class NewTapeFile:
    """What is known about a tape file when it is written.

    `generation` None is `+1`, the next one; `version` None is 0 for a new generation and the
    version that exists for another copy of one; `NEW_VERSION` replaces the version that exists.
    """

    filecat: CatalogName
    file_id: TapeFileId
    volcat: CatalogName
    """Of another system if it has another node."""
    pool: PoolName
    created: datetime
    expires: date | None
    generation: int | None = None
    version: int | None = None
    physical_copy: int = 1
    logical_copy: int = 1
    record_format: str = "FI"
    record_length: int = 0
    block_length: int = 0
    mode: str = "BKFI"
    catalog_files: bool = False
    comment: str = ""
    file_sequence: int | None = 1
    """The place in the tape set; None behind the last file of the tape, as in an append pool."""
    in_place: bool = False
    """True for a file that stands at that place already and is entered again."""
    tape_format: str = "ARCHIVE"


class Recording:
    """Enters tape files in the file catalogs of one system.

    Their tapes may be cataloged on another: each change is a transaction of both then. The file
    catalog is written first; inside an outer transaction of its system it is written last. Should
    the program be killed in between, an entry is left whose tapes are free: DELETE TAPEFILE takes
    it away, and so does the next file on its tapes. The other way round nobody could free them.
    """

    def __init__(
        self,
        database: Database,
        node: NodeName,
        catalogs: Catalogs,
        sets: Callable[[NodeName | None], TapeSets],
        defaults: MediaDefaults,
        files: TapeFiles,
    ) -> None:
        """Record in `database`; `sets` gives the tape sets of a system, or refuses with 603."""
        self._database = database
        self._node = node
        self._catalogs = catalogs
        self._sets = sets
        self._defaults = defaults
        self._files = files

    def create(
        self,
        new: NewTapeFile,
        labels: Sequence[TapeLabel],
        *,
        status: TapeStatus = TapeStatus.INUSE,
    ) -> TapeFile:
        """Enter a tape file that begins on the first of `labels`; the tapes get `status`.

        `file_sequence` 1 begins a tape set on free tapes; a later one goes on where the last file
        of the set of the first tape ended. Raises mediacom.603 (the system of the tapes), 5920
        (catalogs, pool, tapes, a generation that is to get a new version), tape-server.1024 or
        mediacom.5962 (the set), 5921, 5960 or 5961 (the number), tape-server.1021 (a tape is not
        free).
        """
        volcat = new.volcat.qualified(self._node)
        sets = self._sets(volcat.node)
        with together(sets.database, self._database):
            filecat = self._catalogs.check(CatalogKind.FILECAT, new.filecat)
            volumes = sets.volumes.named(new.volcat, labels, new.pool)
            home = CatalogName(filecat, node=self._node)
            volume_set, first, sequence = self._place_in_set(new, home, sets, volumes)
            generation, version = self._take_number(new, filecat)
            entry = TapeFile(
                catalog=filecat,
                file_id=new.file_id.value,
                generation=generation,
                version=version,
                physical_copy=new.physical_copy,
                logical_copy=new.logical_copy,
                created=new.created,
                expires=new.expires,
                record_format=new.record_format,
                record_length=new.record_length,
                block_length=new.block_length,
                mode=new.mode,
                catalog_files=new.catalog_files,
                status="VALID",
                volume_catalog=str(volcat),
                pool=new.pool.value,
                volume_set=volume_set,
                comment=new.comment,
            )
            if volumes[0].volume_set is None:
                self._clear(entry)
            self._insert(entry)
            self._add_tapes(entry, sets, volumes, first, 1, sequence)
            sets.join(volumes, volume_set, first, status)
            if volumes[0].volume_set is None:
                sets.begin(entry.tape_set, self._node, new.tape_format)
        return entry

    def check(self, new: NewTapeFile) -> None:
        """Refuse what `create` would refuse whatever tape is brought.

        Raises mediacom.603 (the system of the tapes), 5920 (the catalog, a generation that is to
        get a new version), 5921, 5960 and 5961 (the number).
        """
        self._sets(new.volcat.qualified(self._node).node)
        self._number(new, self._catalogs.check(CatalogKind.FILECAT, new.filecat))

    def extend(
        self, entry: TapeFile, label: TapeLabel, *, status: TapeStatus = TapeStatus.INUSE
    ) -> None:
        """Go on with a tape file on a further tape, which gets `status`.

        Raises mediacom.603 and 5920, or tape-server.1021 when the tape is not free.
        """
        volcat, pool = CatalogName.parse(entry.volume_catalog), PoolName(entry.pool)
        sets = self._sets(volcat.node)
        with together(sets.database, self._database):
            [volume] = sets.volumes.named(volcat, [label], pool)
            last = self._files.volumes(entry)[-1]
            next_place = (entry.volume_set, last.index + 1)
            if (volume.volume_set, volume.index) not in ((None, None), next_place):
                raise OperatorError(tape_server.CANNOT_BE_USED, volume=label)
            self._add_tapes(entry, sets, [volume], last.index + 1, last.section + 1, last.sequence)
            sets.join([volume], entry.volume_set, last.index + 1, status)

    def close(self, entry: TapeFile, end_of_data: int = -1) -> None:
        """Make the tapes of the set that are INUSE ASSIGNED: the file is complete.

        `end_of_data` is where the next file could begin on the last tape, -1 for unknown. In an
        append pool a tape to which nothing can be appended is FULL. Raises mediacom.603.
        """
        last = self._files.volumes(entry)[-1].index
        self._sets(entry.tapes_at).close(entry.tape_set, last, end_of_data)

    def shorten(self, entry: TapeFile, today: date) -> None:
        """Keep an incomplete file ABENDRETENTION days, with 0 until the next day.

        Counted from `today` (our choice; a job may end on another day than it began). With 0 it is
        valid until the cleanup runs (DSM/TC User's Guide 2-8), for us the next daily one.
        """
        days = self._defaults.get().abend_retention
        expires = today + timedelta(days=max(days, 1))
        self._files.assign("EXPIRATIONDATE = ?", [expires], [entry])

    # -- inside ---------------------------------------------------------------------------------

    def _place_in_set(
        self, new: NewTapeFile, home: CatalogName, sets: TapeSets, volumes: Sequence[TapeVolume]
    ) -> tuple[str, int, int]:
        """Give the set a new file is in, the place of its first tape there, and its own."""
        first, *further = volumes
        if new.in_place:
            return self._place_kept(new, home, sets, first)
        behind_nothing = new.file_sequence is None and first.volume_set is None
        begins = new.file_sequence == 1 or behind_nothing
        for volume in volumes if begins else further:
            if volume.volume_set is not None:
                raise OperatorError(tape_server.CANNOT_BE_USED, volume=volume.volser)
        if begins:
            return first.volser, 1, 1
        sets.check_filecat(first.catalog, first.pool, first.volume_set, home)
        volcat = str(new.volcat.qualified(self._node))
        last_file, last_tape = self._files.end_of_set(volcat, first.pool, first.volume_set)
        if first.volume_set is None or not last_file or first.index != last_tape:
            raise OperatorError(tape_server.FILESEQ_INCORRECT, fileid=new.file_id)
        if new.file_sequence not in (None, last_file + 1):
            raise OperatorError(tape_server.FILESEQ_INCORRECT, fileid=new.file_id)
        return first.volume_set, last_tape, last_file + 1

    @staticmethod
    def _place_kept(
        new: NewTapeFile, home: CatalogName, sets: TapeSets, first: TapeVolume
    ) -> tuple[str, int, int]:
        """Give the place of a file that is entered again: on a tape of its set, or a free one."""
        assert new.file_sequence is not None  # the label tells it
        if first.volume_set is None:
            return first.volser, 1, new.file_sequence
        sets.check_filecat(first.catalog, first.pool, first.volume_set, home)
        return first.volume_set, first.index or 1, new.file_sequence

    def _number(self, new: NewTapeFile, filecat: str) -> tuple[int, int]:
        """Find generation and version of a new file."""
        last = self._files.last_generation(new.filecat, new.file_id)
        generation = last + 1 if new.generation is None else new.generation
        if generation > LAST_GENERATION:
            raise OperatorError(
                mediacom.GENERATIONS_EXHAUSTED, name=new.file_id, limit=LAST_GENERATION
            )
        if new.generation is None and new.version != NEW_VERSION:
            return generation, new.version or 0  # nothing has a number that was never given out
        return generation, self._version(new, filecat, generation)

    def _version(self, new: NewTapeFile, filecat: str, generation: int) -> int:
        title = f"{new.file_id}, GEN {generation}"
        existing = self._files.of_generation(filecat, new.file_id, generation)
        if not existing:
            if new.version == NEW_VERSION:
                raise OperatorError(mediacom.DOES_NOT_EXIST, object="TAPEFILE", name=title)
            return new.version or 0
        newest = max(entry.version for entry in existing)
        version = new.version
        if version is None:
            version = newest
        elif version == NEW_VERSION:
            version = newest + 1
        if version > LAST_VERSION:
            raise OperatorError(mediacom.VERSIONS_EXHAUSTED, name=title, limit=LAST_VERSION)
        copies = {
            (entry.physical_copy, entry.logical_copy)
            for entry in existing
            if entry.version == version
        }
        if version < newest or (new.physical_copy, new.logical_copy) in copies:
            raise OperatorError(
                mediacom.EXISTS, object="TAPEFILE", name=f"{title}, VERSION {newest}"
            )
        return version

    def _take_number(self, new: NewTapeFile, filecat: str) -> tuple[int, int]:
        """Give the number to a new file: its counter is kept, older versions turn INVALID."""
        generation, version = self._number(new, filecat)
        last = self._files.last_generation(new.filecat, new.file_id)
        if last == 0:
            self._database.execute(
                "INSERT INTO CONFIG VALUES (?, ?, ?)", [filecat, new.file_id.value, generation]
            )
        elif generation > last:
            self._database.execute(
                "UPDATE CONFIG SET LASTGENERATION = ? WHERE CATALOG = ? AND FILEID = ?",
                [generation, filecat, new.file_id.value],
            )
        if version > 0:
            entries = self._files.of_generation(filecat, new.file_id, generation)
            older = [e for e in entries if e.version < version and e.status == "VALID"]
            if older:
                self._files.assign("TAPEFILESTATUS = 'INVALID'", [], older)
        return generation, version

    def _insert(self, entry: TapeFile) -> None:
        values = [
            entry.catalog,
            entry.file_id,
            entry.generation,
            entry.version,
            entry.physical_copy,
            entry.logical_copy,
            entry.created,
            entry.expires,
            entry.record_format,
            entry.record_length,
            entry.block_length,
            entry.mode,
            "Y" if entry.catalog_files else "N",
            entry.status,
            entry.volume_catalog,
            entry.pool,
            entry.volume_set,
            entry.comment,
        ]
        marks = ", ".join("?" for _ in values)
        self._database.execute(f"INSERT INTO TAPEFILE VALUES ({marks})", values)

    def _clear(self, entry: TapeFile) -> None:
        """Remove what a program that was killed left of an earlier set of the same tapes.

        It may stand in another file catalog of this system.
        """
        where = Condition().tuples(SET_COLUMNS[1:], [entry.tape_set[1:]])
        if self._database.one(f"SELECT 1 FROM TAPEFILE WHERE {where.text}", where.parameters):
            self._files.remove(where)

    def _add_tapes(
        self,
        entry: TapeFile,
        sets: TapeSets,
        volumes: Sequence[TapeVolume],
        index: int,
        section: int,
        sequence: int,
    ) -> None:
        """Note that an entry is on tapes, which stand in their set from `index` on."""
        names = [volume.volser for volume in volumes]
        places = list(range(index, index + len(names)))
        sections = list(range(section, section + len(names)))
        self._database.execute(
            "INSERT INTO TFTOV (CATALOG, VOLUMECATALOG, VOLSER, POOLNAME, FILEID, GENERATION,"
            " VERSION, PHYSICALCOPY, LOGICALCOPY, VOLSETID, VOLINDEX, FILESECTION, FILESEQUENCE,"
            " FILESEQLABELLBA) SELECT ?, ?, unnest(?), ?, ?, ?, ?, ?, ?, ?, unnest(?), unnest(?),"
            " ?, unnest(?)",
            [
                entry.catalog,
                entry.volume_catalog,
                names,
                entry.pool,
                entry.file_id,
                entry.generation,
                entry.version,
                entry.physical_copy,
                entry.logical_copy,
                entry.volume_set,
                places,
                sections,
                sequence,
                sets.label_positions(volumes),
            ],
        )
