"""`nsksim stores` and `nsksim sync-status`: what a world's domains hold and how far they are.

The JSON forms are for scripts: `version` grows when a key changes its meaning or goes; the order of
keys is fixed; times are UTC. `stores_data` and `status_data` take an open world.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from catsync import pages
from catsync.catalog import BackPakCatalog
from catsync.configuration import Configuration
from catsync.domain import Access, DataStore
from catsync.triggers import SUPER
from nsksim.commands.diagnostics import Situation
from nsksim.commands.outcome import ExitCode
from nsksim.commands.worlds import Choice, looked_at
from nsksim.guardian.system import System
from nsksim.world import World

VERSION = 1


def stores_data(world: World) -> dict[str, Any]:
    """Describe the Data Stores of all domains of a world."""
    found: list[dict[str, Any]] = []
    for system in world.systems.values():
        configuration = Configuration(world, system)
        found += [_store(system, configuration, store) for store in configuration.stores()]
    return {"version": VERSION, "stores": found}


def _store(system: System, configuration: Configuration, store: DataStore) -> dict[str, Any]:
    return {
        "system": str(system.node),
        "domain": configuration.domain().id,
        "id": store.id,
        "access": store.access.value,
        "status": store.status.value,
        "type": store.type,
        "primary_id": store.primary,
        "destination": store.export.destination,
        "source": store.import_.source,
        "volumes": BackPakCatalog(system.database).count(store.id),
        "groups": [
            {
                "id": group.id,
                "primary_id": group.primary,
                "catalog_type": group.type.value,
                "volcat": group.volcat,
                "pool": group.pool,
                "filecat": group.filecat,
                "media_type": group.media_type,
            }
            for group in configuration.groups(store.id)
        ],
    }


def status_data(world: World) -> dict[str, Any]:
    """Describe the status pages of all stores that are exported or imported."""
    exports, imports = [], []
    for system, store in _replicated(world):
        where = {"system": str(system.node)}
        if store.access is Access.PRIMARY:
            exports.append({**where, **asdict(pages.export_status(system, store))})
        else:
            page = _import_page(world, system, store)
            imports.append({**where, **asdict(page)})
    return {
        "version": VERSION,
        "time": _instant(world.clock.now),
        "exports": exports,
        "imports": imports,
    }


def _replicated(world: World) -> list[tuple[System, DataStore]]:
    """Find the PRIMARY and SECONDARY stores of the domains that are licensed (A-04, I-01)."""
    found = []
    for system in world.systems.values():
        configuration = Configuration(world, system)
        domain = configuration.find_domain()
        if domain is not None and domain.catalog_sync:
            found += [
                (system, store)
                for store in configuration.stores()
                if store.access is not Access.RESTRICTED
            ]
    return found


def _import_page(world: World, system: System, store: DataStore) -> pages.ImportStatus:
    user = system.users.named(SUPER)
    assert user is not None, "a domain needs SUPER.SUPER"  # checked by the scenario
    return pages.import_status(world, system, store, user)


def stores_lines(world: World) -> list[str]:
    """List the Data Stores for a person."""
    rows = [
        (entry["system"], entry["domain"], entry["id"], entry["access"], entry["status"])
        for entry in stores_data(world)["stores"]
    ]
    table = [("System", "Domain", "Data Store", "Access", "Status"), *rows]
    widths = [max(len(row[column]) for row in table) for column in range(5)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in table]


def status_lines(world: World) -> list[str]:
    """Show the status pages for a person."""
    lines: list[str] = []
    for system, store in _replicated(world):
        lines += [""] if lines else []
        if store.access is Access.PRIMARY:
            lines += pages.export_lines(pages.export_status(system, store), system)
        else:
            lines += pages.import_lines(_import_page(world, system, store), system)
    return lines


def as_json(data: dict[str, Any]) -> str:
    """Write the JSON form of a status."""
    return json.dumps(data, indent=2, default=_instant)


def _instant(value: object) -> str:
    assert isinstance(value, datetime), value  # nothing else in these values
    return f"{value.isoformat(timespec='seconds')}Z"


Command = Callable[..., ExitCode]


def _options(function: Command) -> Command:
    """Add the options both commands have."""
    for option in (
        click.option("--json", "wants_json", is_flag=True, help="For scripts."),
        click.option("--scenario", metavar="NAME|FILE.toml", help="A fresh world of a scenario."),
        click.option(
            "--world",
            type=click.Path(path_type=Path, file_okay=False),
            metavar="DIR",
            help="The world in this directory; your own by default.",
        ),
    ):
        function = option(function)
    return function


@click.command()
@_options
@click.pass_obj
def stores(
    situation: Situation, /, *, world: Path | None, scenario: str | None, wants_json: bool
) -> ExitCode:
    """List the Data Stores of a world."""
    with looked_at(Choice(world=world, scenario=scenario), situation) as opened:
        _print([as_json(stores_data(opened))] if wants_json else stores_lines(opened))
    return ExitCode.DONE


@click.command("sync-status")
@_options
@click.pass_obj
def sync_status(
    situation: Situation, /, *, world: Path | None, scenario: str | None, wants_json: bool
) -> ExitCode:
    """Show exports and imports as the status pages do."""
    with looked_at(Choice(world=world, scenario=scenario), situation) as opened:
        _print([as_json(status_data(opened))] if wants_json else status_lines(opened))
    return ExitCode.DONE


def _print(lines: list[str]) -> None:
    for line in lines:
        click.echo(line)
