"""Operand types: what a terminal of a grammar means.

Owns the pairing of a terminal with its value, its words and its live names. It owns no operand:
each program registers its own, by the name of the terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from nsksim.errors import OperatorError

T = TypeVar("T")

ENDINGS = (
    "A",
    "1",
    "A.A",
    "A.A.A",
    ".A",
    "A.1",
    ".1",
    "A.$A",
    ".$A",
    "$A",
    "$A.A",
    "$A.A.A",
    "#A",
    '"',
)
"""What may finish an unfinished name of the field: the rest of a node, volume, file or process
name, a number, a quoted text. Tried only while a word is still being typed."""


@dataclass(frozen=True, slots=True)
class Operand(Generic[T]):
    """An operand type, registered under the name of its terminal.

    `parse` gets the text as typed, quotes included, and gives the value, or raises an OperatorError
    (the refusal the operator sees) or a ValueError (the line is a syntax error at this operand).
    `text` is the way back: `parse(text(value)) == value`. `description` completes `Expecting ...`.
    `complete` gives the live names and their descriptions for a program's context; `no_names`
    says that there are none to offer.
    """

    parse: Callable[[str], T]
    description: str
    complete: Callable[[Any], Iterable[tuple[str, str]]]
    text: Callable[[T], str] = str
    endings: tuple[str, ...] = ENDINGS

    def accepts(self, text: str) -> bool:
        """Say whether `text` is a value of this type."""
        try:
            self.parse(text)
        except (OperatorError, ValueError):
            return False
        return True

    def unfinished(self, text: str) -> bool:
        """Say whether `text` is a value of this type or may still become one."""
        return any(self.accepts(text + ending) for ending in ("", *self.endings))


def endings_of(words: Iterable[str]) -> tuple[str, ...]:
    """Give what may finish each of these words, for an operand that is one of them."""
    return tuple(sorted({word[start:] for word in words for start in range(1, len(word))}))


def no_names(context: object) -> tuple[tuple[str, str], ...]:
    """Offer no live names: the operand is free text or a number."""
    del context
    return ()
