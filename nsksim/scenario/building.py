"""Finding a scenario, reading its frame, and letting the builders fill the systems."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import cast

from nsksim import plugins
from nsksim.expand import LineState
from nsksim.guardian.system import System
from nsksim.names import NodeName
from nsksim.scenario.section import ScenarioProblem, Section
from nsksim.session import Session
from nsksim.world import SystemPlan, World

Builder = Callable[[World, System, Section], None]
"""Reads one section of a system and builds what it says."""


def shipped() -> dict[str, Path]:
    """Find the scenarios that come with nsksim and its plug-ins: name to file."""
    return plugins.shipped("scenarios", ".toml")


def find(name: str) -> Path:
    """Return the file of a shipped scenario or of a path. Raises ScenarioProblem."""
    if name.endswith(".toml"):
        return Path(name)
    scenarios = shipped()
    if name not in scenarios:
        raise ScenarioProblem(f"there is no scenario {name}; there are {', '.join(scenarios)}")
    return scenarios[name]


def read(path: Path) -> Section:
    """Read a scenario file. Raises ScenarioProblem."""
    try:
        return Section(path.name, "", tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise ScenarioProblem(f"{path}: {error.strerror}") from error
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise ScenarioProblem(f"{path.name}: {reason}") from error


Omission = tuple[NodeName, str]
"""A key of a system that a scenario leaves out of the one it extends."""


def build(
    name: str,
    directory: Path,
    *,
    seed: int | None = None,
    ephemeral: bool = False,
    omitted: Sequence[Omission] = (),
) -> World:
    """Build the scenario `name` in `directory`. Raises ScenarioProblem and WorldProblem."""
    root = read(find(name))
    if "extends" in root:
        return _extend(name, root, directory, seed=seed, ephemeral=ephemeral)
    settings = root.table("world")
    now = settings.instant("clock")
    settings.text("title", "")
    base_seed = settings.integer("seed", 0)
    settings.finish()
    plans: list[SystemPlan] = []
    sections = list(root.tables("system"))
    for section in sections:
        plans.append(_plan(section, len(plans) + 1))
        for key in (key for node, key in omitted if node == plans[-1].node):
            section.omit(key)
    if not plans:
        raise root.problem("system", "a scenario needs at least one system")
    nodes = [plan.node for plan in plans]
    for position, node in enumerate(nodes):
        if node in nodes[:position]:
            raise sections[position].problem("node", f"{node} is there already")
    world = World.create(
        directory,
        plans,
        now=now,
        seed=base_seed if seed is None else seed,
        scenario=name,
        ephemeral=ephemeral,
    )
    try:
        _fill(world, root, list(zip(world.systems.values(), sections, strict=True)))
    except BaseException:
        world.discard()
        raise
    return world


def _extend(
    name: str, root: Section, directory: Path, *, seed: int | None, ephemeral: bool
) -> World:
    """Build the scenario another one extends, then let operators type what makes the difference."""
    root.table("world").text("title", "")
    base = root.text("extends")
    typed = [
        (entry, entry.parsed("node", NodeName.parse), entry.text("user", "SUPER.SUPER"))
        for entry in root.tables("typed")
    ]
    omitted = [
        (entry.parsed("node", NodeName.parse), key)
        for entry in root.tables("omit")
        for key in entry.texts("keys")
    ]
    root.finish()
    world = build(base, directory, seed=seed, ephemeral=ephemeral, omitted=omitted)
    try:
        for entry, node, user in typed:
            _type(world, entry, node, user)
        world.rename(name)
    except BaseException:
        world.discard()
        raise
    return world


def _type(world: World, entry: Section, node: NodeName, user: str) -> None:
    """Type the lines of one entry; a refused one makes the scenario wrong."""
    lines = entry.texts("lines")
    entry.finish()
    if str(node) not in world.systems:
        raise entry.problem("node", f"there is no system {node}")
    with entry.reasons("user"):
        session = Session(world, node, user)
    for position, line in enumerate(lines, start=1):
        result = session.run(line)
        if result.refused:
            reason = " ".join(result.messages[0].text.split())
            raise entry.problem(f"lines[{position}]", f"{line!r} is refused: {reason}")
    session.close()


def _plan(section: Section, number: int) -> SystemPlan:
    node = section.parsed("node", NodeName.parse)
    offset = section.parsed("utc-offset", _offset, "+00:00")
    return SystemPlan(node, section.integer("number", number), offset)


def _offset(text: str) -> timedelta:
    """Read `+hh:mm` or `-hh:mm`."""
    sign, hours, colon, minutes = text[:1], text[1:3], text[3:4], text[4:]
    if sign not in "+-" or colon != ":" or not (hours + minutes).isdigit() or len(text) != 6:
        raise ValueError(f"{text!r} is not of the form +hh:mm or -hh:mm")
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return -offset if sign == "-" else offset


def _fill(world: World, root: Section, systems: list[tuple[System, Section]]) -> None:
    """Build every section of every system, kind by kind, so that systems may refer to others."""
    for section in root.tables("line"):
        _line(world, section)
    root.finish()
    builders = _builders()
    for key, build_section in builders.items():
        for system, section in systems:
            if key in section:
                with system.database.transaction():
                    build_section(world, system, section)
    for _, section in systems:
        section.finish()


def _builders() -> dict[str, Builder]:
    """Return the builders by key, in the order in which they must run."""
    return {
        key: cast("Builder", plugins.resolve(reference))
        for plugin in plugins.installed()
        for key, reference in plugin.sections.items()
    }


def _line(world: World, section: Section) -> None:
    ends = section.all_parsed("between", NodeName.parse)
    if len(ends) != 2 or ends[0] == ends[1]:
        raise section.problem("between", "must name two systems")
    state = section.choice("state", LineState, "UP")
    slow = section.integer("slow", 1)
    section.finish()
    world.network.set_line(str(ends[0]), str(ends[1]), state, slow)
