"""Whether the Parquet sections of staging files hold what their headers say, before they are used.

A section is read whole: its columns and their types, the number of its rows, every value. What is
found wrong concerns one file; the others are not affected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from catsync.replication.columns import condition
from catsync.replication.container import invalid
from catsync.replication.staging import StagedVolume, volume_sets
from catsync.replication.tables import BULK, Table, literal
from nsksim.errors import OperatorError
from nsksim.store import ForeignFiles, Row, Unreadable

_CHUNK_ROWS = 500_000
"""Rows of the volumes whose sections are copied out at a time; bounds the disk space it takes."""


@dataclass(frozen=True, slots=True)
class _Section:
    """A section copied out to a file of its own."""

    volume: StagedVolume
    path: str
    rows: int

    @property
    def sets(self) -> set[str]:
        """Name the volume sets its rows may belong to."""
        return volume_sets(self.volume.entries, self.volume.label)


def examine(volumes: Iterable[StagedVolume], scratch: Path) -> dict[str, OperatorError]:
    """Read the sections of volumes and say by label which files are refused, and why.

    `scratch` is a directory inside the world. The refusals are backbox.9976 and 9978.
    """
    refused: dict[str, OperatorError] = {}
    for chunk in _chunks(volumes):
        with TemporaryDirectory(dir=scratch, prefix="examine-") as directory:
            files = ForeignFiles(Path(directory))
            try:
                for table in BULK:
                    for columns, sections in _copied(chunk, table, Path(directory)).items():
                        refused |= _examine(files, table, columns, sections)
            finally:
                files.close()
    return refused


def _chunks(volumes: Iterable[StagedVolume]) -> Iterator[list[StagedVolume]]:
    """Part the volumes that have sections."""
    chunk: list[StagedVolume] = []
    rows = 0
    for volume in volumes:
        own = sum(part.rows for part in (volume.bulk or {}).values())
        if chunk and rows + own > 2 * _CHUNK_ROWS:
            yield chunk
            chunk, rows = [], 0
        if own:
            chunk.append(volume)
            rows += own
    if chunk:
        yield chunk


def _copied(
    volumes: Sequence[StagedVolume], table: Table, directory: Path
) -> Mapping[tuple[str, ...], list[_Section]]:
    """Copy the sections of a table to files, by the columns they must have."""
    shapes: dict[tuple[str, ...], list[_Section]] = defaultdict(list)
    for number, volume in enumerate(volumes):
        part = (volume.bulk or {})[table.name]
        if part.rows:
            path = directory / f"{table.name}-{number}.parquet"
            volume.container.copy(table.name, path)
            columns = tuple(column for column in table.staged if column not in part.steady)
            shapes[columns].append(_Section(volume, str(path), part.rows))
    return shapes


def _examine(
    files: ForeignFiles, table: Table, columns: tuple[str, ...], sections: Sequence[_Section]
) -> dict[str, OperatorError]:
    """Look at sections of one shape together; when DuckDB cannot, at each alone."""
    try:
        return _together(files, table, columns, sections)
    except Unreadable:
        if len(sections) == 1:
            name = sections[0].volume.label
            return {name: invalid(name, f"the {table.name} section cannot be read")}
    refused: dict[str, OperatorError] = {}
    for section in sections:
        refused |= _examine(files, table, columns, [section])
    return refused


def _together(
    files: ForeignFiles, table: Table, columns: tuple[str, ...], sections: Sequence[_Section]
) -> dict[str, OperatorError]:
    refused: dict[str, OperatorError] = {}

    def keep(good: Iterable[_Section], reason: str) -> list[_Section]:
        kept = list(good)
        for name in {s.volume.label for s in left} - {s.volume.label for s in kept}:
            refused[name] = invalid(name, f"the {table.name} section {reason}")
        return kept

    left = list(sections)
    rows: dict[str, int] = dict(
        files.rows(f"SELECT file_name, num_rows FROM {_source('file_metadata', left)}")
    )
    left = keep((s for s in left if rows.get(s.path) == s.rows), "has another number of rows")
    shapes = _shapes(files, left)
    expected = sorted((column, table.types[column]) for column in columns)
    left = keep((s for s in left if shapes.get(s.path) == expected), "has other columns")
    if left:
        found = _values(files, columns, left)
        left = keep((s for s in left if found[s.path][:2] == (s.rows, s.rows)), "has wrong values")
        keep((s for s in left if s.sets.issuperset(found[s.path][2])), "is of another volume")
    return refused


def _source(function: str, sections: Sequence[_Section]) -> str:
    return f"parquet_{function}([{', '.join(literal(s.path) for s in sections)}])"


def _shapes(
    files: ForeignFiles, sections: Sequence[_Section]
) -> Mapping[str, list[tuple[str, str]]]:
    """Give the columns of each file with their types; one that is no plain column has none."""
    shapes: dict[str, list[tuple[str, str]]] = {}
    if sections:
        for path, name, kind in files.rows(
            "SELECT file_name, name,"
            " CASE WHEN num_children IS NULL AND repetition_type IN ('REQUIRED', 'OPTIONAL')"
            f" THEN duckdb_type ELSE '' END FROM {_source('schema', sections)}"
        ):
            shapes.setdefault(path, []).append((name, kind or ""))
    # The first entry of each file is the row as a whole.
    return {path: sorted(shape[1:]) for path, shape in shapes.items()}


def _values(
    files: ForeignFiles, columns: tuple[str, ...], sections: Sequence[_Section]
) -> Mapping[str, Row]:
    """Count the rows of each file, those that are in order, and list their volume sets."""
    sets = "list(DISTINCT VOLSETID)" if "VOLSETID" in columns else "[]"
    paths = ", ".join(literal(section.path) for section in sections)
    good = condition(columns) if columns else "true"
    found = {
        path: (count, right, names)
        for path, count, right, names in files.rows(
            f"SELECT filename, count(*), count(*) FILTER ({good}), {sets}"
            f" FROM read_parquet([{paths}], filename = true) GROUP BY filename ORDER BY filename"
        )
    }
    return {section.path: found.get(section.path, (0, 0, [])) for section in sections}
