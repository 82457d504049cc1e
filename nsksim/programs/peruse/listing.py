"""The display of jobs (Spooler Utilities Reference Manual 3-5).

The words of the heading are the manual's; the columns are ours, since the copies lost their
blanks. The location is two columns, and a destination DEFAULT is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from nsksim.guardian.spooler import DEFAULT_DESTINATION, JobState, SpoolJob

HEADING = "   JOB BATCH  STATE   PAGES  COPIES  PRI  HOLD  LOCATION          REPORT"


def jobs(
    listed: Iterable[SpoolJob], pages: Mapping[int, int], marks: Mapping[int, str]
) -> Iterator[str]:
    """Yield the display of jobs, nothing for none.

    `pages` counts the pages of each job, `marks` has J for the current one and C for those that
    have changed.
    """
    heading = [HEADING]
    for job in listed:
        yield from heading
        heading = []
        yield _line(job, pages[job.number], marks.get(job.number, ""))


def _line(job: SpoolJob, pages: int, mark: str) -> str:
    group, _, destination = job.location.partition(".")
    if destination == DEFAULT_DESTINATION:
        destination = ""
    first, _, second = job.report.partition(" ")
    count = "" if job.state == JobState.OPEN else str(pages)
    hold = "B" if job.state == JobState.HOLD else ""
    return (
        f"{mark:<2}{job.number:>4}        {job.state:<6} {count:>6} {job.copies:>7} "
        f"{job.priority:>4}  {hold:<4}  {group:<9}{destination:<9}{first:<8}{second}"
    ).rstrip()
