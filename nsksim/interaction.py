"""What a running program may ask of the terminal it runs on.

A program is a generator. It yields a `str` for each line it prints (`Block` for many of them),
`Refused` for a message it prints about a mistake, `Read` when it wants a typed line (the line is
sent back, None for end of file), and `Wait` when virtual time has to pass before it can go on.
Nothing here does I/O and nothing reads a clock: the session drives the generator, a test can drive
it by hand, and OUT, IN and OBEY are generators around other generators.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Protocol, TypeVar

from nsksim.errors import OperatorError


class Reader(Protocol):
    """Whoever reads a line: knows how to complete it, mark its mistakes and hint the rest."""

    def complete(self, text: str) -> list[Completion]:
        """Give what may stand at the end of `text`."""

    def hint(self, text: str) -> str:
        """Give the remaining syntax after `text`, for the bottom bar."""

    def error_at(self, text: str) -> int | None:
        """Give the column (from 0) where `text` goes wrong, None while it may come right."""


@dataclass(frozen=True, slots=True)
class Completion:
    """One candidate: `text` replaces the last `length` characters typed."""

    text: str
    length: int
    description: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """Ask for a typed line. `prompt` is shown as is; `reader` serves the interactive prompt."""

    prompt: str
    reader: Reader | None = None
    secret: bool = False
    """True while a password is typed: no echo, no history."""
    goes_on: bool = False
    """True when the line belongs to a command whose first lines were typed before; BREAK is sent to
    the program when it is abandoned, so that the whole command is."""


@dataclass(frozen=True, slots=True)
class Block:
    """Print several lines of a long listing; BREAK still ends it between any two.

    Between a program and its terminal stand a dozen generators: a block passes them at once.
    """

    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Wait:
    """Let virtual time pass until `until` (UTC), or until `done` says so when `until` is None."""

    until: datetime | None = None
    done: WaitCondition | None = None
    jump: bool = False
    """True when time has to jump even in a shell whose clock runs beside real time (SIM CLOCK)."""
    serves: bool = False
    """True when the program is there for others and has no end of its own that one waits for."""


class WaitCondition(Protocol):
    """Something a program waits for, looked at again after each scheduled event."""

    def __call__(self) -> bool:
        """Say whether the wait is over."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Print the message of `error`; the typed line counts as refused if its severity is ERROR.

    `lines` is what to print when the program frames the message itself (a caret under the line);
    empty means the frame of the message's speaker.
    """

    error: OperatorError
    lines: tuple[str, ...] = field(default=())
    hidden: bool = False
    """True when the lines have gone elsewhere (OUT): the line is refused, the screen stays."""

    @property
    def printed(self) -> tuple[str, ...]:
        """Give the lines that appear on the screen."""
        if self.hidden:
            return ()
        return self.lines or tuple(self.error.lines)


Effect = str | Block | Read | Wait | Refused
"""Anything a program may yield."""

Interaction = Generator[Effect, str | None, None]
"""A running program, a statement of one, or a part of either."""

BLOCK_LINES = 512

T = TypeVar("T")


def in_blocks(lines: Generator[str, None, T]) -> Generator[Block, str | None, T]:
    """Print the lines of a long listing as they come, some at a time; give what `lines` gives."""
    given: list[T] = []

    def source() -> Iterator[str]:
        given.append((yield from lines))

    coming = source()
    while block := tuple(islice(coming, BLOCK_LINES)):
        yield Block(block)
    return given[0]


class Break(Exception):
    """The operator pressed BREAK (Ctrl-C) while a program was reading or waiting.

    Thrown into the generator at its last effect. A program that does not catch it ends, and TACL
    gives its prompt again.
    """


END_OF_FILE = "EOF!"
"""What a terminal shows where CTRL-Y was pressed."""

NOT_TEXT = "\N{REPLACEMENT CHARACTER}"
"""Stands in a recorded line for what no terminal sends; a line that holds it is refused too."""

CONTROL_Y = "\x19"
"""What the key sends."""


def keyed(line: str) -> str | None:
    """Give a line of a file or a pipe as it is typed: None, the end of file, where it says so."""
    return None if line in (CONTROL_Y, END_OF_FILE) else line
