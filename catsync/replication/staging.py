"""What the staging files of a Store say: a volume with its entries, the summary of an export.

Values and their form in a header; the bytes around them are `container`'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catsync import messages_staging as messages
from catsync.replication import container
from catsync.replication.container import Container
from catsync.replication.tables import (
    BULK,
    SMALL,
    STEADY,
    TAPE_FILE,
    TAPEFILE,
    TFTOV,
    VOLUME,
    Table,
)
from nsksim.errors import OperatorError


@dataclass(frozen=True, slots=True)
class ExportMark:
    """Which export wrote a file: its id, an opaque text (K-17), and its time in UTC as text."""

    id: str
    time: str


@dataclass(frozen=True, slots=True)
class SourceGroup:
    r"""A volume group of the PRIMARY store (F-06). `volcat` is qualified, `\ETINIUM.SLABVC`.

    `volcat` and `pool` are blank for a group without DSM/TC entries.
    """

    id: str
    catalog_type: str
    volcat: str = ""
    pool: str = ""


Entries = Mapping[str, Sequence[Sequence[object]]]
"""Rows of the small tables by table name: values of the staged columns, times as text."""


@dataclass(frozen=True, slots=True)
class CatalogStatus:
    """What a report says of a volume (K-05): its VOLUMESTATUS and its first valid tape file.

    `status` is None for a volume that is not in the tape catalog.
    """

    status: str | None
    file_id: str | None = None
    generation: int | None = None


def catalog_status(entries: Entries) -> CatalogStatus:
    """Find the status and the valid tape file that stands first on the volume."""
    volumes = entries.get(VOLUME.name)
    if not volumes:
        return CatalogStatus(None)
    status = str(volumes[0][VOLUME.staged.index("VOLUMESTATUS")])
    valid = {
        tuple(row[TAPEFILE.staged.index(column)] for column in TAPE_FILE)
        for row in entries.get(TAPEFILE.name, ())
        if row[TAPEFILE.staged.index("TAPEFILESTATUS")] == "VALID"
    }
    sequence = TFTOV.staged.index("FILESEQUENCE")
    for row in sorted(entries.get(TFTOV.name, ()), key=lambda row: int(str(row[sequence]))):
        key = tuple(row[TFTOV.staged.index(column)] for column in TAPE_FILE)
        if key in valid:
            return CatalogStatus(status, str(key[0]), int(str(key[1])))
    return CatalogStatus(status)


def volume_sets(entries: Entries, label: str) -> set[str]:
    """Name the volume sets a volume may hold files of; its own label is always one."""
    at = TFTOV.staged.index("VOLSETID")
    return {label, *(str(row[at]) for row in entries.get(TFTOV.name, ()))}


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Counts and hash sums of rows by the node of the disk file name.

    Survives the rewriting of places and, with `renamed`, of nodes. `engine` is the DuckDB version
    that hashed: hashes of two versions cannot be compared.
    """

    engine: str
    nodes: tuple[tuple[str, int, int], ...]

    def renamed(self, nodes: Mapping[str, str]) -> Fingerprint:
        """Give the fingerprint of the same rows after node replacement, in one pass (G-32)."""
        merged: dict[str, tuple[int, int]] = {}
        for node, rows, total in self.nodes:
            name = nodes.get(node, node)
            have = merged.get(name, (0, 0))
            merged[name] = (have[0] + rows, have[1] + total)
        return Fingerprint(self.engine, tuple((n, *merged[n]) for n in sorted(merged)))


@dataclass(frozen=True, slots=True)
class BulkPart:
    """The rows of one bulk table in a file.

    `steady` holds the columns that have the same value in every row and are not in the section.
    `fingerprint` is None for a volume of a larger set.
    """

    rows: int
    steady: Mapping[str, object]
    fingerprint: Fingerprint | None


@dataclass(frozen=True, slots=True)
class StagedVolume:
    """One checked volume file.

    `record` is the BackPak record, opaque here. `entries` maps the small tables to rows of their
    staged columns, times as text; empty when the volume is not in a tape catalog. `bulk` is None
    when the export was made without disk files, which is not the same as none being there (G-36).
    """

    label: str
    group: str
    mark: ExportMark
    record: Mapping[str, Any]
    entries: Entries
    bulk: Mapping[str, BulkPart] | None
    container: Container

    @property
    def cataloged(self) -> bool:
        """Say whether the volume was found in the tape catalog of its group (Z-40)."""
        return bool(self.entries.get(VOLUME.name))

    @property
    def status(self) -> CatalogStatus:
        """Give what a report says of the volume."""
        return catalog_status(self.entries)


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary file of an export (F-05, F-06).

    `labels` lists the volumes of a FULL (Z-09) and is None for an UPDATE.
    """

    mark: ExportMark
    type: str
    store: str
    groups: tuple[SourceGroup, ...]
    disk_files: bool
    labels: tuple[str, ...] | None
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Whatever else the exporting job tells the importing one; data for JSON."""


def encode_volume(
    label: str,
    group: str,
    mark: ExportMark,
    record: Mapping[str, Any],
    entries: Mapping[str, Sequence[Sequence[object]]],
    bulk: Mapping[str, BulkPart] | None,
    sections: Sequence[tuple[str, bytes]],
) -> bytes:
    """Make the file of one volume. Raises backbox.9974 when it becomes too large."""
    header = {
        "kind": container.VOLUME,
        "label": label,
        "group": group,
        "export": {"id": mark.id, "time": mark.time},
        "record": record,
        "entries": entries,
        "bulk": None if bulk is None else {name: _bulk_fields(bulk[name]) for name in bulk},
    }
    return container.encode(header, sections, label)


def decode_volume(path: Path, label: str) -> StagedVolume:
    """Check the file of volume `label` and return its content; disk files stay in the file.

    Raises backbox.9970 to 9978; nothing of a refused file may be applied.
    """
    found = container.decode(path, label, container.VOLUME)
    header = found.header
    staged, group = container.text_fields(header, ("label", "group"), label)
    if staged != label:
        content, expected = f"the export file of volume {staged}", f"that of volume {label}"
        raise OperatorError(messages.MISNAMED, file=label, content=content, expected=expected)
    record = header.get("record")
    if not isinstance(record, dict):
        raise container.invalid(label, "the BackPak record is missing")
    return StagedVolume(
        label,
        group,
        _mark(header, label),
        record,
        _entries(header.get("entries"), label),
        _bulk(header.get("bulk"), found),
        found,
    )


def encode_summary(summary: Summary) -> bytes:
    """Make the summary file of an export."""
    header = {
        "kind": container.SUMMARY,
        "export": {"id": summary.mark.id, "time": summary.mark.time},
        "type": summary.type,
        "store": summary.store,
        "groups": [[g.id, g.catalog_type, g.volcat, g.pool] for g in summary.groups],
        "disk_files": summary.disk_files,
        "labels": summary.labels,
        "extra": summary.extra,
    }
    return container.encode(header, (), summary.store)


def decode_summary(path: Path, name: str) -> Summary:
    """Check a summary file; `name` is the file in messages. Raises backbox.9970 to 9978."""
    header = container.decode(path, name, container.SUMMARY).header
    type_, store = container.text_fields(header, ("type", "store"), name)
    groups, labels = header.get("groups"), header.get("labels")
    if not (isinstance(groups, list) and all(_texts(group, 4) for group in groups)):
        raise container.invalid(name, "the volume groups are missing")
    if labels is not None and not _texts(labels):
        raise container.invalid(name, "the list of volumes is not one")
    extra = header.get("extra")
    return Summary(
        _mark(header, name),
        type_,
        store,
        tuple(SourceGroup(*group) for group in groups),
        header.get("disk_files") is True,
        None if labels is None else tuple(labels),
        extra if isinstance(extra, dict) else {},
    )


def _texts(value: object, length: int | None = None) -> bool:
    """Say whether a value is a list of texts, of `length` entries when given."""
    return (
        isinstance(value, list)
        and all(isinstance(entry, str) for entry in value)
        and length in (None, len(value))
    )


def _mark(header: Mapping[str, Any], name: str) -> ExportMark:
    fields = header.get("export")
    if not isinstance(fields, dict):
        raise container.invalid(name, "the export id is missing")
    identity, time = container.text_fields(fields, ("id", "time"), name)
    container.read_time(time, name)
    return ExportMark(identity, time)


_PYTHON_TYPES = {"SMALLINT": int, "INTEGER": int, "BIGINT": int}
_ENTRY_TYPES = [
    (table.name, [_PYTHON_TYPES.get(table.types[column], str) for column in table.staged])
    for table in SMALL
]


def _entries(value: object, name: str) -> dict[str, list[list[object]]]:
    """Check the rows of the small tables: known tables, as many values as columns, their types."""
    if not isinstance(value, dict):
        raise container.invalid(name, "the catalog entries are missing")
    entries = {}
    for table, types in _ENTRY_TYPES:
        rows = value.get(table, [])
        if not isinstance(rows, list) or not all(_is_row(row, types) for row in rows):
            raise container.invalid(name, f"the {table} entries do not fit their columns")
        entries[table] = rows
    return entries


def _is_row(row: object, types: Sequence[type]) -> bool:
    return (
        isinstance(row, list)
        and len(row) == len(types)
        and all(v is None or type(v) is t for v, t in zip(row, types, strict=True))
    )


def _bulk_fields(part: BulkPart) -> dict[str, object]:
    fingerprint = part.fingerprint
    return {
        "rows": part.rows,
        "steady": part.steady,
        "engine": fingerprint.engine if fingerprint else None,
        "nodes": fingerprint.nodes if fingerprint else None,
    }


def _bulk(value: object, found: Container) -> dict[str, BulkPart] | None:
    """Read what the header says of the bulk sections."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise container.invalid(found.name, "the disk files are not described")
    return {table.name: _bulk_part(value.get(table.name), table, found) for table in BULK}


def _bulk_part(value: object, table: Table, found: Container) -> BulkPart:
    match value:
        case {"rows": int(rows), "steady": steady, "engine": engine, "nodes": nodes}:
            pass
        case _:
            raise container.invalid(found.name, f"the {table.name} section is not described")
    if not isinstance(steady, dict) or (rows > 0) != (table.name in found.sections):
        raise container.invalid(found.name, f"the {table.name} section is not as described")
    groups = [set(group) for group in STEADY[table.name]]
    if any(group & steady.keys() not in (set(), group) for group in groups) or (
        steady.keys() - set().union(*groups)
    ):
        raise container.invalid(found.name, f"the {table.name} section lacks columns")
    fingerprint = None
    if isinstance(engine, str) and isinstance(nodes, list):
        fingerprint = Fingerprint(engine, tuple((n, count, total) for n, count, total in nodes))
    return BulkPart(rows, steady, fingerprint)
