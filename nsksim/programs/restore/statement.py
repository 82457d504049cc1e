"""The command of RESTORE: what is listed, and what is written back."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsksim.errors import OperatorError, Origin
from nsksim.guardian.files import DiskFile
from nsksim.guardian.security import Action, Requester, permits
from nsksim.guardian.users import User
from nsksim.interaction import Effect, Interaction, Refused, Wait
from nsksim.language import Statement
from nsksim.messages import backup as messages
from nsksim.messages import file_system
from nsksim.names import Defaults, FileName
from nsksim.names.wildcard import has_wildcard
from nsksim.programs.backup import listing
from nsksim.programs.backup.tape_program import work_time
from nsksim.programs.restore.fileset import NameMap, matcher
from nsksim.tape import Dump, InputJob, TapedFile

if TYPE_CHECKING:
    from nsksim.programs.restore.program import RestoreProgram


@dataclass(frozen=True, slots=True)
class Restore(Statement):
    """Bring disk files back from a tape, or list what is on it.

    The tape is a DEFINE of CLASS TAPECATALOG, which finds the tape by FILEID and GEN, or of CLASS
    TAPE with its VOLUME. Of a tape file on several tapes one is read after the other. *.*.* means
    all files. LISTONLY lists them and restores nothing; LISTALL lists every file that is restored.
    KEEP does not replace files that exist. MYID makes the files your own. MAP NAMES restores under
    other names. NOT leaves files out. The modification time of a restored file is the time of the
    restore. AUDITED, OPEN and PARTONLY find nothing to act on: no file on a simulated tape is
    audited, was open or is partitioned.
    """

    tapes: tuple[str, ...]
    filesets: tuple[str, ...]
    listall: bool = False
    listonly: bool = False
    keep: bool = False
    myid: bool = False
    mapped: tuple[tuple[str, str], ...] = ()
    audited: bool = False
    open: bool = False
    partonly: str = "OFF"
    nounload: bool = False
    excluded: tuple[str, ...] = ()
    unmodelled: str = ""

    fidelity = Origin.INFERRED

    def run(self, context: RestoreProgram) -> Interaction:
        """Bring one tape after the other, and list or restore the files."""
        context.refuse_unmodelled(self.unmodelled)
        definition = context.definition(self.tapes)
        environment = context.environment
        names = NameMap.read(self.mapped, environment.defaults, environment.node)
        job = InputJob(context.tapes(definition), definition, context.holder, context.places)
        yield from job.open()
        finished = False
        lines = listing.Listing(environment.system.offset)
        wanted = _Wanted(self.filesets, self.excluded, environment.defaults)
        done = asked = 0
        try:
            dump = job.read()
            yield from self._heading(context, job, dump)
            while True:
                files = wanted.of(dump.files)
                asked += len(files)
                yield Wait(until=context.now + work_time(len(files)))
                job.check_drive()
                done += yield from self._work(context, files, names, lines)
                if not job.more or (job.located and not wanted.missing):
                    break
                yield from job.next_tape()
                dump = job.read()
                yield from lines.next_tape(job.section)
            for text in wanted.missing:
                number = file_system.NOT_FOUND.number
                yield context.failed(messages.FILE_NOT_RESTORED, text, number=number)
            job.close(unload=not self.nounload)
            finished = True
        finally:
            if not finished:
                job.abandon()
        what = "listed" if self.listonly else "restored"
        left = asked - done + len(wanted.missing)
        yield from listing.summary((f"Files {what}", done), (f"Files not {what}", left))

    def _heading(self, context: RestoreProgram, job: InputJob, dump: Dump) -> Iterator[str]:
        system = context.environment.system
        yield from listing.heading("RESTORE", job.drive)
        yield from listing.origin(dump.system, dump.options)
        now, dumped = listing.moment(system.now), listing.moment(system.local(dump.created))
        yield f"Restore time: {now}   Backup time: {dumped}   Pages: 1"
        yield ""
        yield listing.columns(job.section)

    def _work(
        self,
        context: RestoreProgram,
        wanted: Sequence[TapedFile],
        names: NameMap,
        lines: listing.Listing,
    ) -> Generator[Effect, str | None, int]:
        """List or restore the files and give how many were."""
        here = context.environment.node
        done = 0
        for file in wanted:
            target = names.target(file.name, here)
            try:
                if not self.listonly and not self._restore(context, file, target):
                    yield Refused(OperatorError(messages.FILE_KEPT, name=target.without_node))
                    continue
            except OperatorError as error:
                number = error.message.number
                yield context.failed(messages.FILE_NOT_RESTORED, target.without_node, number=number)
                continue
            done += 1
            context.restored += not self.listonly
            if self.listonly:
                node = "" if file.name.node == here else f"{file.name.node}."
                place = f"{node}{file.name.volume}.{file.name.subvolume}"
                yield from lines.line(file, place, file.name.file)
            elif self.listall:
                place = f"{target.volume}.{target.subvolume}"
                yield from lines.line(file, place, target.file)
        return done

    def _restore(self, context: RestoreProgram, file: TapedFile, target: FileName) -> bool:
        """Write one file back; False when it exists and KEEP was given.

        Raises file-system errors 12, 14, 43 and 48.
        """
        environment = context.environment
        system = environment.system
        requester = environment.requester(system, target.without_node)
        existing = system.files.find(target)
        if existing is not None:
            if self.keep:
                return False
            system.files.check(existing, Action.PURGE, requester, target.without_node)
            _check_idle(context, existing)
        owner = self._owner(context, file, requester)
        with system.database.transaction():
            system.files.write(target, file.content, owner, code=file.code)
            written = system.files.find(target)
            if written is not None:
                system.files.secure(written, file.security)
                if file.licensed and requester.governs:
                    system.files.license(written, licensed=True)
        return True

    def _owner(self, context: RestoreProgram, file: TapedFile, requester: Requester) -> User:
        """Give the owner of a restored file.

        With MYID a file has to be readable for the user; without it only the super ID brings back
        the files of others. Raises file-system error 48.
        """
        user = context.environment.user
        owner = (file.owner_group, file.owner_user)
        if self.myid:
            if permits(file.security, Action.READ, *owner, requester):
                return user
        elif requester.governs or owner == (user.group_id, user.user_id):
            return User("", "", *owner, file.security, "")
        raise OperatorError(file_system.SECURITY, name=str(file.name))


class _Wanted:
    """The files that are asked for, on one tape after the other."""

    def __init__(
        self, filesets: Sequence[str], excluded: Sequence[str], defaults: Defaults
    ) -> None:
        self._filesets = filesets
        self._left_out = [matcher(text, defaults) for text in excluded]
        self._defaults = defaults
        self._found: set[str] = set()

    def of(self, files: Sequence[TapedFile]) -> list[TapedFile]:
        """Give those of the files on a tape that are asked for."""
        chosen: set[FileName] = set()
        by_name: dict[str, set[FileName]] = {}
        for file in files:
            for spelled in (str(file.name), file.name.without_node):
                by_name.setdefault(spelled, set()).add(file.name)
        for text in self._filesets:
            found = by_name.get(text, set())
            if not found and not _is_full_name(text):
                matches = matcher(text, self._defaults)
                found = {file.name for file in files if matches(file.name)}
            chosen |= found
            if found:
                self._found.add(text)
        return [
            file
            for file in files
            if file.name in chosen and not any(matches(file.name) for matches in self._left_out)
        ]

    @property
    def missing(self) -> list[str]:
        """Give the file sets that fitted no file on any of the tapes."""
        return [text for text in self._filesets if text not in self._found]


def _is_full_name(text: str) -> bool:
    """Say whether a file set is a name that needs no matching: RECOVER gives them by thousands."""
    return text.startswith(("$", "\\")) and text.count(".") > 1 and not has_wildcard(text)


def _check_idle(context: RestoreProgram, file: DiskFile) -> None:
    """Refuse with file-system error 12 to replace the program file of a running process."""
    for process in context.environment.system.processes.all():
        if process.program == file.local_name:
            raise OperatorError(file_system.IN_USE, name=file.local_name)
