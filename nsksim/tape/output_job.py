"""What BACKUP does with tapes: choose one, write on it, and go on on the next when it is full.

A disk file is never split over two tapes (our choice): the next tape begins with it. What is on a
tape is written, and its disk files are cataloged, when the tape is left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from nsksim.dsmtc import (
    PROTECTED,
    DumpedFile,
    MediaCatalog,
    NewTapeFile,
    OutputChoice,
    OutputRequest,
    TapeFile,
    TapeVolume,
)
from nsksim.dsmtc.pool import Pool
from nsksim.errors import OperatorError
from nsksim.messages import backup, tape_server
from nsksim.names import CatalogName, NodeName, PoolName, TapeLabel
from nsksim.store import together
from nsksim.tape.definition import TapeDefinition
from nsksim.tape.drive import Holder, OpenMode, TapeSource, TapeUse
from nsksim.tape.job import ACCESS_VIOLATION, OpenTape, TapeJob
from nsksim.tape.label import FileLabel
from nsksim.tape.reel import Dump, FileSection, TapedFile
from nsksim.tape.server import Mounted, TapeServer, Waiting, Wanted


@dataclass(frozen=True, slots=True)
class DumpHeading:
    """What stands in front of the disk files on each tape."""

    created: datetime
    """UTC: when the BACKUP process began."""
    system: NodeName
    """Where BACKUP runs."""
    options: str
    """The options of BACKUP, as its heading prints them."""
    catalog_files: bool
    """True when the disk files are entered in the file catalog."""


class OutputJob(TapeJob):
    """A tape file that is being written."""

    _request: OutputRequest
    """What is wanted of the pool; a cataloged tape only."""

    @property
    def _tapes(self) -> MediaCatalog:
        """Give the catalogs of the tapes, reached anew as `media` is."""
        return self.server.media.at(self._request.catalog.node)

    def __init__(
        self,
        server: TapeServer,
        definition: TapeDefinition,
        holder: Holder,
        heading: DumpHeading,
    ) -> None:
        super().__init__(server, definition, holder)
        self._heading = heading
        self._created = heading.created
        self._capacity = 0
        self._before: tuple[FileSection, ...] = ()
        self._files: list[TapedFile] = []
        self._section = self._sequence = 1
        self._told: set[str] = set()
        self._source = TapeSource()
        self._owed: int | None = None

    def open(self) -> Waiting[OpenTape]:
        """Choose a tape, bring it, and enter the tape file in the catalog.

        Raises backup.open-failed, no-pool, attribute-missing, not-modelled, cataloged-tape and
        stopped-waiting, tape-drive.no-drives and damaged, file-system error 14, and what a library
        refuses with. Nothing has changed then, or it is ended when the line is up again.
        """
        self.check("OUT")
        self._tape = yield from self.answered(self._opened())
        self._created = self.server.system.clock.now
        return self.tape

    @property
    def section(self) -> int:
        """Say which tape of the file the job has, from 1."""
        return self._section

    def holds(self, file: TapedFile) -> bool:
        """Say whether a disk file would have room on the tape if nothing else were on it."""
        return file.eof <= self._capacity

    def fits(self, file: TapedFile) -> bool:
        """Say whether a disk file has room behind what is on the tape."""
        used = sum(section.size for section in self._before) + sum(e.eof for e in self._files)
        return used + file.eof <= self._capacity

    def add(self, file: TapedFile) -> None:
        """Dump a disk file that fits."""
        self._files.append(file)

    def next_tape(self) -> Waiting[OpenTape]:
        """Leave a full tape and go on on the next: of the VOLUME list, else a scratch tape.

        Raises backup.open-failed (the operator rejected it), stopped-waiting, no-tape-server and
        not-modelled, tape-drive.lost, and what a library refuses with. The tapes before are
        written then.
        """
        entry = self.tape.entry
        if entry is None:
            raise OperatorError(
                backup.NOT_MODELLED, what="An uncataloged tape file on several tapes"
            )
        self._written(continued=True)
        self._tape = yield from self.answered(self._further(entry))
        return self.tape

    def close(self, *, unload: bool = True) -> None:
        """Write the tape and close the tape file.

        Raises tape-drive.lost, and backup.open-failed (594) where no line leads to the catalogs.
        """
        tape = self.tape
        self._written(continued=False)
        self.server.finish(tape.drive, unload=unload)

    def abandon(self) -> None:
        """Give up before the end; what is complete on the tapes stays."""
        if self.has_drive:
            self.server.leftovers.abandon(self.tape.drive)
        elif self._owed is not None:
            self.server.leftovers.withdraw(self._owed)

    def _settle(self) -> None:
        if self._owed is not None:
            self.server.leftovers.settle(self._owed)
            self._owed = None

    # -- opening ---------------------------------------------------------------------------------

    def _opened(self) -> Waiting[OpenTape]:
        definition = self.definition
        if definition.mode is not OpenMode.LP:
            tape = yield from self.take_unlabeled(output=True)
        elif not definition.cataloged:
            if (definition.file_sequence or 1) > 1:
                what = "An uncataloged tape with several tape files"
                raise OperatorError(backup.NOT_MODELLED, what=what)
            tape = yield from self._uncataloged()
        else:
            return (yield from self._cataloged())
        self._capacity = self.server.stock.capacity()
        return tape

    def _uncataloged(self) -> Waiting[OpenTape]:
        """Bring the first tape of the VOLUME list, for SCRATCH any that may be written."""
        names = self.definition.volumes
        if names:
            self._check_unprotected(names[0])
            return (yield from self.bring_uncataloged(names[0], output=True))
        self.server.check_drive(self.definition.device)
        wanted = self.wanted(None, self.use(output=True), scratch=True)
        mounted = self.given((yield from self.server.ask(wanted, self.holder)))
        return OpenTape(TapeLabel(mounted.label), mounted.drive, None)

    def _cataloged(self) -> Waiting[OpenTape]:
        definition, defaults = self.definition, self.server.media.defaults
        file_id = self.file_id
        filecat = self.turn_to_catalogs()
        volcat = defaults.volcat(definition.volcat)
        pool = self._pool(volcat)
        new = NewTapeFile(
            filecat=filecat,
            file_id=file_id,
            volcat=volcat,
            pool=PoolName(pool.name),
            created=self.server.system.clock.now,
            expires=self._expiration(),
            generation=self._generation(filecat),
            version=definition.version,
            physical_copy=definition.physical_copy,
            logical_copy=definition.logical_copy,
            catalog_files=self._heading.catalog_files,
            comment=definition.comment,
            file_sequence=None if pool.append else definition.file_sequence or 1,
        )
        # What is refused takes no tape; each of the two systems asks the other later.
        self.media.recording.check(new)
        self.server.media.at(volcat.node).at(filecat.node)
        self._request = OutputRequest(
            catalog=volcat,
            pool=PoolName(pool.name),
            file_id=file_id,
            filecat=filecat,
            labels=definition.labels,
            names=definition.volumes,
            file_sequence=definition.file_sequence,
        )
        mounted = yield from self._first()
        label = TapeLabel(mounted.label)
        with self.given_up_on_failure(mounted.drive):
            # Created when its tape is opened, not when it is asked for (User's Guide, 1-11).
            new = replace(new, created=self.server.system.clock.now, expires=self._expiration())
            [volume] = self._tapes.tapevolumes.named(volcat, [label], PoolName(pool.name))
            if volume.volume_set is not None:
                self._before = self.server.reel(mounted.drive).sections
            # The file catalog is written last: what the others say can be undone without it.
            with self.media.database.transaction(), self.server.transaction(self._use):
                entry = self.media.recording.create(new, [label])
                source = TapeSource.of(entry, self._home)
                self.server.drives.note_source(mounted.drive, source)
                if not self._before:  # with the labels of a new file the old ones are gone
                    self.server.write(mounted.drive, [])
        self._begin_on(volume, entry)
        return OpenTape(label, mounted.drive, entry)

    def _begin_on(self, volume: TapeVolume, entry: TapeFile) -> None:
        """Note where the file is on a tape."""
        place = self.media.tapefiles.volumes(entry)[-1]
        self._section, self._sequence = place.section, place.sequence
        self._capacity = self.server.stock.capacity(volume.type)

    def _pool(self, volcat: CatalogName) -> Pool:
        """Give the pool of an output tape; an excluded one needs DEVICE."""
        definition = self.definition
        name = definition.pool or self.server.media.defaults.get().pool
        if name is None:
            raise OperatorError(
                backup.NO_POOL, define=definition.name, node=self.server.system.node
            )
        pool = self.server.media.at(volcat.node).pools.get(volcat, name)
        self.check_searched(pool)
        return pool

    def _generation(self, filecat: CatalogName) -> int | None:
        """Give the absolute generation to write, None for the next one."""
        generation = self.definition.generation
        if generation is None or generation > 0:
            return generation
        found = self.media.tapefiles.resolve(filecat, self.file_id, self.today, generation)
        return found.generation

    def _expiration(self) -> date | None:
        definition = self.definition
        if definition.expiration is not None:
            return definition.expiration
        retention = definition.retention or self.server.media.defaults.get().retention
        return retention.expiration(self.today)

    # -- choosing tapes ---------------------------------------------------------------------------

    def _first(self) -> Waiting[Mounted]:
        """Choose the first tape and bring it, or another that serves."""
        self.server.check_drive(self.definition.device)
        return (yield from self._taken())

    def _further(self, entry: TapeFile) -> Waiting[OpenTape]:
        """Choose a further tape, leave the one before, and bring it on the same drive."""
        volcat, pool = self._request.catalog, self._request.pool
        self._request = replace(self._request, further=True)
        self._told.clear()
        reel, self._source = self._section + 1, TapeSource.of(entry, self._home)
        number = yield from self._available(reel, with_drive=False)
        # From here on no drive tells of the file that was begun, until it is on the next tape.
        self._owed = self.server.leftovers.owe(self._use, self.holder)
        self.server.finish(self.tape.drive)
        mounted = yield from self._taken(reel, number)
        label = TapeLabel(mounted.label)
        both = together(self.media.database, self.server.system.database)
        with self.given_up_on_failure(mounted.drive), both:
            self.media.recording.extend(entry, label)
            self.server.write(mounted.drive, [])
        self._settle()
        [volume] = self._tapes.tapevolumes.named(volcat, [label], pool)
        self._before, self._files = (), []
        self._begin_on(volume, entry)
        return OpenTape(label, mounted.drive, entry)

    def _find(self) -> OutputChoice:
        return self._tapes.output.find(replace(self._request, ready=self._ready()))

    def _ready(self) -> tuple[TapeLabel, ...]:
        """Give the tapes that stand on a drive the process may use, and that nobody has."""
        if not self.server.takes_standing(self._use):
            return ()
        device, home = self._device, self._use.home
        standing = (drive for drive in self.server.drives.all() if drive.holder is None)
        return tuple(
            TapeLabel(drive.volume)
            for drive in standing
            if drive.volume and drive.open_to(device) and drive.may_be_of(home)
        )

    def _available(
        self,
        reel: int,
        number: int | None = None,
        *,
        with_drive: bool = True,
    ) -> Waiting[int | None]:
        """Wait while no tape is left that serves, or no drive for that of a library.

        Gives the number of the request that waited, None where it did not have to.
        """

        def wanted(label: TapeLabel | None) -> Wanted:
            return self.wanted(label, self._use, reel=reel, number=number)

        while True:
            choice = self._find()
            if choice.label is None:
                self._report(choice)
                what = f"a scratch tape of pool {self._request.pool}"
                waited = yield from self.retried(
                    wanted(None), lambda: self._find().label is not None, what
                )
            elif with_drive and self.server.lacks_drive(choice.label, self._device):
                waited = yield from self.drive_emptied(wanted(choice.label))
            else:
                return number
            number = waited.number

    @property
    def _use(self) -> TapeUse:
        request = self._request
        return self.use(
            output=True,
            catalog=str(request.catalog),
            pool=request.pool.value,
            source=self._source,
        )

    @property
    def _drive_use(self) -> TapeUse:
        """Give what the process does with the tape it has."""
        return self.server.drives.named(self.tape.drive).use

    @property
    def _device(self) -> str:
        """Give the drive of the tape; a further one has that of the tape before."""
        return self.tape.drive if self._request.further else self.definition.device

    def _taken(self, reel: int = 1, number: int | None = None) -> Waiting[Mounted]:
        """Reserve a tape and get it: one that stands ready, from a library, or by people.

        A tape of a library that has other labels than the catalog says is passed over.
        """
        while True:
            number = yield from self._available(reel, number)
            self._report(self._find())  # now: what `take` refuses with undoes the transaction
            try:
                with self.server.transaction(self._use):
                    wanted = replace(self._reserved(reel), number=number)
                    mounted = self.server.take(wanted, self.holder)
                    posted = None if mounted else self.server.post(wanted, self.holder)
                break
            except OperatorError as error:
                label = error.values.get("volume")
                wrong = error.message is tape_server.WRONG_LABEL_TYPE
                if not (wrong and self._choosing and isinstance(label, TapeLabel)):
                    raise
                request = self._request
                self._request = replace(request, without=(*request.without, label))
                # The tape before is off its drive: where none is left nobody may wait for one.
                if request.further and self._find().label is None:
                    raise
                self.server.console.report(error)
        self._request = replace(self._request, names=wanted.names)
        if posted is not None:
            mounted = yield from self.server.awaited(posted)
        return self.given(mounted)

    def _reserved(self, reel: int) -> Wanted:
        """Reserve the tape that is chosen now, and describe it; inside a transaction."""
        request = self._request
        choice = self._tapes.output.select(replace(request, ready=self._ready()))
        return self.wanted(
            choice.label,
            self._use,
            reel=reel,
            scratch=choice.any_scratch,
            names=choice.names,
            without=request.without,
        )

    @property
    def _choosing(self) -> bool:
        """Say whether another tape can be chosen: not where a tape set has to be gone on with."""
        return self._request.further or (self._request.file_sequence or 1) == 1

    def _report(self, choice: OutputChoice) -> None:
        """Say on the console what is in the way of a choice, each thing once."""
        for report in choice.reports:
            if report.text not in self._told:
                self._told.add(report.text)
                self.server.console.report(report)

    # -- writing ----------------------------------------------------------------------------------

    def _written(self, *, continued: bool) -> None:
        """Write the tape and enter its disk files, both or nothing; at the end close the file.

        One that was not closed counts as incomplete. Raises tape-drive.lost, and
        backup.open-failed (594) where no line leads to the catalogs.
        """
        tape = self.tape
        self.check_drive()
        try:
            self.server.catalogs_of(self._drive_use)  # before anything is written
            with together(self.media.database, self.server.system.database):
                self._write(continued=continued)
            if tape.entry is not None and not continued:
                end = self.server.reel(tape.drive).end_of_data
                self.media.recording.close(tape.entry, end)
        except OperatorError as error:
            raise self._reply(error) from error

    def _write(self, *, continued: bool) -> None:
        tape, heading = self.tape, self._heading
        dump = Dump(heading.created, heading.system, tuple(self._files), heading.options)
        section = FileSection(self._label(), dump, continued)
        self.server.write(tape.drive, [*self._before, section])
        if tape.entry is not None and heading.catalog_files:
            index = self.media.tapefiles.volumes(tape.entry)[-1].index
            dumped = [_dumped(file, index) for file in self._files]
            self.media.diskfiles.record(tape.entry, dumped, heading.created)

    def _label(self) -> FileLabel | None:
        """Give the labels of the file that is written; none where labels are not processed."""
        definition, tape = self.definition, self.tape
        if definition.mode is not OpenMode.LP:
            return None
        created = self.server.system.local(self._created).date()
        if tape.entry is not None:
            label = FileLabel.of_entry(tape.entry, tape.entry.volume_set, created)
            return replace(label, section=self._section, sequence=self._sequence)
        file_id = definition.file_id.label_part if definition.file_id else ""
        return FileLabel(
            file_id,
            tape.label.value,
            created,
            self._label_expiration(created),
            generation=definition.generation or 1,
            version=definition.version or 0,
        )

    def _label_expiration(self, created: date) -> date | None:
        """Give the expiration date of a file that is not cataloged.

        That it may be overwritten at once where the DEFINE says nothing is inferred: the default
        retention of the system is one of the tape catalog.
        """
        definition = self.definition
        if definition.retention is not None:
            return definition.retention.expiration(created)
        return definition.expiration or created

    def _check_unprotected(self, label: TapeLabel) -> None:
        """Refuse to write on a cataloged tape, and on one whose files have not expired.

        For a cataloged tape its status decides, for any other one its labels.
        """
        holders = self.media.holders([label])
        if not holders:
            if self.server.protected(label):
                raise self._protected(label)
            return
        catalog, pool = CatalogName.parse(holders[0].catalog), PoolName(holders[0].pool)
        [volume] = self.media.tapevolumes.named(catalog, [label], pool)
        if volume.status in PROTECTED:
            raise self._protected(label)
        raise OperatorError(backup.CATALOGED_TAPE, label=label, pool=pool, catalog=catalog)

    def _protected(self, label: TapeLabel) -> OperatorError:
        """Report the tape, and unload it where it stands ready."""
        error = OperatorError(tape_server.NOT_EXPIRED, volume=label)
        self.server.console.report(error)
        self.server.unload_standing(label, self.definition.device)
        return self.failed(ACCESS_VIOLATION, error.lines[0])


def _dumped(file: TapedFile, index: int) -> DumpedFile:
    """Describe a disk file that stands on one tape of the set."""
    return DumpedFile(
        file.name, file.modified, file.eof, file.code, first_index=index, last_index=index
    )
