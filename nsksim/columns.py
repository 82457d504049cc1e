"""How the values of a table are read, in the words each package says it with of its own tables.

A package puts a `Columns` beside its schema, in a module `columns`. Nothing looks at one before
something has failed: who reads a value need not ask first whether it can be read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from nsksim.store import MISREAD, Database, in_one_line

Reader = Callable[[str], object]
"""Reads a text; raises one of MISREAD, mostly ValueError with a reason."""

SHOWN = 100
"""So many characters of a value are shown."""

FIRST_YEAR, LAST_YEAR = 1900, 9899
"""The years of instants: to them the time offset of a system, or a retention, can be added."""

MOST = 2**62
"""The highest number of what is counted on: the next one still is a BIGINT."""


class Check(Protocol):
    """What the values of one column have to be like."""

    @property
    def column(self) -> str:
        """Name the column."""

    def finding(self, database: Database, table: str) -> str | None:
        """Say of the first value that nobody can read which it is; None when all can be read."""


Columns = Mapping[str, Sequence[Check]]
"""The checks of a package by table; a table may be another package's."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that `reader` reads. NULL is none; `where` says in which rows."""

    column: str
    reader: Reader
    where: str = "true"

    def finding(self, database: Database, table: str) -> str | None:
        """Name the first text, in the order of texts, that cannot be read, and why."""
        sql = (
            f"SELECT DISTINCT {self.column} FROM {table}"
            f" WHERE {self.column} IS NOT NULL AND ({self.where}) ORDER BY ALL"
        )
        for (value,) in database.rows(sql):
            try:
                self.reader(value)
            except MISREAD as error:
                reason = _reason(value, error)
                return f"its column {table}.{self.column} cannot be read: {reason}"
        return None


def _reason(value: str, error: Exception) -> str:
    """Say why a text cannot be read, with the text; of a long one its beginning."""
    shown = _cut(repr(value))
    reason = f"lacks {error}" if isinstance(error, KeyError) else in_one_line(error)
    reason = reason.replace(repr(value), shown)
    named = shown in reason or (value and value in reason)
    return reason if named else f"{shown} ({reason})"


@dataclass(frozen=True, slots=True)
class Years:
    """An instant, or a date of the years `first` to `last`; NULL is none."""

    column: str
    first: int = FIRST_YEAR
    last: int = LAST_YEAR

    def finding(self, database: Database, table: str) -> str | None:
        """Name the earliest that is outside."""
        year = f"CASE WHEN isfinite({self.column}) THEN year({self.column}) ELSE 0 END"
        found = _outside(database, table, self.column, year, self.first, self.last)
        years = f"the years {self.first} to {self.last}"
        return found and f"its column {table}.{self.column} is not in {years}: {found}"


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `least` to `most`; NULL is none."""

    column: str
    least: int
    most: int

    def finding(self, database: Database, table: str) -> str | None:
        """Name the least that is outside."""
        found = _outside(database, table, self.column, self.column, self.least, self.most)
        numbers = f"{self.least} to {self.most}"
        return found and f"its column {table}.{self.column} is not from {numbers}: {found}"


def _outside(
    database: Database, table: str, column: str, measure: str, least: int, most: int
) -> str | None:
    found = database.value(
        f"SELECT min({column})::VARCHAR FROM {table} WHERE {measure} NOT BETWEEN ? AND ?",
        [least, most],
    )
    return None if found is None else str(found)


@dataclass(frozen=True, slots=True)
class Half:
    """A text that stands together with that of a column `other`: both are '', or neither."""

    column: str
    other: str

    def finding(self, database: Database, table: str) -> str | None:
        """Name the first pair of which one is missing."""
        pair = database.one(
            f"SELECT {self.column}, {self.other} FROM {table}"
            f" WHERE ({self.column} = '') <> ({self.other} = '') ORDER BY ALL LIMIT 1"
        )
        if pair is None:
            return None
        value, other = (_cut(repr(text)) for text in pair)
        columns = f"{table}.{self.column} and {self.other}"
        return f"its columns {columns} do not go together: {value} and {other}"


@dataclass(frozen=True, slots=True)
class Listed:
    """A text that must be among those a query gives; `where` says in which rows."""

    column: str
    query: str
    where: str = "true"

    def finding(self, database: Database, table: str) -> str | None:
        """Name the first text that is not among them."""
        value = database.value(
            f"SELECT min({self.column}) FROM {table}"
            f" WHERE {self.column} NOT IN ({self.query}) AND ({self.where})"
        )
        if value is None:
            return None
        return f"its column {table}.{self.column} leads nowhere: {_cut(repr(value))}"


# -- readers --------------------------------------------------------------------------------------


def word(*words: str) -> Reader:
    """Make the reader of a word that is one of some."""

    def read(text: str) -> None:
        if text not in words:
            raise ValueError(f"'{text}' is none of {', '.join(words)}")

    return read


def optional(reader: Reader) -> Reader:
    """Make the reader of a text that may be ''."""
    return lambda text: reader(text) if text else None


def digits(text: str) -> int:
    """Read a number without a sign, as counters are kept. Raises ValueError."""
    if not (text.isascii() and text.isdigit() and int(text) < 2**31):
        raise ValueError(f"{text!r} is not a number that fits")
    return int(text)


def json_object(text: str) -> dict[str, Any]:
    """Read an object of JSON. Raises ValueError and TypeError."""
    values = json.loads(text)
    if not isinstance(values, dict):
        raise TypeError(f"{text!r} is not an object")
    return values


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
