"""The catalogs of a world, opened for somebody who only reads them with SQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from nsksim.commands import diagnostics
from nsksim.commands.diagnostics import Situation
from nsksim.commands.worlds import DEFAULT_SCENARIO, Choice, chosen_node, home
from nsksim.dsmtc import views
from nsksim.names import NodeName
from nsksim.scenario import build
from nsksim.store import Database, Inquiry, Schemas
from nsksim.world import World, held
from nsksim.world_directory import NETWORK, database_name


@dataclass(frozen=True, slots=True)
class Reading:
    """Catalogs that are being read: the answers, and the system that is asked first."""

    inquiry: Inquiry
    node: NodeName


@contextmanager
def reading(
    choice: Choice, situation: Situation, *, target: Path | None = None
) -> Iterator[Reading]:
    """Open the catalogs of the world that was chosen, of the user's own, or of a fresh one.

    The world is locked and stays as it is. `target` is where files may be written. Raises
    WorldProblem, ScenarioProblem, StoreProblem and UsageProblem.
    """
    own = home() / "world"
    if choice.world is None and choice.scenario is None and own.exists():
        choice = replace(choice, world=own)
    choice.check()
    scratch = World.temporary_directory()
    try:
        directory = choice.world or _fresh(choice, scratch / "world")
        with held(directory):
            yield from _read(directory, scratch, choice, situation, target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _fresh(choice: Choice, directory: Path) -> Path:
    """Build a world that is gone afterwards."""
    if choice.scenario is None:
        diagnostics.no_own_world(DEFAULT_SCENARIO)
    build(choice.scenario or DEFAULT_SCENARIO, directory, seed=choice.seed).close()
    return directory


def _read(
    directory: Path, scratch: Path, choice: Choice, situation: Situation, target: Path | None
) -> Iterator[Reading]:
    chosen: list[NodeName] = []

    def lay_out(database: Database) -> tuple[Schemas, str]:
        setting = f"SELECT VALUE FROM {NETWORK}.WORLD WHERE NAME = ?"
        situation.scenario = str(database.value(setting, ["scenario"]))
        situation.seed = str(database.value(setting, ["seed"]))
        rows = database.rows(f"SELECT NODE FROM {NETWORK}.SYSTEM ORDER BY POSITION")
        nodes = list(dict.fromkeys(NodeName.parse(node) for (node,) in rows))
        chosen.append(chosen_node(choice.node, nodes))
        nodes.sort(key=lambda node: node != chosen[0])
        schemas: dict[str, tuple[str, ...]] = {}
        for node in nodes:
            source = database_name(node)
            schemas |= views.lay_out(database, node, source, first=node == chosen[0])
        return schemas, views.system_schema(chosen[0])

    inquiry = Inquiry(directory, scratch, lay_out, target=target)
    try:
        yield Reading(inquiry, chosen[0])
    finally:
        inquiry.close()
