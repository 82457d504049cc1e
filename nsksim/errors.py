"""Message and OperatorError: the two types every refusal is made of.

A refusal is something the operator did that the simulated system does not accept. It is a
catalogued `Message` with values for its slots, carried by an `OperatorError`, and rendered in the
frame of the program that speaks. Our own mistakes are never an `OperatorError`.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How the speaker ranks the message; only ERROR makes a typed line count as refused."""

    INFORMATION = "I"
    WARNING = "W"
    ERROR = "E"


class Origin(StrEnum):
    """Where the text of a message comes from."""

    DOCUMENTED = "documented"
    INFERRED = "inferred"
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class Speaker:
    """A program that prints messages, and the frame it prints them in.

    `frame(message, text)` gives the lines as they stand on the screen.
    """

    name: str
    frame: Callable[[Message, str], Sequence[str]]


class _Name(str):
    """The name of a slot where its value would stand, whatever the value's format is."""

    __slots__ = ()

    def __format__(self, specification: str) -> str:
        return str(self)


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of the catalogue.

    `key` is the number where the real speaker prints one, else a short name; `id` is
    `speaker.key`. `text` has named slots in braces. `cause`, `effect` and `recovery` are in our own
    words, for `nsksim explain`.
    """

    speaker: Speaker
    key: int | str
    text: str
    cause: str
    effect: str
    recovery: str
    origin: Origin = Origin.OURS
    severity: Severity = Severity.ERROR

    @property
    def id(self) -> str:
        """Name the message across speakers, for example `mediacom.5048`."""
        return f"{self.speaker.name}.{self.key}"

    @property
    def number(self) -> int | None:
        """Give the number the real speaker prints, or None where it prints none."""
        return self.key if isinstance(self.key, int) else None

    @property
    def slots(self) -> frozenset[str]:
        """Name the slots of the text."""
        return frozenset(name for _, name, _, _ in string.Formatter().parse(self.text) if name)

    def render(self, values: dict[str, object]) -> list[str]:
        """Return the lines as the speaker prints them."""
        return list(self.speaker.frame(self, self.text.format_map(values)))

    @property
    def pattern(self) -> list[str]:
        """Give the lines with the slots named in angle brackets, for explanations."""
        return self.render({slot: _Name(f"<{slot}>") for slot in self.slots})


class OperatorError(Exception):
    """A refusal: a message with the values of its slots.

    Raised anywhere below a session; rendered only by the program the operator is talking to.
    """

    def __init__(self, message: Message, /, **values: object) -> None:
        super().__init__(message.id)
        missing = message.slots - values.keys()
        if missing:
            raise TypeError(f"{message.id} needs values for {sorted(missing)}")
        self.message = message
        self.values = values

    @property
    def text(self) -> str:
        """Give the text with its slots filled, without the speaker's frame."""
        return self.message.text.format_map(self.values)

    @property
    def lines(self) -> list[str]:
        """Give the lines as the speaker prints them."""
        return self.message.render(self.values)

    def __str__(self) -> str:
        return f"{self.message.id}: {self.text}"
