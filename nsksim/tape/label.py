"""The labels on a tape: the one of the tape itself, and those in front of each file section.

Source: MEDIACOM manual, appendix A (VOL1, HDR1 and HDR2 of ANSI and IBM-MVS tapes). Fields that
are always blank or zero, such as block count and implementation ID, are not kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, Self

from nsksim.dsmtc import TapeFile
from nsksim.names import TapeFileId, TapeLabel
from nsksim.names.tape import LABEL_PART

SCRATCH = date.min
"""The expiration date of what nobody keeps."""


class LabelType(StrEnum):
    """The standard the labels of a tape follow."""

    ANSI = "ANSI"
    BACKUP = "BACKUP"
    IBM = "IBM"


@dataclass(frozen=True, slots=True)
class VolumeLabel:
    """VOL1: the label of the tape."""

    name: str
    type: LabelType
    owner: str = ""
    written: date | None = None
    """When the tape was labeled; None where nobody knows."""

    def __post_init__(self) -> None:
        TapeLabel(self.name)

    @property
    def level(self) -> str:
        """Give the label level: B for BACKUP, 3 for ANSI; an IBM label has none.

        That ANSI labels are of level 3 and not 4 is our choice.
        """
        return {LabelType.BACKUP: "B", LabelType.ANSI: "3"}.get(self.type, "")

    def encode(self) -> list[Any]:
        """Give the fields as JSON has them."""
        return [self.name, self.type.value, self.owner, _text(self.written)]

    @classmethod
    def decode(cls, values: Sequence[Any]) -> Self:
        """Read the fields. Raises ValueError, TypeError and InvalidName."""
        name, kind, owner, written = values
        return cls(str(name), LabelType(kind), str(owner), _date(written))


@dataclass(frozen=True, slots=True)
class FileLabel:
    """HDR1 and HDR2: what stands in front of a file section."""

    file_id: str
    """The rightmost 17 characters of the tape file id."""
    set_id: str
    """The name of the first tape of the set."""
    created: date
    expires: date | None
    """None for never."""
    section: int = 1
    """Which tape of the file this is, from 1."""
    sequence: int = 1
    """Which file of the set this is, from 1."""
    generation: int = 0
    version: int = 0
    record_format: str = "F"
    """F, U or, on IBM tapes, V."""
    block_length: int = 0
    """Bytes."""
    record_length: int = 0
    """Bytes."""

    def __post_init__(self) -> None:
        if len(self.file_id) > LABEL_PART:
            raise ValueError(self.file_id)

    @classmethod
    def of_entry(cls, entry: TapeFile, set_id: str, created: date) -> Self:
        """Make the labels of a tape file that is cataloged; `created` is its local date."""
        return cls(
            entry.file_id[-LABEL_PART:],
            set_id,
            created,
            entry.expires,
            generation=entry.generation,
            version=entry.version,
            record_format=entry.record_format[:1],
            block_length=entry.block_length,
            record_length=entry.record_length,
        )

    @property
    def title(self) -> str:
        """Name the file in a message."""
        name = TapeFileId(self.file_id) if self.file_id else "an unnamed file"
        return f"{name}, GEN {self.generation}, VERSION {self.version}"

    def expired(self, today: date) -> bool:
        """Say whether the file may be overwritten."""
        return self.expires is not None and self.expires <= today

    def encode(self) -> dict[str, Any]:
        """Give the fields as JSON has them."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {**values, "created": _text(self.created), "expires": _text(self.expires)}

    @classmethod
    def decode(cls, values: Mapping[str, Any]) -> Self:
        """Read the fields. Raises ValueError, KeyError and TypeError."""
        created = date.fromisoformat(values["created"])
        return cls(**{**values, "created": created, "expires": _date(values["expires"])})


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def fits(label_type: str) -> bool:
    """Say whether a tape with labels of this type serves a process that asks for labels.

    No process asks for IBM labels here. ANSI and BACKUP labels serve for one another: that an ANSI
    tape can be used for BACKUP is documented (Event Management Programming Manual, 9-42), that
    LABELS ANSI takes BACKUP tapes is our choice, because it may be what was never said.
    """
    return label_type != LabelType.IBM
