"""`nsksim sql`: queries over the catalogs of a world, which stays as it is."""

from __future__ import annotations

import csv
import importlib
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from typing import IO

from nsksim.commands import diagnostics
from nsksim.commands.diagnostics import Situation
from nsksim.commands.inquiry import Reading, reading
from nsksim.commands.outcome import ExitCode
from nsksim.commands.worlds import Choice
from nsksim.store import Answer, QueryRefused, StoreProblem

MEASURED = 1000
"""So many rows decide how wide the columns of a table are; a wider value moves its line."""

_PIECE = re.compile(
    r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/|;|[^'\"/;-]+|.", re.DOTALL
)
"""A string, a quoted name, a comment, the end of a query, or what is between them."""

_OPENINGS = ("'", '"', "/*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LEAVING = {"EXIT", "QUIT"}

Writer = Callable[[Answer, IO[str]], None]
"""Writes an answer in one form."""


def sql(
    choice: Choice, queries: Iterable[str] | None, situation: Situation, *, form: str
) -> ExitCode:
    """Ask `queries` one after the other, or what a person types where there are none."""
    with reading(choice, situation) as catalogs:
        if queries is None:
            _converse(catalogs, FORMS[form])
            return ExitCode.DONE
        refused = False
        for query in queries:
            refused |= not _asked(catalogs, query, FORMS[form])
    return ExitCode.REFUSED if refused else ExitCode.DONE


def split(lines: Iterable[str]) -> Iterator[str]:
    """Give the queries of a text as soon as they end, by `;` or by the end of the text."""
    waiting = ""
    for line in lines:
        waiting += f"{line}\n"
        while (end := _end(waiting)) is not None:
            if _says_something(waiting[:end]):
                yield waiting[:end]
            waiting = waiting[end + 1 :]
    if _says_something(waiting):
        yield waiting


def _end(text: str) -> int | None:
    """Find the `;` that ends the first query."""
    for piece in _PIECE.finditer(text):
        if piece[0] == ";":
            return piece.start()
        if piece[0] in _OPENINGS or (piece[0] == "/" and text.startswith("/*", piece.start())):
            return None
    return None


def _says_something(text: str) -> bool:
    """Say whether a text is more than blanks and comments."""
    pieces = (piece[0] for piece in _PIECE.finditer(text))
    return any(piece.strip() and not piece.startswith(("--", "/*")) for piece in pieces)


# -- asking ---------------------------------------------------------------------------------------


def _asked(catalogs: Reading, query: str, write: Writer) -> bool:
    """Ask one query and print its answer; False when it is refused."""
    try:
        write(catalogs.inquiry.ask(query), sys.stdout)
    except QueryRefused as refusal:
        diagnostics.problem(refusal)
        return False
    sys.stdout.flush()
    return True


def _converse(catalogs: Reading, write: Writer) -> None:
    """Answer what a person types until the person leaves."""
    with suppress(ImportError):
        importlib.import_module("readline")  # `input` edits lines once it is loaded
    diagnostics.how_to_ask(str(catalogs.node), list(catalogs.inquiry.schemas))
    waiting: list[str] = []
    while True:
        try:
            line = input("  -> " if waiting else "SQL> ")
            if not waiting and line.strip().rstrip(";").upper() in _LEAVING:
                return
            waiting.append(line)
            if (end := _end(text := "\n".join(waiting))) is not None:
                waiting = []
                for query in split([text[:end], *text[end + 1 :].splitlines()]):
                    _asked(catalogs, query, write)
        except EOFError:
            sys.stdout.write("\n")
            return
        except KeyboardInterrupt:
            sys.stdout.write("\n")
            waiting = []
        except StoreProblem as problem:
            diagnostics.problem(problem)


# -- writing --------------------------------------------------------------------------------------


def _write_table(answer: Answer, stream: IO[str]) -> None:
    """Write aligned columns: numbers to the right, NULL as such, control characters escaped."""
    first = list(islice(answer.rows, MEASURED))
    heading = [_shown(name) for name in answer.columns]
    right = [all(_is_number(row[place]) for row in first) for place in range(len(heading))]
    texts = [[_shown(value) for value in row] for row in first]
    widths = [max(map(len, column)) for column in zip(heading, *texts, strict=True)]

    def write(values: Iterable[str]) -> None:
        cells = zip(values, widths, right, strict=True)
        line = "  ".join(v.rjust(width) if r else v.ljust(width) for v, width, r in cells)
        stream.write(f"{line.rstrip()}\n")

    write(heading)
    write("-" * width for width in widths)
    for row in texts:
        write(row)
    count = len(texts)
    for late in answer.rows:
        write(map(_shown, late))
        count += 1
    stream.write(f"({count} {'row' if count == 1 else 'rows'})\n")


def _write_csv(answer: Answer, stream: IO[str]) -> None:
    """Write a heading and lines; NULL is nothing, the empty string is ``""``."""
    writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(answer.columns)
    writer.writerows([None if v is None else _text(v) for v in row] for row in answer.rows)


def _write_json(answer: Answer, stream: IO[str]) -> None:
    """Write one object on each line."""
    names = _distinct(answer.columns)
    for row in answer.rows:
        record = dict(zip(names, row, strict=True))
        stream.write(json.dumps(record, default=_text, ensure_ascii=False) + "\n")


FORMS: dict[str, Writer] = {"table": _write_table, "csv": _write_csv, "json": _write_json}
"""The forms of an answer, by the word of `--format`."""


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _text(value: object) -> str:
    """Write a value as SQL shows it."""
    match value:
        case bool():
            return "true" if value else "false"
        case bytes():
            return value.hex()
        case list() | tuple() | dict():
            return json.dumps(value, default=_text, ensure_ascii=False)
        case _:
            return str(value)


def _shown(value: object) -> str:
    """Write a value on one line of a table."""
    if value is None:
        return "NULL"
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", _text(value))


def _distinct(names: Iterable[str]) -> list[str]:
    """Give columns that have the same name another one each."""
    distinct: list[str] = []
    for name in names:
        numbered = (f"{name}_{number}" for number in range(1, len(distinct) + 1))
        distinct.append(next(one for one in chain([name], numbered) if one not in distinct))
    return distinct
