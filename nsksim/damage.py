"""What is wrong with tape catalogs and drives that somebody changed by other means than a command.

Nothing looks for it until something has failed: looking at every start would take longer than the
start. Names that lead nowhere are not looked for; who follows one tells (mediacom.5957).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial

from nsksim.dsmtc import CatalogKind, Compression, SupportLevel, TapeStatus
from nsksim.names import CatalogName, NodeName, PoolName, TapeFileId, TapeLabel
from nsksim.store import Database, in_one_line
from nsksim.tape import LabelType, OpenMode, RequestState

Reader = Callable[[str], object]
"""Reads a value of a column; raises ValueError."""


def _word(words: type[StrEnum], text: str, *others: str) -> None:
    if text not in (*words, *others):
        raise ValueError(f"'{text}' is none of {', '.join((*others, *words))}")


def _words(words: type[StrEnum], *others: str) -> Reader:
    return lambda text: _word(words, text, *others)


def _with_node(text: str) -> None:
    if CatalogName.parse(text).node is None:
        raise ValueError(f"'{text}' has no node")


def _or_nothing(reader: Reader, text: str) -> None:
    if text:
        reader(text)


def _home(text: str) -> None:
    catalog, _, pool = text.partition(" ")
    _with_node(catalog)
    PoolName(pool)


_USE: Mapping[str, Reader] = {
    "LABEL": partial(_or_nothing, TapeLabel),
    "MODE": _words(OpenMode),
    "CATALOG": partial(_or_nothing, _with_node),
    "POOL": partial(_or_nothing, PoolName),
    "FILECAT": partial(_or_nothing, _with_node),
}
READ_AS: Mapping[str, Mapping[str, Reader]] = {
    "CATALOGS": {"KIND": _words(CatalogKind), "CATALOG": CatalogName},
    "MEDIADEFS": {
        "LEVEL": _words(SupportLevel),
        "COMPRESSION": _words(Compression),
        "VOLCAT": _with_node,
        "FILECAT": _with_node,
        "POOL": PoolName,
    },
    "SSL": {"NODE": NodeName.parse},
    "POOL": {"POOLNAME": PoolName, "LABEL": _words(LabelType, "ANY")},
    "VOLUME": {
        "CATALOG": CatalogName,
        "VOLSER": TapeLabel,
        "POOLNAME": PoolName,
        "LABEL": _words(LabelType),
        "VOLUMESTATUS": _words(TapeStatus),
    },
    "TAPEFILE": {"CATALOG": CatalogName, "FILEID": TapeFileId},
    "TFTOV": {"VOLSER": TapeLabel},
    "TAPE_DRIVE": {**_USE, "HOME": partial(_or_nothing, _home)},
    "TAPE_REEL": {"NAME": TapeLabel, "HOME": partial(_or_nothing, _home)},
    "TAPE_RENAMED": {"HOME": partial(_or_nothing, _home)},
    "TAPE_MOUNT": {**_USE, "STATE": _words(RequestState)},
}
"""What reads the columns of a system that are more than text or numbers to the simulator."""

HALVES = tuple(
    (table, f"({name} = '') <> ({further} = '')", f"a {name} and no {further}, or the other way")
    for table in ("TAPE_DRIVE", "TAPE_MOUNT")
    for name, further in (("CATALOG", "POOL"), ("FILECAT", "FILEID"))
)
"""What stands in two columns, or in neither."""

DAYS = {"RETENTION": (1, 9999), "ABENDRETENTION": (0, 9999)}
"""How many days the media defaults may say."""

_SHIFTED, _ANY = range(1900, 9900), range(1, 10000)
YEARS: Mapping[tuple[str, str], range] = {
    ("MEDIADEFS", "LASTCLEANUP"): _ANY,
    ("TAPEFILE", "CREATIONDATE"): _SHIFTED,
    ("TAPEFILE", "EXPIRATIONDATE"): _ANY,
    ("DISKFILE", "TIMEDUMPED"): _SHIFTED,
    ("DISKFILE", "LASTMODTIME"): _SHIFTED,
}
"""The years of instants and dates, of some also with a time offset or a retention added."""


def damage(database: Database) -> str | None:
    """Tell, in words that go on a sentence, of the first value that cannot be read; None: none."""
    for (table, column), years in YEARS.items():
        year = f"CASE WHEN isfinite({column}) THEN year({column}) ELSE 0 END"
        where = f"{column} IS NOT NULL AND {year} NOT BETWEEN ? AND ?"
        if database.one(f"SELECT 1 FROM {table} WHERE {where} LIMIT 1", [years[0], years[-1]]):
            return f"its table {table} has a {column} outside the years {years[0]} to {years[-1]}"
    for column, (least, most) in DAYS.items():
        if database.one(f"SELECT 1 FROM MEDIADEFS WHERE {column} NOT BETWEEN {least} AND {most}"):
            return f"its table MEDIADEFS has a {column} outside {least} to {most}"
    for table, half, words in HALVES:
        if database.one(f"SELECT 1 FROM {table} WHERE {half} LIMIT 1"):
            return f"its table {table} has a row with {words}"
    for table, readers in READ_AS.items():
        for column, reader in readers.items():
            sql = f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY ALL"
            for (value,) in database.rows(sql):
                try:
                    reader(value)
                except ValueError as error:
                    return f"its table {table} has a {column} nobody can read: {in_one_line(error)}"
    return None
