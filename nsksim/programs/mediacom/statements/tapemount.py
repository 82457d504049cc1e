"""TAPEMOUNT: what the tape server asks of the operator, and the answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nsksim.errors import Origin
from nsksim.interaction import Interaction
from nsksim.language import Authority, Statement
from nsksim.programs.mediacom.context import Context
from nsksim.programs.mediacom.displays.form import counted, qualifier
from nsksim.programs.mediacom.displays.tapemount import (
    tapemount,
    tapemount_detail,
    tapemount_heading,
)
from nsksim.programs.mediacom.operands import MessageNumber, in_detail
from nsksim.tape import Answers


def _answers(context: Context, number: MessageNumber) -> Answers:
    return Answers(context.tape_server(number.node), number.node)


@dataclass(frozen=True, slots=True)
class StatusTapemount(Statement):
    """Show the requests of the tape server that wait for an answer.

    Without a number all requests of the current default node. A request is answered by mounting
    the tape, with ACCEPT TAPEMOUNT or with REJECT TAPEMOUNT. An UNREADABLE tape stands on its
    drive. The tape libraries answer at once: *ZSSI, their normal wait state, is never shown.
    """

    source: ClassVar[str] = "MEDIACOM manual, 2-171; Guardian User's Guide, 10-20"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    message_number: MessageNumber | None = None
    brief: bool = False
    detail: bool = False

    def run(self, context: Context) -> Interaction:
        """List the requests in the order of their numbers."""
        detail = in_detail(brief=self.brief, detail=self.detail)
        wanted = self.message_number
        asked = wanted.node if wanted else None
        server = context.tape_server(asked)
        found = Answers(server, asked).waiting(wanted.number if wanted else None)
        if found and not detail:
            yield from tapemount_heading()
        node = server.system.node
        prefix = qualifier(node, context.defaults.node)
        for request in found:
            if detail:
                process = server.process(request.holder)
                yield from tapemount_detail(request, node, process, prefix)
            else:
                yield from tapemount(request, node, prefix)
        yield counted(len(found), "tape mount", "returned")


@dataclass(frozen=True, slots=True)
class AcceptTapemount(Statement):
    """Let a process use a drive without labels: it asked for an unlabeled tape or bypasses labels.

    Or let a tape that cannot be read, because it was never written, be used as an unlabeled one.
    A request for a labeled tape is answered by mounting it.
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "MEDIACOM manual, 2-8; Guardian User's Guide, 10-20"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    message_number: MessageNumber

    def run(self, context: Context) -> Interaction:
        """Give the drive away."""
        _answers(context, self.message_number).accept(self.message_number.number)
        yield counted(1, "tape mount", "accepted")


@dataclass(frozen=True, slots=True)
class RejectTapemount(Statement):
    """Refuse what a process waits for: its open fails with file-system error 194.

    A scratch tape that was chosen for the request is SCRATCH again.
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "Guardian User's Guide, 10-21"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    message_number: MessageNumber

    def run(self, context: Context) -> Interaction:
        """End the request."""
        _answers(context, self.message_number).reject(self.message_number.number)
        yield counted(1, "tape mount", "rejected")


@dataclass(frozen=True, slots=True)
class AlterTapemount(Statement):
    """Ask for a substitute of the tape that a request is for.

    Output: the next usable name of the VOLUME list, then a scratch tape of the pool. Input: the
    tape of another copy of the file. A parallel copy stands in for that tape; one of another
    series for the whole tape file, and only in place of the first tape that is asked for. The
    request keeps its number.
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "MEDIACOM manual, 2-64"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    message_number: MessageNumber

    def run(self, context: Context) -> Interaction:
        """Ask for another tape."""
        _answers(context, self.message_number).substitute(self.message_number.number)
        yield counted(1, "tape mount", "altered")
