"""How a run ends that cannot go on: somebody stopped its process, or one of its events failed."""

from __future__ import annotations

from collections.abc import Mapping

from catsync import exporter, importer, messages
from catsync.job import Job
from catsync.run import Direction, Runs
from nsksim.errors import OperatorError
from nsksim.guardian.processes import Process
from nsksim.guardian.system import System
from nsksim.store import StoreProblem
from nsksim.world import World

_VERBS = {Direction.EXPORT: exporter.VERB, Direction.IMPORT: importer.VERB}
_ENDS = {Direction.EXPORT: exporter.fail, Direction.IMPORT: importer.fail}


def stopped(world: World, system: System, process: Process) -> None:
    """End the run of a process that is gone: backbox.9943 in its report and as an event.

    What was exported or applied stays; what was not stays due for the next run.
    """
    run = Runs(system.database).of(process)
    if run is None:
        return
    for timer in system.timers.pending(_VERBS[Direction(run.direction)]):
        if timer.values["number"] == run.number:
            system.timers.remove(timer.sequence)
    job = Job(world, system, run)
    _end(job, OperatorError(messages.PROCESS_STOPPED, process=job.process))


def failed(
    world: World,
    system: System,
    arguments: Mapping[str, object],
    problem: OperatorError | StoreProblem,
) -> None:
    """End the run one of whose events failed, after that event was undone."""
    _end(Job.scheduled(world, system, arguments), problem)


def _end(job: Job, problem: OperatorError | StoreProblem) -> None:
    _ENDS[Direction(job.run.direction)](job, problem)
