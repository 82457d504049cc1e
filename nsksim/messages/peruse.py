"""PERUSE: what it prints about commands and jobs. Its messages have no prefix."""

from __future__ import annotations

from nsksim.errors import Message, OperatorError, Origin, Speaker
from nsksim.messages.commands import command_messages, unprefixed

SPEAKER = Speaker("peruse", unprefixed)
IGNORED = "The command is ignored."


def file_error(error: OperatorError) -> list[str]:
    """Give an error on the way to a supervisor (Spooler Utilities Reference Manual B-1)."""
    number = error.message.number
    return [f"ACCESS TO SPOOL SUPERVISOR PROCESS FAILED, FILE ERROR {number}"]


UNKNOWN_COMMAND, SYNTAX, NOT_MODELLED = command_messages(SPEAKER, IGNORED)
JOB_NOT_FOUND = Message(
    SPEAKER,
    "job-not-found",
    "JOB {number} NOT FOUND",
    "The spooler has no job of that number.",
    IGNORED,
    "JOB without a number lists your jobs.",
    Origin.INFERRED,
)
JOB_SECURITY = Message(
    SPEAKER,
    "job-security",
    "JOB {number} SECURITY VIOLATION",
    "The job belongs to another user; only the super group may look at jobs of others.",
    IGNORED,
    "Ask the owner of the job, or an operator.",
    Origin.INFERRED,
)
JOB_STATE = Message(
    SPEAKER,
    "job-state",
    "JOB {number} INVALID OPERATION IN CURRENT STATE",
    "What was asked cannot be done with a job in this state; an open job is still being written.",
    IGNORED,
    "Wait until the job is READY, or put it on HOLD first.",
    Origin.INFERRED,
)
CURRENT_DELETED = Message(
    SPEAKER,
    "current-deleted",
    "CURRENT JOB HAS BEEN DELETED FROM SPOOLER",
    "The current job is no longer in the spooler.",
    IGNORED,
    "Select another job with JOB n.",
    Origin.DOCUMENTED,
)
NO_CURRENT = Message(
    SPEAKER,
    "no-current",
    "NO CURRENT JOB",
    "You have no job in the spooler, or have selected none.",
    IGNORED,
    "Select a job with JOB n.",
    Origin.INFERRED,
)
NO_SUCH_PAGE = Message(
    SPEAKER,
    "no-such-page",
    "PAGE {page} NOT FOUND",
    "The job has fewer pages.",
    IGNORED,
    "LIST ALL lists the whole job.",
    Origin.INFERRED,
)
NOT_SUPERVISOR = Message(
    SPEAKER,
    "not-supervisor",
    "SPOOLER SUPERVISOR MUST BE A PROCESS",
    "What was named is not a supervisor process.",
    "The session stays with the supervisor it has.",
    "Name a supervisor such as $SPLS.",
    Origin.DOCUMENTED,
)
VALUE_INVALID = Message(
    SPEAKER,
    "value-invalid",
    "SUBCOMMAND VALUE INVALID",
    "A value is outside its range: copies are 1 to 32767, priorities 0 to 7, a delay 2 to 32767.",
    IGNORED,
    "Correct the value.",
    Origin.DOCUMENTED,
)
