"""The operand types of MEDIACOM's grammar, and the live names they offer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Self

from nsksim.clock import MONTH_CODES, month_number
from nsksim.dsmtc import LAST_VERSION, MEDIA_TYPES, Retention
from nsksim.errors import OperatorError
from nsksim.guardian.files import EDIT
from nsksim.language import Operand, endings_of, no_names
from nsksim.messages import mediacom as messages
from nsksim.names import (
    CatalogName,
    CatalogPattern,
    Defaults,
    DiskfilePattern,
    DriveName,
    LabelPattern,
    NodeName,
    PoolName,
    PoolPattern,
    Security,
    Subvolume,
    TapeFileId,
    TapeFilePattern,
    TapeLabel,
    UserId,
    VolumeName,
)
from nsksim.names.node import split_node
from nsksim.programs.mediacom.context import Context
from nsksim.programs.session_commands import check_place

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


@dataclass(frozen=True, slots=True)
class MessageNumber:
    r"""The number of a request of the tape server: `[\NODE.]number`."""

    number: int
    node: NodeName | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it. Raises InvalidName for the node, mediacom.5904 for the number."""
        node, digits = split_node(text)
        return cls(number("TAPEMOUNT", 0, 9999)(digits or text), node)

    def __str__(self) -> str:
        return str(self.number) if self.node is None else f"{self.node}.{self.number}"


@dataclass(frozen=True, slots=True)
class ConsoleFile:
    """A file as typed for the second console; it is found where the command is carried out."""

    typed: str

    def __str__(self) -> str:
        return self.typed


@dataclass(frozen=True, slots=True)
class LabelText:
    """A text that is written in a label or an entry: an owner id, a comment."""

    value: str
    """Without quotation marks."""

    def __str__(self) -> str:
        return self.value if _PLAIN_TEXT.fullmatch(self.value) else f'"{self.value}"'


_PLAIN_TEXT = re.compile(r"[A-Z0-9]+")
_PRINTABLE = re.compile(r"[ !#-~]+")


def label_text(option: str, longest: int, *, upshift: bool) -> Callable[[str], LabelText]:
    """Make the reader of such a text, in quotation marks or without; it raises mediacom.5904."""

    def read(text: str) -> LabelText:
        quoted = len(text) > 1 and text.startswith('"') and text.endswith('"')
        value = (text[1:-1] if quoted else text).strip()
        if len(value) > longest or _PRINTABLE.fullmatch(value) is None:
            allowed = f"1 to {longest} characters"
            raise OperatorError(messages.VALUE_INVALID, option=option, value=text, allowed=allowed)
        return LabelText(value.upper() if upshift else value)

    return read


@dataclass(frozen=True, slots=True)
class RestoreOptions:
    """Options for RESTORE as typed; they are looked at where the command is carried out."""

    typed: str
    """Without quotation marks."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Take the quotation marks off. Raises ValueError for one that is missing."""
        typed = (
            text[1:-1] if text.startswith('"') and text.endswith('"') and len(text) > 1 else text
        )
        if '"' in typed:
            raise ValueError(text)
        return cls(typed.strip())

    def __str__(self) -> str:
        return f'"{self.typed}"'


def number(option: str, first: int, last: int) -> Callable[[str], int]:
    """Make the reader of a whole number; it raises mediacom.5904."""

    def read(text: str) -> int:
        digits = text.removeprefix("-").removeprefix("+")
        if digits.isascii() and digits.isdigit() and first <= int(text) <= last:
            return int(text)
        allowed = f"{first} to {last}"
        raise OperatorError(messages.VALUE_INVALID, option=option, value=text, allowed=allowed)

    return read


def generation_number(text: str) -> int:
    """Read an absolute or relative generation; raises mediacom.5904.

    The next one, +1, is for what is written and not for what is looked for.
    """
    digits = text.removeprefix("-")
    if digits.isascii() and digits.isdigit() and int(text) and -32768 <= int(text) <= 32767:
        return int(text)
    allowed = "1 to 32767 or -1 to -32768"
    raise OperatorError(messages.VALUE_INVALID, option="GEN", value=text, allowed=allowed)


def generation(value: int | str | None, default: int | None) -> int | None:
    """Turn the GEN option into a selection: None stands for ALL."""
    if value is None:
        return default
    return None if isinstance(value, str) else value


def in_detail(*, brief: bool, detail: bool) -> bool:
    """Say which form of a display is wanted. Raises mediacom.5935 when both are asked for."""
    if brief and detail:
        raise OperatorError(messages.OPTIONS_EXCLUDE, option="BRIEF", other="DETAIL")
    return detail


def _user(text: str) -> UserId:
    return UserId.parse("".join(text.split()))


_DATE_FORMS = (
    re.compile(r"(?P<month>[A-Z]{3})[ -]?(?P<day>[0-9]{1,2})[ -]?(?P<year>[0-9]{4})"),
    re.compile(r"(?P<day>[0-9]{1,2})[ -]?(?P<month>[A-Z]{3})[ -]?(?P<year>[0-9]{4})"),
)
_DATE_PART = re.compile(r"[A-Z]{3}|[0-9]{1,4}")
DATE_ENDINGS = (
    *endings_of(MONTH_CODES),
    "1",
    "2022",
    "022",
    "22",
    *endings_of(["--1-2022", *(f"--{code}-2022" for code in MONTH_CODES)]),
)
"""What may finish a word of a date that is still being typed."""


_DATES = "mmmddyyyy, mmm dd yyyy or dd mmm yyyy"
_MOMENTS = "mmm dd yyyy or dd mmm yyyy, with hh:mm or hh:mm:ss behind it,"


def _invalid(option: str, text: str, allowed: str) -> OperatorError:
    return OperatorError(messages.VALUE_INVALID, option=option, value=text, allowed=allowed)


def date_part(text: str) -> str:
    """Check the form of one word of a date. Raises mediacom.5904."""
    word = text.upper()
    if not _looks_like_date(word):
        raise _invalid("EXPIRATION", text, _DATES)
    return word


def _looks_like_date(word: str) -> bool:
    """Say whether a word may be a date or a part of one."""
    return bool(_DATE_PART.fullmatch(word)) or any(each.fullmatch(word) for each in _DATE_FORMS)


def calendar_date(words: Sequence[str]) -> date:
    """Read `OCT202022`, `OCT 20 2022` or `20 OCT 2022`, also joined with hyphens.

    The first is the documented form of a DEFINE; the others are those of RECOVER, TIME, and that
    ALTER takes them too is inferred. Raises mediacom.5904.
    """
    return _day(words, "EXPIRATION", _DATES)


def _day(words: Sequence[str], option: str, allowed: str) -> date:
    text = " ".join(words)
    for form in _DATE_FORMS:
        found = form.fullmatch(text)
        if found is not None:
            try:
                return date(int(found["year"]), month_number(found["month"]), int(found["day"]))
            except ValueError:
                raise _invalid(option, text, "a day of the calendar") from None
    raise _invalid(option, text, allowed)


_TIME = re.compile(r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?")


def time_part(text: str) -> str:
    """Check the form of one word of a date with a time. Raises mediacom.5904."""
    word = text.upper()
    if _TIME.fullmatch(word) is None and not _looks_like_date(word):
        raise _invalid("TIME", text, _MOMENTS)
    return word


def moment(words: Sequence[str]) -> datetime:
    """Read a date as `calendar_date` does, and behind it `hh:mm` or `hh:mm:ss`; else 00:00.

    Raises mediacom.5904.
    """
    found = _TIME.fullmatch(words[-1])
    if found is not None and len(words) == 1:
        raise _invalid("TIME", words[0], _MOMENTS)
    day = _day(words if found is None else words[:-1], "TIME", _MOMENTS)
    hour, minute, second = (0, 0, 0) if found is None else map(int, found.groups("0"))
    try:
        return datetime.combine(day, time(hour, minute, second))
    except ValueError:
        raise _invalid("TIME", " ".join(words), _MOMENTS) from None


def media_type(text: str) -> str:
    """Read a media type; raises mediacom.5904."""
    value = text.upper()
    if value not in (*MEDIA_TYPES, "ANY"):
        allowed = f"one of {', '.join(MEDIA_TYPES)} or ANY"
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


def _drives(context: Context) -> Names:
    drives = context.world.tapes(context.system).drives.all()
    return [(drive.name, drive.label or "empty") for drive in drives]


def _requests(context: Context) -> Names:
    waiting = context.world.tapes(context.system).requests.outstanding()
    return [(str(each.number), each.label or each.device) for each in waiting]


def _edit_files(context: Context) -> Names:
    place = context.defaults
    files = context.system.files.in_subvolume(str(place.volume), place.subvolume)
    return [(file.name, "EDIT file") for file in files if file.code == EDIT]


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
    "CATALOG_PATTERN": Operand(CatalogPattern.parse, "catalog-name", _catalogs),
    "SUBVOLUME": Operand(Subvolume.parse, "$volume.subvolume", no_names),
    "NODE_NAME": Operand(NodeName.parse, "\\node", _nodes),
    "GENERATION": Operand(generation_number, "generation", no_names),
    "VERSION_NUMBER": Operand(number("VERSION", 0, LAST_VERSION), "version", no_names),
    "PHYSICAL_COPY": Operand(number("PHYSICAL", 1, 99), "copy", no_names),
    "LOGICAL_COPY": Operand(number("LOGICAL", 1, 2), "copy", no_names),
    "DATE_PART": Operand(date_part, "mmmddyyyy", no_names, endings=DATE_ENDINGS),
    "TIME_PART": Operand(
        time_part, "date and time", no_names, endings=(*DATE_ENDINGS, ":00", ":00:00", "00", "0")
    ),
    "NUMBER": Operand(number("ABENDRETENTION", 0, 9999), "number", no_names),
    "RETENTION_PERIOD": Operand(
        Retention.parse, "days or PERMANENT", no_names, endings=endings_of(["PERMANENT"])
    ),
    "MEDIA_TYPE": Operand(
        media_type, "media-type", _types, endings=endings_of([*MEDIA_TYPES, "ANY"])
    ),
    "USER_NUMBER": Operand(_user, "group,user", no_names, endings=("0", ",0")),
    "SECURITY_LETTERS": Operand(
        Security.parse, '"rwep"', no_names, endings=(*endings_of(["NNNN", 'NNNN"']), '"')
    ),
    "DRIVE_NAME": Operand(DriveName.parse, "$tape", _drives),
    "MESSAGE_NUMBER": Operand(MessageNumber.parse, "message-number", _requests),
    "ACS_NUMBER": Operand(number("ACS", 0, 126), "acs", no_names),
    "LSM_NUMBER": Operand(number("LSM", 0, 15), "lsm", no_names),
    "PANEL_NUMBER": Operand(number("PANEL", 0, 19), "panel", no_names),
    "DRIVE_NUMBER": Operand(number("DRIVE", 0, 3), "drive", no_names),
    "OWNER_ID": Operand(
        label_text("OWNER", 14, upshift=True), "owner-id", no_names, endings=("A", '"', 'A"')
    ),
    "COMMENT_TEXT": Operand(
        label_text("COMMENT", 80, upshift=False), '"text"', no_names, endings=("A", '"', 'A"')
    ),
    "VOLUME_INDEX": Operand(number("VOLUMEINDEX", 1, 32767), "number", no_names),
    "CONSOLE_FILE": Operand(ConsoleFile, "file-name", _edit_files),
    "COMMAND_FILE": Operand(str, "file-name", _edit_files),
    "OUTPUT_FILE": Operand(str, "file-name", no_names),
    "RESTORE_OPTIONS": Operand(RestoreOptions.parse, '"restore-options"', no_names),
    "DEFAULT_PLACE": Operand(check_place, "$volume.subvolume", no_names),
    "LINE_COUNT": Operand(number("HISTORY", 1, 32767), "number", no_names),
    "REST": Operand(str, "text", no_names),
}
