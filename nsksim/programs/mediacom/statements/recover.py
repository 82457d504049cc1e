"""RECOVER DISKFILE: from the file catalog to the RESTOREs that bring disk files back.

Which tape file a disk file comes from is decided here; how a tape is brought and read is the
business of RESTORE, which runs as a process of the same user.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from typing import ClassVar

from nsksim.dsmtc import CatalogKind, MediaCatalog, RecoverableFile, noted_catalog
from nsksim.errors import OperatorError, Origin
from nsksim.guardian.defines import Defines
from nsksim.interaction import Effect, Interaction, Read, Refused
from nsksim.language import ParseProblem, Statement
from nsksim.messages import mediacom as messages
from nsksim.names import CatalogName, DiskfilePattern, FileName, NodeName, TapeFileId
from nsksim.programs import child
from nsksim.programs.mediacom.context import Context
from nsksim.programs.mediacom.displays.form import counted
from nsksim.programs.mediacom.displays.recover import QUESTION, recoverable, recoverable_heading
from nsksim.programs.mediacom.operands import RestoreOptions, TypedPattern, moment
from nsksim.programs.program import CompletionCode, ProgramRun
from nsksim.programs.redirection import with_output
from nsksim.programs.restore.program import RestoreProgram
from nsksim.programs.restore.statement import Restore

PROGRAM = f"{RestoreProgram.subvolume}.{RestoreProgram.name}"
DEFINE = "=RECOVER_DISKFILE"
"""The DEFINE that describes the tape to RESTORE; the name is ours."""


def _tape(file: RecoverableFile) -> tuple[object, ...]:
    """Give the tape file of a disk file, in the order in which tapes are asked for."""
    numbers = file.tape_file[:6]
    return (file.volume_set, file.pool, file.volume_catalog, file.dumped, *numbers)


@dataclass(frozen=True, slots=True)
class RecoverDiskfile(Statement):
    r"""Bring disk files back from tape: the catalog says from which, and RESTORE is run.

    The name may have wildcards in volume, subvolume and file. Each disk file comes from its newest
    dump that is VALID and whose tape file has not expired; TAPEFILE, GEN (without it -1, the
    newest generation of each file ID) and TIME (only what was cataloged before that moment, 00:00
    if no time is given) choose another one. What was found is shown, and after Y it is restored,
    one tape file after the other; OVERRIDE ON does not ask. A tape file on several tapes is read
    from the tape on which the first of the files begins, and until all of them are found (this end
    is inferred); where the catalog does not tell their tapes, the whole set is searched. Where the
    tapes of the newest dump are cataloged on a system out of reach, another copy of that dump is
    taken that was made with CATALOGFILES as well; without one its files are left out, as an older
    dump is never taken unasked (our choice). RESTORE runs with the authority of the user and prints
    its listing; RESTOREOPTIONS "..." hands options such as MYID, KEEP or LISTALL to it. Tapes of a
    pool that is excluded from the search space need DEVICE, which RECOVER cannot give: RESTORE
    brings their files back. Files of another system need LOCALTOREMOTE and come back to this
    system. OUT prints to a file or a spooler location. RESTORE runs on the system MEDIACOM runs on
    and mounts the tapes there, also those of a file catalog of another system; run elsewhere (as
    \NODE.MEDIACOM) it recovers the files of that system.
    """

    source: ClassVar[str] = (
        "DSM/TC Programming Manual, 4-57; DSM/TC User's Guide, 9-2; MEDIACOM manual, 2-64;"
        " Catalog Sync manual, Node Name"
    )
    fidelity: ClassVar[Origin] = Origin.INFERRED

    disk_file: TypedPattern
    filecat: CatalogName | None = None
    tapefile: TapeFileId | None = None
    gen: int = -1
    time: tuple[str, ...] = ()
    override: str = "OFF"
    localtoremote: bool = False
    restoreoptions: RestoreOptions | None = None
    out: str | None = None

    def run(self, context: Context) -> Interaction:
        """Find the entries, ask, and restore; requirements R-02, R-03, R-10."""
        self._check_values()
        command = _command(self.restoreoptions)
        before = moment(self.time) if self.time else None
        pattern = self.disk_file.expanded(context.defaults)
        context.check_known(pattern.node, pattern.typed)
        system, filecat = context.searched_filecat(self.filecat)
        self._check_asked(context, pattern)
        media = context.world.media(system)
        here = context.world.media(context.environment.system)
        away = [node for node in media.tapefiles.tape_nodes(filecat) if not here.reaches(node)]
        found = media.diskfiles.recoverable(
            pattern,
            filecat,
            system.now.date(),
            file_id=self.tapefile,
            generation=self.gen,
            before=before and context.environment.system.instant(before),
            away=away,
        )
        first = next(found, None)
        if first is None:
            raise _nothing(media, pattern, filecat)
        work = self._work(context, media, command, chain([first], found), away)
        output = context.program.output_place(self.out) if self.out else None
        yield from work if output is None else with_output(work, output)

    def _check_values(self) -> None:
        """Refuse a generation 0: mediacom.5904."""
        if self.gen == 0:
            allowed = "1 to 32767 or -1 to -32768"
            raise OperatorError(messages.VALUE_INVALID, option="GEN", value=0, allowed=allowed)

    def _check_asked(self, context: Context, pattern: DiskfilePattern) -> None:
        """Refuse files of another system without LOCALTOREMOTE (R-02), and to ask nobody.

        Raises mediacom.5924 and 5927.
        """
        here = context.environment.node
        if pattern.node != here and not self.localtoremote:
            raise OperatorError(
                messages.NEEDS_LOCALTOREMOTE, name=pattern.typed, node=pattern.node, here=here
            )
        if self.override == "OFF" and not context.environment.interactive:
            raise OperatorError(messages.NOBODY_TO_ASK)

    def _work(
        self,
        context: Context,
        media: MediaCatalog,
        command: Restore,
        found: Iterator[RecoverableFile],
        away: Sequence[NodeName],
    ) -> ProgramRun:
        """Show what was found, ask, and restore it from tape after tape, but for those `away`."""
        files: list[RecoverableFile] = []
        yield from recoverable_heading()
        for file in found:
            yield recoverable(file, context.environment.system.local(file.dumped))
            files.append(file)
        yield counted(len(files), "disk file", "found")
        groups = [list(group) for _, group in groupby(sorted(files, key=_tape), _tape)]
        yield from (_left_out(group) for group in groups if group[0].tapes_at in away)
        groups = [group for group in groups if group[0].tapes_at not in away]
        done = 0
        if groups and (self.override == "ON" or (yield from _approved())):
            for group in groups:
                done += yield from _restored(context, media, command, group, done, len(files))
        yield counted(done, "disk file", "recovered")
        return CompletionCode.NORMAL


def _left_out(files: Sequence[RecoverableFile]) -> Refused:
    """Say that the tapes of one tape file cannot be had: mediacom.5928."""
    count, tapes = len(files), sorted({file.tape for file in files})
    return Refused(
        OperatorError(
            messages.TAPE_OUT_OF_REACH,
            name=_title(files[0]),
            tapes=f"tape{'' if len(tapes) == 1 else 's'} {', '.join(tapes)}",
            node=files[0].tapes_at,
            files="1 disk file is" if count == 1 else f"{count} disk files are",
        )
    )


def _title(file: RecoverableFile) -> str:
    return f"{TapeFileId(file.file_id)}, GEN {file.generation}"


def _restored(
    context: Context,
    media: MediaCatalog,
    command: Restore,
    files: Sequence[RecoverableFile],
    before: int,
    total: int,
) -> Generator[Effect, str | None, int]:
    """Run RESTORE for the files of one tape file and give how many it restored.

    `before` of the `total` are done already. Raises mediacom.5925 when RESTORE gives up.
    """
    environment = context.environment
    filesets = _filesets(files, media)
    process = child.new_process(environment, PROGRAM)
    started = environment.started(process, f"{DEFINE}, ({', '.join(filesets)})")
    started.defines = {**started.defines, **_define(context, media, files[0]).in_force()}
    started.nowait = False
    prepared = replace(command, filesets=filesets)
    program = RestoreProgram(started, prepared, {file.place for file in files})
    code = yield from child.ending(program.main(), started)
    if code == CompletionCode.FATAL:
        raise OperatorError(
            messages.RESTORE_GAVE_UP,
            name=_title(files[0]),
            done=before + program.restored,
            count=total,
        )
    return program.restored


def _filesets(files: Sequence[RecoverableFile], media: MediaCatalog) -> tuple[str, ...]:
    """Name the files of one tape file for RESTORE.

    A name is given without its node, because after a node replacement (R-07) the tape still has
    the old one; unless the tape has files of two systems that differ in nothing else.
    """
    twins = media.diskfiles.local_twins(files[0])
    names = [FileName.parse(file.name) for file in files]
    return tuple(str(name) if name.without_node in twins else name.without_node for name in names)


def _command(options: RestoreOptions | None) -> Restore:
    """Give the command of RESTORE for all files of a tape.

    Raises mediacom.5904 for what are no options of RESTORE, 5901 for those it has not here.
    """
    typed = f", {options.typed}" if options else ""
    what = f"RECOVER DISKFILE with RESTOREOPTIONS {typed[2:].upper()}"
    try:
        command = RestoreProgram.language.parse(f"{DEFINE}, *.*.*{typed}")
    except ParseProblem as problem:
        raise OperatorError(
            messages.VALUE_INVALID,
            option="RESTOREOPTIONS",
            value=f'"{typed[2:]}"',
            allowed="a list of options of RESTORE with commas between them",
        ) from problem
    except OperatorError as refused:
        raise OperatorError(messages.NOT_MODELLED, what=what) from refused
    assert isinstance(command, Restore)  # RESTORE has no other
    if command.unmodelled:
        raise OperatorError(messages.NOT_MODELLED, what=what)
    return command


def _nothing(
    media: MediaCatalog, pattern: DiskfilePattern, filecat: CatalogName | None
) -> OperatorError:
    """Say why nothing can be recovered: no entry at all, or none that serves."""
    if next(media.diskfiles.matching([pattern], filecat), None) is None:
        return OperatorError(messages.DOES_NOT_EXIST, object="DISKFILE", name=pattern.typed)
    return OperatorError(messages.NOT_RECOVERABLE, name=pattern.typed)


def _approved() -> Generator[Effect, str | None, bool]:
    """Ask until the answer is yes or no; end of file is no."""
    while True:
        answer = yield Read(QUESTION)
        word = "N" if answer is None else answer.strip().upper()
        if word in ("Y", "YES", "N", "NO"):
            return word.startswith("Y")


def _define(context: Context, media: MediaCatalog, file: RecoverableFile) -> Defines:
    """Describe the tape of a tape file as ADD DEFINE does. Raises mediacom.5957."""
    filecat = f"{media.node}.{file.catalog}"
    volcat = noted_catalog(CatalogKind.VOLCAT, file.volume_catalog, filecat, file.volume_set)
    defines = Defines()
    settings = [
        ("CLASS", "TAPECATALOG"),
        ("USE", "IN"),
        ("FILEID", str(TapeFileId(file.file_id))),
        ("GEN", str(file.generation)),
        ("VERSION", str(file.version)),
        ("PHYSICAL", str(file.physical_copy)),
        ("LOGICAL", str(file.logical_copy)),
        ("FILECAT", filecat),
        ("VOLCAT", str(volcat)),
        ("POOL", file.pool),
    ]
    defines.add([DEFINE], settings, context.defaults)
    return defines
