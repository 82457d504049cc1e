"""Finding a scenario, reading its frame, and letting the builders fill the systems."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import cast

from nsksim import plugins
from nsksim.expand import LineState
from nsksim.guardian.system import System
from nsksim.names import NodeName
from nsksim.scenario.section import ScenarioProblem, Section, in_one_line, quoted
from nsksim.session import Session
from nsksim.world import SystemPlan, World

SYSTEM_NUMBERS = range(255)
SLOWNESS = range(1, 10_001)
SEEDS = range(2**63)
"""Numbers a system may have, factors by which a line may be slow, and seeds."""

_OFFSET = re.compile(r"([+-])([01][0-9]|2[0-3]):([0-5][0-9])", re.ASCII)

Builder = Callable[[World, System, Section], None]
"""Reads one section of a system and builds what it says."""


def shipped() -> dict[str, Path]:
    """Find the scenarios that come with nsksim and its plug-ins: name to file."""
    return plugins.shipped("scenarios", ".toml")


def find(name: str) -> Path:
    """Return the file of a shipped scenario or of a path. Raises ScenarioProblem."""
    if "\0" in name:
        raise ScenarioProblem(f"{quoted(name)} cannot be the name of a file")
    if name.endswith(".toml"):
        return Path(name)
    scenarios = shipped()
    if name not in scenarios:
        raise ScenarioProblem(f"there is no scenario {name}; there are {', '.join(scenarios)}")
    return scenarios[name]


def contents(name: str) -> tuple[tuple[Path, bytes], ...]:
    """Give the file of a scenario and those of the ones it extends, with what stands in them.

    Two worlds of the same contents are alike. It ends where a file cannot be read, or extends
    nothing that is there: `build` says so. Raises ScenarioProblem.
    """
    path: Path | None = find(name).resolve()
    found: dict[Path, bytes] = {}
    while path is not None and path not in found:
        try:
            found[path] = path.read_bytes()
        except OSError:
            break
        base = _extended(found[path])
        path = None if base is None else _base_file(path, base)
    return tuple(found.items())


@cache
def _extended(content: bytes) -> str | None:
    """Read what a scenario says it extends; None when it says nothing that can be read."""
    try:
        base = tomllib.loads(content.decode("utf-8")).get("extends")
    except (ValueError, RecursionError):
        return None
    return base if isinstance(base, str) else None


def _base_file(path: Path, base: str) -> Path | None:
    """Return the file that the scenario in `path` means by `base`; None when there is none."""
    if base.endswith(".toml"):
        found = path.parent / base
        return found.resolve() if found.is_file() else None
    return shipped().get(base)


def read(path: Path) -> Section:
    """Read a scenario file. Raises ScenarioProblem."""
    try:
        content = path.read_bytes()
        return Section(path.name, "", tomllib.loads(content.decode("utf-8")))
    except OSError as error:
        raise ScenarioProblem(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ScenarioProblem(f"{path.name}: line {line} is not UTF-8 text") from error
    except RecursionError as error:
        raise ScenarioProblem(f"{path.name}: tables or lists are too deep in each other") from error
    except ValueError as error:
        reason = in_one_line(" ".join(str(error).split()))
        raise ScenarioProblem(f"{path.name}: {reason}") from error


@dataclass(frozen=True, slots=True)
class Edit:
    """What a scenario does to a system of the one it extends: set a key, or leave it out."""

    node: NodeName
    key: str
    entry: Section
    """Where the scenario says so."""
    value: object = None
    """What the key is set to; None leaves it out (TOML has no value None)."""

    def apply(self, section: Section) -> None:
        """Do it. Raises ScenarioProblem, about the scenario that wants it."""
        if self.value is None:
            done = section.omit(self.key, self.entry)
        else:
            done = section.put(self.key, self.value, self.entry)
        if not done:
            raise self.problem("it is not there")

    def problem(self, reason: str) -> ScenarioProblem:
        """Make the problem that says why this cannot be done."""
        if self.value is None:
            return self.entry.problem("keys", f"{quoted(self.key)} cannot be left out: {reason}")
        return self.entry.problem("key", f"{quoted(self.key)} cannot be set: {reason}")


def build(
    name: str,
    directory: Path,
    *,
    seed: int | None = None,
    ephemeral: bool = False,
    edits: Sequence[Edit] = (),
    extended: Sequence[Path] = (),
) -> World:
    """Build the scenario `name` in `directory`. Raises ScenarioProblem and WorldProblem.

    `edits` and `extended` are what the scenarios on the way to this one set and leave out, and
    their files.
    """
    path = find(name).resolve()
    root = read(path)
    if "extends" in root:
        if path in extended:
            raise root.problem("extends", "the scenario extends itself")
        base, changes, more = _difference(root, path)
        root.finish()
        world = build(
            base,
            directory,
            seed=seed,
            ephemeral=ephemeral,
            edits=[*more, *edits],
            extended=[*extended, path],
        )
        return _changed(world, name, changes)
    settings = root.table("world")
    _check_place(settings)
    now = settings.instant("clock")
    settings.text("title", "")
    base_seed = settings.number("seed", SEEDS, 0)
    settings.finish()
    sections = list(root.tables("system"))
    plans = _plans(sections)
    if not plans:
        raise root.problem("system", "a scenario needs at least one system")
    _edit(edits, {plan.node: section for plan, section in zip(plans, sections, strict=True)})
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


def _check_place(settings: Section) -> None:
    """Refuse `extends` below `[world]`, where TOML takes it for a key of that table."""
    if "extends" in settings:
        raise settings.problem("extends", "belongs at the top of the file, above the first table")


@dataclass(frozen=True, slots=True)
class _Change:
    """Lines that an operator types to make a scenario out of the one it extends."""

    entry: Section
    node: NodeName
    user: str
    lines: list[str]


def _difference(root: Section, path: Path) -> tuple[str, list[_Change], list[Edit]]:
    """Read a scenario that extends another: that one, what is typed, and what is edited in it."""
    settings = root.table("world")
    _check_place(settings)
    settings.text("title", "")
    settings.finish()
    base = root.text("extends")
    with root.reasons("extends"):
        if base.endswith(".toml"):
            base = str(path.parent / base)
            if not Path(base).is_file():
                raise ValueError(f"there is no file {base}")
        elif base not in shipped():
            raise ValueError(f"there is no scenario {quoted(base)}")
    changes, edits = [], []
    for entry in root.tables("typed"):
        node, user = entry.parsed("node", NodeName.parse), entry.text("user", "SUPER.SUPER")
        changes.append(_Change(entry, node, user, entry.texts("lines")))
        entry.finish()
    for entry in root.tables("omit"):
        node, keys = entry.parsed("node", NodeName.parse), entry.texts("keys")
        edits += [Edit(node, key, entry) for key in keys]
        entry.finish()
    for entry in root.tables("set"):
        node, key = entry.parsed("node", NodeName.parse), entry.text("key")
        edits.append(Edit(node, key, entry, entry.raw("value")))
        entry.finish()
    return base, changes, edits


def _edit(edits: Sequence[Edit], sections: Mapping[NodeName, Section]) -> None:
    """Set keys of the systems of a scenario, and leave others out."""
    for edit in edits:
        if edit.node not in sections:
            raise edit.problem(f"there is no system {edit.node}")
        edit.apply(sections[edit.node])


def _changed(world: World, name: str, changes: Sequence[_Change]) -> World:
    """Let operators type what makes the difference; the world has another name then."""
    try:
        for change in changes:
            _type(world, change)
        world.rename(name)
    except BaseException:
        world.discard()
        raise
    return world


def _type(world: World, change: _Change) -> None:
    """Type the lines of one change; a refused one makes the scenario wrong."""
    entry, node = change.entry, change.node
    if str(node) not in world.systems:
        raise entry.problem("node", f"there is no system {node}")
    with entry.reasons("user"):
        opened = Session(world, node, change.user)
    with closing(opened) as session:
        for position, line in enumerate(change.lines, start=1):
            if session.ended:
                raise entry.problem(
                    f"lines[{position}]", f"{quoted(line)}: nobody is logged on any more"
                )
            result = session.run(line)
            if result.refused:
                reason = " ".join(result.messages[0].text.split())
                raise entry.problem(f"lines[{position}]", f"{quoted(line)} is refused: {reason}")


def _plans(sections: Sequence[Section]) -> list[SystemPlan]:
    """Read what has to be known of every system to lay it out."""
    plans: list[SystemPlan] = []
    for section in sections:
        node = section.parsed("node", NodeName.parse)
        offset = section.parsed("utc-offset", _offset, "+00:00")
        number = section.number("number", SYSTEM_NUMBERS, len(plans) + 1)
        if any(plan.node == node for plan in plans):
            raise section.problem("node", f"{node} is there already")
        if any(plan.number == number for plan in plans):
            raise section.problem("number", f"{number} is there already")
        plans.append(SystemPlan(node, number, offset))
    return plans


def _offset(text: str) -> timedelta:
    """Read `+hh:mm` or `-hh:mm`."""
    found = _OFFSET.fullmatch(text)
    if found is None:
        raise ValueError(f"{quoted(text)} is not of the form +hh:mm or -hh:mm")
    sign, hours, minutes = found.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return -offset if sign == "-" else offset


def _fill(world: World, root: Section, systems: list[tuple[System, Section]]) -> None:
    """Build every section of every system, kind by kind, so that systems may refer to others."""
    for section in root.tables("line"):
        _line(world, section)
    root.finish()
    references = [item for plugin in plugins.installed() for item in plugin.sections.items()]
    for key, reference in references:
        concerned = [(system, section) for system, section in systems if key in section]
        if not concerned:
            continue
        build_section = cast("Builder", plugins.resolve(reference))
        for system, section in concerned:
            with system.database.transaction():
                build_section(world, system, section)
    for _, section in systems:
        section.finish()


def _line(world: World, section: Section) -> None:
    ends = section.all_parsed("between", NodeName.parse)
    if len(ends) != 2 or ends[0] == ends[1]:
        raise section.problem("between", "must name two systems")
    state = section.choice("state", LineState, "UP")
    slow = section.number("slow", SLOWNESS, 1)
    section.finish()
    world.network.set_line(str(ends[0]), str(ends[1]), state, slow)
