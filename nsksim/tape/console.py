"""What $ZSVR says on the console: action requests and reports, as events of the collector."""

from __future__ import annotations

from nsksim.errors import Message, OperatorError
from nsksim.guardian.system import System
from nsksim.messages import tape_server

PROCESS = "$ZSVR"
SUBSYSTEM = "TANDEM.TAPE.H01"
"""Owner and version as in the one documented sample of an event; the name TAPE is inferred."""

MOUNT_OUTPUT, MOUNT_INPUT, MOUNT_ACCEPTED = 600, 601, 648
"""Event numbers of action requests. A numbered report has its own number as event number, which
is our choice."""

_SEQUENCE = "tape-request"


class Console:
    """The messages of one system's tape server."""

    def __init__(self, system: System) -> None:
        self._system = system

    def next_number(self) -> int:
        """Give the message number of the next action request, 1 to 9999."""
        return self._system.counters.take_number(_SEQUENCE, 1, 9999)

    def ask(self, event: int, message: Message, number: int, **values: object) -> None:
        """Log an action request or what ends it."""
        text = OperatorError(message, sequence=f"{number:04}", **values).lines[0]
        self._write(event, text)

    def report(self, error: OperatorError) -> None:
        """Log a numbered error, warning or status."""
        self._write(error.message.number or 0, error.lines[0])

    def _write(self, event: int, text: str) -> None:
        self._system.collector.write(self._system.qualified(PROCESS), SUBSYSTEM, event, text)


def mount_text(
    label: str, *, labels: str, device: str, output: bool, comment: str, cataloged: bool
) -> str:
    """Give what a mount request says of its tape; ANSI labels are not mentioned."""
    kind = "" if cataloged or labels in ("", "ANSI") else f"{labels} "
    place = f" ON {device}" if device else ""
    ring = "WITH RING" if output else "NO RING"
    return f"{kind}{label}{place} {ring} {comment}".rstrip()


def mount_message(*, cataloged: bool) -> Message:
    """Give the form of a mount request."""
    return tape_server.MOUNT_CATALOGED if cataloged else tape_server.MOUNT
