"""Names of the tape world: labels, pools, catalogs, tape file ids, drives, and their patterns.

Case: the manuals allow both cases in most of these names and do not say that they differ. Every
name is upshifted here (our choice), so two names that differ in case only are the same name.

Quotation marks: special characters of a label or tape file id may stand in double quotation
marks, and there `*` and `?` are characters like others. The documented set of special characters
is lost; ours is every printable ASCII character except the quotation mark itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from nsksim.names.node import DollarName, Locatable, split_node
from nsksim.names.refusal import InvalidName, NameKind, Shape, as_typed, shape, upshift
from nsksim.names.wildcard import glob, has_wildcard, matches

# Printable ASCII without the quotation mark and without lower case; a field on tape is filled
# with blanks, so a name cannot begin or end with one.
_CHARACTER = r"[!#-`{-~]"


def _quotable(kind: NameKind, length: int, reason: str) -> Shape:
    return shape(kind, rf"(?=.{{1,{length}}}\Z){_CHARACTER}+(?: +{_CHARACTER}+)*", reason)


_LABEL = _quotable(
    NameKind.TAPE_LABEL,
    6,
    "a tape name has 1 to 6 characters, and neither begins nor ends with a blank",
)
_TAPE_FILE = _quotable(
    NameKind.TAPE_FILE,
    60,
    "a tape file id has 1 to 60 characters, and neither begins nor ends with a blank",
)
_POOL = shape(
    NameKind.POOL,
    r"[A-Z][A-Z0-9_]{0,29}",
    "a pool has 1 to 30 letters, digits and underscores, the first a letter",
)
_CATALOG = shape(
    NameKind.CATALOG,
    r"[A-Z][A-Z0-9_]{0,29}",
    "a catalog has 1 to 30 letters, digits and underscores, the first a letter",
)
_CATALOG_PATTERN = shape(
    NameKind.CATALOG_PATTERN,
    # `*` may stand for nothing, so it does not count towards the length
    r"\*+|(?=[A-Z*?])(?:\**[A-Z0-9_?]){1,30}\**",
    "a catalog pattern has up to 30 letters, digits, underscores and ?, and *",
)
_DRIVE = shape(
    NameKind.DRIVE,
    r"[A-Z][A-Z0-9]{0,5}",
    "a tape drive is $ and 1 to 6 letters and digits, the first a letter",
)
_PLAIN_LABEL = re.compile(r"[A-Z0-9]+")
_PLAIN_TAPE_FILE = re.compile(rf"(?:(?![,;()*?]){_CHARACTER})+")
_PLAIN_POOL = re.compile(r"[A-Z0-9_]+")
_QUOTES_REASON = "special characters of a name stand in double quotation marks"
LABEL_PART = 17
"""So many characters of a tape file id go into the tape's own label (HDR1, positions 5-21)."""


def _unquoted(kind: NameKind, text: str) -> tuple[str, bool]:
    """Give the upshifted name, and whether it stood in quotation marks."""
    if not text.startswith('"'):
        return upshift(text), False
    if len(text) < 2 or not text.endswith('"'):
        raise InvalidName(kind, text, "a quotation mark is missing")
    return upshift(text[1:-1]), True


def _quotable_value(kind: NameKind, plain: re.Pattern[str], text: str) -> str:
    value, quoted = _unquoted(kind, text)
    if value and not quoted and plain.fullmatch(value) is None:
        raise InvalidName(kind, text, _QUOTES_REASON)
    return value


@dataclass(frozen=True, slots=True, order=True)
class TapeLabel:
    """The name of a tape (its VOLSER), such as `SAD001`; it may be all digits."""

    value: str
    """Without quotation marks."""

    KIND: ClassVar[NameKind] = NameKind.TAPE_LABEL
    EXPECTED: ClassVar[str] = "a tape name"

    def __post_init__(self) -> None:
        _LABEL.check(self.value)

    def __str__(self) -> str:
        return self.value if _PLAIN_LABEL.fullmatch(self.value) else f'"{self.value}"'

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read letters and digits, or anything in quotation marks. Raises InvalidName."""
        with as_typed(cls.KIND, text):
            return cls(_quotable_value(cls.KIND, _PLAIN_LABEL, text))


@dataclass(frozen=True, slots=True, order=True)
class PoolName:
    """The name of a tape pool, such as `SLAB_A_DAILY`; unique inside its volume catalog."""

    value: str

    KIND: ClassVar[NameKind] = NameKind.POOL
    EXPECTED: ClassVar[str] = "a pool name"

    def __post_init__(self) -> None:
        _POOL.check(self.value)

    def __str__(self) -> str:
        return self.value

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a typed name. Raises InvalidName."""
        with as_typed(cls.KIND, text):
            return cls(upshift(text))


@dataclass(frozen=True, slots=True, order=True)
class TapeFileId:
    """The FILEID of a tape file, such as `SLABA-BAK11-DAILY`."""

    value: str
    """Without quotation marks."""

    KIND: ClassVar[NameKind] = NameKind.TAPE_FILE
    EXPECTED: ClassVar[str] = "a tape file id"

    def __post_init__(self) -> None:
        _TAPE_FILE.check(self.value)

    def __str__(self) -> str:
        return self.value if _PLAIN_TAPE_FILE.fullmatch(self.value) else f'"{self.value}"'

    @property
    def label_part(self) -> str:
        """Give the rightmost 17 characters, which are written to tape and compared on reading."""
        return self.value[-LABEL_PART:]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a typed id; blanks, wildcards and separators need quotation marks.

        Raises InvalidName.
        """
        with as_typed(cls.KIND, text):
            return cls(_quotable_value(cls.KIND, _PLAIN_TAPE_FILE, text))


@dataclass(frozen=True, slots=True)
class CatalogName(Locatable):
    r"""The logical name of a volume or file catalog, such as `\ETINIUM.SLABVC`."""

    value: str
    """Without its node."""

    KIND: ClassVar[NameKind] = NameKind.CATALOG
    EXPECTED: ClassVar[str] = "a catalog name"

    def __post_init__(self) -> None:
        _CATALOG.check(self.value)

    @property
    def without_node(self) -> str:
        """Give the logical name."""
        return self.value

    @classmethod
    def parse(cls, text: str) -> Self:
        r"""Read `[\NODE.]name`. Raises InvalidName."""
        with as_typed(cls.KIND, text):
            node, rest = split_node(text)
            return cls(upshift(rest), node=node)


@dataclass(frozen=True, slots=True)
class DriveName(DollarName):
    """The name of a tape drive, such as `$TAPE0`, with or without its node."""

    KIND: ClassVar[NameKind] = NameKind.DRIVE
    EXPECTED: ClassVar[str] = "a tape drive name"
    SHAPE: ClassVar[Shape] = _DRIVE


@dataclass(frozen=True, slots=True)
class NamePattern:
    """One name, or a set of names with `*` and `?`; made as one of the three kinds below.

    A pattern without a wildcard has to be a name of its kind.
    """

    value: str
    """Without quotation marks."""
    literal: bool = False
    """True when the wildcards in `value` stood in quotation marks and mean themselves."""

    KIND: ClassVar[NameKind]
    EXPECTED: ClassVar[str]
    NAME: ClassVar[type[TapeLabel | PoolName | TapeFileId]]
    PLAIN: ClassVar[re.Pattern[str]]
    LONGEST: ClassVar[int]

    def __post_init__(self) -> None:
        if not has_wildcard(self.value) and self.literal:
            raise InvalidName(self.KIND, self.value, "only wildcards can be literal")
        if self.literal or not has_wildcard(self.value):
            self.NAME(self.value)
            return
        fixed = self.value.replace("*", "")
        if len(fixed) > self.LONGEST:
            raise InvalidName(self.KIND, self.value, f"it has at most {self.LONGEST} characters")
        others = fixed.replace("?", "")
        if others and self.PLAIN.fullmatch(others) is None:
            raise InvalidName(self.KIND, self.value, _QUOTES_REASON)

    def __str__(self) -> str:
        return self.value if self._selects else str(self.NAME(self.value))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a typed name or pattern; in quotation marks it is a name. Raises InvalidName."""
        with as_typed(cls.KIND, text):
            value, quoted = _unquoted(cls.KIND, text)
            if not quoted and not has_wildcard(value):
                cls.NAME.parse(text)
            return cls(value, literal=quoted and has_wildcard(value))

    @property
    def _selects(self) -> bool:
        return has_wildcard(self.value) and not self.literal

    @property
    def single(self) -> str | None:
        """Give the value of the one name this is, or None when it has a wildcard."""
        return None if self._selects else self.value

    @property
    def glob(self) -> str:
        """Give the operand of SQL `GLOB` over a column of names."""
        return glob(self.value, literal=self.literal)

    def matches(self, name: TapeLabel | PoolName | TapeFileId) -> bool:
        """Say whether `name` is one of the set."""
        return matches(self.value, name.value) if self._selects else self.value == name.value


@dataclass(frozen=True, slots=True)
class LabelPattern(NamePattern):
    """One or many tapes, such as `SAD*`."""

    KIND: ClassVar[NameKind] = NameKind.LABEL_PATTERN
    EXPECTED: ClassVar[str] = "a tape name or pattern"
    NAME: ClassVar[type[TapeLabel | PoolName | TapeFileId]] = TapeLabel
    PLAIN: ClassVar[re.Pattern[str]] = _PLAIN_LABEL
    LONGEST: ClassVar[int] = 6

    @classmethod
    def only(cls, name: TapeLabel) -> Self:
        """Give the pattern of one tape, whatever characters its name has."""
        return cls(name.value, literal=has_wildcard(name.value))


@dataclass(frozen=True, slots=True)
class PoolPattern(NamePattern):
    """One or many pools, such as `*DAILY`."""

    KIND: ClassVar[NameKind] = NameKind.POOL_PATTERN
    EXPECTED: ClassVar[str] = "a pool name or pattern"
    NAME: ClassVar[type[TapeLabel | PoolName | TapeFileId]] = PoolName
    PLAIN: ClassVar[re.Pattern[str]] = _PLAIN_POOL
    LONGEST: ClassVar[int] = 30


@dataclass(frozen=True, slots=True)
class CatalogPattern(Locatable):
    r"""One or many catalogs of one system, such as `\INSIDX.QC*`; the node has no wildcards."""

    value: str
    """Without its node."""

    KIND: ClassVar[NameKind] = NameKind.CATALOG_PATTERN
    EXPECTED: ClassVar[str] = "a catalog name or pattern"

    def __post_init__(self) -> None:
        _CATALOG_PATTERN.check(self.value)

    @property
    def without_node(self) -> str:
        """Give the pattern."""
        return self.value

    @classmethod
    def parse(cls, text: str) -> Self:
        r"""Read `[\NODE.]pattern`. Raises InvalidName."""
        with as_typed(cls.KIND, text):
            node, rest = split_node(text)
            return cls(upshift(rest), node=node)

    @property
    def single(self) -> str | None:
        """Give the value of the one name this is, or None when it has a wildcard."""
        return None if has_wildcard(self.value) else self.value

    @property
    def glob(self) -> str:
        """Give the operand of SQL `GLOB` over a column of names without node."""
        return glob(self.value)


@dataclass(frozen=True, slots=True)
class TapeFilePattern(NamePattern):
    """One or many tape files, such as `SLABA-*`."""

    KIND: ClassVar[NameKind] = NameKind.TAPE_FILE_PATTERN
    EXPECTED: ClassVar[str] = "a tape file id or pattern"
    NAME: ClassVar[type[TapeLabel | PoolName | TapeFileId]] = TapeFileId
    PLAIN: ClassVar[re.Pattern[str]] = _PLAIN_TAPE_FILE
    LONGEST: ClassVar[int] = 60

    @classmethod
    def only(cls, name: TapeFileId) -> Self:
        """Give the pattern of one tape file, whatever characters its id has."""
        return cls(name.value, literal=has_wildcard(name.value))
