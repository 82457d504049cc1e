r"""The public door for programs: a world, sessions in it, and what they answer.

    from nsksim import World

    with World.from_scenario("manual") as world:
        session = world.session(r"\ETINIUM")
        result = session.run("MEDIACOM INFO MEDIADEFS")
        assert not result.refused
        print(*result.lines, sep="\n")

Holds no behaviour of its own. Everything in here stays as it is while the version's first number
stays the same; what stands behind `engine` may change at any time.
"""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Self

from nsksim import session as engine_session
from nsksim import world as engine_world
from nsksim.errors import OperatorError, Severity
from nsksim.expand import LineState
from nsksim.names import InvalidName, NodeName
from nsksim.scenario import ScenarioProblem, build, contents
from nsksim.world_directory import WorldProblem

__all__ = ["Result", "ScenarioProblem", "Session", "Spoken", "World", "WorldProblem"]

DEFAULT_USER = "SUPER.SUPER"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message of the catalogue, as a session printed it.

    `number` is the number the speaker prints, None where it prints none. `values` are what stands
    in the slots of the text, by name. `severity` is `I`, `W` or `E`.
    """

    id: str
    speaker: str
    number: int | None
    severity: str
    text: str
    values: Mapping[str, object]

    @classmethod
    def of(cls, error: OperatorError) -> Self:
        """Take over what an engine reports."""
        message = error.message
        return cls(
            message.id,
            message.speaker.name,
            message.number,
            str(message.severity),
            error.text,
            dict(error.values),
        )


@dataclass(frozen=True, slots=True)
class Result:
    """What a typed line brought: its lines, and the messages among them, both in order."""

    lines: list[str]
    messages: list[Spoken] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Say whether one of the messages was an error; warnings do not count."""
        return any(message.severity == Severity.ERROR for message in self.messages)

    @property
    def text(self) -> str:
        """Give the lines as one text."""
        return "\n".join(self.lines)


class Session:
    """A terminal with a user logged on: lines go in, results come out.

    Made by `World.session`. Virtual time passes only while a line waits, and then it jumps.
    """

    def __init__(self, engine: engine_session.Session) -> None:
        self.engine = engine

    @property
    def node(self) -> str:
        """Name the system whose terminal is shown, with its backslash."""
        return str(self.engine.node)

    @property
    def prompt(self) -> str:
        """Give the prompt that is open; empty after the end of the session."""
        return "" if self.engine.ended else self.engine.prompt

    @property
    def ended(self) -> bool:
        """Say whether the last TACL has ended; nothing can be typed any more."""
        return self.engine.ended

    def run(self, line: str) -> Result:
        """Type one line at whatever program is open.

        A refusal is no exception: it stands in the result. Raises RuntimeError after the end.
        """
        return self._type(line)

    def end_of_file(self) -> Result:
        """Press CTRL-Y, which ends the open program. Raises RuntimeError after the end."""
        return self._type(None)

    def console(self) -> list[str]:
        """Return what background processes have printed on the terminal since the last line."""
        return [] if self.engine.ended else self.engine.console()

    def _type(self, line: str | None) -> Result:
        if self.engine.ended:
            raise RuntimeError("the session has ended")
        self.engine.messages = []
        lines = list(self.engine.type(line))
        return Result(lines, [Spoken.of(error) for error in self.engine.messages])

    def close(self) -> None:
        """Hang up; the programs of the terminal end."""
        self.engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class World:
    """Two systems, or however many the scenario has, the lines between them, and one clock.

    Made by `from_scenario` (in memory, gone when it is closed), `create` or `open` (a directory).
    Use it in a `with` statement, or close it. A world and its sessions belong to the thread that
    made the world: any other one gets a RuntimeError. Several threads have a world each.

    What meets a value that nobody can read, because it was changed by other means than a command,
    raises `nsksim.store.StoreProblem`: one line that names file, column and value.
    """

    def __init__(self, engine: engine_world.World) -> None:
        self.engine = engine
        self._sessions: list[Session] = []

    @classmethod
    def from_scenario(cls, scenario: str = "manual", *, seed: int | None = None) -> Self:
        """Make a fresh world in memory. `scenario` is a shipped name or the path of a .toml file.

        The first world of a scenario is built, later ones are copies of it, which is much faster.
        Raises ScenarioProblem and WorldProblem.
        """
        return cls(engine_world.World.copied(_template(scenario, seed, contents(scenario))))

    @classmethod
    def create(
        cls, directory: str | Path, scenario: str = "manual", *, seed: int | None = None
    ) -> Self:
        """Make a world in an empty or new directory. Raises ScenarioProblem and WorldProblem."""
        return cls(build(scenario, Path(directory), seed=seed))

    @classmethod
    def open(cls, directory: str | Path) -> Self:
        """Open the world in a directory, as it was left. Raises WorldProblem."""
        return cls(engine_world.World.open(Path(directory)))

    @property
    def nodes(self) -> list[str]:
        """Name the systems, with backslash, in the order of the scenario."""
        return list(self.engine.systems)

    @property
    def now(self) -> datetime:
        """Give the virtual time, UTC, naive."""
        return self.engine.clock.now

    def local_time(self, node: str) -> datetime:
        """Give the local time of a system; KeyError for an unknown one."""
        return self.engine.system(node).now

    def advance(self, duration: timedelta) -> None:
        """Let virtual time pass; what is due meanwhile happens. ValueError for a negative one."""
        if duration < timedelta():
            raise ValueError("time does not go back")
        until = self.engine.clock.now + duration
        with self.engine.telling_damage():
            self.engine.run_until(until)

    def settle(self) -> bool:
        """Let virtual time pass until no started process runs any more.

        False when one still does after 31 days, or waits for what time does not bring, such as a
        tape that somebody has to mount.
        """
        with self.engine.telling_damage():
            return self.engine.settle(engine_session.PATIENCE)

    def set_line(self, node: str, other: str, *, up: bool) -> None:
        """Bring the line between two systems up or down. KeyError when there is none."""
        line = self.engine.network.line(node, other)
        if line is None:
            raise KeyError(f"no line between {node} and {other}")
        state = LineState.UP if up else LineState.DOWN
        self.engine.network.set_line(node, other, state, line.slow)
        self.engine.tidy_tapes()

    def session(self, node: str | None = None, user: str = DEFAULT_USER) -> Session:
        """Log a user on at a terminal of a system, the scenario's first one by default.

        Raises KeyError for an unknown system, ValueError for an unknown user.
        """
        name = _node_name(self.nodes[0] if node is None else node)
        if str(name) not in self.nodes:
            raise KeyError(f"the world has no system {name}")
        try:
            with self.engine.telling_damage():
                opened = engine_session.Session(self.engine, name, user, questions=False)
        except OperatorError as error:
            raise ValueError(error.text) from error
        session = Session(opened)
        self._sessions.append(session)
        return session

    def close(self) -> None:
        """Hang up all terminals and let go of the directory; a world in memory is gone."""
        with ExitStack() as closing:
            closing.callback(self.engine.close)
            while self._sessions:
                closing.callback(self._sessions.pop().close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _node_name(text: str) -> NodeName:
    try:
        return NodeName.parse(text)
    except InvalidName as error:
        raise KeyError(f"{text!r} is not the name of a system") from error


@cache
def _template(scenario: str, seed: int | None, version: tuple[tuple[Path, bytes], ...]) -> Path:
    """Build a scenario once per process and return the closed world to copy from.

    `version` is the content of the scenario files, so that a changed one is built anew.
    """
    del version
    parent = engine_world.World.temporary_directory()
    atexit.register(shutil.rmtree, parent, ignore_errors=True)
    build(scenario, parent / "world", seed=seed).close()
    return parent / "world"
