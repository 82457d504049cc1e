"""A small language with one command of each shape, and what its operands are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from nsksim.errors import Message, OperatorError, Origin, Speaker
from nsksim.interaction import Interaction
from nsksim.language import Authority, Language, Operand, Statement, no_names

TOY = Speaker("toy", lambda message, text: [f"**TOY-{message.key}** {text}"])
UNKNOWN_NODE = Message(
    TOY, 5999, "DISKFILE {name} is invalid.", "An unknown node.", "None.", "Name a known one."
)


class WrongName(ValueError):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def label(text: str) -> str:
    value = text.strip('"').upper()
    if not 1 <= len(value) <= 6:
        raise WrongName("a label has 1 to 6 characters")
    return value


def pattern(text: str) -> str:
    if text.upper().startswith("\\NOWHERE."):
        raise OperatorError(UNKNOWN_NODE, name=text)
    if text.count(".") < 2:
        raise WrongName("a disk file has a volume, a subvolume and a name")
    return text.upper()


def pools(context: Any) -> list[tuple[str, str]]:
    return [(name, "a pool") for name in context]


OPERANDS: dict[str, Operand[Any]] = {
    "TAPE_NAME": Operand(label, "a tape name", lambda context: [("A00001", ""), ("B00001", "")]),
    "POOL_NAME": Operand(str.upper, "a pool name", pools),
    "DISK_FILE": Operand(pattern, "a disk file name", no_names),
    "DAYS": Operand(int, "a number of days", no_names),
    "FILE_NAME": Operand(str.upper, "a file name", no_names),
    "PROCESS": Operand(str.upper, "a process name", no_names),
    "PARAMETER": Operand(str.upper, "a parameter name", no_names),
    "PARAMETER_VALUE": Operand(str, "a value", no_names),
    "TEXT": Operand(str, "any text", no_names),
    "STARTUP_TEXT": Operand(str, "a startup text", no_names),
}

TAPE_OBJECTS = r"""
%extend command: info_tapevolume | add_tapevolume

info_tapevolume: "INFO"i "TAPEVOLUME"i volumes ("," (pool | detail))*
add_tapevolume: "ADD"i "TAPEVOLUME"i volumes ("," (pool | labels | retention | status))+

volumes: TAPE_NAME | "(" TAPE_NAME ("," TAPE_NAME)* ")"
pool: "POOL"i POOL_NAME
labels: "LABELS"i _label_kind
_label_kind: "ANSI"i | "IBM"i | "1600"
retention: "RETENTION"i (DAYS | "PERMANENT"i)
status: "STATUS"i ("BAD"i | "SCRATCH"i)
detail: "DETAIL"i

TAPE_NAME: _WORD
POOL_NAME: _WORD
DAYS: _WORD
"""

OTHER_OBJECTS = r"""
%extend command: info_diskfile | info_pool | add_pool | alter_pool | reset | exit

info_diskfile: "INFO"i "DISKFILE"i disk_file ["," detail]
info_pool: "INFO"i "POOL"i [name]
add_pool: "ADD"i "POOL"i name
alter_pool: "ALTER"i "POOL"i name "," _pool_option ("," _pool_option)*
_pool_option: append | alter_pool__status | place
append: "APPEND"i ("ON"i | "OFF"i)
alter_pool__status: "STATUS"i ("OPEN"i | "CLOSED"i)
place: "LSM"i "(" DAYS "," DAYS ["," "DOWN"i] ")"
name: POOL_NAME
disk_file: DISK_FILE
reset: "RESET"i "EXPIRATION"i
exit: "EXIT"i | "E"i

DISK_FILE: _WORD
"""

INTERPRETER = r"""
%extend command: comment | param | run

comment: "COMMENT"i [text]
param: "PARAM"i [settings]
run: ["RUN"i] program ["/" _run_option ("," _run_option)* "/"] [startup]

text: TEXT
settings: setting ("," setting)*
setting: PARAMETER PARAMETER_VALUE
program: FILE_NAME
_run_option: out_file | process_name | nowait
out_file: "OUT"i [FILE_NAME]
process_name: "NAME"i PROCESS
nowait: "NOWAIT"i
startup: STARTUP_TEXT

TEXT: _LINE
PARAMETER: _WORD
PARAMETER_VALUE: _WORD
FILE_NAME: _WORD
PROCESS: _WORD
STARTUP_TEXT: /[^\s\/].*/
"""


@dataclass(frozen=True, slots=True)
class ToyStatement(Statement):
    """What the toy's commands share: they do nothing."""

    def run(self, context: Any) -> Interaction:
        yield f"{self} for {context}"


@dataclass(frozen=True, slots=True)
class InfoTapevolume(ToyStatement):
    """Show the catalog record of tape volumes.

    Several names stand in parentheses.
    """

    authority: ClassVar[Authority] = Authority.ANYONE
    source: ClassVar[str] = "the toy's manual, section 1"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    volumes: tuple[str, ...]
    pool: str | None = None
    detail: bool = False


@dataclass(frozen=True, slots=True)
class AddTapevolume(ToyStatement):
    """Add tape volumes to a pool."""

    authority: ClassVar[Authority] = Authority.SUPER_GROUP

    volumes: tuple[str, ...]
    pool: str
    labels: str = "ANSI"
    retention: int | str | None = None
    status: str = "SCRATCH"


@dataclass(frozen=True, slots=True)
class InfoDiskfile(ToyStatement):
    """List disk files."""

    disk_file: str
    detail: bool = False


@dataclass(frozen=True, slots=True)
class InfoPool(ToyStatement):
    """Show pools."""

    name: str | None = None


@dataclass(frozen=True, slots=True)
class AddPool(ToyStatement):
    """Add a pool."""

    name: str


@dataclass(frozen=True, slots=True)
class AlterPool(ToyStatement):
    """Change a pool."""

    name: str
    append: str = "OFF"
    status: str | None = None
    place: tuple[int | str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Reset(ToyStatement):
    """Confirm the clock."""


@dataclass(frozen=True, slots=True)
class Exit(ToyStatement):
    """Leave."""


@dataclass(frozen=True, slots=True)
class Comment(ToyStatement):
    """Do nothing."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Param(ToyStatement):
    """Set or list parameters."""

    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Run(ToyStatement):
    """Run a program."""

    program: str
    out_file: str | bool | None = None
    process_name: str | None = None
    nowait: bool = False
    startup: str = ""


MEDIA = (InfoTapevolume, AddTapevolume, InfoDiskfile, InfoPool, AddPool, AlterPool, Reset, Exit)
INTERPRETED = (Comment, Param, Run)


def media() -> Language:
    """Options after commas, lists in parentheses."""
    return Language("no-such-folder", MEDIA, OPERANDS, (TAPE_OBJECTS, OTHER_OBJECTS))


def interpreter() -> Language:
    """Run options in slashes, texts to the end of the line, any first word a program."""
    return Language("no-such-folder", INTERPRETED, OPERANDS, (INTERPRETER,), delimiters=",;()/")
