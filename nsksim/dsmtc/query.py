"""Fragments of SQL that several tables need; every value but the date of today is bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol


class Pattern(Protocol):
    """One name or a set of names, as `nsksim.names` parses them."""

    @property
    def single(self) -> str | None:
        """Give the value of the one name this is, or None when it has a wildcard."""

    @property
    def glob(self) -> str:
        """Give the operand of SQL `GLOB`."""


class Condition:
    """A WHERE clause that grows: `text` with its `parameters`, joined by AND."""

    def __init__(self) -> None:
        self._terms: list[str] = []
        self.parameters: list[object] = []

    @property
    def text(self) -> str:
        """Give the clause without the word WHERE; true when nothing was demanded."""
        return " AND ".join(self._terms) or "true"

    def add(self, term: str, *parameters: object) -> Condition:
        """Demand `term`."""
        self._terms.append(term)
        self.parameters.extend(parameters)
        return self

    def also(self, other: Condition) -> Condition:
        """Demand what another condition demands."""
        self._terms.extend(other._terms)
        self.parameters.extend(other.parameters)
        return self

    def equal(self, column: str, value: object | None) -> Condition:
        """Demand one value, unless it is None."""
        return self if value is None else self.add(f"{column} = ?", value)

    def among(self, column: str, values: Sequence[str]) -> Condition:
        """Demand one of the values; a single one is compared directly, which prunes better."""
        if len(values) == 1:
            return self.equal(column, values[0])
        return self.add(f"{column} IN (SELECT unnest(?::VARCHAR[]))", list(values))

    def like(self, column: str, pattern: Pattern | None) -> Condition:
        """Demand a name that fits the pattern, unless it is None or fits every name."""
        if pattern is None or pattern.glob == "*":
            return self
        if pattern.single is not None:
            return self.equal(column, pattern.single)
        return self.add(f"{column} GLOB ?", pattern.glob)

    def any_like(self, column: str, patterns: Sequence[Pattern]) -> Condition:
        """Demand a name that fits one of the patterns, unless there are none."""
        if len(patterns) == 1:
            return self.like(column, patterns[0])
        names = [pattern.single for pattern in patterns if pattern.single is not None]
        terms = [Condition().among(column, names)] if names else []
        terms += [Condition().like(column, each) for each in patterns if each.single is None]
        return self.any_of(terms)

    def any_of(self, conditions: Sequence[Condition]) -> Condition:
        """Demand what one of the conditions demands, unless there are none."""
        if not conditions:
            return self
        parameters = [value for each in conditions for value in each.parameters]
        return self.add(f"({' OR '.join(f'({each.text})' for each in conditions)})", *parameters)

    def generation(self, number: int | None, today: date) -> Condition:
        """Demand a generation, unless it is None; a negative one counts back from the newest.

        It counts the unexpired valid tape files of each file ID (rule F2). The table needs the
        columns CATALOG, FILEID and GENERATION.
        """
        if number is None or number >= 0:
            return self.equal("GENERATION", number)
        return self.add(
            "(CATALOG, FILEID, GENERATION) IN (SELECT CATALOG, FILEID, GENERATION FROM"
            f" {tapefiles(today)} WHERE TAPEFILESTATUS = 'VALID'"
            " QUALIFY dense_rank() OVER (PARTITION BY CATALOG, FILEID ORDER BY GENERATION DESC)"
            " = ?)",
            -number,
        )

    def tuples(self, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Condition:
        """Demand that the columns together hold one of the rows."""
        if len(rows) == 1:
            for column, value in zip(columns, rows[0], strict=True):
                self.equal(column, value)
            return self
        listed = ", ".join("unnest(?)" for _ in columns)
        lists = [list(values) for values in zip(*rows, strict=True)]
        return self.add(f"({', '.join(columns)}) IN (SELECT {listed})", *lists)

    def no_tuples(self, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Condition:
        """Demand that the columns together hold none of the rows."""
        if not rows:
            return self
        one = Condition().tuples(columns, rows)
        return self.add(f"NOT ({one.text})", *one.parameters)


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which entries an inquiry wants, by their tape file; what is None is not asked for."""

    file_id: Pattern | None = None
    generation: int | None = None
    """Absolute, or counted back from the newest as -1, -2 and so on."""
    version: int | None = None
    physical_copy: int | None = None
    logical_copy: int | None = None
    status: str | None = None
    """As the column of the table has it."""
    today: date = date.min
    """The local date: what has expired by then is INVALID, and no relative generation counts it."""

    @property
    def open(self) -> bool:
        """Say whether it asks for nothing."""
        return self == EntryFilter(today=self.today)

    def condition(self, status_column: str) -> Condition:
        """Give the condition on a table that has the columns of the key of TAPEFILE."""
        where = Condition().like("FILEID", self.file_id).equal("VERSION", self.version)
        where.equal("PHYSICALCOPY", self.physical_copy).equal("LOGICALCOPY", self.logical_copy)
        return where.equal(status_column, self.status).generation(self.generation, self.today)


EVERY_ENTRY = EntryFilter()
"""Nothing is asked for."""


NUMBERS = "CATALOG, FILEID, GENERATION, VERSION, PHYSICALCOPY, LOGICALCOPY"
"""What commands tell tape files apart by; several with the same are a collision."""

TAPE_FILE = f"{NUMBERS}, VOLUMECATALOG, POOLNAME, VOLSETID"
"""What tells tape files apart, those of a collision too; DISKFILE has these columns as well."""

WITH_FORMAT = (
    "FROM VOLUME v LEFT JOIN VTOFC f"
    " ON f.CATALOG = v.CATALOG AND f.POOLNAME = v.POOLNAME AND f.VOLSETID = v.VOLSETID"
)
"""Tapes, each with the format of its set, which one that holds no data has not."""


def node_of(column: str) -> str:
    """Give the system in a qualified catalog name."""
    return f"split_part({column}, '.', 1)"


def tapefiles(today: date) -> str:
    """Give TAPEFILE as it is on a local date; it is read like the table.

    On its expiration date an entry is INVALID and no longer found; the cleanup only marks and
    removes it, some hours later (rule R2).
    """
    return (
        f"(SELECT * REPLACE (CASE WHEN EXPIRATIONDATE <= DATE '{today}' THEN 'INVALID'"
        " ELSE TAPEFILESTATUS END AS TAPEFILESTATUS) FROM TAPEFILE) AS TAPEFILE"
    )
