r"""Spooler supervisors as PERUSE and SPOOLCOM open them: `$SPLS`, here or at another system."""

from __future__ import annotations

from nsksim.errors import Message, OperatorError
from nsksim.guardian.security import Requester
from nsksim.messages import file_system
from nsksim.names import InvalidName, NodeName, ProcessName
from nsksim.programs.program import Environment

SUPERVISOR = "$SPLS"
"""The one supervisor a simulated system has."""


def open_supervisor(
    environment: Environment, text: str, not_supervisor: Message
) -> tuple[NodeName, Requester]:
    """Return the node of a supervisor and who the user is there.

    Raises `not_supervisor` for the name of anything else, and file-system errors 14, 18, 48, 250.
    """
    try:
        name = ProcessName.parse(text)
    except InvalidName as wrong:
        raise OperatorError(not_supervisor) from wrong
    node = name.node or environment.node
    system = environment.system
    if node != environment.node:
        system = environment.reach(node, text)
    process = system.processes.named(name.without_node)
    if process is None:
        raise OperatorError(file_system.NO_DEVICE, name=text)
    if name.without_node != SUPERVISOR:
        raise OperatorError(not_supervisor)
    return node, environment.requester(system, text)


def split_supervisor(argument: str) -> tuple[str, str]:
    """Part a startup text `[ supervisor ] [ ; command ]...` into the supervisor and the rest."""
    text = argument.strip()
    if not text.startswith(("$", "\\")):
        return "", text
    supervisor, _, rest = text.partition(";")
    return supervisor.strip(), rest.strip()
