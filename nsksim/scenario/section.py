"""One table of a scenario file: typed reading, with file, key and reason for every mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar, cast

from nsksim.clock import parse_instant
from nsksim.errors import OperatorError
from nsksim.names import InvalidName

T = TypeVar("T")

YEARS = range(1975, 2100)
"""In which the instants of a scenario may be: those of the field, with room on both sides."""


LONGEST_QUOTE = 60
"""So much of a wrong value is shown."""


class ScenarioProblem(Exception):
    """A scenario cannot be used; `str()` gives file, key and reason in one line."""


def quoted(text: str) -> str:
    """Show a value as a scenario has it: backslashes stay single, and it is one line."""
    cut = text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}..."
    return f"'{in_one_line(cut)}'"


def in_one_line(text: str) -> str:
    """Write what a terminal could not show, line ends included, as an escape."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text
    )


def _instant(text: str) -> datetime:
    """Read an instant; the reason quotes the text as the file has it."""
    try:
        return parse_instant(text)
    except ValueError:
        raise ValueError(f"{quoted(text)} is not of the form yyyy-mm-dd hh:mm:ss") from None


@dataclass(frozen=True, slots=True)
class _Edited:
    """Which table of which file has set a key or left it out."""

    by: Section
    key: str
    """The key of that table which says so."""
    what: str
    """The key that was set or left out, as it is named there."""


@dataclass(slots=True)
class _File:
    """What the sections of one file have in common."""

    name: str
    edited: dict[str, _Edited] = field(default_factory=dict)
    """By complete path: what other files have changed in this one."""

    def edit(self, path: str) -> _Edited | None:
        """Find who has changed the key at a path, or a table around it."""
        for edited, edit in reversed(self.edited.items()):
            if path == edited or path.startswith((f"{edited}.", f"{edited}[")):
                return edit
        return None

    def note(self, path: str, edit: _Edited) -> None:
        """Note a change; the newest one of a key counts."""
        self.edited.pop(path, None)
        self.edited[path] = edit


class Section:
    """A table of a scenario file that knows where it stands, and refuses what it does not know."""

    def __init__(
        self, file: str, path: str, table: dict[str, object], shared: _File | None = None
    ) -> None:
        """Wrap `table`, which stands at `path` (for example `system[2].user[1]`) of `file`.

        `shared` is what the sections of the file have in common; a new file has its own.
        """
        self._file = shared or _File(file)
        self._path = path
        self._table = table
        self._read: set[str] = set()

    def problem(self, key: str, reason: str) -> ScenarioProblem:
        """Make the problem that says what is wrong with `key`.

        A key that another file has set or left out is a mistake of that file.
        """
        where = self._full(key)
        edit = self._file.edit(where)
        if edit is not None:
            return edit.by.problem(edit.key, f"{edit.what}: {reason}")
        words = f"{self._file.name}: {where}: {' '.join(reason.split())}"
        changes = sorted({edit.by.file for edit in self._file.edited.values()})
        if changes:
            words += f" (with what {', '.join(changes)} changes)"
        return ScenarioProblem(in_one_line(words))

    @property
    def file(self) -> str:
        """Name the file."""
        return self._file.name

    def _full(self, key: str) -> str:
        """Give the path of a key from the top of the file."""
        return f"{self._path}.{key}" if self._path and key else self._path or key

    def _missing(self, key: str) -> ScenarioProblem:
        """Make the problem of a key that is not there; a misspelt one is among those not read."""
        others = [other for other in self._table if other not in self._read]
        there = f"; there is {', '.join(others)}" if others else ""
        return self.problem(key, f"is missing{there}")

    def __contains__(self, key: str) -> bool:
        return key in self._table

    def _value(self, key: str, kind: type[T], words: str, default: T | None) -> T:
        self._read.add(key)
        if key not in self._table:
            if default is None:
                raise self._missing(key)
            return default
        value = self._table[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.problem(key, f"must be {words}")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Read a text, which is one line that a terminal can show."""
        text = self._value(key, str, "a text", default)
        if not text.isprintable():
            raise self.problem(key, f"{quoted(text)} holds what no terminal shows")
        return text

    def integer(self, key: str, default: int | None = None) -> int:
        """Read a whole number."""
        return self._value(key, int, "a whole number", default)

    def number(self, key: str, allowed: range, default: int | None = None) -> int:
        """Read a whole number out of a range."""
        value = self.integer(key, default)
        if value not in allowed:
            raise self.problem(key, f"must be from {allowed.start} to {allowed.stop - 1}")
        return value

    def boolean(self, key: str, *, default: bool | None = None) -> bool:
        """Read true or false."""
        return self._value(key, bool, "true or false", default)

    def texts(self, key: str, default: list[str] | None = None) -> list[str]:
        """Read a list of texts."""
        values = self._value(key, list, "a list of texts", cast("list[object] | None", default))
        if not all(isinstance(value, str) for value in values):
            raise self.problem(key, "must be a list of texts")
        return cast("list[str]", values)

    def instant(self, key: str, default: datetime | None = None) -> datetime:
        """Read a date and time in UTC, `yyyy-mm-dd hh:mm:ss`."""
        if key not in self._table and default is not None:
            return default
        instant = self.parsed(key, _instant)
        if instant.year not in YEARS:
            raise self.problem(key, f"must be in the years {YEARS.start} to {YEARS.stop - 1}")
        return instant

    def parsed(self, key: str, parse: Callable[[str], T], default: str | None = None) -> T:
        """Read a text and parse it; what `parse` refuses becomes the reason."""
        text = self.text(key, default)
        with self.reasons(key):
            return parse(text)

    def all_parsed(
        self, key: str, parse: Callable[[str], T], default: list[str] | None = None
    ) -> list[T]:
        """Read a list of texts and parse each."""
        texts = self.texts(key, default)
        with self.reasons(key):
            return [parse(text) for text in texts]

    def choice(self, key: str, choices: Mapping[str, T] | type[T], default: str | None = None) -> T:
        """Read one word out of several, in any case of letters."""
        members = cast("Mapping[str, T]", getattr(choices, "__members__", choices))
        word = self.text(key, default).upper()
        if word not in members:
            raise self.problem(key, f"must be one of {', '.join(members)}")
        return members[word]

    def tables(self, key: str) -> Iterator[Section]:
        """Read a list of tables; an absent key is an empty list."""
        values = self._value(key, list, "a list of tables", cast("list[object]", []))
        for position, value in enumerate(values, start=1):
            if not isinstance(value, dict):
                raise self.problem(key, "must be a list of tables")
            yield self._inner(f"{key}[{position}]", value)

    def table(self, key: str) -> Section:
        """Read a table; an absent key is an empty table."""
        empty: dict[str, object] = {}
        return self._inner(key, self._value(key, dict, "a table", empty))

    def _inner(self, key: str, table: dict[str, object]) -> Section:
        return Section(self._file.name, self._full(key), table, self._file)

    def omit(self, key: str, by: Section) -> bool:
        """Forget the value of a dotted key (`store[1].run`); False when there is none.

        `by` is the table whose `keys` say so.
        """
        table, path, last = self._holder(key)
        if table is None or last not in table:
            return False
        del table[last]
        self._file.note(self._full(path), _Edited(by, "keys", key))
        return True

    def put(self, key: str, value: object, by: Section) -> bool:
        """Give a dotted key another value; False when its table is not there.

        `by` is the table whose `value` it is.
        """
        table, path, last = self._holder(key)
        if table is None:
            return False
        table[last] = value
        self._file.note(self._full(path), _Edited(by, "value", key))
        return True

    def raw(self, key: str) -> object:
        """Read a value of any kind, for a key that is passed on."""
        self._read.add(key)
        if key not in self._table:
            raise self._missing(key)
        return self._table[key]

    def _holder(self, key: str) -> tuple[dict[str, object] | None, str, str]:
        """Find the table that holds the last part of a dotted key; lists count from 1.

        Gives the table, None when there is none, the key as problems write it, and its last part.
        """
        *parts, last = key.split(".")
        table: object = self._table
        path: list[str] = []
        for part in parts:
            name, _, index = part.removesuffix("]").partition("[")
            table = table.get(name) if isinstance(table, dict) else None
            path.append(name)
            if index and isinstance(table, list):
                known = index.isdecimal() and 0 < int(index) <= len(table)
                table = table[int(index) - 1] if known else None
                path[-1] = f"{name}[{int(index) if known else 0}]"
        return (table if isinstance(table, dict) else None), ".".join([*path, last]), last

    def reasons(self, key: str) -> _Reasons:
        """Turn refusals inside a `with` block into the reason why `key` is wrong."""
        return _Reasons(self, key)

    def finish(self) -> None:
        """Refuse what nobody has read."""
        for key in self._table:
            if key not in self._read:
                raise self.problem(key, "is not a key of this section")


class _Reasons:
    """Context manager behind `Section.reasons`."""

    def __init__(self, section: Section, key: str) -> None:
        self._section = section
        self._key = key

    def __enter__(self) -> None:
        return None

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, InvalidName):
            reason = f"{quoted(error.text)}: {error.reason}"
            raise self._section.problem(self._key, reason) from error
        if isinstance(error, OperatorError):
            raise self._section.problem(self._key, error.text) from error
        if isinstance(error, ValueError):
            raise self._section.problem(self._key, str(error)) from error
