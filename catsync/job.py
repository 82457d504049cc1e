"""What the export and the import job have in common: one run, its report, its events, its process.

A `Job` is made anew at every event from the row of its run; what has to last until the next event
is in `Run.progress`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from catsync import messages, output, report
from catsync.configuration import Configuration
from catsync.domain import DataStore
from catsync.run import Direction, Run, Runs, RunStatus
from nsksim.errors import OperatorError, Severity
from nsksim.guardian.processes import Process
from nsksim.guardian.system import System
from nsksim.guardian.users import User
from nsksim.messages import file_system
from nsksim.store import StoreProblem
from nsksim.world import World

SHORTEST = 2
"""Seconds the smallest export or import takes (the manual's sample runs, K-19)."""


@dataclass(slots=True)
class Tally:
    """What a run has done for one volume group."""

    volumes: int = 0
    disk_files: int = 0
    newest: str = ""
    unloaded: str = ""
    """ISO text of an instant (UTC)."""

    def add(self, label: str, unloaded: datetime | None, disk_files: int) -> None:
        """Count one volume."""
        self.volumes += 1
        self.disk_files += disk_files
        if unloaded is not None and unloaded.isoformat() > self.unloaded:
            self.newest, self.unloaded = label, unloaded.isoformat()


class Job:
    """One run at one event."""

    def __init__(self, world: World, system: System, run: Run) -> None:
        self.world = world
        self.system = system
        self.run = run
        self.domain = Configuration(world, system).domain()
        self.batch = int(run.progress.get("batch", 0))
        first, second = run.progress.get("after", ("", ""))
        self.after: tuple[str, str] = (first, second)
        self.tallies = {
            group: Tally(**values) for group, values in run.progress.get("tallies", {}).items()
        }

    @classmethod
    def scheduled(cls, world: World, system: System, arguments: Mapping[str, object]) -> Job:
        """Return the job that an event is for, by what `schedule` gave it."""
        direction, number = str(arguments["direction"]), int(str(arguments["number"]))
        return cls(world, system, Runs(system.database).get(direction, number))

    @property
    def process(self) -> str:
        r"""Give the engine process as `\NODE.$NAME`."""
        return self.system.qualified(self.run.process)

    @cached_property
    def user(self) -> User:
        """Find the user the process runs as."""
        user = self.system.users.identified(self.run.group_id, self.run.user_id)
        if user is None:
            raise OperatorError(file_system.SECURITY, name=self.process)
        return user

    @property
    def at_end(self) -> bool:
        """Say whether all batches are done."""
        return self.batch >= int(self.run.progress["batches"])

    def tally(self, group: str) -> Tally:
        """Find the counts of a group."""
        return self.tallies.setdefault(group, Tally())

    def written(self, tally: Tally) -> report.Written | None:
        """Give the newest volume of a tally in local time."""
        if not tally.newest:
            return None
        local = self.system.local(datetime.fromisoformat(tally.unloaded))
        return report.Written(tally.newest, local)

    # -- events -------------------------------------------------------------------------------

    def plan(self, *, seconds: int, batches: int = 1, volumes: int = 0) -> None:
        """Note how long the work takes in all, its parts and the volumes it concerns."""
        counts = {"batches": batches, "seconds": seconds, "volumes": volumes}
        progress = {**self.run.progress, **counts}
        self.run = replace(self.run, progress=progress)

    def schedule(self, verb: str) -> None:
        """Keep the state of the run and schedule its next event.

        The batches are spread evenly over the time of the work; behind the last one comes the end.
        """
        progress = {
            **self.run.progress,
            "batch": self.batch,
            "after": list(self.after),
            "tallies": {group: asdict(tally) for group, tally in self.tallies.items()},
        }
        self.run = replace(self.run, progress=progress)
        Runs(self.system.database).update(self.run)
        share = (self.batch + 1) / (int(progress["batches"]) + 1)
        due = self.run.started + timedelta(seconds=int(int(progress["seconds"]) * share))
        arguments = {"direction": self.run.direction, "number": self.run.number}
        self.system.timers.add(max(due, self.system.clock.now), verb, arguments)

    def _engine(self) -> Process | None:
        found = self.system.processes.named(self.run.process)
        same = found and (found.cpu, found.pin) == (self.run.cpu, self.run.pin)
        return found if same else None

    def progress(self, done: int, total: int, what: str) -> None:
        """Tell whoever waits how far a run has come that is longer than the shortest."""
        if int(self.run.progress["seconds"]) > SHORTEST:
            doing = "exporting" if self.run.direction == Direction.EXPORT else "importing"
            self.world.progress(f"{doing} {self.run.store}: {what} {done} of {total}")

    # -- report and messages ------------------------------------------------------------------

    def header(
        self, store: DataStore, *, process_type: str, disk_files: str, place_label: str
    ) -> report.Header:
        """Make the header of the report."""
        return report.Header(
            domain=self.domain.id,
            process=self.process,
            started=self.system.local(self.run.started),
            store=store.id,
            description=store.description,
            process_type=process_type,
            disk_files=disk_files,
            export_id=self.run.export_id,
            place_label=place_label,
            place=self.run.place,
            primary_store="" if self.run.direction == Direction.EXPORT else store.primary,
        )

    def write(self, lines: Iterable[str]) -> None:
        """Append lines to the report."""
        output.write_report(self.system, self.run.report, self.run.job, self.user, lines)

    def spoken(self, error: OperatorError) -> str:
        """Give the line of a message in this domain."""
        return messages.spoken(self.domain.id, error)

    def event(self, error: OperatorError) -> None:
        """Send an event: errors always, the others if verbose (E-33).

        The engine process sends it; for one that was stopped the domain manager does.
        """
        is_error = error.message.severity is Severity.ERROR
        if is_error or self.domain.verbose:
            sender = self.process if self._engine() else self.system.qualified(self.domain.manager)
            self.system.collector.write(
                sender, messages.SUBSYSTEM, error.message.number or 0, self.spoken(error)
            )

    def finish(self, closing: OperatorError) -> None:
        """End a run that did what it could."""
        self._end(closing, self.run)

    def fail(self, closing: OperatorError) -> None:
        """End a run that cannot go on."""
        self._end(closing, replace(self.run, errors=self.run.errors + 1, fatal=True))

    def _end(self, closing: OperatorError, run: Run) -> None:
        """Close the report with its last lines, keep the run and end the process."""
        self.run = replace(run, status=RunStatus.FINISHED, ended=self.system.clock.now)
        ended = self.system.now
        self.write(report.tail(self.domain.id, self.spoken(closing), self.process, ended))
        output.close_report(self.system, run.job)
        self.event(closing)
        Runs(self.system.database).update(self.run)
        engine = self._engine()
        if engine is not None:
            self.system.processes.stop(engine)

    @staticmethod
    def reason(error: OperatorError | StoreProblem) -> str:
        """Word the cause of a failure for a message: one sentence without its full stop."""
        if isinstance(error, StoreProblem):
            return str(error)
        text = error.text.rstrip(".")
        if error.message.speaker is file_system.SPEAKER:
            return f"file-system error {error.message.number}, {text}"
        return text
