"""What BACKUP and RESTORE have in common: one command as startup text, a tape DEFINE, a listing."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from datetime import datetime, timedelta
from typing import ClassVar

from nsksim.errors import Message, OperatorError
from nsksim.interaction import Effect, Read, Refused
from nsksim.language import Operand, ParseProblem, no_names
from nsksim.messages import backup as messages
from nsksim.messages import file_system
from nsksim.names import DefineName, DriveName
from nsksim.programs.language_program import Complaints
from nsksim.programs.program import CompletionCode, Environment
from nsksim.programs.single_command import SingleCommand
from nsksim.tape import Holder, TapeDefinition, TapeServer

FILES_A_SECOND = 100
"""So many files are dumped, restored or listed in a second of virtual time; a number of ours."""

CONTINUATION = "&"


def work_time(files: int) -> timedelta:
    """Say how long the tape runs for so many files: at least a second."""
    return timedelta(seconds=max(1, -(-files // FILES_A_SECOND)))


def checked_device(text: str) -> str:
    """Check the form of a tape: a DEFINE or a drive. Raises InvalidName."""
    name = DefineName.parse(text) if text.startswith("=") else DriveName.parse(text)
    return str(name)


def _devices(environment: Environment) -> Iterator[tuple[str, str]]:
    for name, attributes in environment.defines.items():
        if attributes.get("CLASS", "").startswith("TAPE"):
            yield name, f"DEFINE of class {attributes['CLASS']}"


def files_here(environment: Environment) -> Iterator[tuple[str, str]]:
    """Offer the files of the default subvolume."""
    defaults = environment.defaults
    if defaults.node == environment.node:
        place = (str(defaults.volume), defaults.subvolume)
        for file in environment.system.files.in_subvolume(*place):
            yield file.name, f"file code {file.code}"


TAPE_DEVICE: Operand[str] = Operand(checked_device, "a tape DEFINE", _devices)


def unmodelled(options: str) -> Operand[str]:
    """Give the operand that reads an option of the real program, with what belongs to it.

    `options` are their words. They are read to be refused by name, and neither offered nor
    explained.
    """
    words = options.split()

    def read(text: str) -> str:
        if text.split(maxsplit=1)[0].upper() not in words:
            raise ValueError(text)
        return text.strip().upper()

    endings = tuple(sorted({word[start:] for word in words for start in range(len(word))}))
    return Operand(read, "another option", no_names, endings=endings)


class TapeProgram(SingleCommand):
    """A program whose command copies files from or to tapes."""

    complaints: ClassVar[Complaints] = Complaints(
        messages.SYNTAX, messages.SYNTAX, messages.NOT_MODELLED
    )

    def command(self) -> Generator[Effect, str | None, str]:
        """Give the command: the startup text, and lines of IN while it is not complete."""
        text = self.environment.argument.strip()
        while not text or text.endswith((CONTINUATION, ",")):
            more = yield Read("")
            if more is None:
                break
            text = f"{text.removesuffix(CONTINUATION)} {more}".strip()
        return text

    def expected(self, problem: ParseProblem) -> tuple[str, ...]:
        """Say what may stand at the mistake; a wrong option has others beside it."""
        return self.language.expected(problem.line[: problem.column])

    def framed(self, error: OperatorError, line: str) -> list[str]:
        """Return the lines of a refusal; those of the tape server and of names get this frame."""
        if error.message.speaker is file_system.SPEAKER:
            return super().framed(error, line)
        return messages.framed(error)

    def file_error(self, error: OperatorError) -> list[str]:
        """Return how BACKUP and RESTORE print an error of the file system."""
        return messages.file_error(error)

    # -- the tape ---------------------------------------------------------------------------------

    def definition(self, tapes: tuple[str, ...]) -> TapeDefinition:
        """Find the DEFINE that describes the tape.

        Raises backup.not-modelled (drives, two tapes), no-define, and what the DEFINE brings.
        """
        if len(tapes) > 1:
            raise OperatorError(messages.NOT_MODELLED, what="Writing or reading two tapes at once")
        [name] = tapes
        if not name.startswith("="):
            what = f"An unlabeled tape on {name}, without a DEFINE,"
            raise OperatorError(messages.NOT_MODELLED, what=what)
        attributes = self.environment.defines.get(name)
        if attributes is None:
            raise OperatorError(messages.NO_DEFINE, define=name)
        return TapeDefinition.read(name, attributes, self.environment.node)

    def tapes(self, definition: TapeDefinition) -> TapeServer:
        """Give the tape server of the system where the tape is mounted.

        Raises backup.no-tape-server, and backup.open-failed with file-system error 18, 48 or 250.
        """
        try:
            system = self.environment.at(definition.system, str(definition.system))
        except OperatorError as error:
            number = error.message.number
            raise OperatorError(
                messages.OPEN_FAILED, define=definition.name, number=number, reason=error.text
            ) from error
        server = self.environment.world.tapes(system)
        server.check_running()
        return server

    @property
    def holder(self) -> Holder:
        """Name the process, which will have the drive."""
        return Holder.of(self.environment.node, self.environment.process)

    def refuse_unmodelled(self, option: str) -> None:
        """Refuse an option that is not simulated."""
        if option:
            raise self.not_modelled(f"with {option}")

    def failed(self, message: Message, name: str, **values: object) -> Refused:
        """Say what was not done to one file."""
        self.completion = CompletionCode.ERRORS
        return Refused(OperatorError(message, name=name, **values))

    @property
    def now(self) -> datetime:
        """Give the present instant (UTC)."""
        return self.environment.world.clock.now
