r"""The documented views of the catalogs, and the schemas whoever asks by SQL finds them in.

The texts of the views stand in `views.sql`. Where one system has several catalogs, or several
systems are looked at, the same view stands in several schemas:

* `"\NODE"`: the rows of all catalogs of a system;
* `"\NODE.NAME"`: the rows of one volume or file catalog, whose logical name this is;
* `NAME`: the same, for the catalogs of the system that is asked first, unless the database has a
  meaning of its own for that name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from nsksim.dsmtc.catalog import VERSIONS, CatalogKind
from nsksim.names import CatalogName, NodeName
from nsksim.store import Database

_VIEW = re.compile(r"CREATE VIEW (?P<name>\w+) AS SELECT (?P<columns>[\w ,]+) FROM (?P<table>\w+);")


@dataclass(frozen=True, slots=True)
class View:
    """One documented view: its name, its columns in their order, and the table behind it."""

    name: str
    columns: str
    table: str

    @property
    def kind(self) -> CatalogKind:
        """Say in which kind of catalog the view is; its suffix is the version of the catalog."""
        return next(kind for kind, version in VERSIONS.items() if self.name.endswith(f"V{version}"))


@cache
def documented() -> tuple[View, ...]:
    """Read the documented views, in the order they stand in `views.sql`."""
    text = files("nsksim.dsmtc").joinpath("views.sql").read_text("utf-8")
    lines = (line.partition("--")[0] for line in text.splitlines())
    found = _VIEW.finditer(" ".join(" ".join(lines).split()))
    return tuple(View(view["name"], view["columns"], view["table"]) for view in found)


def system_schema(node: NodeName) -> str:
    """Name the schema with the rows of all catalogs of a system."""
    return str(node)


def catalog_schema(node: NodeName, catalog: str) -> str:
    """Name the schema with the rows of one catalog."""
    return f"{node}.{catalog}"


def lay_out(
    database: Database, node: NodeName, source: str, *, first: bool
) -> dict[str, tuple[str, ...]]:
    """Make the schemas of one system in `database`, over the attached database `source`.

    `first` adds the short names of its catalogs. Returns the names of the views of each schema.
    Raises InvalidName for a catalog whose name is none.
    """
    schemas = {system_schema(node): _all(source)}
    taken = _taken(database)
    kinds = ", ".join(f"'{kind}'" for kind in CatalogKind)
    rows = database.rows(
        f'SELECT KIND, CATALOG FROM "{source}".CATALOGS WHERE KIND IN ({kinds})'
        " ORDER BY CATALOG, KIND"
    )
    for word, kept in rows:
        name = CatalogName(kept).value
        short = [name] if first and name not in taken else []
        for schema in (catalog_schema(node, name), *short):
            of_catalog = _of_catalog(source, CatalogKind(word), name)
            schemas.setdefault(schema, {}).update(of_catalog)
    for schema, queries in schemas.items():
        database.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
        for name, query in queries.items():
            database.execute(f'CREATE VIEW "{schema}".{name} AS {query}')
    return {schema: tuple(queries) for schema, queries in schemas.items()}


def catalogs_of(node: NodeName, schemas: Iterable[str]) -> dict[str, str]:
    """Give the catalogs of a system by name, and the schema of each."""
    before = catalog_schema(node, "")
    return {schema.removeprefix(before): schema for schema in schemas if schema.startswith(before)}


_INTERNAL = ("INFORMATION_SCHEMA", "PG_CATALOG")
"""Schemas that every database has, and that take no views of ours."""


def _taken(database: Database) -> set[str]:
    """Name what cannot be the short name of a catalog: a schema of DuckDB or a database."""
    rows = database.rows("SELECT upper(database_name) FROM duckdb_databases()")
    return {*_INTERNAL, *(name for (name,) in rows)}


def _all(source: str) -> dict[str, str]:
    return {view.name: _query(view, source) for view in documented()}


def _of_catalog(source: str, kind: CatalogKind, catalog: str) -> dict[str, str]:
    literal = catalog.replace("'", "''")
    return {
        view.name: f"{_query(view, source)} WHERE CATALOG = '{literal}'"
        for view in documented()
        if view.kind is kind
    }


def _query(view: View, source: str) -> str:
    return f'SELECT {view.columns} FROM "{source}".main.{view.table}'
