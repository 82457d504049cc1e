"""The operand types of MEDIACOM's grammar, and the live names they offer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from nsksim.dsmtc import MEDIA_TYPES, Retention
from nsksim.errors import OperatorError
from nsksim.language import Operand, endings_of, no_names
from nsksim.messages import mediacom as messages
from nsksim.names import (
    CatalogName,
    Defaults,
    DiskfilePattern,
    LabelPattern,
    NodeName,
    PoolName,
    PoolPattern,
    Security,
    Subvolume,
    TapeFileId,
    TapeFilePattern,
    TapeLabel,
    VolumeName,
)
from nsksim.programs.mediacom.context import Context

Names = Iterable[tuple[str, str]]

_ANYWHERE = Defaults(NodeName("A"), VolumeName("A"), "A")
"""Completes a pattern while only its form is looked at."""


@dataclass(frozen=True, slots=True)
class TypedPattern:
    """A DISKFILE pattern as typed; it is completed where the command is carried out."""

    typed: str

    @classmethod
    def parse(cls, text: str) -> TypedPattern:
        """Check the form. Raises InvalidName."""
        DiskfilePattern.parse(text, _ANYWHERE)
        return cls(text)

    def expanded(self, defaults: Defaults) -> DiskfilePattern:
        """Complete the pattern."""
        return DiskfilePattern.parse(self.typed, defaults)

    def __str__(self) -> str:
        return self.typed


def number(option: str, first: int, last: int) -> Callable[[str], int]:
    """Make the reader of a whole number; it raises mediacom.5904."""

    def read(text: str) -> int:
        digits = text.removeprefix("-").removeprefix("+")
        if digits.isascii() and digits.isdigit() and first <= int(text) <= last:
            return int(text)
        allowed = f"{first} to {last}"
        raise OperatorError(messages.VALUE_INVALID, option=option, value=text, allowed=allowed)

    return read


def generation(value: int | str | None, default: int | None) -> int | None:
    """Turn the GEN option into a selection: None stands for ALL."""
    if value is None:
        return default
    return None if isinstance(value, str) else value


def media_type(text: str) -> str:
    """Read a media type; raises mediacom.5904."""
    value = text.upper()
    if value not in (*MEDIA_TYPES, "ANY"):
        allowed = ", ".join((*MEDIA_TYPES, "ANY"))
        raise OperatorError(messages.VALUE_INVALID, option="TYPE", value=text, allowed=allowed)
    return value


def _labels(context: Context) -> Names:
    rows = context.system.database.rows(
        "SELECT VOLSER, min(VOLUMESTATUS || ' in ' || POOLNAME) FROM VOLUME GROUP BY VOLSER"
        " ORDER BY VOLSER LIMIT 1000"
    )
    return [(label, description) for label, description in rows]


def _pools(context: Context) -> Names:
    return [(pool.name, f"of {pool.catalog}") for pool in context.media.pools.matching()]


def _catalogs(context: Context) -> Names:
    catalogs = context.media.catalogs.matching()
    return [(catalog.name, f"{catalog.kind} on {catalog.subvolume}") for catalog in catalogs]


def _file_ids(context: Context) -> Names:
    rows = context.system.database.rows(
        "SELECT FILEID, max(LASTGENERATION) FROM CONFIG GROUP BY FILEID ORDER BY FILEID LIMIT 1000"
    )
    return [(file_id, f"last generation {last}") for file_id, last in rows]


def _nodes(context: Context) -> Names:
    return [(node, "") for node in context.world.network.known(str(context.system.node))]


def _disk_files(context: Context) -> Names:
    return [(f"{node}.$*.*.*", "all files of that system") for node, _ in _nodes(context)]


def _types(_: Context) -> Names:
    return [(kind, "") for kind in MEDIA_TYPES]


OPERANDS: dict[str, Operand[Any]] = {
    "TAPE_NAME": Operand(TapeLabel.parse, "tape-name", _labels),
    "TAPE_PATTERN": Operand(LabelPattern.parse, "tape-name", _labels),
    "TAPE_FILE_PATTERN": Operand(TapeFilePattern.parse, "tape-file-id", _file_ids),
    "TAPE_FILE_ID": Operand(TapeFileId.parse, "tape-file-id", _file_ids),
    "DISK_FILE_PATTERN": Operand(TypedPattern.parse, "disk-file-name", _disk_files),
    "POOL_NAME": Operand(PoolName.parse, "pool-name", _pools),
    "POOL_PATTERN": Operand(PoolPattern.parse, "pool-name", _pools),
    "CATALOG_NAME": Operand(CatalogName.parse, "catalog-name", _catalogs),
    "SUBVOLUME": Operand(Subvolume.parse, "$volume.subvolume", no_names),
    "NODE_NAME": Operand(NodeName.parse, "\\node", _nodes),
    "GENERATION": Operand(number("GEN", -32768, 32767), "generation", no_names),
    "NUMBER": Operand(number("ABENDRETENTION", 0, 9999), "number", no_names),
    "RETENTION_PERIOD": Operand(
        Retention.parse, "days or PERMANENT", no_names, endings=endings_of(["PERMANENT"])
    ),
    "MEDIA_TYPE": Operand(
        media_type, "media-type", _types, endings=endings_of([*MEDIA_TYPES, "ANY"])
    ),
    "SECURITY_LETTERS": Operand(
        Security.parse, '"rwep"', no_names, endings=(*endings_of(["NNNN", 'NNNN"']), '"')
    ),
    "REST": Operand(str, "text", no_names),
}
