r"""What the columns of staged rows may hold, wherever the rows travel: in a header or as Parquet.

Types are those of the tables, lengths and words the documented ones of the catalog columns
(mediacom.md section 17). A rule says both what it accepts and, as SQL, how to find that in a column
of many rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from catsync.replication.tables import Table, literal

YEARS, DAY_YEARS = range(1900, 9900), range(1900, 10000)
"""Years of a time, which is still one with any time offset and any retention, and of a date (ours).
"""


class Rule(Protocol):
    """What one value has to be."""

    def accepts(self, value: object) -> bool:
        """Say whether a value of a header, not NULL, is in order."""


class ColumnRule(Rule, Protocol):
    """A rule for a column that can stand in a Parquet section."""

    def condition(self, column: str) -> str:
        """Give the SQL condition for the values of a column that are in order."""


@dataclass(frozen=True, slots=True)
class Name:
    """A text of at most `longest` characters and of one form; `pattern` is read by Python and SQL.

    The forms are those of `nsksim.names`, without the lengths of their parts.
    """

    pattern: re.Pattern[str]
    longest: int

    def accepts(self, value: object) -> bool:
        """Say whether it is such a text."""
        return (
            type(value) is str
            and len(value) <= self.longest
            and self.pattern.fullmatch(value) is not None
        )

    def condition(self, column: str) -> str:
        """Compare the lengths of the bytes, as all that can be in a name is ASCII."""
        pattern = literal(self.pattern.pattern)
        return f"strlen({column}) <= {self.longest} AND regexp_full_match({column}, {pattern})"


@dataclass(frozen=True, slots=True)
class Printed:
    """A text of at most `longest` characters, all of them printable."""

    longest: int

    def accepts(self, value: object) -> bool:
        """Say whether it is such a text."""
        return type(value) is str and len(value) <= self.longest and value.isprintable()


@dataclass(frozen=True, slots=True)
class Words:
    """One of some words."""

    words: tuple[str, ...]

    def accepts(self, value: object) -> bool:
        """Say whether it is one of them."""
        return type(value) is str and value in self.words

    def condition(self, column: str) -> str:
        """Compare with each word."""
        return f"{column} IN ({', '.join(map(literal, self.words))})"


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `least` to `most`."""

    least: int
    most: int

    def accepts(self, value: object) -> bool:
        """Say whether it is such a number; a truth value is none."""
        return type(value) is int and self.least <= value <= self.most

    def condition(self, column: str) -> str:
        """Compare with both ends."""
        return f"{column} BETWEEN {self.least} AND {self.most}"


@dataclass(frozen=True, slots=True)
class Moment:
    """A time or, with `day`, a date, as text in ISO form."""

    day: bool = False

    def accepts(self, value: object) -> bool:
        """Say whether it is one in `YEARS`, or `DAY_YEARS`."""
        form = _DAY if self.day else _TIME
        if type(value) is not str or form.fullmatch(value) is None:
            return False
        try:
            read = date.fromisoformat(value) if self.day else datetime.fromisoformat(value)
        except ValueError:
            return False
        return read.year in (DAY_YEARS if self.day else YEARS)

    def condition(self, column: str) -> str:
        """Compare with both ends; this leaves out infinity, too."""
        first, end = (f"TIMESTAMP '{year:04d}-01-01'" for year in (YEARS.start, YEARS.stop))
        return f"{column} >= {first} AND {column} < {end}"


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{6})?")

_SMALLINT, _INTEGER, _BIGINT = 2**15 - 1, 2**31 - 1, 2**63 - 1
_FLAG = Words(("Y", "N"))
_TAPE_NAME = re.compile(r"[!#-`{-~](?:[ !#-`{-~]*[!#-`{-~])?")
_IDENTIFIER = re.compile(r"[A-Z][A-Z0-9_]*")

LABEL = Name(_TAPE_NAME, 6)
FILE_ID = Name(_TAPE_NAME, 60)
POOL = Name(_IDENTIFIER, 30)
QUALIFIED_CATALOG = Name(re.compile(r"\\[A-Z][A-Z0-9]*\.[A-Z][A-Z0-9_]*"), 8 + 1 + 30)
NODE = Name(re.compile(r"\\[A-Z][A-Z0-9]*"), 8)
DISK_FILE = Name(
    re.compile(r"\\[A-Z][A-Z0-9]*\.\$[A-Z][A-Z0-9]*\.[A-Z][A-Z0-9]*\.[A-Z][A-Z0-9]*"), 35
)
IDENTIFIER = Printed(255)
"""An id of BackBox: of a store, a volume group, an export (the length is ours)."""

BULK_COLUMNS: Mapping[str, ColumnRule] = {
    "DISKFILENAME": DISK_FILE,
    "TIMEDUMPED": Moment(),
    "PHYSICALCOPY": Whole(1, _SMALLINT),
    "LOGICALCOPY": Whole(1, _SMALLINT),
    "FILEID": FILE_ID,
    "GENERATION": Whole(1, _INTEGER),
    "VERSION": Whole(0, _SMALLINT),
    "DISKFILESTATUS": Words(("VA", "IN")),
    **dict.fromkeys(("OPENED", "BROKEN", "RFNEEDED", "CORRUPT", "AUDITED"), _FLAG),
    "FILECODE": Whole(0, 2**16 - 1),
    "FILETYPE": Words(("EN", "IN", "PG", "PV", "SV", "TA")),
    "DISKFILEEOF": Whole(-1, _INTEGER),
    "LASTMODTIME": Moment(),
    "VOLSETID": LABEL,
    "DISKFILEEOF64": Whole(-1, _BIGINT),
    "VOLSER": LABEL,
    "VOLINDEX": Whole(1, _SMALLINT),
    "FILEPOSITIONLBA": Whole(-1, _BIGINT),
}
"""The columns of the tables that travel as Parquet; none of them may be NULL."""

_SMALL_COLUMNS: Mapping[str, Rule] = {
    **BULK_COLUMNS,
    "LABEL": Words(("ANSI", "BACKUP", "IBM")),
    "TYPE": Printed(10),
    "VOLUMESTATUS": Words(("ASSIGNED", "BAD", "FULL", "INUSE", "RELEASED", "SCRATCH", "SELECTED")),
    "OWNERID": Printed(47),
    "DENSITY": Words(("", "ANY", "1600", "6250")),
    "ENDOFDATALBA": Whole(-1, _BIGINT),
    "CREATIONDATE": Moment(),
    "EXPIRATIONDATE": Moment(day=True),
    "RECORDFORMAT": Words(("FI", "UN")),
    "RECORDLENGTH": Whole(0, _INTEGER),
    "BLOCKLENGTH": Whole(0, _INTEGER),
    "TAPEFILEMODE": Words(("BKVO", "BKFI", "BIFI", "BIVO", "USER")),
    "CATALOGFILES": _FLAG,
    "TAPEFILESTATUS": Words(("VALID", "INVALID")),
    "COMMENT": Printed(80),
    "FILESECTION": Whole(1, _SMALLINT),
    "FILESEQUENCE": Whole(1, _SMALLINT),
    "FILESEQLABELLBA": Whole(-1, _BIGINT),
    "TAPEFORMAT": Whole(1, 3),
}
_NULLABLE = {
    "VOLUME": {"VOLSETID", "VOLINDEX", "OWNERID", "DENSITY"},
    "TAPEFILE": {"EXPIRATIONDATE"},
}
"""Columns that may be NULL."""


@dataclass(frozen=True, slots=True)
class RowRules:
    """What the staged columns of a small table may hold, in their order."""

    rules: tuple[tuple[Rule, bool], ...]
    """Each with whether NULL is in order."""

    @classmethod
    def of(cls, table: Table) -> RowRules:
        """Give the rules of a table."""
        nullable = _NULLABLE.get(table.name, set())
        return cls(tuple((_SMALL_COLUMNS[c], c in nullable) for c in table.staged))

    def accept(self, row: object) -> bool:
        """Say whether a value of a header is such a row."""
        return (
            isinstance(row, list)
            and len(row) == len(self.rules)
            and all(
                null if value is None else rule.accepts(value)
                for value, (rule, null) in zip(row, self.rules, strict=True)
            )
        )


def condition(columns: Sequence[str]) -> str:
    """Give the SQL condition for rows of a bulk table whose `columns` are all in order."""
    return " AND ".join(BULK_COLUMNS[column].condition(column) for column in columns)
