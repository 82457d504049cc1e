"""SPOOLCOM: what it prints about commands and jobs. Its messages have no prefix.

Texts marked documented are those of the Spooler Plus Utilities Reference Manual, appendix C.
"""

from __future__ import annotations

from nsksim.errors import Message, OperatorError, Origin, Speaker
from nsksim.messages.commands import command_messages, unprefixed

SPEAKER = Speaker("spoolcom", unprefixed)
IGNORED = "The command is ignored."


def file_error(error: OperatorError) -> list[str]:
    """Give an error on the way to a supervisor (appendix C-8)."""
    return [f"SPOOLER OPEN ERROR {error.message.number}"]


UNKNOWN_COMMAND, SYNTAX, NOT_MODELLED = command_messages(SPEAKER, IGNORED)
NOT_FOUND = Message(
    SPEAKER,
    "not-found",
    "ENTRY NOT FOUND",
    "The spooler does not know the job, location or collector that was named.",
    IGNORED,
    "Correct the number or the name.",
    Origin.DOCUMENTED,
)
JOB_NOT_FOUND = Message(
    SPEAKER,
    "job-not-found",
    "JOB {number} NOT FOUND",
    "An earlier subcommand of the line has deleted the job.",
    "This subcommand and those after it are not done.",
    "Put DELETE last.",
    Origin.DOCUMENTED,
)
JOB_SECURITY = Message(
    SPEAKER,
    "job-security",
    "JOB {number} SECURITY VIOLATION",
    "The job belongs to another user; only the super group may change jobs of others.",
    IGNORED,
    "Ask the owner of the job, or an operator.",
    Origin.DOCUMENTED,
)
JOB_STATE = Message(
    SPEAKER,
    "job-state",
    "JOB {number} INVALID OPERATION IN CURRENT STATE",
    "What was asked cannot be done with a job in this state: an open job cannot be deleted, a"
    " location is changed only on HOLD, START needs HOLD.",
    IGNORED,
    "Put the job into the right state first.",
    Origin.DOCUMENTED,
)
QUALIFIER_LIST = Message(
    SPEAKER,
    "qualifier-list",
    "ILLEGAL QUALIFIER LIST",
    "A qualifier in the parentheses names nothing that exists.",
    IGNORED,
    "Correct the qualifier.",
    Origin.DOCUMENTED,
)
NOT_SUPERVISOR = Message(
    SPEAKER,
    "not-supervisor",
    "Spoolcom ATTACHED TO UNKNOWN TYPE PROCESS",
    "What was named is not a supervisor process.",
    "The session stays with the supervisor it has.",
    "Name a supervisor such as $SPLS.",
    Origin.DOCUMENTED,
)
FILE_ERROR = Message(
    SPEAKER,
    "file-error",
    "SPOOLER FILE ERROR {number}",
    "The supervisor that was open does not answer: it was stopped, or its system is not reached.",
    "The supervisor is closed.",
    "See what became of the supervisor, or OPEN another one.",
    Origin.DOCUMENTED,
)
NOT_OPEN = Message(
    SPEAKER,
    "not-open",
    "SPOOLER NOT OPEN",
    "No supervisor is open: there was none, or it was closed after an error.",
    IGNORED,
    "OPEN a supervisor such as $SPLS.",
    Origin.DOCUMENTED,
)
