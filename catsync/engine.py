"""What happens to the run of an engine process that somebody stopped."""

from __future__ import annotations

from catsync import exporter, importer, messages
from catsync.job import Job
from catsync.run import Direction, Runs
from nsksim.errors import OperatorError
from nsksim.guardian.processes import Process
from nsksim.guardian.system import System
from nsksim.world import World

_ENDS = {
    Direction.EXPORT: (exporter.VERB, exporter.fail),
    Direction.IMPORT: (importer.VERB, importer.fail),
}


def stopped(world: World, system: System, process: Process) -> None:
    """End the run of a process that is gone: backbox.9943 in its report and as an event.

    What was exported or applied stays; what was not stays due for the next run.
    """
    run = Runs(system.database).of(process)
    if run is None:
        return
    verb, fail = _ENDS[Direction(run.direction)]
    for timer in system.timers.pending(verb):
        if timer.values["number"] == run.number:
            system.timers.remove(timer.sequence)
    job = Job(world, system, run)
    fail(job, OperatorError(messages.PROCESS_STOPPED, process=job.process))
