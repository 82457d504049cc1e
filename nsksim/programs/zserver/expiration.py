"""The cleanup of the file catalogs that $ZSVR runs by itself: daily, and when it is started.

It owns when the cleanup is due and on which systems it runs; what it does there is the business of
`nsksim.dsmtc`. Source: DSM/TC Programming Manual 149, EMS Programming Manual 277.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta

from nsksim.errors import OperatorError
from nsksim.guardian.processes import Process
from nsksim.guardian.system import System
from nsksim.messages import file_system, mediacom, tape_server
from nsksim.tape.console import Console
from nsksim.world import World

VERB = "tape-expiration"
DEFAULT_HOUR = "00:00"
"""Local time of the daily run where no AUTOEXPIRE^TIME is set; the default is ours."""

_HOUR = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII)


def parse_hour(text: str) -> time:
    """Read `hh:mm`. Raises ValueError."""
    found = _HOUR.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is not of the form hh:mm")
    return time(int(found[1]), int(found[2]))


def schedule(system: System, hour: time) -> None:
    """Let the next daily run be at `hour`, local time, from now on every 24 hours."""
    local = datetime.combine(system.now.date(), hour)
    if local <= system.now:
        local += timedelta(days=1)
    system.timers.add(system.instant(local), VERB, {"hour": f"{hour:%H:%M}"})


def next_run(system: System) -> datetime | None:
    """Give the local time of the next daily run, None where none is scheduled."""
    return next((system.local(timer.due) for timer in system.timers.pending(VERB)), None)


def cancel(system: System) -> None:
    """Take the daily run away."""
    for timer in system.timers.pending(VERB):
        system.timers.remove(timer.sequence)


def run(world: World, system: System, arguments: Mapping[str, object]) -> None:
    """Do the daily run, and let the next one follow in 24 hours."""
    clean(world, system)
    schedule(system, parse_hour(str(arguments["hour"])))


def stopped(world: World, system: System, process: Process) -> None:
    """End the daily runs when the tape server was stopped."""
    del world
    if process.name == tape_server.PROCESS:
        cancel(system)


def clean(world: World, system: System) -> None:
    """Run the cleanup over all file catalogs of the systems of the search list.

    Each system goes by its own local date. One that cannot be reached is left out and reported
    (mediacom.5974), as is one that refuses: its clock looks suspicious (mediacom.5970), or a
    catalog is damaged (5957). Nothing at all is done while the clock of this system looks
    suspicious.
    """
    console = Console(system)
    try:
        world.media(system).defaults.check_clock(system.now.date())
    except OperatorError as suspicious:
        console.report(suspicious)
        return
    console.report(OperatorError(tape_server.EXPIRATION_INITIATED))
    for node in world.search_space(system).nodes:
        try:
            there = world.reach(system.node, node)
            world.media(there).ending.expire(there.now.date())
        except OperatorError as error:
            if error.message.speaker is file_system.SPEAKER:
                reason = f"file-system error {error.message.number}"
                error = OperatorError(mediacom.NOT_CLEANED, node=node, reason=reason)
            console.report(error)
