"""The BB051 reports of export and import as lines: pure functions from values to columns.

Layout: parts K.2 and K.3 of the requirements, 80 columns. What the manual's samples no longer show
(heading of the list, dashes, the columns of the last table, the lines for errors) is ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from nsksim.clock import DATE_AND_TIME

WIDTH = 80
GROUP = 20
"""Columns of a volume group in a table; a longer name stands alone on its line."""
INDENT = " " * (GROUP + 1)
SUMMARY_INDENT = " " * 16
_MINUTE = "%Y-%m-%d %H:%M"

NOT_EXPORTED = "not exported"
SENT = "exported"
NOT_IMPORTED = "not imported"
INSERT = "insert new entries"
INSERT_AND_DELETE = "insert new entries and delete obsolete entries"
"""Values of the header line about disk files (K-04)."""

NOT_FOUND = "not found in catalog"
UNCATALOGED = "no tape catalog"
"""Status of a volume without DSM/TC entries (Z-40), and in a group without tape catalog."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the first lines say. `started` is the local time of the engine's system."""

    domain: str
    process: str
    started: datetime
    store: str
    description: str
    process_type: str
    """Such as `IMPORT FULL catalogs`."""
    disk_files: str
    export_id: str
    place_label: str
    """`Export destination` or `Import source`."""
    place: str
    primary_store: str = ""
    """Import only."""


@dataclass(frozen=True, slots=True)
class TapeCatalog:
    """Where the volumes of a group are cataloged; a type without catalog shows as its name."""

    type: str
    volcat: str = ""
    pool: str = ""

    @property
    def line(self) -> str:
        """Give the catalog and pool in one line."""
        return f"{self.type} volcat {self.volcat}, pool {self.pool}" if self.volcat else self.type


@dataclass(frozen=True, slots=True)
class Written:
    """A written volume and the local time of its unload."""

    label: str
    unloaded: datetime

    def __str__(self) -> str:
        return f"{self.label} unloaded on {self.unloaded.strftime(DATE_AND_TIME)}"


@dataclass(frozen=True, slots=True)
class ExportedGroup:
    """One group of the export summary; `disk_files` None prints blank."""

    group: str
    catalog: TapeCatalog
    newest: Written | None
    volumes: int
    disk_files: int | None


@dataclass(frozen=True, slots=True)
class ValidatedGroup:
    """One group of the validation: both sides, and what is wrong with it."""

    group: str
    """Blank when the SECONDARY side has none."""
    primary_group: str
    primary: TapeCatalog
    secondary: TapeCatalog | None
    errors: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """Added, updated and deleted entries of one kind."""

    added: int = 0
    updated: int = 0
    deleted: int = 0

    def __str__(self) -> str:
        return f"{self.added:>5} {self.updated:>7} {self.deleted:>7}"


@dataclass(frozen=True, slots=True)
class ImportedGroup:
    """One group of the two import summaries."""

    group: str
    catalog: TapeCatalog
    newest: Written | None
    source: int
    backpak: Counts
    volumes: Counts
    tape_files: Counts
    disk_files: Counts


def head(header: Header) -> list[str]:
    """Give the first lines, up to the blank line behind them."""
    fields = [("Data store", f"{header.store} - {header.description}".rstrip())]
    if header.primary_store:
        fields.append(("Primary data store", header.primary_store))
    fields += [
        ("Process type", header.process_type),
        ("DSM/TC disk files", header.disk_files),
        ("Export id", header.export_id),
        (header.place_label, header.place),
    ]
    title = (
        f"{header.domain}-BB051 - CatSync Export/Import process {header.process}"
        f" {header.started.strftime(_MINUTE)}"
    )
    return [*wrap(title), "", *(_cut(f"{label:<18}: {value}") for label, value in fields), ""]


def volumes_head() -> list[str]:
    """Give the heading of the volume list."""
    return [
        f"{'Volume':<6} {'Volume Group':<25} Catalog status",
        f"{'-' * 6} {'-' * 25} {'-' * 47}",
    ]


def status(status: str | None, file_id: str | None, generation: int | None) -> str:
    """Say what the tape catalog knows of a volume (K-05); `status` is None when it has none."""
    if status is None:
        return NOT_FOUND
    return status if file_id is None else f"{status} {file_id}, gen={generation}"


def volume(label: str, group: str, status: str) -> str:
    """Give one row of the volume list."""
    return _cut(f"{label:<6} {group[:25]:<25} {status}")


def export_summary(groups: Iterable[ExportedGroup]) -> list[str]:
    """Give the table behind the volume list of an export, blank lines around it included."""
    lines = [
        "",
        f"{'Volume group':<20} {'NSK primary catalog (pool name)':<38} Number of Nbr DSM/TC",
        f"{INDENT}{'Most recently written volume':<38} {'volumes':>9} {'disk files':>10}",
        f"{'-' * 20} {'-' * 38} {'-' * 9} {'-' * 10}",
    ]
    for group in groups:
        disk_files = "" if group.disk_files is None else str(group.disk_files)
        newest = str(group.newest) if group.newest else "none"
        lines += _beside(group.group, group.catalog.line)
        lines.append(_cut(f"{INDENT}{newest:<38} {group.volumes:>9} {disk_files:>10}"))
    return [*lines, ""]


def validation(groups: Iterable[ValidatedGroup]) -> list[str]:
    """Give the configuration validation of an import, the blank line behind it included."""
    lines = [
        "CONFIGURATION VALIDATION, VOLUME GROUPS",
        "",
        f"{'Volume group':<20} NSK tape catalog and pool for primary and secondary sites",
        f"{'-' * 20} {'-' * 59}",
    ]
    for group in groups:
        lines += _beside(group.group, f"Primary volume group: {group.primary_group}")
        lines += _side("Primary", group.primary)
        if group.secondary:
            lines += _side("Secondary", group.secondary)
        for error in group.errors:
            lines += wrap(error)
    return [*lines, ""]


def deletions(volumes: Iterable[tuple[str, str]]) -> list[str]:
    """Give the section of a full import about deleted volumes: label and group of each (K-14)."""
    return [
        "",
        "Deletion of unreferenced volumes",
        "",
        f"{'Volume':<6} Volume Group",
        f"{'-' * 6} {'-' * 25}",
        *(_cut(f"{label:<6} {group}") for label, group in volumes),
    ]


def import_summary(groups: Sequence[ImportedGroup]) -> list[str]:
    """Give both summaries of an import, blank lines around them included."""
    lines = [
        "",
        "IMPORT RESULT SUMMARY: Numbers of tape volumes",
        "",
        "Volume   Import <===BackPak catalog==> <===NSK tape catalog==>",
        "group    source Added Updated Deleted  Added Updated Deleted",
        "-" * WIDTH,
    ]
    for group in groups:
        newest = str(group.newest) if group.newest else "none"
        lines += [
            _cut(group.group),
            _cut(f"{SUMMARY_INDENT}{group.catalog.line}"),
            _cut(f"{SUMMARY_INDENT}Newest volume in Import: {newest}"),
            f"{group.source:>15} {group.backpak}  {group.volumes}",
        ]
    lines += [
        "",
        "IMPORT RESULT SUMMARY: other activity on DSM/TC",
        "",
        "Volume          <=====Tape files=====> <======Disk files=====>",
        "group           Added Updated Deleted  Added Updated Deleted",
        "-" * WIDTH,
    ]
    for group in groups:
        lines += [
            _cut(group.group),
            _cut(f"{SUMMARY_INDENT}{group.catalog.line}"),
            f"{SUMMARY_INDENT}{group.tape_files}  {group.disk_files}",
        ]
    return [*lines, ""]


def tail(domain: str, message: str, process: str, ended: datetime) -> list[str]:
    """Give the closing message and the last line; `ended` is local time."""
    last = f"{domain}-BB051 Process {process} ended on {ended.strftime(_MINUTE)}"
    return [*wrap(message), *wrap(last)]


def wrap(text: str) -> list[str]:
    """Break a message at blanks so that no line is longer than the page (K-01)."""
    lines, current = list[str](), ""
    for word in text.split(" "):
        longer = f"{current} {word}" if current else word
        if len(longer) <= WIDTH:
            current = longer
            continue
        if current:
            lines.append(current)
        current = word
        while len(current) > WIDTH:
            lines.append(current[:WIDTH])
            current = current[WIDTH:]
    return [*lines, current]


def _cut(line: str) -> str:
    return line[:WIDTH].rstrip()


def _beside(group: str, text: str) -> list[str]:
    """Put a text beside the name of a group, or below it when the name is too long."""
    if len(group) <= GROUP:
        return [_cut(f"{group:<{GROUP}} {text}")]
    return [_cut(group), _cut(f"{INDENT}{text}")]


def _side(title: str, catalog: TapeCatalog) -> list[str]:
    start = f"{INDENT}{title:<9}: {catalog.type}"
    if not catalog.volcat:
        return [_cut(start)]
    return [
        _cut(f"{start} volcat {catalog.volcat},"),
        _cut(f"{' ' * 32}pool {catalog.pool}"),
    ]
