"""The commands of SPOOLCOM: JOB with its subcommands, LOC, COLLECT, OPEN."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsksim.errors import OperatorError, Origin
from nsksim.guardian.spooler import JobState, SpoolJob
from nsksim.interaction import Interaction, Read
from nsksim.language import Statement
from nsksim.messages import spoolcom
from nsksim.names import SpoolLocation
from nsksim.programs.spoolcom import listing

if TYPE_CHECKING:
    from nsksim.programs.spoolcom.program import Spoolcom

COLLECTOR = "$S"
"""The one collector a simulated spooler has."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The qualifier OWNER: `GROUP.USER` or `group,user`."""

    user: str

    def __str__(self) -> str:
        return self.user


@dataclass(frozen=True, slots=True)
class OtherAction:
    """A subcommand that the real program has and the simulator has not."""

    text: str

    def __str__(self) -> str:
        return self.text


Qualifier = SpoolLocation | Owner | str
"""A location, an owner, or the word of a state."""
Action = SpoolLocation | OtherAction | str
"""A new location, a subcommand that is not simulated, or the words of one that is."""


@dataclass(frozen=True, slots=True)
class Job(Statement):
    """Show jobs of all users, or hold, start, move or delete them.

    Without a number or qualifiers all jobs are meant. Subcommands are done from left to right;
    without one the status is shown. Only the owner and the super group may change a job. DELETE
    of qualified jobs asks about each, unless it has an exclamation mark.
    """

    number: int | None = None
    qualifiers: tuple[Qualifier, ...] = ()
    actions: tuple[Action, ...] = ("STATUS",)

    fidelity = Origin.DOCUMENTED
    source = "Spooler Plus Utilities Reference Manual 3-56"

    def run(self, context: Spoolcom) -> Interaction:
        """Do the subcommands with the jobs that were meant at the start."""
        jobs = self._jobs(context)
        for action in self.actions:
            if isinstance(action, OtherAction):
                raise OperatorError(
                    spoolcom.NOT_MODELLED, what=f"SPOOLCOM JOB, {action.text.strip()}"
                )
            if action in {"STATUS", "STATUS DETAIL"}:
                yield from self._status(context, jobs, detail=action != "STATUS")
                continue
            if self.number is None and not self.qualifiers:
                raise OperatorError(spoolcom.QUALIFIER_LIST)
            for number in [job.number for job in jobs]:
                yield from self._change(context, number, action)

    def _jobs(self, context: Spoolcom) -> list[SpoolJob]:
        spooler = context.spooler
        if self.number is not None:
            job = spooler.job(self.number)
            if job is None:
                raise OperatorError(spoolcom.NOT_FOUND)
            return [job]
        jobs = spooler.jobs()
        for qualifier in self.qualifiers:
            jobs = list(_qualified(context, jobs, qualifier))
        return jobs

    def _status(self, context: Spoolcom, jobs: list[SpoolJob], *, detail: bool) -> Iterator[str]:
        if detail:
            raise OperatorError(spoolcom.NOT_MODELLED, what="SPOOLCOM JOB, STATUS DETAIL")
        system, spooler = context.system, context.spooler
        now = [job for each in jobs if (job := spooler.job(each.number)) is not None]
        yield from listing.jobs(now, system)
        if self.number is not None:
            for job in now:
                if job.state in {JobState.READY, JobState.PRINT}:
                    yield from listing.queue(job, system)

    def _change(self, context: Spoolcom, number: int, action: Action) -> Interaction:
        spooler = context.spooler
        job = spooler.job(number)
        if job is None:
            raise OperatorError(spoolcom.JOB_NOT_FOUND, number=number)
        context.check_owner(job)
        if isinstance(action, SpoolLocation):
            _check_state(job, {JobState.HOLD})
            spooler.change(number, location=str(action))
        elif action == "HOLD":
            _check_state(job, {JobState.HOLD, JobState.PRINT, JobState.READY})
            spooler.change(number, state=JobState.HOLD)
        elif action == "START":
            _check_state(job, {JobState.HOLD})
            spooler.change(number, state=JobState.READY)
        else:
            _check_state(job, {JobState.HOLD, JobState.PRINT, JobState.READY})
            if action == "DELETE" and self.number is None:
                answer = yield Read(f"DELETE JOB {number} (Y/N)? ")
                if not (answer or "").strip().upper().startswith("Y"):
                    return
            context.spooler.delete(number)  # it may have been stopped while it was asked


def _check_state(job: SpoolJob, allowed: set[JobState]) -> None:
    if job.state not in allowed:
        raise OperatorError(spoolcom.JOB_STATE, number=job.number)


def _qualified(context: Spoolcom, jobs: list[SpoolJob], qualifier: Qualifier) -> Iterator[SpoolJob]:
    if isinstance(qualifier, Owner):
        user = context.system.users.named(qualifier.user)
        if user is None:
            raise OperatorError(spoolcom.QUALIFIER_LIST)
        yield from (j for j in jobs if (j.group_id, j.user_id) == (user.group_id, user.user_id))
    elif isinstance(qualifier, SpoolLocation):
        # A location without a destination stands for its whole group (we cannot tell it from one
        # whose destination was typed as DEFAULT).
        whole = qualifier.destination == "DEFAULT"
        group = f"#{qualifier.group}."
        yield from (
            job
            for job in jobs
            if job.location == str(qualifier) or (whole and job.location.startswith(group))
        )
    else:
        yield from (job for job in jobs if job.state == qualifier)


@dataclass(frozen=True, slots=True)
class Loc(Statement):
    """Show the locations of the spooler and the devices they are connected to."""

    location: SpoolLocation | None = None
    action: Action = "STATUS"

    fidelity = Origin.DOCUMENTED
    source = "Guardian User's Guide 14-24"

    def run(self, context: Spoolcom) -> Interaction:
        """Print the display."""
        if isinstance(self.action, OtherAction):
            raise OperatorError(
                spoolcom.NOT_MODELLED, what=f"SPOOLCOM LOC, {self.action.text.strip()}"
            )
        known = context.spooler.locations()
        if self.location is not None:
            known = [each for each in known if each[0] == str(self.location)]
            if not known:
                raise OperatorError(spoolcom.NOT_FOUND)
        if self.action == "STATUS":
            yield from listing.locations(known)
        else:
            for location, device in known:
                yield from listing.location_detail(location, device)


@dataclass(frozen=True, slots=True)
class Collect(Statement):
    """Show the collectors of the spooler."""

    collector: str = ""
    option: str = ""

    fidelity = Origin.DOCUMENTED
    source = "NonStop NS-Series Operations Guide 13-2"

    def run(self, context: Spoolcom) -> Interaction:
        """Print the display."""
        if self.option not in {"", "STATUS"}:
            raise OperatorError(spoolcom.NOT_MODELLED, what=f"SPOOLCOM COLLECT, {self.option}")
        used = len(context.spooler.jobs())
        if self.collector not in {"", COLLECTOR}:
            raise OperatorError(spoolcom.NOT_FOUND)
        process = context.system.processes.named(COLLECTOR)
        yield from listing.collector(COLLECTOR, process, used)


@dataclass(frozen=True, slots=True)
class Open(Statement):
    r"""Turn to another spooler, such as \NODE.$SPLS."""

    supervisor: str

    fidelity = Origin.DOCUMENTED
    source = "Spooler Plus Utilities Reference Manual, section 3"

    def run(self, context: Spoolcom) -> Interaction:
        """Change the spooler; nothing is printed."""
        yield from ()
        context.open(self.supervisor)
