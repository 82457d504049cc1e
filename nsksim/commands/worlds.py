"""Which world a command works in, and the upkeep of world directories."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import platformdirs

from nsksim import world_directory as worlds
from nsksim.clock import DATE_AND_TIME
from nsksim.commands import diagnostics
from nsksim.commands.diagnostics import Situation
from nsksim.commands.outcome import UsageProblem
from nsksim.errors import OperatorError
from nsksim.names import InvalidName, NodeName
from nsksim.scenario import build
from nsksim.session import Pace, Session
from nsksim.store import Store
from nsksim.world import World
from nsksim.world_directory import WorldProblem

HOME = "NSKSIM_HOME"
DEFAULT_SCENARIO = "manual"
DEFAULT_USER = "SUPER.SUPER"


@dataclass(frozen=True, slots=True)
class Choice:
    """The options `shell`, `run` and `play` have in common."""

    world: Path | None = None
    scenario: str | None = None
    node: str | None = None
    user: str | None = None
    seed: int | None = None

    @property
    def user_name(self) -> str:
        """Name the user to log on."""
        return DEFAULT_USER if self.user is None else self.user

    def check(self) -> None:
        """Refuse options that exclude each other. Raises UsageProblem."""
        if self.world is not None and self.scenario is not None:
            raise UsageProblem("--world and --scenario exclude each other")
        if self.world is not None and self.seed is not None:
            raise UsageProblem("--seed is for a fresh world; the world of --world has its seed")


def home() -> Path:
    """Return where the user's worlds and history live."""
    named = os.environ.get(HOME)
    return Path(named) if named else platformdirs.user_data_path("nsksim")


# -- the world of a command -----------------------------------------------------------------------


@contextmanager
def fresh_or_chosen(choice: Choice, situation: Situation) -> Iterator[World]:
    """Open the world that was chosen, else a fresh one in memory."""
    choice.check()
    if choice.world is not None:
        yield from _used(World.open(choice.world), situation)
    else:
        yield from _used(_fresh(choice.scenario or DEFAULT_SCENARIO, choice.seed), situation)


@contextmanager
def kept_or_chosen(choice: Choice, situation: Situation) -> Iterator[World]:
    """Open the world that was chosen, else the user's own, which is made at first use."""
    choice.check()
    if choice.world is not None or choice.scenario is not None:
        with fresh_or_chosen(choice, situation) as world:
            if choice.scenario is not None:
                diagnostics.temporary_world(choice.scenario)
            yield world
        return
    directory = home() / "world"
    if not directory.exists():
        diagnostics.first_use(directory, DEFAULT_SCENARIO)
        create(directory, DEFAULT_SCENARIO, choice.seed)
    elif choice.seed is not None:
        raise UsageProblem("--seed is for a fresh world; add --scenario")
    yield from _used(World.open(directory), situation)


@contextmanager
def looked_at(choice: Choice, situation: Situation) -> Iterator[World]:
    """Open the world that was chosen, else the user's own; looking at it makes none.

    Where there is none yet, it is a fresh one in memory, as the first use would make it.
    """
    directory = home() / "world"
    wanted = choice
    if choice.world is None and choice.scenario is None:
        if directory.exists():
            wanted = replace(choice, world=directory)
        else:
            diagnostics.no_own_world(DEFAULT_SCENARIO)
    with fresh_or_chosen(wanted, situation) as world:
        yield world


def _used(world: World, situation: Situation) -> Iterator[World]:
    """Lend the world, remember what it was made of, and close it whatever happens.

    Raises StoreProblem as `World.telling_damage` does.
    """
    situation.scenario = world.setting("scenario")
    situation.seed = world.setting("seed")
    world.progress = diagnostics.Progress()
    with world, world.telling_damage():
        yield world


def _fresh(scenario: str, seed: int | None) -> World:
    """Build a world that lives only in this process."""
    parent = World.temporary_directory()
    try:
        return build(scenario, parent / "world", seed=seed, ephemeral=True)
    except BaseException:
        shutil.rmtree(parent, ignore_errors=True)
        raise


def seated(
    choice: Choice,
    world: World,
    *,
    pace: Pace | None = None,
    questions: bool = True,
    consoles: bool = False,
) -> Session:
    """Log the chosen user on at the chosen system. Raises UsageProblem."""
    node = chosen_node(choice.node, [system.node for system in world.systems.values()])
    try:
        return Session(
            world,
            node,
            choice.user_name,
            pace=pace,
            notify=diagnostics.note,
            questions=questions,
            consoles=consoles,
        )
    except OperatorError as error:
        raise UsageProblem(error.text) from error


def chosen_node(text: str | None, nodes: Sequence[NodeName]) -> NodeName:
    """Find the system of `--node`; a backslash eaten by the host's shell is forgiven.

    The first system by default. Raises UsageProblem.
    """
    if text is None:
        return nodes[0]
    try:
        node = NodeName.parse(text if text.startswith("\\") else f"\\{text}")
    except InvalidName as error:
        raise UsageProblem(f"--node {text}: {error.reason}") from error
    if node not in nodes:
        raise UsageProblem(f"--node {text}: the world has {', '.join(map(str, nodes))}")
    return node


# -- directories ----------------------------------------------------------------------------------


def create(directory: Path, scenario: str, seed: int | None) -> None:
    """Make a world directory; it is there complete or not at all.

    Raises ScenarioProblem and WorldProblem.
    """
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise WorldProblem(f"{directory} is not empty")
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
    except OSError as error:
        raise WorldProblem(f"{directory}: {error.strerror}") from error
    try:
        build(scenario, part / "world", seed=seed).close()
        (part / "world").rename(directory)
    except OSError as error:
        raise WorldProblem(f"{directory}: {error.strerror}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def describe(directory: Path) -> list[str]:
    """Say what a world is and where it stands. Raises WorldProblem and StoreProblem."""
    with World.open(directory) as world, world.telling_damage():
        lines = [
            f"directory  {directory}",
            f"scenario   {world.setting('scenario')}",
            f"seed       {world.setting('seed')}",
            f"clock      {world.clock.now:{DATE_AND_TIME}} UTC",
        ]
        lines += [
            f"system     {node}  {system.now:{DATE_AND_TIME}} local time"
            for node, system in world.systems.items()
        ]
        due = world.next_timer()
        if due is not None:
            lines.append(f"next work  {due[1].due:{DATE_AND_TIME}} UTC at {due[0].node}")
        lines += [f"snapshot   {name}" for name in world.snapshots]
    return lines


def found_in(parent: Path | None) -> list[str]:
    """List the worlds in a directory, the user's own by default: path, scenario, what is wrong.

    A directory that holds databases and no marker is the rest of a copy that was cut off.
    """
    folder = home() if parent is None else parent
    try:
        entries = sorted(entry for entry in folder.iterdir() if entry.is_dir())
    except FileNotFoundError:
        if parent is None:
            return []
        raise UsageProblem(f"{folder} does not exist") from None
    except OSError as error:
        raise UsageProblem(f"{folder}: {error.strerror}") from error
    return [_listed(entry) for entry in entries if _is_meant_as_world(entry)]


def _is_meant_as_world(directory: Path) -> bool:
    names = (worlds.MARKER, f"{worlds.NETWORK}{Store.SUFFIX}")
    try:
        return any((directory / name).exists() for name in names)
    except OSError:  # a directory that is not ours to look into
        return False


def _listed(directory: Path) -> str:
    """Describe a world in one line without opening it."""
    if not (directory / worlds.MARKER).exists():
        return f"{directory}  cannot be used: the copy of the world is incomplete"
    try:
        content = worlds.check(directory)
    except WorldProblem as problem:
        return f"{directory}  cannot be used: {problem}"
    pid = worlds.holder(directory)
    state = f"  open in process {pid}" if pid else ""
    return f"{directory}  {content.get('scenario', '')}{state}"
