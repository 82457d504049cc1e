"""Where a report goes: a spooler job of its own per run, or a disk file that keeps the last run."""

from __future__ import annotations

from collections.abc import Iterable

from catsync import messages
from catsync.domain import parse_report
from nsksim.errors import OperatorError
from nsksim.guardian.files import EDIT
from nsksim.guardian.security import Action, Requester
from nsksim.guardian.system import System
from nsksim.guardian.users import User
from nsksim.names import FileName


def open_report(system: System, place: str, owner: User) -> int:
    """Open the report of a run; give the number of its spooler job, 0 for a disk file.

    Raises backbox.9901 for a place on another system, 9914 when the collector does not run, and
    file-system errors 14 and 48 for a disk file.
    """
    target = parse_report(place, system.node)
    if target.node not in (None, system.node):
        raise OperatorError(messages.NOT_MODELLED, what=f"A report on another system ({place})")
    if isinstance(target, FileName):
        existing = system.files.find(target)
        if existing is not None:
            system.files.check(existing, Action.WRITE, Requester(owner), place)
        system.files.write(target, b"", owner, code=EDIT)
        return 0
    collector = target.collector.without_node
    if system.processes.named(collector) is None:
        raise OperatorError(messages.NO_COLLECTOR, place=place, process=collector)
    return system.spooler.open(collector, str(target.location), owner).number


def write_report(system: System, place: str, job: int, owner: User, lines: Iterable[str]) -> None:
    """Append lines to an open report."""
    if job:
        system.spooler.write(job, lines)
        return
    target = parse_report(place, system.node)
    if not isinstance(target, FileName):
        return
    existing = system.files.find(target)
    before = system.files.read(existing) if existing else b""
    added = "".join(f"{line}\n" for line in lines).encode("ascii", errors="replace")
    system.files.write(target, before + added, owner, code=EDIT)


def close_report(system: System, job: int) -> None:
    """Close a report: its spooler job becomes READY."""
    if job:
        system.spooler.close(job)
