"""The classes of DEFINEs: their attributes, which values those can have, and what contradicts what.

From the TACL Reference Manual (SET DEFINE) and, for TAPECATALOG, the DSM/TC User's Guide. Limits
the manuals leave open are as wide as the field allows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from nsksim.clock import month_number
from nsksim.errors import OperatorError
from nsksim.messages import tacl_defines as messages
from nsksim.names import (
    CatalogName,
    Defaults,
    DeviceName,
    FileName,
    InvalidName,
    NodeName,
    PoolName,
    SpoolDestination,
    Subvolume,
    TapeFileId,
    TapeLabel,
    VolumeName,
)

Reading = Callable[[str, Defaults], str]
"""Reads a typed value and gives it as it is kept; raises ValueError."""

Set = Mapping[str, str]
Rule = Callable[[Set, Set], bool]
"""Says of a set with its defaults, and of what was given in it, whether it is consistent."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a class."""

    name: str
    read: Reading
    default: str = ""
    """The value while none is given; empty where there is none."""
    most: int = 1
    """How many values a list may have."""

    def value(self, typed: Sequence[str], defaults: Defaults) -> str:
        """Give the value to keep. Raises OperatorError for one the attribute cannot have."""
        shown = ", ".join(typed)
        if len(typed) > self.most:
            raise OperatorError(messages.INVALID_VALUE, attribute=self.name, value=shown)
        try:
            values = [self.read(text, defaults) for text in typed]
        except ValueError:
            raise OperatorError(messages.INVALID_VALUE, attribute=self.name, value=shown) from None
        return values[0] if len(values) == 1 else f"({', '.join(values)})"


@dataclass(frozen=True, slots=True)
class DefineClass:
    """One class."""

    name: str
    attributes: Mapping[str, Attribute]
    required: tuple[str, ...] = ()
    essential: tuple[str, ...] = ()
    """What is shown without DETAIL, besides CLASS."""
    checks: tuple[tuple[int, Rule], ...] = ()
    """Numbered rules, looked at in this order."""


# -- values --------------------------------------------------------------------------------------


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def _words(*words: str) -> Reading:
    def read(text: str, defaults: Defaults) -> str:
        del defaults
        if text.upper() not in words:
            raise ValueError(text)
        return text.upper()

    return read


def _number(low: int, high: int, *words: str) -> Reading:
    """Read a number, which has a sign only where it may be negative: a relative GEN."""
    form = re.compile(r"[+-]?[0-9]{1,6}" if low < 0 else r"[0-9]{1,6}")

    def read(text: str, defaults: Defaults) -> str:
        del defaults
        if text.upper() in words:
            return text.upper()
        if not form.fullmatch(text) or not low <= int(text) <= high:
            raise ValueError(text)
        return text

    return read


def _text(most: int) -> Reading:
    def read(text: str, defaults: Defaults) -> str:
        del defaults
        value = _unquoted(text)
        if not 1 <= len(value) <= most:
            raise ValueError(text)
        return value

    return read


def _file(text: str, defaults: Defaults) -> str:
    """Read a disk file, a spooler location, a process or a device, and qualify it."""
    try:
        return str(FileName.parse(text, defaults))
    except InvalidName:
        if not text.lstrip("\\").partition(".")[2].startswith("$") and not text.startswith("$"):
            raise
    device = _first(text, DeviceName.parse, SpoolDestination.parse)
    return str(device.qualified(defaults.node))


def _first(
    text: str, *readings: Callable[[str], DeviceName | SpoolDestination]
) -> DeviceName | SpoolDestination:
    for parse in readings[:-1]:
        try:
            return parse(text)
        except InvalidName:
            continue
    return readings[-1](text)


def _subvolume(text: str, defaults: Defaults) -> str:
    return str(Subvolume.parse(text, defaults))


def _volume(text: str, defaults: Defaults) -> str:
    """Read a volume, alone or with a subvolume."""
    try:
        return str(Subvolume.parse(text, defaults))
    except InvalidName:
        return str(VolumeName.parse(text))


def _device(text: str, defaults: Defaults) -> str:
    return str(DeviceName.parse(text).qualified(defaults.node))


def _location(text: str, defaults: Defaults) -> str:
    return str(SpoolDestination.parse(text).qualified(defaults.node))


def _node(text: str, defaults: Defaults) -> str:
    del defaults
    return str(NodeName.parse(text))


def _catalog(text: str, defaults: Defaults) -> str:
    del defaults
    return str(CatalogName.parse(text))


def _pool(text: str, defaults: Defaults) -> str:
    del defaults
    return str(PoolName.parse(text))


def _file_id(most: int) -> Reading:
    def read(text: str, defaults: Defaults) -> str:
        del defaults
        value = str(TapeFileId.parse(_unquoted(text)))
        if len(value) > most:
            raise ValueError(text)
        return value

    return read


def _label(text: str, defaults: Defaults) -> str:
    del defaults
    return "SCRATCH" if text.upper() == "SCRATCH" else str(TapeLabel.parse(_unquoted(text)))


_DATE = re.compile(r"([A-Z]{3}) ?([0-9]{1,2}) ?([0-9]{4})|([0-9]{1,2}) ?([A-Z]{3}) ?([0-9]{4})")


def _date(text: str, defaults: Defaults) -> str:
    """Read `OCT202001` or `20OCT2001`, with blanks in quotation marks; keep `20 OCT 2001`."""
    del defaults
    found = _DATE.fullmatch(_unquoted(text).upper())
    if found is None:
        raise ValueError(text)
    month, day, year = (
        (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
    )
    datetime(int(year), month_number(month), int(day))  # raises when there is no such day
    return f"{int(day):02d} {month} {year}"


# -- classes -------------------------------------------------------------------------------------


def _attributes(*listed: Attribute) -> dict[str, Attribute]:
    return {attribute.name: attribute for attribute in listed}


ON_OFF = _words("ON", "OFF")
LABELS = ("ANSI", "IBM", "OMITTED", "BYPASS", "BACKUP", "IBMBACKUP")
REELS_MAX = 255

_TAPE = (
    Attribute("VOLUME", _label, "SCRATCH", REELS_MAX),
    Attribute("LABELS", _words(*LABELS), "OMITTED"),
    Attribute("FILEID", _file_id(17)),
    Attribute("USE", _words("IN", "OUT", "EXTEND", "OPENFLAG")),
    Attribute("DEVICE", _device),
    Attribute("SYSTEM", _node),
    Attribute("BLOCKLEN", _number(1, 65_535)),
    Attribute("DENSITY", _words("800", "1600", "6250")),
    Attribute("EBCDIC", _words("IN", "OUT", "ON", "OFF")),
    Attribute("EXPIRATION", _date),
    Attribute("FILESECT", _number(1, 9_999), "1"),
    Attribute("FILESEQ", _number(1, 9_999), "1"),
    Attribute("GEN", _number(1, 9_999), "0001"),
    Attribute("MOUNTMSG", _text(80)),
    Attribute("OWNER", _text(14)),
    Attribute("RECFORM", _words("F", "U"), "U"),
    Attribute("RECLEN", _number(0, 32_767), "0"),
    Attribute("REELS", _number(0, REELS_MAX), "1"),
    Attribute("RETENTION", _number(1, 32_767)),
    Attribute("TAPEMODE", _words("STARTSTOP", "STREAM"), "STARTSTOP"),
    Attribute("VERSION", _number(0, 99), "00"),
)

_TAPECATALOG = (
    Attribute("VOLUME", _label, "", REELS_MAX),
    Attribute("LABELS", _words(*LABELS), "ANSI"),
    Attribute("FILEID", _file_id(60)),
    Attribute("POOL", _pool),
    Attribute("USE", _words("IN", "OUT", "EXTEND")),
    Attribute("CATALOG", ON_OFF, "ON"),
    Attribute("DEVICE", _device),
    Attribute("AVRSYSTEM", _node),
    Attribute("AUTOMATED", ON_OFF),
    Attribute("BLOCKLEN", _number(1, 65_535)),
    Attribute("COMMENT", _text(80)),
    Attribute("COMPRESSION", _words("IDRC", "OFF")),
    Attribute("DENSITY", _words("1600", "6250")),
    Attribute("EBCDIC", _words("IN", "OUT", "ON", "OFF")),
    Attribute("EXPIRATION", _date),
    Attribute("FILECAT", _catalog),
    Attribute("FILESECT", _number(1, 9_999)),
    Attribute("FILESEQ", _number(1, 9_999)),
    Attribute("GEN", _number(-32_768, 32_767)),
    Attribute("LOGICAL", _number(1, 9_999)),
    Attribute("MOUNTMSG", _text(80)),
    Attribute("OWNER", _text(14)),
    Attribute("PHYSICAL", _number(1, 9_999)),
    Attribute("RECFORM", _words("F", "U")),
    Attribute("RECLEN", _number(0, 32_767)),
    Attribute("RETENTION", _number(1, 9_999, "PERMANENT")),
    Attribute("TAPEMODE", _words("STARTSTOP", "STREAM")),
    Attribute("VERSION", _number(0, 100, "NEW")),
    Attribute("VOLCAT", _catalog),
)

LABELED = frozenset({"ANSI", "IBM", "BACKUP", "IBMBACKUP"})
UNLABELED = frozenset({"BYPASS", "OMITTED"})
_NOT_WHEN_UNLABELED = """
    AVRSYSTEM COMMENT EXPIRATION FILECAT FILEID GEN OWNER POOL RETENTION USE VERSION VOLCAT
    BLOCKLEN RECLEN RECFORM EBCDIC SYSTEM
"""
NOT_WHEN_UNLABELED = frozenset(_NOT_WHEN_UNLABELED.split())
"""DSM/TC User's Guide 6-7; for TAPE the same, as far as the class has them (inferred)."""
SHORTEST_RECORD = 24


def _not_both(first: str, second: str) -> Rule:
    return lambda _, given: not (first in given and second in given)


def _volumes(values: Set) -> int:
    return values.get("VOLUME", "").count(",") + 1


def _input_is_named(values: Set, given: Set) -> bool:
    """002: USE IN and EXTEND need labeled volumes, as many as there are reels."""
    if values.get("USE") not in {"IN", "EXTEND"}:
        return True
    reels = int(given["REELS"]) if "REELS" in given else _volumes(values)
    return values["LABELS"] in {"ANSI", "IBM"} and "VOLUME" in given and reels == _volumes(values)


def _volume_has_labels(values: Set, given: Set) -> bool:
    """003: VOLUME needs labels; labels need VOLUME."""
    labeled = values["LABELS"] in LABELED
    return ("VOLUME" in given) == labeled


def _fixed_records(values: Set, given: Set) -> bool:
    """005: fixed records fill a block."""
    if values.get("RECFORM") != "F":
        return True
    length = int(values.get("RECLEN", "0"))
    return "BLOCKLEN" in given and length > 0 and int(given["BLOCKLEN"]) % length == 0


def _unlabeled_has_device(values: Set, given: Set) -> bool:
    """007: BYPASS and OMITTED need DEVICE and exclude what a label would hold."""
    if values["LABELS"] not in UNLABELED:
        return True
    return "DEVICE" in given and NOT_WHEN_UNLABELED.isdisjoint(given)


def _scratch_is_output(values: Set, given: Set) -> bool:
    """008: a scratch tape cannot be read."""
    del given
    return values.get("VOLUME") != "SCRATCH" or values.get("USE") not in {"IN", "EXTEND"}


def _short_records_have_blocks(values: Set, given: Set) -> bool:
    """010: short records need BLOCKLEN."""
    return not 0 < int(values.get("RECLEN", "0")) < SHORTEST_RECORD or "BLOCKLEN" in given


def _output_only(values: Set, given: Set) -> bool:
    """101: when a file expires is said when it is written."""
    return values.get("USE") != "IN" or {"EXPIRATION", "RETENTION"}.isdisjoint(given)


def _catalogued_generation(values: Set, given: Set) -> bool:
    """102: relative generations and new versions are counted by the catalog."""
    relative = given.get("GEN", "1")[0] in "+-" or int(given.get("GEN", "1")) == 0
    new = given.get("VERSION") == "NEW"
    return values["CATALOG"] == "ON" or not (relative or new)


def _generation_exists(values: Set, given: Set) -> bool:
    """103: no generation has the number 0, and only the next one can be added."""
    del values
    generation = given.get("GEN", "1")
    return int(generation) != 0 and (not generation.startswith("+") or generation == "+1")


def _new_is_written(values: Set, given: Set) -> bool:
    """104: a new version cannot be read."""
    return given.get("VERSION") != "NEW" or values.get("USE") != "IN"


def _extended_is_labeled(values: Set, given: Set) -> bool:
    """105: only ANSI and IBM tapes are extended."""
    del given
    return values.get("USE") != "EXTEND" or values["LABELS"] in {"ANSI", "IBM"}


def _bypass_is_not_catalogued(values: Set, given: Set) -> bool:
    """106: BYPASS by-passes the catalog too."""
    del given
    return values["LABELS"] != "BYPASS" or values["CATALOG"] == "OFF"


def _catalogued_has_id(values: Set, given: Set) -> bool:
    """107: a catalogued file on a labeled tape has a FILEID."""
    return values["LABELS"] not in LABELED or values["CATALOG"] == "OFF" or "FILEID" in given


CLASSES: Mapping[str, DefineClass] = {
    kind.name: kind
    for kind in (
        DefineClass("MAP", _attributes(Attribute("FILE", _file)), ("FILE",), ("FILE",)),
        DefineClass(
            "CATALOG", _attributes(Attribute("SUBVOL", _subvolume)), ("SUBVOL",), ("SUBVOL",)
        ),
        DefineClass(
            "DEFAULTS",
            _attributes(
                Attribute("VOLUME", _volume),
                Attribute("SWAP", _volume),
                Attribute("CATALOG", _subvolume),
            ),
            ("VOLUME",),
            ("VOLUME",),
        ),
        DefineClass(
            "SEARCH",
            _attributes(
                *(Attribute(f"SUBVOL{number}", _subvolume, most=20) for number in range(21)),
                *(Attribute(f"RELSUBVOL{number}", _subvolume, most=20) for number in range(21)),
            ),
            essential=("SUBVOL0",),
        ),
        DefineClass(
            "SORT",
            _attributes(
                Attribute("BLOCK", _number(512, 56 * 1024)),
                Attribute("CPU", _number(0, 15)),
                Attribute("CPUS", _text(40)),
                Attribute("MODE", _words("AUTOMATIC", "MINSPACE", "MINTIME")),
                Attribute("NOTCPUS", _text(40)),
                Attribute("PRI", _number(1, 199)),
                Attribute("PROGRAM", _file),
                Attribute("SCRATCH", _file),
                Attribute("SEGMENT", _number(64, 32_767)),
                Attribute("SUBSORTS", _text(40), most=8),
                Attribute("SWAP", _file),
            ),
            essential=("SCRATCH",),
        ),
        DefineClass(
            "SUBSORT",
            _attributes(
                Attribute("SCRATCH", _file),
                Attribute("BLOCK", _number(512, 56 * 1024)),
                Attribute("CPU", _number(0, 15)),
                Attribute("PRI", _number(1, 199)),
                Attribute("PROGRAM", _file),
                Attribute("SEGMENT", _number(64, 32_767)),
                Attribute("SWAP", _file),
            ),
            ("SCRATCH",),
            ("SCRATCH",),
        ),
        DefineClass(
            "SPOOL",
            _attributes(
                Attribute("LOC", _location),
                Attribute("BATCHNAME", _text(31)),
                Attribute("COPIES", _number(1, 32_767), "1"),
                Attribute("FORM", _text(16)),
                Attribute("HOLD", ON_OFF, "OFF"),
                Attribute("HOLDAFTER", ON_OFF, "OFF"),
                Attribute("MAXPRINTLINES", _number(1, 65_534)),
                Attribute("MAXPRINTPAGES", _number(1, 65_534)),
                Attribute("OWNER", _text(17)),
                Attribute("REPORT", _text(16)),
                Attribute("SELPRI", _number(0, 7), "4"),
            ),
            ("LOC",),
            ("LOC",),
        ),
        DefineClass(
            "TAPE",
            _attributes(*_TAPE),
            essential=("VOLUME",),
            checks=(
                (1, _not_both("RETENTION", "EXPIRATION")),
                (2, _input_is_named),
                (3, _volume_has_labels),
                (4, lambda values, given: values["LABELS"] != "ANSI" or "EBCDIC" not in given),
                (5, _fixed_records),
                (6, _not_both("DEVICE", "SYSTEM")),
                (7, _unlabeled_has_device),
                (8, _scratch_is_output),
                (
                    9,
                    lambda values, given: (
                        values["LABELS"] not in {"IBM", "IBMBACKUP"} or "FILEID" in given
                    ),
                ),
                (10, _short_records_have_blocks),
            ),
        ),
        DefineClass(
            "TAPECATALOG",
            _attributes(*_TAPECATALOG),
            essential=("VOLUME", "FILEID"),
            checks=(
                (1, _not_both("RETENTION", "EXPIRATION")),
                (4, lambda values, given: values["LABELS"] != "ANSI" or "EBCDIC" not in given),
                (5, _fixed_records),
                (6, _not_both("DEVICE", "AVRSYSTEM")),
                (7, _unlabeled_has_device),
                (8, _scratch_is_output),
                (10, _short_records_have_blocks),
                (101, _output_only),
                (102, _catalogued_generation),
                (103, _generation_exists),
                (104, _new_is_written),
                (105, _extended_is_labeled),
                (106, _bypass_is_not_catalogued),
                (107, _catalogued_has_id),
            ),
        ),
    )
}
"""All classes by name. TAPECATALOG is the ninth, documented with DSM/TC only."""
