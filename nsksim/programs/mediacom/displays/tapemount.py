"""STATUS TAPEMOUNT.

The words of the heading, the lengths of its rules, and the labels and order of the detail report
are documented (MEDIACOM manual, 2-171 to 2-173); the gaps are ours. So is which items apply to a
tape that cannot be read: none of those that belong to an open. Its name is that in the request the
manual quotes (2-147).
"""

from __future__ import annotations

from nsksim.guardian.processes import Process
from nsksim.names import NodeName
from nsksim.programs.mediacom.displays.form import Lines
from nsksim.tape import MountRequest, OpenMode, RequestState

_SUBJECT = "{:>5}  {:<7}  {:<6}  {}"
_COLUMNS = "{:<46}  {:<5}  {}"
"""A name that is too long for its column takes room from those behind it."""
_LABEL_WIDTH = 18
"""The longest label and one blank, as the manual prints them."""

_ANSWER = "ACCEPT or REJECT TAPEMOUNT"
"""In capitals in the sample of the detail report."""
_NO_ACTION = "NO ACTION NEEDED"
"""Of a request that is tried again by itself: the events 671 and 676 need no action either."""
_STANDS_FOR = {RequestState.QUEUED: "BUST", RequestState.RETRIED: "RETRY"}
"""What stands for the name of a library's tape: while every drive is busy, and after a retryable
error. That a tape which is in use is one is inferred. *ZSSI would stand for it while a library is
asked (2-172); the libraries here answer at once, so nobody ever sees that."""
_UNREADABLE = "*unreadable tape*"
_MODES = {
    OpenMode.NL: "NL REQUEST",
    OpenMode.BLP: "BLP REQUEST",
    OpenMode.UNREADABLE: "UNREADABLE",
}


def tapemount_heading() -> Lines:
    """STATUS TAPEMOUNT, brief: above all requests."""
    yield "Tape   Tape     Label                           Write"
    yield "Mount  Name     Type    Node or Device          Prot   Action Needed"
    yield "-----  ----     -----   --------------          -----  -------------"


def tapemount(request: MountRequest, node: NodeName, qualifier: str) -> Lines:
    """STATUS TAPEMOUNT, brief: one request; `qualifier` stands before the name of a drive."""
    place = f"{qualifier}{request.device}" if request.device else str(node)
    if not request.for_tape:
        action, labels = _ANSWER, request.use.mode.value
    else:
        action = "MOUNT SCRATCH TAPE" if request.scratch else "MOUNT REQUESTED TAPE"
        labels = request.use.labels
    if request.retried:
        action = _NO_ACTION
    subject = _SUBJECT.format(request.number, _name(request), labels, place)
    yield _COLUMNS.format(subject, _protected(request), action)


def tapemount_detail(
    request: MountRequest, node: NodeName, process: Process | None, qualifier: str
) -> Lines:
    """STATUS TAPEMOUNT, DETAIL: one request; items that do not apply are left out."""
    use, opened = request.use, not request.unreadable
    if not request.for_tape:
        action = _ANSWER.upper()
    elif request.retried:
        action = _NO_ACTION
    elif request.scratch:
        action = "MOUNT ANY APPROPRIATE SCRATCH TAPE" if use.catalog else "MOUNT SCRATCH TAPE"
    else:
        action = "MOUNT REQUESTED TAPE"
    items = {
        "Tape Mount": f"{request.number:02}",
        "Open Mode": _MODES.get(use.mode),
        "Tape Name": _name(request),
        "Action": action,
        "Write Protected": _protected(request) if request.for_tape else None,
        "Label Type": use.labels,
        "Pool Name": use.pool,
        "Volume Catalog": use.catalog or None,
        "Tape Drive": f"{qualifier}{request.device}" if request.device else None,
        "AVR System": None if request.device else str(node),
        "Tape Use": ("OUT" if use.output else "IN") if opened else None,
    }
    yield from (_pair(label, value) for label, value in items.items() if value)
    if opened:
        yield from _open(request, process)
    yield ""


def _open(request: MountRequest, process: Process | None) -> Lines:
    """STATUS TAPEMOUNT, DETAIL: what belongs to the open of a process, behind the tape use."""
    yield _pair("Density", "")
    yield _pair("Open Exclusion", "EXCLUSIVE")
    if request.use.comment:
        yield _pair("Comment", request.use.comment)
    if process is not None:
        yield _pair("Process Name", f"{request.holder.node}.{process.identity}")
        yield _pair("Process (CPU,PIN)", f"({process.cpu},{process.pin})")
    yield _pair("Define Class", request.define_class or "NONE")
    if request.define:
        yield _pair("Define Name", request.define)
    if process is not None:
        yield _pair("Program Name", f"{request.holder.node}.{process.program}")


def _pair(label: str, value: str) -> str:
    return f"{label:<{_LABEL_WIDTH}}{value}".rstrip()


def _protected(request: MountRequest) -> str:
    """Say whether the tape is to be protected from being written; empty where nobody opens it."""
    if request.unreadable:
        return ""
    return "NO" if request.use.output else "YES"


def _name(request: MountRequest) -> str:
    if request.unreadable:
        return _UNREADABLE
    return _STANDS_FOR.get(request.state, request.label) if request.label else ""
