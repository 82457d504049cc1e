"""What the staging files of a Store say: a volume with its entries, the summary of an export.

Values and their form in a header; the bytes around them are `container`'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catsync import messages_staging as messages
from catsync.replication import container
from catsync.replication.columns import (
    BULK_COLUMNS,
    IDENTIFIER,
    LABEL,
    NODE,
    POOL,
    QUALIFIED_CATALOG,
    Printed,
    RowRules,
    Whole,
)
from catsync.replication.container import Container
from catsync.replication.tables import (
    BULK,
    SMALL,
    STEADY,
    TAPE_FILE,
    TAPEFILE,
    TFTOV,
    VOLUME,
    VTOFC,
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

    `labels` lists the volumes of the last FULL and `full` is its mark (Z-09); an UPDATE carries
    them on. Both are None where no FULL has been here.
    """

    mark: ExportMark
    type: str
    store: str
    groups: tuple[SourceGroup, ...]
    disk_files: bool
    labels: tuple[str, ...] | None
    full: ExportMark | None = None


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
        content = f"the export file of volume {container.shown(staged)}"
        expected = f"that of volume {label}"
        raise OperatorError(messages.MISNAMED, file=label, content=content, expected=expected)
    entries = _entries(header.get("entries"), label)
    return StagedVolume(
        label,
        group,
        _mark(header, label),
        _record(header.get("record"), label),
        entries,
        _bulk(header.get("bulk"), entries, found),
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
        "full": summary.full and {"id": summary.full.id, "time": summary.full.time},
    }
    return container.encode(header, (), summary.store)


def decode_summary(path: Path, name: str) -> Summary:
    """Check a summary file; `name` is the file in messages. Raises backbox.9970 to 9978."""
    header = container.decode(path, name, container.SUMMARY).header
    type_, store = container.text_fields(header, ("type", "store"), name)
    if type_ not in _TYPES:
        raise container.invalid(name, f"{container.shown(type_)} is not a type of export")
    disk_files, labels = header.get("disk_files"), header.get("labels")
    if not isinstance(disk_files, bool):
        raise container.invalid(name, "whether disk files were exported is missing")
    if labels is not None and not _is_list_of_labels(labels):
        raise container.invalid(name, "the list of volumes is not one")
    full = _mark(header, name, "full") if header.get("full") is not None else None
    if (full is None) != (labels is None):
        raise container.invalid(name, "the mark of the full export and its volumes do not agree")
    return Summary(
        _mark(header, name),
        type_,
        store,
        _groups(header.get("groups"), name),
        disk_files,
        None if labels is None else tuple(labels),
        full,
    )


_TYPES = ("FULL", "UPDATE")


def _is_list_of_labels(value: object) -> bool:
    return (
        isinstance(value, list) and all(map(LABEL.accepts, value)) and len(set(value)) == len(value)
    )


def _groups(value: object, name: str) -> tuple[SourceGroup, ...]:
    """Check the volume groups: ids, catalog types, and both places or none."""
    if not (isinstance(value, list) and all(map(_is_group, value))):
        raise container.invalid(name, "the volume groups are missing")
    groups = tuple(SourceGroup(*group) for group in value)
    if len({group.id for group in groups}) != len(groups):
        raise container.invalid(name, "a volume group stands twice")
    return groups


def _is_group(value: object) -> bool:
    match value:
        case [identity, catalog_type, volcat, pool]:
            return (
                IDENTIFIER.accepts(identity)
                and IDENTIFIER.accepts(catalog_type)
                and (
                    (volcat == "" and pool == "")
                    or (QUALIFIED_CATALOG.accepts(volcat) and POOL.accepts(pool))
                )
            )
    return False


def _mark(header: Mapping[str, Any], name: str, key: str = "export") -> ExportMark:
    fields = header.get(key)
    if not isinstance(fields, dict):
        raise container.invalid(name, "the export id is missing")
    identity, time = container.text_fields(fields, ("id", "time"), name)
    container.read_time(time, name)
    return ExportMark(identity, time)


_RECORD_TEXT = Printed(255)
_RECORD_NUMBER = Whole(-(2**63), 2**63 - 1)


def _record(value: object, name: str) -> dict[str, Any]:
    """Check a BackPak record: named texts, whole numbers and truth values."""
    if not isinstance(value, dict):
        raise container.invalid(name, "the BackPak record is missing")
    for key, entry in value.items():
        if not _RECORD_TEXT.accepts(key) or not (
            entry is None
            or isinstance(entry, bool)
            or _RECORD_NUMBER.accepts(entry)
            or _RECORD_TEXT.accepts(entry)
        ):
            raise container.invalid(name, f"the BackPak record has a wrong {container.shown(key)}")
    return value


_ROW_RULES = {table.name: RowRules.of(table) for table in SMALL}
_KEY_OF_FILE = [TAPEFILE.staged.index(column) for column in TAPE_FILE]
_KEY_OF_PLACE = [TFTOV.staged.index(column) for column in TAPE_FILE]


def _entries(value: object, name: str) -> dict[str, list[list[object]]]:
    """Check the rows of the small tables: each value, and that they are about this volume."""
    if not isinstance(value, dict):
        raise container.invalid(name, "the catalog entries are missing")
    if value.keys() - _ROW_RULES.keys():
        raise container.invalid(name, "there are entries of an unknown table")
    entries = {}
    for table, rules in _ROW_RULES.items():
        rows = value.get(table, [])
        if not isinstance(rows, list) or not all(map(rules.accept, rows)):
            raise container.invalid(name, f"the {table} entries do not fit their columns")
        entries[table] = rows
    volumes, places = entries[VOLUME.name], entries[TFTOV.name]
    at = TFTOV.staged.index("VOLSER")
    own = [row[VOLUME.staged.index("VOLSER")] for row in volumes]
    if own not in ([], [name]) or {row[at] for row in places} - set(own):
        raise container.invalid(name, "the entries are not those of the volume")
    files = {tuple(row[index] for index in _KEY_OF_PLACE) for row in places}
    if {tuple(row[index] for index in _KEY_OF_FILE) for row in entries[TAPEFILE.name]} - files:
        raise container.invalid(name, "a tape file does not stand on the volume")
    sets = {row[VTOFC.staged.index("VOLSETID")] for row in entries[VTOFC.name]}
    if sets - {key[TAPE_FILE.index("VOLSETID")] for key in files}:
        raise container.invalid(name, "a volume set does not stand on the volume")
    return entries


def _bulk_fields(part: BulkPart) -> dict[str, object]:
    fingerprint = part.fingerprint
    return {
        "rows": part.rows,
        "steady": part.steady,
        "engine": fingerprint.engine if fingerprint else None,
        "nodes": fingerprint.nodes if fingerprint else None,
    }


_ROWS = Whole(0, 100_000_000)
_COUNT = Whole(1, 100_000_000)
_HASH_SUM = Whole(0, 2**127 - 1)


def _bulk(value: object, entries: Entries, found: Container) -> dict[str, BulkPart] | None:
    """Read what the header says of the bulk sections."""
    if value is None:
        parts = None
    elif isinstance(value, dict) and value.keys() == {table.name for table in BULK}:
        parts = {table.name: _bulk_part(value[table.name], table, entries, found) for table in BULK}
    else:
        raise container.invalid(found.name, "the disk files are not described")
    if found.sections.keys() != {table for table, part in (parts or {}).items() if part.rows}:
        raise container.invalid(found.name, "the sections are not as described")
    return parts


def _bulk_part(value: object, table: Table, entries: Entries, found: Container) -> BulkPart:
    match value:
        case {"rows": rows, "steady": dict(steady), "engine": engine, "nodes": nodes}:
            pass
        case _:
            raise container.invalid(found.name, f"the {table.name} section is not described")
    if not _ROWS.accepts(rows):
        raise container.invalid(found.name, f"the rows of the {table.name} section are no number")
    groups = [set(group) for group in STEADY[table.name]]
    if any(group & steady.keys() not in (set(), group) for group in groups) or (
        steady.keys() - set().union(*groups)
    ):
        raise container.invalid(found.name, f"the {table.name} section lacks columns")
    if not all(BULK_COLUMNS[column].accepts(entry) for column, entry in steady.items()):
        raise container.invalid(found.name, f"the {table.name} values do not fit their columns")
    if "VOLSETID" in steady and steady["VOLSETID"] not in volume_sets(entries, found.name):
        raise container.invalid(found.name, f"the {table.name} rows are not those of the volume")
    if engine is None and nodes is None:
        return BulkPart(rows, steady, None)
    if not IDENTIFIER.accepts(engine) or not _is_fingerprint(nodes, rows):
        raise container.invalid(found.name, f"the {table.name} fingerprint is not one")
    return BulkPart(
        rows, steady, Fingerprint(engine, tuple((n, c, total) for n, c, total in nodes))
    )


def _is_fingerprint(nodes: object, rows: int) -> bool:
    """Say whether a value is node, count and hash sum for each node; the counts are all `rows`."""
    return (
        isinstance(nodes, list)
        and all(isinstance(entry, list) and len(entry) == 3 for entry in nodes)
        and all(
            NODE.accepts(node) and _COUNT.accepts(count) and _HASH_SUM.accepts(total)
            for node, count, total in nodes
        )
        and sum(count for _, count, _ in nodes) == rows
    )
