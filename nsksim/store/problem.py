"""DuckDB's exceptions become StoreProblem at this one edge."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb


class StoreProblem(Exception):  # noqa: N818 - said to the user as a sentence, not a programming error
    """The store cannot do its work: the disk is full, a file is damaged, memory ran out.

    `str()` is one line that says what and where.
    """


_EXPECTED = (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.SerializationException)
"""What the outside can cause. A wrong statement of ours stays a traceback."""


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the outside did to DuckDB into a StoreProblem."""
    try:
        yield
    except _EXPECTED as error:
        raise StoreProblem(" ".join(str(error).split())) from error
