"""The displays of SPOOLCOM (Spooler Plus Utilities Reference Manual 3-57, Guardian User's Guide).

The words of the headings are the manuals'; the columns of the rows are ours, as the copies lost
their blanks, and so is the form of the date, of which the manual says only month and day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nsksim.guardian.processes import Process
from nsksim.guardian.spooler import LAST_JOB, JobState, SpoolJob
from nsksim.guardian.system import System

JOB_HEADING = "JOB    BATCH  ST  FLAGS  OWNER    TIME   COPY   PAGE  REPORT            LOCATION"
QUEUE_HEADING = "JOB    LOCATION          DEVICE            SEQ   COPY   PAGE"
LOCATION_HEADING = "LOCATION                 FLAGS  DEVICE          FONT"
COLLECTOR_HEADING = "COLLECT     STATE    FLAGS   CPU    PRI  UNIT  DATA FILE              %FULL"
_STATES = {
    JobState.OPEN: "OP",
    JobState.READY: "RD",
    JobState.HOLD: "HL",
    JobState.PRINT: "PR",
}
_UNIT = 4
_DATA_FILE = "$SYSTEM.SPL.DATA"
"""Size of a unit and name of the data file: there is none, both are ours."""


def jobs(listed: Iterable[SpoolJob], system: System) -> Iterator[str]:
    """Yield the display of jobs, nothing for none."""
    heading = [JOB_HEADING]
    for job in listed:
        yield from heading
        heading = []
        yield _job_line(job, system)


def queue(job: SpoolJob, system: System) -> Iterator[str]:
    """Yield the place in a device queue of a job that is ready or being printed."""
    device = dict(system.spooler.locations()).get(job.location, "")
    ahead = [
        each for each in system.spooler.jobs(location=job.location) if each.opened < job.opened
    ]
    sequence = str(len(ahead) + 1) if device else ""
    yield ""
    yield QUEUE_HEADING
    yield (
        f"{job.number:>4}   {job.location:<18}{device:<16}{sequence:>5}"
        f"{job.copies:>7}{system.spooler.pages(job.number):>7}"
    )


def _job_line(job: SpoolJob, system: System) -> str:
    opened = system.local(job.opened)
    when = f"{opened:%H:%M}" if opened.date() == system.now.date() else f"{opened:%m/%d}"
    pages = "" if job.state == JobState.OPEN else str(system.spooler.pages(job.number))
    report = "{:<8}{}".format(*(*job.report.split(" ", 1), "")[:2])
    return (
        f"{job.number:>4}          {_STATES[JobState(job.state)]}  {job.priority:<5}  "
        f"{f'{job.group_id},{job.user_id}':<7}  {when}  {job.copies:>4}{pages:>7}  "
        f"{report:<18}{job.location}"
    )


def locations(listed: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield the display of locations and the devices they are connected to."""
    yield LOCATION_HEADING
    for location, device in listed:
        yield f"{location:<32}{device}".rstrip()


def location_detail(location: str, device: str) -> Iterator[str]:
    """Yield the detailed display of one location."""
    yield f"LOCATION: {location}"
    yield " BROADCAST: OFF"
    yield f" DEVICE: {device}".rstrip()
    yield " FONT NAME:"


def collector(name: str, process: Process | None, used: int) -> Iterator[str]:
    """Yield the display of the collector; `used` is the number of jobs in the spooler.

    One that does not run is dormant. The real display keeps the processor and the priority it last
    had; they are left blank here, since no process has them.
    """
    yield COLLECTOR_HEADING
    state = "ACTIVE" if process else "DORMANT"
    cpu, priority = (f"{process.cpu} ,", str(process.priority)) if process else ("", "")
    full = used * 100 // LAST_JOB
    yield f"{name:<12}{state:<17}{cpu:<7}{priority:>3}{_UNIT:>6}  {_DATA_FILE:<23}{full:>5}"
