"""What may be asked: queries over the views that were laid out, and nothing beside them.

A question is read as DuckDB itself reads it and its parts are looked at: which tables, which
functions, no part that writes. DuckDB's own settings refuse most of the rest; this refuses, in one
line each, what they let through: tables behind the views, files of the world, the host's clock.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import duckdb

Schemas = Mapping[str, tuple[str, ...]]
"""The names of the views of each schema."""

_QUERIES = {"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE", "STATEMENT_NODE"}
_TABLE_FUNCTIONS = {"range", "generate_series", "unnest"}
_HOST_WORDS = {"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"}
"""Words of SQL that are the host's clock; they look like columns."""

_ONLY_QUERIES = "only queries are answered: SELECT, WITH, FROM, VALUES, DESCRIBE, SHOW TABLES"

_PLACE = re.compile(r"\s*LINE \d+: .*", re.DOTALL)
_CLASS = re.compile(r"^(?:\w+ )+Error: ")


class QueryRefused(Exception):
    """A question is not answered; `str()` says why in one line."""


def refusal(error: duckdb.Error) -> QueryRefused:
    """Say in one line what DuckDB finds wrong with a question."""
    text = _CLASS.sub("", _PLACE.sub("", str(error)))
    return QueryRefused(" ".join(text.split()) or type(error).__name__)


class Questions:
    """Checks questions before they are asked."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, schemas: Schemas, default: str
    ) -> None:
        """Know the views of `schemas`; those of `default` need no schema before them."""
        self._connection = connection
        self._schemas = {schema.upper(): views for schema, views in schemas.items()}
        self._listed = schemas
        self._default = default
        self._hidden = _hidden_functions(connection)

    def check(self, sql: str) -> None:
        """Refuse what is not one query over the views. Raises QueryRefused."""
        try:
            sql.encode()
            statements = duckdb.extract_statements(sql)
        except UnicodeEncodeError:
            raise QueryRefused("the query holds bytes that are no text") from None
        except duckdb.Error as error:
            raise refusal(error) from error
        if len(statements) != 1:
            raise QueryRefused(f"one query at a time, here are {len(statements)}")
        if statements[0].type != duckdb.StatementType.SELECT:
            raise QueryRefused(_ONLY_QUERIES)
        parts = list(_parts(self._read(sql)))
        named = {entry["key"].upper() for part in parts for entry in _named_queries(part)}
        for part in parts:
            self._check_part(part, named)

    def _read(self, sql: str) -> dict[str, Any]:
        """Read a query into its parts."""
        try:
            row = self._connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchone()
            read = json.loads(row[0]) if row else {}
        except duckdb.Error as error:
            raise refusal(error) from error
        except RecursionError:
            raise QueryRefused("the query is nested too deeply") from None
        if read.get("error", True):
            raise QueryRefused(_ONLY_QUERIES)
        return dict(read)

    def _check_part(self, part: dict[str, Any], named: set[str]) -> None:
        kind = str(part.get("type", ""))
        if part.get("sample"):
            raise QueryRefused("a sample is not taken: it would be another one each time")
        if "class" in part:
            self._check_expression(part)
        elif kind.endswith("_NODE") and kind not in _QUERIES:
            raise QueryRefused(_ONLY_QUERIES)
        elif kind == "BASE_TABLE":
            self._check_table(part["qualified_name"]["path"], named)
        elif kind == "TABLE_FUNCTION":
            name = str(part["function"]["function_name"]).lower()
            if name not in _TABLE_FUNCTIONS:
                raise QueryRefused(f"{name}(...) is not answered here; only the views are")
        elif kind == "SHOW_REF" and part["query"] is None and part["table_name"] != '"tables"':
            raise QueryRefused("of SHOW there is only SHOW TABLES")

    def _check_table(self, path: list[str], named: set[str]) -> None:
        """Refuse what is neither a view nor a query with a name."""
        schema, name = ".".join(path[:-1]), path[-1].upper()
        if not schema and name in named:
            return
        views = self._schemas.get((schema or self._default).upper())
        if len(path) > 2 or views is None:
            known = ", ".join(_written(schema) for schema in self._listed)
            raise QueryRefused(f"there is no catalog {schema}; there are {known}")
        if name not in views:
            raise QueryRefused(f"there is no view {'.'.join(path)}; there are {', '.join(views)}")

    def _check_expression(self, part: dict[str, Any]) -> None:
        """Refuse functions whose answer does not come from the catalogs alone."""
        names = part.get("column_names")
        if part["type"] == "COLUMN_REF" and names and str(names[-1]).lower() in _HOST_WORDS:
            raise _not_of_the_world(names[-1])
        name = str(part.get("function_name", "")).lower()
        of_today = name == "age" and len(part.get("arguments", ())) < 2
        if name in self._hidden or of_today:
            raise _not_of_the_world(name)


def _not_of_the_world(name: object) -> QueryRefused:
    return QueryRefused(f"{name} is not answered here: it does not come from the world")


def _hidden_functions(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Name the functions that say another thing each time, and the macros over them."""
    rows = connection.execute(
        "SELECT lower(function_name), stability, lower(macro_definition) FROM duckdb_functions()"
        " WHERE function_type <> 'table'"
    ).fetchall()
    hidden = {name for name, stability, _ in rows if stability not in (None, "CONSISTENT")}
    words = hidden | _HOST_WORDS
    macros = ((name, text) for name, _, text in rows if text)
    return hidden | {name for name, text in macros if words.intersection(re.findall(r"\w+", text))}


def _parts(read: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give every part of what was read, however deep."""
    waiting: list[Any] = [read]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield part
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)


def _named_queries(part: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the queries that WITH names in this part."""
    named = part.get("cte_map")
    return list(named["map"]) if isinstance(named, dict) else []


def _written(schema: str) -> str:
    return schema if re.fullmatch(r"\w+", schema) else f'"{schema}"'
