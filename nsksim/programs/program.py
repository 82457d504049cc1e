"""What a program is, what it is started with, and how it may end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Generator, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import ClassVar, Protocol

from nsksim.guardian.processes import Process
from nsksim.guardian.security import Requester
from nsksim.guardian.system import System
from nsksim.guardian.users import User
from nsksim.interaction import Effect, Reader
from nsksim.language import Language
from nsksim.names import Defaults, NodeName
from nsksim.world import World

ProgramRun = Generator[Effect, str | None, int]
"""A program at work: its effects, and at the end its completion code."""


class CompletionCode(IntEnum):
    """How a process ended; the meanings are recalled, not located in a manual."""

    NORMAL = 0
    WARNINGS = 1
    ERRORS = 2
    """A normal end, but not everything could be done."""

    FATAL = 3
    """A premature end."""

    NOT_STARTED = 4
    ABEND = 5
    STOPPED = 6
    """Stopped from outside."""


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
    out_file: str | None = None
    """What OUT names, empty where the listing is suppressed; None is the home terminal."""
    remote: bool = False
    """Whether it was created from another system: it is a remote accessor where it runs, too
    (Expand Configuration and Management Manual 19-9)."""

    @property
    def system(self) -> System:
        """Return the system the process runs on."""
        return self.world.system(self.node)

    @property
    def terminal_name(self) -> str:
        """Give the name of the home terminal as it is called where the process runs."""
        local = self.terminal.node == self.node
        return self.terminal.name if local else f"{self.terminal.node}.{self.terminal.name}"

    def identity(self, node: NodeName) -> str:
        r"""Give the name or number of the process as it is called at `node`."""
        name = self.process.identity
        return name if self.node == node else f"{self.node}.{name}"

    def reach(self, node: NodeName, name: str) -> System:
        """Return another system as this process reaches it; `name` is what was typed.

        Raises file-system errors 18, 250 and 48 (no matching remote passwords).
        """
        system = self.world.reach(self.node, node, name)
        self.requester(system, name)
        return system

    def at(self, node: NodeName | None, name: str) -> System:
        """Return the system that `name` is on: the own one, or another as `reach` gives it."""
        return self.system if node in (None, self.node) else self.reach(node, name)

    def requester(self, system: System, name: str) -> Requester:
        """Say who this process is on `system`. Raises file-system error 48."""
        if system.node == self.node:
            return Requester(self.user, remote=self.remote)
        return self.world.requester(self.system, self.user, system, name)

    def on(self, system: System, name: str) -> Environment:
        """Return what a process gets that this one creates on `system`: the defaults stay.

        Its user is the one of that name there, with the file security of this session. Raises
        file-system error 48.
        """
        if system.node == self.node:
            return self
        there = self.requester(system, name)
        user = replace(there.user, security=self.user.security)
        return replace(self, node=system.node, user=user, remote=there.remote)

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
    remote: ClassVar[bool] = False
    """Whether it can be run on another system than that of whoever starts it."""
    simulated: ClassVar[str] = ""
    """What is simulated of it, one line of the coverage table."""
    sources_differ: ClassVar[tuple[str, ...]] = ()
    """Where two manuals say different things, and which is followed; for the coverage page."""
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
