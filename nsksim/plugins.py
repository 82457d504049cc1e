"""The one door for guests: what a plug-in may bring, and where it is found.

Everything is named as `module:attribute` and loaded when it is needed, so that `--help` imports
neither the store nor the terminal.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from nsksim.programs.program import Program

GROUP = "nsksim.plugins"
"""The entry-point group."""


@dataclass(frozen=True, slots=True)
class LazyCommand:
    """A command of the command line that is loaded when it is used, not when it is listed."""

    reference: str
    """Reference to a click command."""
    summary: str
    """The line `--help` shows beside its name."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """What a guest brings. Strings are references `module:attribute`, or `module` alone."""

    name: str
    package: str
    """The package whose folders `scenarios` and `demos` hold shipped data."""
    schema: str = ""
    """Reference to the DDL of the tables each system gets."""
    columns: tuple[str, ...] = ()
    """References to how columns are read, `nsksim.columns.Columns`; looked at after a failure."""
    programs: tuple[str, ...] = ()
    """References to Program classes."""
    messages: tuple[str, ...] = ()
    """Modules that hold Messages."""
    library: str = ""
    """Reference to the factory (world, system) of a tape library: `nsksim.tape.TapeLibrary`."""
    verbs: Mapping[str, str] = field(default_factory=dict)
    """Verbs of scheduled work: name to a function (world, system, arguments)."""
    housekeeping: frozenset[str] = frozenset()
    """Verbs that come back for ever: nobody's wait ends by them."""
    failures: Mapping[str, str] = field(default_factory=dict)
    """What ends scheduled work that failed, by verb: (world, system, arguments, problem)."""
    stopped: str = ""
    """Reference to a function (world, system, process) told of a process that somebody stopped."""
    sections: Mapping[str, str] = field(default_factory=dict)
    """Sections of a scenario's systems: key to a function that builds it."""
    comparison: str = ""
    """Reference to what compares catalogs after a replication, for tests:
    `nsksim.testing.steps.CatalogComparison`."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Live names for completion, by the keyword of a routine they stand behind: functions
    (world, system) that give each with a description."""
    commands: Mapping[str, LazyCommand] = field(default_factory=dict)
    """Commands of the command line, by name."""


HOST = Plugin(
    name="nsksim",
    package="nsksim",
    schema="nsksim.schema:SYSTEM",
    columns=(
        "nsksim.guardian.columns:COLUMNS",
        "nsksim.dsmtc.columns:COLUMNS",
        "nsksim.tape.columns:COLUMNS",
        "nsksim.programs.zserver.columns:COLUMNS",
    ),
    programs=("nsksim.programs.shipped:PROGRAMS",),
    messages=("nsksim.messages",),
    verbs={"tape-expiration": "nsksim.programs.zserver.expiration:run"},
    housekeeping=frozenset({"tape-expiration"}),
    stopped="nsksim.programs.zserver.expiration:stopped",
    sections={
        "knows": "nsksim.scenario.guardian:knows",
        "disks": "nsksim.scenario.guardian:disks",
        "user": "nsksim.scenario.guardian:users",
        "security-media-admin": "nsksim.scenario.guardian:media_administrators",
        "file": "nsksim.scenario.guardian:files",
        "programs": "nsksim.scenario.guardian:programs",
        "process": "nsksim.scenario.guardian:processes",
        "next-process": "nsksim.scenario.guardian:next_process",
        "spool-locations": "nsksim.scenario.guardian:locations",
        "catalog": "nsksim.scenario.catalog:catalogs",
        "pool": "nsksim.scenario.catalog:pools",
        "mediadefs": "nsksim.scenario.catalog:mediadefs",
        "tapevolume": "nsksim.scenario.catalog:tapevolumes",
        "tapefile": "nsksim.scenario.catalog:tapefiles",
        "diskfile": "nsksim.scenario.catalog:diskfiles",
        "tape-capacity": "nsksim.scenario.catalog:capacities",
        "tape-drives": "nsksim.scenario.catalog:drives",
    },
)
"""What nsksim itself brings through the same door."""


@cache
def installed() -> tuple[Plugin, ...]:
    """Return the host and all guests, the host first and the guests by name."""
    guests = sorted(entry_points(group=GROUP), key=lambda entry: entry.name)
    return (HOST, *(entry.load() for entry in guests))


def resolve(reference: str) -> object:
    """Load what `module:attribute` names."""
    module, _, attribute = reference.partition(":")
    loaded = importlib.import_module(module)
    return getattr(loaded, attribute) if attribute else loaded


@cache
def programs() -> tuple[type[Program], ...]:
    """Load every program class that can be run, those of the host first."""
    found: list[type[Program]] = []
    for plugin in installed():
        for reference in plugin.programs:
            loaded = resolve(reference)
            found += loaded if isinstance(loaded, tuple) else [cast("type[Program]", loaded)]
    return tuple(found)


def message_modules() -> list[ModuleType]:
    """Load the message modules of the guests."""
    return [
        importlib.import_module(name)
        for plugin in installed()
        if plugin is not HOST
        for name in plugin.messages
    ]


def shipped(folder: str, suffix: str) -> dict[str, Path]:
    """Find the data files all plug-ins ship in `folder`: stem to path, by name."""
    found: dict[str, Path] = {}
    for plugin in installed():
        module = importlib.import_module(plugin.package)
        for base in module.__path__:
            for path in sorted(Path(base, folder).glob(f"*{suffix}")):
                found.setdefault(path.stem, path)
    return dict(sorted(found.items()))
