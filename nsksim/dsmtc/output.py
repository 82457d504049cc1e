"""Which tape a process gets that wants to write: a scratch tape, or one that holds files already.

Sources: DSM/TC User's Guide 1-9 (the selection), 1-10 (the file sequence of append pools) and 3-13
to 3-16 (tapes that are named); Event Management Programming Manual 9-99 to 9-102.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from nsksim.dsmtc.attributes import OPEN_REEL, TAPE_FORMATS, serving
from nsksim.dsmtc.pool import Pool, Pools
from nsksim.dsmtc.query import WITH_FORMAT, Condition
from nsksim.dsmtc.status import TapeStatus
from nsksim.dsmtc.tapefile import TapeFiles
from nsksim.dsmtc.tapeset import TapeSets
from nsksim.errors import OperatorError
from nsksim.messages import file_system, mediacom, tape_server
from nsksim.names import CatalogName, NodeName, PoolName, TapeFileId, TapeLabel
from nsksim.store import Database


@dataclass(frozen=True, slots=True)
class OutputRequest:
    """What a process wants to write on."""

    catalog: CatalogName
    pool: PoolName
    file_id: TapeFileId | None = None
    """The tape file, None where `further`: nothing is said of it then."""
    filecat: CatalogName | None = None
    """The file catalog it will be in, with its node, None where `further`."""
    labels: str = "ANSI"
    """LABELS of the DEFINE: ANSI or BACKUP."""
    names: tuple[TapeLabel, ...] = ()
    """VOLUME of the DEFINE, empty for SCRATCH."""
    file_sequence: int | None = None
    """FILESEQ of the DEFINE, None where it says nothing."""
    further: bool = False
    """True for a further tape of a file that was begun on another."""
    ready: tuple[TapeLabel, ...] = ()
    """The tapes that stand on drives and wait: among scratch tapes they come first."""
    without: tuple[TapeLabel, ...] = ()
    """Tapes that turned out to be of no use."""
    tape_format: str = "ARCHIVE"
    append_capable: bool = True
    """False for a program that is older than append pools; no simulated one is."""


@dataclass(frozen=True, slots=True)
class OutputChoice:
    """The tape for a request; `label` is None when nothing is left that serves it.

    `reports` is what the tape server says on the way: 1021 for each name that cannot be used, and
    1018 at the end when nothing is left.
    """

    label: TapeLabel | None
    any_scratch: bool = True
    """True when any scratch tape of the pool serves as well."""
    names: tuple[TapeLabel, ...] = ()
    """What is left of VOLUME for further tapes."""
    reports: tuple[OperatorError, ...] = ()


class OutputTapes:
    """The choice of tapes for output in all pools of one system."""

    def __init__(
        self,
        database: Database,
        node: NodeName,
        pools: Pools,
        sets: TapeSets,
        files: Callable[[NodeName | None], TapeFiles],
    ) -> None:
        """Choose in `database`; `files` gives the tape files of a system, or refuses with 603."""
        self._database = database
        self._node = node
        self._pools = pools
        self._sets = sets
        self._files = files

    def select(self, request: OutputRequest) -> OutputChoice:
        """Choose a tape as `find` does, and make it SELECTED."""
        with self._database.transaction():
            choice = self.find(request)
            if choice.label is not None:
                named = choice.label in request.names
                self._take(request.catalog, request.pool, choice.label, named=named)
        return choice

    def exchange(
        self, catalog: CatalogName, pool: PoolName, chosen: TapeLabel, other: TapeLabel
    ) -> None:
        """Reserve another scratch tape in place of the one that was chosen."""
        with self._database.transaction():
            self.give_back(catalog, pool, chosen)
            self._take(catalog, pool, other, named=False)

    def find(self, request: OutputRequest) -> OutputChoice:
        """Say which tape a request would get now.

        Raises mediacom.5920 (catalog, pool), file-system error 596, tape-server.1023 and 1024 for
        a file after the first of a set, tape-server.1021 for a set that cannot be written,
        mediacom.5962 for one that is in another file catalog, mediacom.629 for a wrong FILESEQ in
        an append pool, mediacom.603 where the file catalog cannot be asked.
        """
        pool = self._pools.get(request.catalog, request.pool)
        if pool.append and not request.append_capable:
            raise OperatorError(file_system.APPEND_INCAPABLE, name=pool.name)
        appending = pool.append and request.labels == "BACKUP"
        later_file = (request.file_sequence or 1) > 1 and not request.further
        if later_file and not appending:
            return self._of_named_set(pool, request)
        choice = self._named(pool, request, appending=appending)
        if choice.label is None:
            unnamed = self._unnamed(pool, request, appending=appending)
            choice = replace(unnamed, reports=choice.reports + unnamed.reports)
        if choice.label is None or request.further:
            return choice
        sequence = self._next_sequence(pool, choice.label, request)
        if appending and request.file_sequence not in (None, sequence):
            raise OperatorError(
                mediacom.FILESEQ_MISMATCH,
                given=request.file_sequence,
                name=request.file_id,
                sequence=sequence,
                pool=pool.name,
            )
        return replace(choice, any_scratch=choice.any_scratch and not later_file)

    def give_back(self, catalog: CatalogName, pool: PoolName, label: TapeLabel) -> None:
        """Make a SELECTED tape what it was before: ASSIGNED in a tape set, else SCRATCH."""
        found = self._pools.get(catalog, pool)
        self._database.execute(
            "UPDATE VOLUME SET VOLUMESTATUS = CASE WHEN VOLSETID IS NULL THEN 'SCRATCH'"
            " ELSE 'ASSIGNED' END WHERE CATALOG = ? AND POOLNAME = ? AND VOLSER = ?"
            " AND VOLUMESTATUS = 'SELECTED'",
            [found.catalog, found.name, label.value],
        )

    def take_back(self, catalog: CatalogName, pool: PoolName, label: TapeLabel) -> None:
        """Make a tape what it was before it was SELECTED, or INUSE for a file not entered there.

        A set that has no file was begun with it, and a tape behind the last one of the set was free
        before. Raises mediacom.5920, and 603.
        """
        [volume] = self._sets.volumes.named(catalog, [label], pool)
        if volume.status is TapeStatus.SELECTED:
            self.give_back(catalog, pool, label)
        if volume.status is not TapeStatus.INUSE:
            return
        home = self._sets.home(volume.catalog, volume.pool, volume.volume_set)
        volcat = f"{self._node}.{volume.catalog}"
        _, last_tape = self._files(home).end_of_set(volcat, volume.pool, volume.volume_set)
        self._sets.leave(volume, free=(volume.index or 1) > last_tape)

    # -- inside -----------------------------------------------------------------------------------

    def _named(self, pool: Pool, request: OutputRequest, *, appending: bool) -> OutputChoice:
        """Take the first name of VOLUME that can be used."""
        usable = [self._scratch(request)]
        if appending and not request.further:
            usable.append(self._appendable(request))
        where = Condition().among("v.VOLSER", [name.value for name in request.names])
        found = self._labels(pool, where.any_of(usable)) if request.names else []
        reports: list[OperatorError] = []
        for position, name in enumerate(request.names, 1):
            if name.value in found:
                left = request.names[position:]
                return OutputChoice(name, any_scratch=False, names=left, reports=tuple(reports))
            reports.append(OperatorError(tape_server.CANNOT_BE_USED, volume=name))
        return OutputChoice(None, reports=tuple(reports))

    def _unnamed(self, pool: Pool, request: OutputRequest, *, appending: bool) -> OutputChoice:
        """Let the pool choose: the rule of the User's Guide."""
        label = None
        if appending and not request.further and pool.last_scratch:
            # A set of another file catalog is of no use (F6): passing it over is our reading.
            fits = self._appendable(request)
            fits.equal("f.FILECATALOG", request.filecat and str(request.filecat))
            last_used = Condition().equal("v.VOLSER", pool.last_scratch)
            label = self._next(pool, last_used.also(fits)) or self._next(pool, fits)
        if label is not None:
            return OutputChoice(label, any_scratch=False)
        label = self._next_scratch(pool, request)
        if label is None:
            empty = OperatorError(tape_server.OUT_OF_SCRATCH, pool=pool.name)
            return OutputChoice(None, reports=(empty,))
        return OutputChoice(label)

    def _next_scratch(self, pool: Pool, request: OutputRequest) -> TapeLabel | None:
        ready = [name.value for name in request.ready]
        standing = self._scratch(request).among("v.VOLSER", ready)
        return (self._next(pool, standing) if ready else None) or self._next(
            pool, self._scratch(request)
        )

    def _of_named_set(self, pool: Pool, request: OutputRequest) -> OutputChoice:
        """Find the last tape of the set that VOLUME names by its first tape or by this one."""
        members = self._members(pool, request.names)
        for position, name in enumerate(request.names, 1):
            tapes = next((each for each in members if name.value in (each[0], each[-1])), None)
            if tapes is not None:
                choice = self._last_of_set(pool, request, TapeLabel(tapes[-1]))
                return replace(choice, names=request.names[position:])
        raise OperatorError(tape_server.VOLUME_NEEDED)

    def _last_of_set(self, pool: Pool, request: OutputRequest, label: TapeLabel) -> OutputChoice:
        """Check that the file is the next one of the set which ends on the tape `label`."""
        where = Condition().equal("v.VOLSER", label.value)
        several = Condition().also(where).add("v.LABEL <> 'BACKUP'")
        sequence = self._next_sequence(pool, label, request)
        # Without APPEND a tape with BACKUP labels can contain a single tape file.
        if request.file_sequence != sequence or not self._labels(pool, several):
            raise OperatorError(tape_server.FILESEQ_INCORRECT, fileid=request.file_id)
        where.equal("v.VOLUMESTATUS", TapeStatus.ASSIGNED.value)
        if not self._labels(pool, where.among("v.LABEL", serving(request.labels))):
            raise OperatorError(tape_server.CANNOT_BE_USED, volume=label)
        return OutputChoice(label, any_scratch=False)

    @staticmethod
    def _scratch(request: OutputRequest) -> Condition:
        where = Condition().equal("v.VOLUMESTATUS", TapeStatus.SCRATCH.value)
        for label in request.without:
            where.add("v.VOLSER <> ?", label.value)
        return where.among("v.LABEL", serving(request.labels))

    @staticmethod
    def _appendable(request: OutputRequest) -> Condition:
        """Demand a tape behind whose last file another one can be written."""
        where = Condition().equal("v.VOLUMESTATUS", TapeStatus.ASSIGNED.value)
        where.equal("v.LABEL", "BACKUP").add("v.TYPE <> ?", OPEN_REEL).add("v.ENDOFDATALBA >= 0")
        return where.equal("f.TAPEFORMAT", TAPE_FORMATS.index(request.tape_format) + 1)

    def _next(self, pool: Pool, wanted: Condition) -> TapeLabel | None:
        """Find the next tape after LASTSCRATCHVOL, in the order of the names and round again."""
        where = self._of(pool).also(wanted)
        volser = self._database.value(
            f"SELECT v.VOLSER {WITH_FORMAT} WHERE {where.text}"
            " ORDER BY v.VOLSER <= ?, v.VOLSER LIMIT 1",
            [*where.parameters, pool.last_scratch],
        )
        return None if volser is None else TapeLabel(volser)

    def _labels(self, pool: Pool, wanted: Condition) -> list[str]:
        where = self._of(pool).also(wanted)
        rows = self._database.rows(
            f"SELECT v.VOLSER {WITH_FORMAT} WHERE {where.text} ORDER BY v.VOLSER",
            where.parameters,
        )
        return [volser for (volser,) in rows]

    def _members(self, pool: Pool, names: Sequence[TapeLabel]) -> list[list[str]]:
        """List the tapes of the sets some tapes are in, in the order of each set."""
        where = self._of(pool).among("v.VOLSER", [name.value for name in names])
        rows = self._database.rows(
            "SELECT list(VOLSER ORDER BY VOLINDEX) FROM VOLUME WHERE (CATALOG, POOLNAME, VOLSETID)"
            " IN (SELECT (v.CATALOG, v.POOLNAME, v.VOLSETID) FROM VOLUME v"
            f" WHERE v.VOLSETID IS NOT NULL AND {where.text}) GROUP BY VOLSETID ORDER BY VOLSETID",
            where.parameters,
        )
        return [tapes for (tapes,) in rows]

    def _next_sequence(self, pool: Pool, label: TapeLabel, request: OutputRequest) -> int:
        """Give the place the next file of a tape's set gets, 1 on a tape that is in none.

        Raises mediacom.5962 for a set whose files are in another catalog than that of the request,
        which says what its last file is; mediacom.603 where that cannot be asked.
        """
        volume_set = self._database.value(
            "SELECT VOLSETID FROM VOLUME WHERE CATALOG = ? AND POOLNAME = ? AND VOLSER = ?",
            [pool.catalog, pool.name, label.value],
        )
        if volume_set is None:
            return 1
        filecat = request.filecat
        assert filecat is not None  # it is no further tape
        self._sets.check_filecat(pool.catalog, pool.name, volume_set, filecat)
        volcat = f"{self._node}.{pool.catalog}"
        last, _ = self._files(filecat.node).end_of_set(volcat, pool.name, volume_set)
        return last + 1

    @staticmethod
    def _of(pool: Pool) -> Condition:
        return Condition().equal("v.CATALOG", pool.catalog).equal("v.POOLNAME", pool.name)

    def _take(self, catalog: CatalogName, pool: PoolName, label: TapeLabel, *, named: bool) -> None:
        found = self._pools.get(catalog, pool)
        self._database.execute(
            "UPDATE VOLUME SET VOLUMESTATUS = 'SELECTED'"
            " WHERE CATALOG = ? AND POOLNAME = ? AND VOLSER = ?",
            [found.catalog, found.name, label.value],
        )
        if not named:
            self._database.execute(
                "UPDATE POOL SET LASTSCRATCHVOL = ? WHERE CATALOG = ? AND POOLNAME = ?",
                [label.value, found.catalog, found.name],
            )
