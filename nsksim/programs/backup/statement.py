"""The command of BACKUP: which files, on which tape, and what is noted of them."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsksim.errors import OperatorError, Origin
from nsksim.guardian.files import DiskFile
from nsksim.guardian.security import Action
from nsksim.interaction import Effect, Interaction, Wait
from nsksim.language import Statement
from nsksim.messages import backup as messages
from nsksim.messages import file_system
from nsksim.names import FileName, FileTemplate
from nsksim.programs.backup import listing
from nsksim.programs.backup.tape_program import work_time
from nsksim.programs.fup.fileset import Reached, select
from nsksim.tape import DumpHeading, OutputJob, TapedFile

if TYPE_CHECKING:
    from nsksim.programs.backup.program import BackupProgram


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that was found when BACKUP began."""

    place: Reached
    name: FileName
    shown_place: str
    """The subvolume, with its node where that is another one."""


@dataclass(frozen=True, slots=True)
class Backup(Statement):
    """Copy disk files to a tape.

    The tape is a DEFINE of CLASS TAPECATALOG or TAPE. A cataloged tape file gets the next
    generation of its FILEID, and goes on on another tape when one is full; a disk file is on one
    tape as a whole. CATALOGFILES also enters each disk file in the file catalog. LISTALL
    lists every file, otherwise only those with problems are named. NOT leaves files out. The tape
    is unloaded at the end, NOUNLOAD leaves it on its drive. AUDITED, OPEN, IGNORE and PARTONLY
    stand in the heading and find nothing more to do: no simulated disk file is audited, open,
    damaged or partitioned.
    """

    tapes: tuple[str, ...]
    filesets: tuple[str, ...]
    listall: bool = False
    catalogfiles: bool = False
    audited: bool = False
    open: bool = False
    ignore: bool = False
    partonly: str = "OFF"
    nounload: bool = False
    excluded: tuple[str, ...] = ()
    unmodelled: str = ""

    fidelity = Origin.INFERRED

    def run(self, context: BackupProgram) -> Interaction:
        """Find the files, bring the tape, write it, and enter it in the catalogs."""
        begun = context.now
        context.refuse_unmodelled(self.unmodelled)
        definition = context.definition(self.tapes)
        if self.catalogfiles and not definition.cataloged:
            raise OperatorError(messages.NEEDS_CATALOG)
        candidates = self._candidates(context)
        node = context.environment.node
        heading = DumpHeading(begun, node, self._options, catalog_files=self.catalogfiles)
        job = OutputJob(context.tapes(definition), definition, context.holder, heading)
        yield from job.open()
        finished = False
        dumped = 0
        try:
            yield from self._heading(context, job.drive, heading)
            yield Wait(until=context.now + work_time(len(candidates)))
            dumped = yield from self._dump(context, candidates, job)
            job.close(unload=not self.nounload)
            finished = True
        finally:
            if not finished:
                job.abandon()
        yield from listing.summary(
            ("Files dumped", dumped), ("Files not dumped", len(candidates) - dumped)
        )

    @property
    def _options(self) -> str:
        """Give the options as the heading prints them."""
        return (
            f"{'' if self.audited else 'NO '}AUDITED, BLOCKSIZE 28,"
            f" {'' if self.ignore else 'NO '}IGNORE, {'' if self.open else 'NO '}OPEN,"
            f" PARTONLY {self.partonly}, INDEXES IMPLICIT"
        )

    def _candidates(self, context: BackupProgram) -> list[Candidate]:
        """Give the files of the file sets by name, each once. Raises file-system errors 11, 14."""
        environment = context.environment
        defaults = environment.defaults
        left_out = [FileTemplate.parse(text, defaults) for text in self.excluded]
        found: dict[FileName, Candidate] = {}
        for selection in select(environment, defaults, self.filesets):
            node = selection.place.system.node
            prefix = "" if node == environment.node else f"{node}."
            for file in selection.files:
                name = FileName.parse(file.local_name, node)
                shown = f"{prefix}{file.volume}.{file.subvolume}"
                if not any(template.matches(name) for template in left_out):
                    found[name] = Candidate(selection.place, name, shown)
        return [found[name] for name in sorted(found, key=str)]

    @staticmethod
    def _heading(context: BackupProgram, drive: str, heading: DumpHeading) -> Iterator[str]:
        """Give the lines in front of the files; the time is that on the tape, as RESTORE prints it.

        However long the tape is waited for, that is when BACKUP began, and so it is in the catalog
        (DSM/TC User's Guide 9-9); that the listing has it from there is inferred.
        """
        begun = context.environment.system.local(heading.created)
        yield from listing.heading("BACKUP", drive)
        yield from listing.origin(heading.system, heading.options)
        yield f"Backup time: {listing.moment(begun)}   Pages: 1"
        yield ""
        yield listing.columns(1)

    def _dump(
        self, context: BackupProgram, candidates: list[Candidate], job: OutputJob
    ) -> Generator[Effect, str | None, int]:
        """Dump the files and give how many; what cannot be dumped is said and left out."""
        lines = listing.Listing(context.environment.system.offset)
        count = 0
        for candidate in candidates:
            shown = f"{candidate.shown_place}.{candidate.name.file}"
            try:
                taped = _read(context, candidate)
            except OperatorError as error:
                number = error.message.number
                yield context.failed(messages.FILE_NOT_DUMPED, shown, number=number)
                continue
            while job.holds(taped) and not job.fits(taped):
                yield from job.next_tape()
                yield from lines.next_tape(job.section)
            if not job.holds(taped):
                label = job.tape.label
                yield context.failed(messages.FILE_TOO_LARGE, shown, bytes=taped.eof, label=label)
                continue
            job.add(taped)
            count += 1
            if self.listall:
                yield from lines.line(taped, candidate.shown_place, candidate.name.file)
        return count


def _read(context: BackupProgram, candidate: Candidate) -> TapedFile:
    """Read one file. Raises file-system errors 11, 48 and those of the line."""
    place, name = candidate.place, candidate.name
    if name.node != context.environment.node:
        context.environment.reach(name.node, str(name))
    file: DiskFile | None = place.system.files.find(name)
    if file is None:
        raise OperatorError(file_system.NOT_FOUND, name=str(name))
    place.check(file, Action.READ)
    return TapedFile(
        name=name,
        code=file.code,
        modified=file.modified,
        owner_group=file.owner_group,
        owner_user=file.owner_user,
        security=file.security,
        licensed=file.licensed,
        content=place.system.files.read(file),
    )
