"""DuckDB's exceptions become StoreProblem at this one edge, in words of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb


class StoreProblem(Exception):
    """The store cannot do its work: the disk is full, a file is damaged, memory ran out.

    `str()` is one line that says what and where.
    """


_EXPECTED = (
    duckdb.IOException,
    duckdb.OutOfMemoryException,
    duckdb.SerializationException,
    duckdb.FatalException,
)
"""What the outside can cause. A wrong statement of ours stays a traceback."""

MISREAD = (
    *(ValueError, TypeError, ArithmeticError, AttributeError, LookupError, AssertionError),
    RecursionError,  # JSON that is nested too deep
    duckdb.DataError,
)
"""What Python and the database raise over a value that nobody can read."""

_NOT_COMMITTED = "Failed to commit"
"""How the text of a TransactionException begins that the outside caused: a full disk, mostly."""

_REASONS = (
    (r'WAL file "(?P<file>[^"]+)".*does not match', "is damaged: it belongs to another database"),
    (r'WAL file "(?P<file>[^"]+)"', "is damaged: {0}"),
    (r'"(?P<file>[^"]+)" exists, but it is not a valid', "is damaged: it is not a database"),
    (r'read enough bytes from file "(?P<file>[^"]+)"', "is damaged: its end is missing"),
    (r"Corrupt database file|computed checksum", "is damaged: a part of it was changed or lost"),
    (r"database file with version number", "was made by another version of DuckDB"),
    (
        r'lock on file "(?P<file>[^"]+)".*PID (?P<pid>\d+)',
        "is open in another process (pid {pid})",
    ),
    (
        r'Could not (?:write|open|truncate|sync)\D*"(?P<file>[^"]+)"[^:]*: (?P<reason>.+)',
        "cannot be written: {reason}",
    ),
    (r"[Oo]ut of [Mm]emory|failed to allocate", "needs more memory than there is"),
)
"""What DuckDB says about the outside, and what we say; the first that is found counts."""


def in_one_line(error: Exception) -> str:
    """Give the text of an exception without its line breaks, and nothing a screen would obey."""
    text = " ".join(str(error).split())
    return text if text.isprintable() else "".join(c if c.isprintable() else "?" for c in text)


def problem(error: duckdb.Error, place: str) -> StoreProblem:
    """Say in one line what the outside did; `place` is the database that was being used."""
    text = in_one_line(error)
    for pattern, words in _REASONS:
        if found := re.search(pattern, text):
            details = found.groupdict()
            file = details.pop("file", None) or place
            return StoreProblem(f"{file} {words.format(text.rpartition(': ')[2], **details)}")
    return StoreProblem(f"{place}: {text}")


def _from_outside(error: duckdb.Error) -> bool:
    """Say whether the outside caused an exception; a damaged block is a plain `duckdb.Error`."""
    return (
        isinstance(error, _EXPECTED)
        or type(error) is duckdb.Error
        or (isinstance(error, duckdb.TransactionException) and _NOT_COMMITTED in str(error))
    )


_INTERRUPTED = "Query interrupted"
"""What DuckDB makes of the exception of a signal handler that ran during a statement."""


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Turn what the outside did to the database `place` into a StoreProblem.

    Ctrl-C during a statement is a KeyboardInterrupt, as everywhere else.
    """
    try:
        yield
    except RuntimeError as error:
        if str(error) == _INTERRUPTED:
            raise KeyboardInterrupt from error
        raise
    except duckdb.InterruptException as error:
        raise KeyboardInterrupt from error
    except duckdb.Error as error:
        if not _from_outside(error):
            raise
        raise problem(error, place) from error
