"""The engine as others look at it: which run of a store is in progress, and whether it still lives.

A process that somebody stopped says nothing. Its run is ended when the next request or status page
looks at the store, by the same step its next event would have taken.
"""

from __future__ import annotations

from catsync import exporter, importer
from catsync.job import Job
from catsync.run import Direction, Run, Runs
from nsksim.guardian.system import System
from nsksim.world import World

_STEPS = {
    Direction.EXPORT: (exporter.VERB, exporter.step),
    Direction.IMPORT: (importer.VERB, importer.step),
}


def in_progress(world: World, system: System, store: str) -> Run | None:
    """Find the run of a store that has not ended.

    A run whose process is gone is ended first: its report closed, its event sent, its next event
    taken off the schedule.
    """
    run = Runs(system.database).running(store)
    if run is None or Job(world, system, run).alive:
        return run
    verb, step = _STEPS[Direction(run.direction)]
    with system.database.transaction():
        for timer in system.timers.pending(verb):
            if timer.values["number"] == run.number:
                system.timers.remove(timer.sequence)
        step(world, system, {"number": run.number})
    return None
