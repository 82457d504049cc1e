"""DuckDB's exceptions become StoreProblem at this one edge."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb


class StoreProblem(Exception):  # noqa: N818 - said to the user as a sentence, not a programming error
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

_NOT_COMMITTED = "Failed to commit"
"""How the text of a TransactionException begins that the outside caused: a full disk, mostly."""


def in_one_line(error: Exception) -> str:
    """Give the text of an exception without its line breaks."""
    return " ".join(str(error).split())


def _from_outside(error: duckdb.Error) -> bool:
    """Say whether the outside caused an exception; a damaged block is a plain `duckdb.Error`."""
    return (
        isinstance(error, _EXPECTED)
        or type(error) is duckdb.Error
        or (isinstance(error, duckdb.TransactionException) and _NOT_COMMITTED in str(error))
    )


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the outside did to DuckDB into a StoreProblem."""
    try:
        yield
    except duckdb.Error as error:
        if not _from_outside(error):
            raise
        raise StoreProblem(in_one_line(error)) from error
