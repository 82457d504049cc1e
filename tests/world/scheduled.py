"""A guest that brings scheduled work for tests: verbs that note, fail, and go on."""

from __future__ import annotations

from datetime import timedelta

from nsksim.plugins import Plugin

HERE = "tests.world.scheduled"
GUEST = Plugin(
    "scheduled",
    "tests",
    verbs={verb: f"{HERE}:{verb}" for verb in ("note", "fail", "chain", "bulk")},
)


def note(world, system, arguments):
    """Log an event with the text of the argument."""
    system.collector.write(f"{system.node}.$TEST", "TEST.1.1", 1, str(arguments["text"]))


def fail(world, system, arguments):
    """Do half of something, then stumble over a mistake of ours."""
    note(world, system, {"text": "half"})
    raise LookupError("stumbled")


def chain(world, system, arguments):
    """Note a number and schedule the next one a second later, down to zero."""
    note(world, system, {"text": arguments["left"]})
    if arguments["left"]:
        left = {"left": int(arguments["left"]) - 1}
        system.timers.add(world.clock.now + timedelta(seconds=1), "chain", left)


def bulk(world, system, arguments):
    """Write a job of many lines, close it and schedule the next one."""
    owner = system.users.named("SUPER.SUPER")
    job = system.spooler.open("$S", "#BULK.TEST", owner)
    system.spooler.write(job.number, (f"line {number}" for number in range(6_000)))
    system.spooler.close(job.number)
    if arguments["left"]:
        left = {"left": int(arguments["left"]) - 1}
        system.timers.add(world.clock.now + timedelta(seconds=1), "bulk", left)


def texts(system):
    """Give the texts of the events of a system in order."""
    return [event.text for event in system.collector.events()]
