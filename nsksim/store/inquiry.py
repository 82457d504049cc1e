"""A second look at databases that nobody has open: read-only, over views, nothing else reachable.

It is an instance of its own. The views stand in a database made for the occasion, which is opened
read-only with the others; external access is off and the configuration is locked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from nsksim.store.database import Database, Row
from nsksim.store.instance import MEMORY_LIMIT, PRUNER
from nsksim.store.problem import translated
from nsksim.store.question import QueryRefused, Questions, Schemas, refusal
from nsksim.store.sizes import SUFFIX

VIEWS = "catalogs"
"""The database the views stand in."""

_SETTINGS = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    f"SET memory_limit = '{MEMORY_LIMIT}'",
    "SET threads = 1",  # two would give the groups of a query in another order each time
    "SET preserve_insertion_order = true",
    "SET enable_progress_bar = false",
    f"SET disabled_optimizers = '{PRUNER}'",
    "SET python_enable_replacements = false",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)

BATCH = 2048
"""So many rows are fetched at once."""

_ZONED = "WITH TIME ZONE"
"""How the types end whose values depend on the time zone of the host."""

FORMATS = {"parquet": "FORMAT parquet", "csv": "FORMAT csv, HEADER true", "json": "FORMAT json"}
"""What a query can be written as, and what DuckDB calls it; json is one object on each line."""

LayOut = Callable[[Database], tuple[Schemas, str]]
"""Makes the views; returns their schemas, and the one whose views need no schema before them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The columns of an answer, and its rows as they come."""

    columns: tuple[str, ...]
    rows: Iterator[Row]


class Inquiry:
    """Answers queries over views of the databases in a directory, and writes them to files."""

    def __init__(
        self, directory: Path, scratch: Path, lay_out: LayOut, *, target: Path | None = None
    ) -> None:
        """Open every database in `directory` and make the views.

        `scratch` holds what is needed for the time being; `target` is the one directory `write` may
        write to. Nothing else may have the databases open. Raises StoreProblem.
        """
        self._place = str(directory)
        databases = sorted(directory.glob(f"*{SUFFIX}"))
        views = scratch / f"{VIEWS}{SUFFIX}"
        with translated(self._place):
            with duckdb.connect(views) as making:
                _attach(making, databases)
                self.schemas, default = lay_out(Database(making.cursor(), VIEWS, self._place))
            self._connection = duckdb.connect(views, read_only=True)
            _attach(self._connection, databases)
            self._connection.execute(f"SET temp_directory = {_literal(scratch / 'spill')}")
            if target is not None:
                self._connection.execute(f"SET allowed_directories = [{_literal(target)}]")
            self._connection.execute(f'USE {VIEWS}."{default}"')
            for setting in _SETTINGS:
                self._connection.execute(setting)
        self._questions = Questions(self._connection, self.schemas, default)

    def ask(self, sql: str) -> Answer:
        """Ask one query. Only one answer is read at a time.

        Raises QueryRefused for what is not answered, also while the rows come, and StoreProblem.
        """
        self._questions.check(sql)
        with self._asked():
            described = self._connection.execute(sql).description or []
        for name, kind, *_ in described:
            if str(kind).endswith(_ZONED):
                raise QueryRefused(f"{name} is a time with a time zone; CAST it to VARCHAR")
        return Answer(tuple(str(name) for name, *_ in described), self._rows())

    def _rows(self) -> Iterator[Row]:
        while True:
            with self._asked():
                batch = self._connection.fetchmany(BATCH)
            if not batch:
                return
            yield from batch

    @contextmanager
    def _asked(self) -> Iterator[None]:
        """Turn what is wrong with a question into QueryRefused."""
        try:
            with translated(self._place):
                yield
        except duckdb.Error as error:
            raise refusal(error) from error

    def write(self, schema: str, view: str, path: Path, form: str) -> None:
        """Write all rows of a view to a file in the target, in the order of its columns.

        The same rows make the same bytes. Raises StoreProblem.
        """
        with translated(str(path)):
            self._connection.execute(
                f'COPY (SELECT * FROM {VIEWS}."{schema}".{view} ORDER BY ALL)'
                f" TO {_literal(path)} ({FORMATS[form]})"
            )

    def close(self) -> None:
        """Let go of the databases."""
        with suppress(duckdb.Error):
            self._connection.close()


def _literal(path: Path) -> str:
    """Write a path as SQL does."""
    return "'" + str(path).replace("'", "''") + "'"


def _attach(connection: duckdb.DuckDBPyConnection, databases: list[Path]) -> None:
    for path in databases:
        connection.execute(f'ATTACH {_literal(path)} AS "{path.stem}" (READ_ONLY)')
