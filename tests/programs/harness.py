"""A world with two systems, and a hand that drives a program without a session.

\\ALPHA is five hours behind UTC, \\BETA at UTC; they know each other and a line joins them. The
clock stands at 2022-01-05 22:44:48 UTC, 17:44:48 at \\ALPHA. SUPER.SUPER, SUPER.OPER and OPS.NIGHT
exist on both, OPS.DAY at \\ALPHA only; SUPER.SUPER and OPS.NIGHT may come in from afar.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from nsksim.errors import OperatorError
from nsksim.expand import LineState
from nsksim.guardian.processes import Kind
from nsksim.guardian.system import System
from nsksim.guardian.users import User
from nsksim.interaction import Block, Break, Effect, Read, Refused, Wait
from nsksim.names import Defaults, FileName, NodeName, Subvolume
from nsksim.programs.program import Environment, Listener, Program, Terminal
from nsksim.world import SystemPlan, World

ALPHA = NodeName("ALPHA")
BETA = NodeName("BETA")
GAMMA = NodeName("GAMMA")
NOW = datetime(2022, 1, 5, 22, 44, 48)
_SERVERS = {"$0": "EMSACOLL", "$S": "CSPOOL", "$SPLS": "SPOOL", "$ZSVR": "ZSERVER"}
_USERS = (
    User("SUPER", "SUPER", 255, 255, "NUNU", "$SYSTEM.BBOX"),
    User("SUPER", "OPER", 255, 1, "NUNU", "$DATA.OPER"),
    User("OPS", "NIGHT", 40, 7, "NUNU", "$DATA.NIGHT"),
)
_DAY = User("OPS", "DAY", 40, 8, "OOOO", "$DATA.DAY")


def create(directory: Path, *, third: bool = False) -> World:
    r"""Lay out the world; a third system, \GAMMA, has a line to \ALPHA."""
    plans = [SystemPlan(ALPHA, 1, timedelta(hours=-5)), SystemPlan(BETA, 2, timedelta())]
    if third:
        plans.append(SystemPlan(GAMMA, 3, timedelta(hours=2)))
    world = World.create(directory, plans, now=NOW, scenario="two")
    for system in world.systems.values():
        _furnish(world, system)
    world.system(ALPHA).users.add(_DAY)
    for plan in plans[1:]:
        world.network.set_line(str(ALPHA), str(plan.node), LineState.UP)
    return world


def _furnish(world: World, system: System) -> None:
    for other in world.systems:
        world.network.learn(str(system.node), other)
    for disk in ("$DATA", "$SYSTEM"):
        system.database.execute("INSERT INTO DISK VALUES (?)", [disk])
    for user in _USERS:
        system.users.add(user)
        if user.user_name != "OPER":
            for node in world.systems:
                system.users.set_remote_password(user, node, "SECRET")
    for name, program in _SERVERS.items():
        system.processes.start(f"$SYSTEM.SYSTEM.{program}", _USERS[0], name=name, kind=Kind.SERVER)


class Desk:
    """A screen that notes what programs ask of it."""

    def __init__(self) -> None:
        self.shown: list[NodeName] = []
        self.listeners: list[Listener] = []

    def switch(self, node: NodeName) -> None:
        self.shown.append(node)

    def listen(self, terminal: Terminal, listener: Listener) -> None:
        assert terminal.name
        self.listeners.append(listener)


def environment(
    world: World,
    argument: str = "",
    *,
    user: str = "SUPER.SUPER",
    node: NodeName = ALPHA,
    interactive: bool = True,
) -> Environment:
    """Make what a program is started with."""
    system = world.system(node)
    person = system.users.named(user)
    assert person is not None
    process = system.processes.start("$SYSTEM.SYSTEM.TEST", person, name=None, kind=Kind.TERMINAL)
    place = Subvolume.parse(person.default_volume)
    return Environment(
        world,
        person,
        process,
        Terminal(node, "$ZTN0.#PTY0001", Desk()),
        node,
        Defaults(node, place.volume, place.name),
        argument=argument,
        interactive=interactive,
    )


@dataclass
class Outcome:
    """What a program brought: its lines in order, prompts, messages, waits and completion code."""

    lines: list[str] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    errors: list[OperatorError] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    code: int | None = None

    @property
    def refused(self) -> list[str]:
        """Give the ids of the messages."""
        return [error.message.id for error in self.errors]


def drive(program: Program, typed: Iterable[str] = ()) -> Outcome:
    """Type lines, then end of file, and collect everything.

    Scheduled work runs while the program waits; a wait that nothing can end is ended by BREAK.
    """
    outcome = Outcome()
    lines = iter(typed)
    run = program.main()
    world = program.environment.world
    try:
        effect: Effect = next(run)
        while True:
            match effect:
                case str():
                    outcome.lines.append(effect)
                    effect = next(run)
                case Block():
                    outcome.lines.extend(effect.lines)
                    effect = next(run)
                case Refused():
                    outcome.errors.append(effect.error)
                    outcome.lines.extend(effect.printed)
                    effect = next(run)
                case Read():
                    outcome.prompts.append(effect.prompt)
                    effect = run.send(next(lines, None))
                case Wait():
                    outcome.waits.append(effect)
                    effect = next(run) if wait(world, effect) else run.throw(Break())
    except StopIteration as end:
        outcome.code = end.value
    except Break:
        outcome.code = None
    return outcome


def wait(world: World, effect: Wait) -> bool:
    """Let time pass as a session does; False when nothing can end the wait."""
    while effect.done is None or not effect.done():
        found = world.next_timer()
        if effect.until is not None and (found is None or found[1].due > effect.until):
            world.clock.advance(effect.until)
            return True
        if found is None:
            return False
        world.run_next()
    return True


def put(system: System, name: str, content: str = "", *, owner: str = "SUPER.SUPER") -> None:
    """Put an EDIT file (or, with a name ending in `OBJ`, a program) on a disk."""
    person = system.users.named(owner)
    assert person is not None
    file = FileName.parse(name, system.node)
    code = 100 if name.endswith("OBJ") else 101
    system.files.write(file, content.encode("ascii"), person, code=code)


def spool(
    system: System, location: str, lines: Iterable[str], *, owner: str = "SUPER.SUPER"
) -> int:
    """Spool a job and close it; returns its number."""
    person = system.users.named(owner)
    assert person is not None
    job = system.spooler.open("$S", location, person)
    system.spooler.write(job.number, lines)
    system.spooler.close(job.number)
    return job.number
