"""Why a text is not a name: the kinds of names, their shapes, and `InvalidName`.

Owns the one place where a part of a name is checked. It owns no wording an operator reads as a
message: the program he talks to turns `InvalidName` into its own message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum


class NameKind(StrEnum):
    """What a text was meant to be; the value is the words for it inside a sentence."""

    NODE = "node name"
    VOLUME = "volume name"
    SUBVOLUME = "subvolume name"
    FILE = "file name"
    TEMPORARY_FILE = "temporary file name"
    FILE_TEMPLATE = "filename template"
    PROCESS = "process name"
    PROCESS_ID = "cpu,pin"
    DEVICE = "device name"
    SPOOL_LOCATION = "spooler location"
    SPOOL_DESTINATION = "spooler destination"
    DEFINE = "DEFINE name"
    USER_NAME = "user name"
    USER_ID = "user id"
    SECURITY = "security string"
    TAPE_LABEL = "tape name"
    LABEL_PATTERN = "tape name pattern"
    POOL = "pool name"
    POOL_PATTERN = "pool name pattern"
    CATALOG = "catalog name"
    CATALOG_PATTERN = "catalog name pattern"
    TAPE_FILE = "tape file id"
    TAPE_FILE_PATTERN = "tape file id pattern"
    DRIVE = "tape drive name"
    DISKFILE_PATTERN = "disk file pattern"


class InvalidName(ValueError):
    """A text that is not a name of its kind.

    `text` is what was typed, unchanged; `reason` is one short clause without a full stop, for
    example "a subvolume has 1 to 8 letters and digits, the first a letter".
    """

    def __init__(self, kind: NameKind, text: str, reason: str) -> None:
        super().__init__(f"{text!r} is not a {kind}: {reason}")
        self.kind = kind
        self.text = text
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Shape:
    """What one part of a name looks like in its canonical (upshifted) form."""

    kind: NameKind
    pattern: re.Pattern[str]
    reason: str

    def check(self, part: str) -> None:
        """Raise InvalidName unless `part` has this shape."""
        if self.pattern.fullmatch(part) is None:
            raise InvalidName(self.kind, part, self.reason)


def shape(kind: NameKind, pattern: str, reason: str) -> Shape:
    """Make a shape from a regular expression that has to match the whole part."""
    return Shape(kind, re.compile(pattern), reason)


def upshift(text: str) -> str:
    """Give the canonical case of a typed name.

    Only ASCII is upshifted: Unicode would turn letters that no name may have (such as the
    dotless i) into letters that it may.
    """
    return text.upper() if text.isascii() else text


@contextmanager
def as_typed(kind: NameKind, text: str) -> Iterator[None]:
    """Report a wrong part as a wrong `kind`, with the whole text as it was typed."""
    try:
        yield
    except InvalidName as wrong:
        raise InvalidName(kind, text, wrong.reason) from None
