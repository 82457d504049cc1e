"""STATUS and PPD: the processes of a system.

Columns are those of the displays in the TACL Reference Manual (8-213) and the Guardian User's Guide
(4-3, 4-5), as far as the copies kept their blanks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nsksim.guardian.processes import Kind, Process

STATUS_HEADING = "Process             Pri PFR %WT Userid  Program file             Hometerm"
PPD_HEADING = "Name        Primary   Backup    Ancestor"

_WAIT_STATES = {Kind.SERVER: "001", Kind.JOB: "004", Kind.TERMINAL: "005"}
"""Octal wait state by kind of process: a server waits for requests (LREQ), a job for an operation
to end (LDONE), what serves a terminal for either. Which process shows which is ours."""


def status(listed: Iterable[Process], node: str) -> Iterator[str]:
    r"""Yield the display of processes of the system `node` (`\NODE`); nothing for none."""
    heading = [f"System {node}", STATUS_HEADING]
    for process in listed:
        yield from heading
        heading = []
        yield _status_line(process)


def _status_line(process: Process) -> str:
    place = f"{process.cpu},{process.pin}"
    user = f"{process.group_id},{process.user_id:03}"
    waits = _WAIT_STATES[Kind(process.kind)]
    # The primary column between name and place would hold B for a backup; none is simulated.
    return (
        f"{process.name:<12}{place:<7} {process.priority:>3}     {waits}"
        f" {user:>7} {process.program:<24} {process.hometerm}"
    )


def ppd(listed: Iterable[Process], node: str = "") -> Iterator[str]:
    r"""Yield the display of named processes; `node` (`\NODE`) stands first where one was typed.

    Unnamed processes are not in the destination control table; nothing is yielded for none.
    """
    heading = [*([node] if node else []), PPD_HEADING]
    for process in listed:
        if process.name:
            yield from heading
            heading = []
            place = f"{process.cpu},{process.pin}"
            yield f"{process.name:<12}{place:<20}{process.ancestor}".rstrip()
