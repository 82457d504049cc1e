"""What a program is, what it is started with, and the shape of a conversational one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Generator, Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, Protocol

from nsksim.errors import OperatorError
from nsksim.guardian.processes import Process
from nsksim.guardian.security import Requester
from nsksim.guardian.system import System
from nsksim.guardian.users import User
from nsksim.interaction import Effect, Interaction, Read, Reader, Refused
from nsksim.language import Language
from nsksim.messages import file_system
from nsksim.names import Defaults, NodeName
from nsksim.world import World

ProgramRun = Generator[Effect, str | None, int]
"""A program at work: its effects, and at the end its completion code (0 is a normal end)."""


class Screen(Protocol):
    """What the person sits at: shows one terminal at a time."""

    def switch(self, node: NodeName) -> None:
        """Make the logged-on terminal of another system the one that is shown next."""

    def listen(self, terminal: Terminal, listener: Listener) -> None:
        """Show what a background process prints on `terminal` from now on."""


class Listener(Protocol):
    """A background process that prints on a terminal, such as a printing distributor."""

    def lines(self) -> list[str]:
        """Give what has to be printed since the last call."""


@dataclass(slots=True)
class Terminal:
    """A home terminal: its system, its device name and the screen that shows it."""

    node: NodeName
    name: str
    screen: Screen


@dataclass(slots=True)
class Environment:
    """What a process is started with, and may change for what it starts itself."""

    world: World
    user: User
    process: Process
    terminal: Terminal
    node: NodeName
    """Where the process runs."""
    defaults: Defaults
    parameters: dict[str, str] = field(default_factory=dict)
    """The PARAMs in force."""
    defines: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The DEFINEs in force: name with `=` to attributes, CLASS first."""
    argument: str = ""
    """The startup text: what follows the program name and the run options."""
    nowait: bool = False
    """Whether whoever started it goes on without waiting for its end."""
    depth: int = 0
    """How many programs are waiting for this one, one inside the other."""
    interactive: bool = True
    """Whether somebody sits at its input; not so when IN is a file, or without waiting."""

    @property
    def system(self) -> System:
        """Return the system the process runs on."""
        return self.world.system(self.node)

    def reach(self, node: NodeName, name: str) -> System:
        """Return another system as this process reaches it; `name` is what was typed.

        Raises file-system errors 18, 250 and 48 (no matching remote passwords).
        """
        system = self.world.reach(self.node, node, name)
        self.requester(system, name)
        return system

    def requester(self, system: System, name: str) -> Requester:
        """Say who this process is on `system`. Raises file-system error 48.

        A remote requester needs the same user there and matching remote passwords on both sides.
        """
        if system.node == self.node:
            return Requester(self.user)
        there = system.users.named(self.user.name)
        asked = self.system.users.remote_password(self.user, str(system.node))
        allowed = there and system.users.remote_password(there, str(system.node))
        same = there is not None and there.id == self.user.id
        if there is None or not same or allowed is None or asked != allowed:
            raise OperatorError(file_system.SECURITY, name=name)
        return Requester(there, remote=True)

    def started(self, process: Process, argument: str) -> Environment:
        """Return the environment of a process this one starts; later changes stay apart."""
        return replace(
            self,
            process=process,
            argument=argument,
            depth=self.depth + 1,
            parameters=dict(self.parameters),
            defines={name: dict(values) for name, values in self.defines.items()},
        )


class Program(ABC):
    """Something that can be run at a TACL prompt.

    The class says where its program file stands; the docstring's first line says what it does.
    """

    name: ClassVar[str]
    """File id of the program file, as typed at the prompt."""
    subvolume: ClassVar[str] = "$SYSTEM.SYSTEM"
    simulated: ClassVar[str] = ""
    """What is simulated of it, one line of the coverage table."""
    language: ClassVar[Language | None] = None
    """The language of its commands, for HELP, the reference page and the coverage table."""
    refused: ClassVar[Mapping[str, Collection[str]]] = {}
    """What the real program has and this one refuses by name, besides what its language says.

    The kind (such as `options`) to the words, for the coverage table.
    """

    def __init__(self, environment: Environment) -> None:
        self.environment = environment

    @classmethod
    def inline_reader(cls, environment: Environment) -> Reader | None:
        """Return what serves completion of its startup text, typed behind its name."""
        del environment
        return None

    @abstractmethod
    def main(self) -> ProgramRun:
        """Run to the end and return the completion code."""


class Conversation(Program):
    """A program with a prompt: reads lines until EXIT or end of file, or runs its startup text."""

    prompt: ClassVar[str]

    ended: bool = False
    """Set by the EXIT statement."""

    def banner(self) -> list[str]:
        """Return what a conversational start prints first."""
        return []

    def reader(self) -> Reader | None:
        """Return what serves completion at this prompt."""
        return None

    @abstractmethod
    def execute(self, line: str) -> Interaction:
        """Do one command line; refusals may be raised."""

    def main(self) -> ProgramRun:
        """Converse, or run the one command of the startup text without a banner."""
        if self.environment.argument.strip():
            yield from self.guarded(self.environment.argument)
            return 0
        yield from self.banner()
        while not self.ended:
            line = yield from self.typed_command()
            if line is None:
                break
            yield from self.guarded(line)
        return 0

    def typed_command(self) -> Generator[Effect, str | None, str | None]:
        """Read one command at the prompt; None is the end of file."""
        return (yield Read(self.prompt, self.reader()))

    def guarded(self, line: str) -> Interaction:
        """Do one command line and print the refusal it may end in."""
        try:
            yield from self.execute(line)
        except OperatorError as error:
            yield Refused(error, tuple(self.framed(error, line)))

    def framed(self, error: OperatorError, line: str) -> list[str]:
        """Return the lines of a refusal as this program prints them."""
        return error.lines
