"""What a bulk table holds of each volume set: counts, hash sums, constant columns, where it lies.

One pass over the table for all volumes asked for; both sides of the replication look this way, the
export to describe what it writes, the import to see what it need not read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catsync.replication.tables import NODE, STEADY, Table, names, row_hash, steady_hashes
from nsksim.store import Database, Row


@dataclass(frozen=True, slots=True)
class Survey:
    """The sets of one bulk table by their id; a set without rows is absent."""

    engine: str
    table: Table
    sets: Mapping[str, Sequence[Row]]

    def rows(self, set_id: str) -> int:
        """Count the rows of a set."""
        return sum(int(row[2]) for row in self.sets.get(set_id, ()))

    def nodes(self, set_id: str) -> tuple[tuple[str, int, int], ...]:
        """Give node, count and hash sum for each node in the names of a set."""
        return tuple((row[1], int(row[2]), int(row[3])) for row in self.sets.get(set_id, ()))

    def steady(self, set_id: str) -> dict[str, object]:
        """Give the columns that have one value in the whole set, by groups of `STEADY`."""
        rows = self.sets.get(set_id, ())
        values: dict[str, object] = {}
        at = 6
        for group in STEADY[self.table.name]:
            end = at + 2 + len(group)
            if len({value for row in rows for value in row[at : at + 2]}) == 1:
                values |= zip(group, rows[0][at + 2 : end], strict=True)
            at = end
        return values

    @property
    def total(self) -> int:
        """Count the rows of all sets."""
        return sum(map(self.rows, self.sets))

    @property
    def spread(self) -> int:
        """Add up how far the rows of each set lie apart; `total` when they stand together."""
        return sum(
            max(row[5] for row in rows) - min(row[4] for row in rows) + 1
            for rows in self.sets.values()
        )


def survey(
    database: Database, table: Table, volcat: str, pool: str, sets: Sequence[str], filecat: str = ""
) -> Survey:
    """Look at volume sets in the place `volcat` (qualified), `pool`, and `filecat` if given."""
    steady = ", ".join(
        f"min({value}), max({value}), {', '.join(f'any_value({column})' for column in group)}"
        for group, value in zip(STEADY[table.name], steady_hashes(table), strict=True)
    )
    where = "VOLUMECATALOG = ? AND POOLNAME = ?" + (" AND CATALOG = ?" if filecat else "")
    place: list[object] = [volcat, pool, filecat] if filecat else [volcat, pool]
    if len(sets) == 1:
        where, wanted = f"VOLSETID = ? AND {where}", [sets[0], *place]
    else:
        where, wanted = f"{where} AND VOLSETID IN (SELECT unnest(?::VARCHAR[]))", [*place, sets]
    found: dict[str, list[Row]] = {}
    for row in database.rows(
        f"SELECT VOLSETID, {NODE} AS NODE, count(*), sum({row_hash(table)}),"
        f" min(rowid), max(rowid), {steady}"
        f" FROM {table.name} WHERE {where} GROUP BY VOLSETID, NODE ORDER BY VOLSETID, NODE",
        wanted,
    ):
        found.setdefault(row[0], []).append(row)
    return Survey(str(database.value("SELECT version()")), table, found)


def multivolume_sets(database: Database, volcat: str, pool: str) -> frozenset[str]:
    """Name the volume sets in a place that have more than their first volume."""
    return frozenset(
        name
        for (name,) in database.rows(
            f"SELECT DISTINCT {names(('VOLSETID',))} FROM TFTOV"
            " WHERE VOLUMECATALOG = ? AND POOLNAME = ? AND VOLSER <> VOLSETID ORDER BY VOLSETID",
            [volcat, pool],
        )
    )
