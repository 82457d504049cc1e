"""SIM CLOCK: look at the virtual clock, and let time pass.

Time passes by waiting: what is due meanwhile happens one by one, and what it prints on the terminal
appears at that place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from nsksim.clock import DATE_AND_TIME, HORIZON, parse_instant
from nsksim.errors import OperatorError
from nsksim.guardian.system import System
from nsksim.interaction import Interaction, Wait
from nsksim.language import Statement
from nsksim.messages import sim

if TYPE_CHECKING:
    from nsksim.programs.sim.program import Sim

RATE_SETTING = "rate"
DEFAULT_RATE = "1"
HOLD = "HOLD"
RATES = range(1, 1_000_001)
_UNITS = {
    "SECOND": timedelta(seconds=1),
    "MINUTE": timedelta(minutes=1),
    "HOUR": timedelta(hours=1),
    "DAY": timedelta(days=1),
}


def offset(system: System) -> str:
    """Give the time offset of a system, such as `UTC-05:00`."""
    minutes = int(system.offset / timedelta(minutes=1))
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def clock_lines(program: Sim) -> Iterator[str]:
    """Yield the local time of every system, the rate, and when something is due next."""
    world = program.environment.world
    for system in world.systems.values():
        yield f"{system.node!s:<9} {system.now:{DATE_AND_TIME}} {offset(system)}"
    rate = world.setting(RATE_SETTING, DEFAULT_RATE)
    yield f"Rate: {rate} (in an interactive shell; everywhere else the clock is held)"
    found = world.next_event()
    if found is None:
        yield "Next event: none"
    else:
        system = found.system
        yield f"Next event: {system.local(found.due):{DATE_AND_TIME}} at {system.node}"


def _reached(program: Sim) -> Iterator[str]:
    """Yield the time it is now at the system of this terminal."""
    system = program.environment.world.system(program.environment.terminal.node)
    yield f"{system.node} {system.now:{DATE_AND_TIME}}"


def _until(program: Sim, instant: datetime) -> Interaction:
    if instant > HORIZON:
        raise OperatorError(sim.TOO_FAR)
    yield Wait(until=instant, jump=True)
    yield from _reached(program)


@dataclass(frozen=True, slots=True)
class ShowClock(Statement):
    """Show the local times of all systems, the rate, and the next event."""

    def run(self, context: Sim) -> Interaction:
        """Print the clock."""
        yield from clock_lines(context)


@dataclass(frozen=True, slots=True)
class AdvanceClock(Statement):
    """Let time pass; what is due meanwhile happens."""

    count: int
    unit: str

    def run(self, context: Sim) -> Interaction:
        """Wait so long."""
        try:
            span = self.count * _UNITS[self.unit.removesuffix("S")]
            instant = context.environment.world.clock.now + span
        except OverflowError as overflow:
            raise OperatorError(sim.TOO_FAR) from overflow
        yield from _until(context, instant)


@dataclass(frozen=True, slots=True)
class SetClock(Statement):
    """Let time pass until a local time of this terminal's system.

    The past is refused: the clock never goes back, except with SIM RESTORE.
    """

    date: str
    time: str = "00:00:00"

    def run(self, context: Sim) -> Interaction:
        """Wait until then."""
        world = context.environment.world
        system = world.system(context.environment.terminal.node)
        text = f"{self.date} {self.time}"
        try:
            local = parse_instant(text)
        except ValueError as wrong:
            raise OperatorError(sim.INVALID_TIME, text=text) from wrong
        try:
            instant = system.instant(local)
        except OverflowError as overflow:
            raise OperatorError(sim.TOO_FAR) from overflow
        if instant < world.clock.now:
            now = f"{system.now:{DATE_AND_TIME}}"
            raise OperatorError(sim.PAST, local=text, node=system.node, now=now)
        yield from _until(context, instant)


@dataclass(frozen=True, slots=True)
class NextEvent(Statement):
    """Go to the next scheduled event and let it happen."""

    def run(self, context: Sim) -> Interaction:
        """Wait for one event."""
        world = context.environment.world
        first = world.next_event()
        if first is None:
            raise OperatorError(sim.NOTHING_SCHEDULED)
        yield Wait(until=first.due, done=lambda: world.next_event() != first, jump=True)
        yield from _reached(context)


@dataclass(frozen=True, slots=True)
class Settle(Statement):
    """Let time pass until no started process runs; timers do not count.

    Programs started with NOWAIT count, those that serve others (EMSDIST, the tape server) do not.
    For a tape that an operator has to mount, nobody waits: SETTLE says so and ends.
    """

    def run(self, context: Sim) -> Interaction:
        """Wait for the ends of the processes."""
        world = context.environment.world
        yield Wait(done=lambda: not world.busy, jump=True)
        yield from _reached(context)
        for system, process in world.held_up:
            raise OperatorError(sim.HELD_UP, process=process.identity, node=system.node)


@dataclass(frozen=True, slots=True)
class SetRate(Statement):
    """Set how fast the clock of an interactive shell runs, or hold it.

    The number is that of virtual seconds in a real one.
    """

    rate: int | str

    def run(self, context: Sim) -> Interaction:
        """Keep the rate in the world."""
        if isinstance(self.rate, int) and self.rate not in RATES:
            raise OperatorError(
                sim.INVALID_NUMBER, text="the rate", least=RATES.start, most=RATES.stop - 1
            )
        context.environment.world.set(RATE_SETTING, str(self.rate))
        yield f"Rate: {self.rate}"
