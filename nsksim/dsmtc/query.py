"""Fragments of SQL that several tables need; every value is bound, never written into the text."""

from __future__ import annotations

from collections.abc import Sequence
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
        """Demand a name that fits the pattern, unless it is None."""
        if pattern is None:
            return self
        if pattern.single is not None:
            return self.equal(column, pattern.single)
        return self.add(f"{column} GLOB ?", pattern.glob)

    def tuples(self, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Condition:
        """Demand that the columns together hold one of the rows."""
        if len(rows) == 1:
            for column, value in zip(columns, rows[0], strict=True):
                self.equal(column, value)
            return self
        listed = ", ".join("unnest(?)" for _ in columns)
        lists = [list(values) for values in zip(*rows, strict=True)]
        return self.add(f"({', '.join(columns)}) IN (SELECT {listed})", *lists)
