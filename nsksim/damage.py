"""What is wrong with the databases of a world that somebody changed by other means than a command.

Nothing looks for it until something has failed: looking at every start would take longer than the
start. Each package says in its `columns` how its tables are read; a plug-in names them.
"""

from __future__ import annotations

from typing import cast

from nsksim import plugins
from nsksim.columns import Columns
from nsksim.expand.columns import COLUMNS as NETWORK_COLUMNS
from nsksim.store import Database, Store
from nsksim.world_directory import NETWORK


def damage(store: Store) -> str | None:
    """Tell in one line of the first value of a world that cannot be read; None when all can."""
    for name in store.names:
        for columns in (NETWORK_COLUMNS,) if name == NETWORK else _of_systems():
            found = _finding(store.database(name), columns)
            if found is not None:
                return f"{store.path(name)} is damaged: {found}"
    return None


def _of_systems() -> tuple[Columns, ...]:
    return tuple(
        cast("Columns", plugins.resolve(reference))
        for plugin in plugins.installed()
        for reference in plugin.columns
    )


def _finding(database: Database, columns: Columns) -> str | None:
    for table, checks in columns.items():
        for check in checks:
            found = check.finding(database, table)
            if found is not None:
                return found
    return None
