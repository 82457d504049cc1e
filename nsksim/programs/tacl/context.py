"""What one TACL process remembers, and what its commands work on.

Owns no command and no text: the interpreter keeps variables, the statements do the work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from nsksim.guardian.defines import Defines
from nsksim.guardian.users import User
from nsksim.interaction import Interaction
from nsksim.names import Defaults, NodeName, Subvolume
from nsksim.programs.history import History
from nsksim.programs.program import Environment
from nsksim.programs.tacl.host import Evaluation
from nsksim.programs.tacl.variables import Variables

NOBODY = User("NULL", "NULL", 0, 0, "AAAA", "$SYSTEM.NOSUBVOL")
"""The identity of a TACL at which nobody is logged on: 0,0 (TACL Reference Manual)."""

PROGRAM_SUBVOLUME = "$SYSTEM.SYSTEM"
CURRENT_DEFAULTS = "#DEFAULTS"
"""The word of #PMSEARCHLIST that stands for the current default subvolume."""


class Departure(Exception):
    """Thrown by EXIT and LOGOFF: macros and OBEY files in progress end."""


class Engine(Protocol):
    """The text engine, as commands use it."""

    variables: Variables

    def run(self, text: str) -> Interaction:
        """Run typed lines."""

    def call(self, name: str, text: str) -> Evaluation:
        """Call a built-in function."""

    def load(self, lines: Sequence[str], keep: int | None = None) -> list[str]:
        """Load the sections of a library."""

    def invoke(self, name: str, arguments: str = "") -> Interaction:
        """Run a variable or function."""


@dataclass(slots=True)
class Completion:
    """How the last process ended: the items of `:_COMPLETION` (TACL Reference Manual 5-17)."""

    message_code: int = 0
    """-5 for STOP, -6 for ABEND, 0 for a process that was only started, or not even that."""
    completion_code: int = 0
    process: str = ""

    def item(self, name: str) -> str | None:
        """Give an item by its upshifted name, None when there is none of that name."""
        items: dict[str, object] = {
            "MESSAGECODE": self.message_code,
            "COMPLETIONCODE": self.completion_code,
            "PROCESS": self.process,
            "CPUTIME": 0,
            "JOBID": 0,
            "TERMINATIONINFO": 0,
            "TEXTLENGTH": 0,
            "TEXT": "",
        }
        return str(items[name]) if name in items else None


@dataclass(slots=True)
class Context:
    """The state of one TACL."""

    environment: Environment
    engine: Engine
    saved: Defaults
    """The saved defaults: those of the logon."""
    saved_security: str
    """The letters new files get after logon; VOLUME may change those of the session's user."""
    questions: bool = True
    """Whether end of file is asked about; a typed EXIT always is."""
    history: History = field(default_factory=History)
    prefix: str = ""
    """#PREFIX."""
    prompter: bool = False
    """#PROMPT: whether _PROMPTER is invoked before each prompt."""
    prompt_parts: str = "NONE"
    """SETPROMPT: which of the defaults stand in the prompt."""
    search_list: tuple[str, ...] = (PROGRAM_SUBVOLUME,)
    """#PMSEARCHLIST."""
    messages_on: bool = False
    """#PMSG: whether the end of each process is announced."""
    assigns: dict[str, str] = field(default_factory=dict)
    """The ASSIGNs: logical unit to what was typed behind it."""
    defines: Defines = field(default_factory=Defines)
    defines_on: bool = True
    """#DEFINEMODE: whether programs get the DEFINEs."""
    completion: Completion = field(default_factory=Completion)
    default_process: str = ""
    """The process started last, which STOP and others mean when none is named."""
    obeying: int = 0
    """How many OBEY files are open."""
    ended: bool = False

    @property
    def user(self) -> User:
        """Give the user who is logged on."""
        return self.environment.user

    @property
    def logged_on(self) -> bool:
        """Say whether somebody is."""
        return self.environment.user != NOBODY

    @property
    def node(self) -> NodeName:
        """Give the system this TACL runs on."""
        return self.environment.node

    @property
    def prompt(self) -> str:
        """Give the prompt for the next line (TACL Reference Manual, #PREFIX)."""
        if not self.logged_on:
            return f"TACL {self.history.number}> "
        place = {
            "VOLUME": f"{self.environment.defaults.volume}",
            "SUBVOL": self.environment.defaults.subvolume,
            "BOTH": f"{self.environment.defaults.volume} {self.environment.defaults.subvolume}",
        }.get(self.prompt_parts, "")
        words = [word for word in (self.prefix, place, f"{self.history.number}> ") if word]
        return " ".join(words)


def logon_defaults(user: User, node: NodeName) -> Defaults:
    """Give the saved defaults of a user at `node`."""
    place = Subvolume.parse(user.default_volume)
    return Defaults(node, place.volume, place.name)
