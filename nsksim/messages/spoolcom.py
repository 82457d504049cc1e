"""SPOOLCOM: what it prints about commands and jobs. Its messages have no prefix.

Texts marked documented are those of the Spooler Plus Utilities Reference Manual, appendix C.
"""

from __future__ import annotations

from nsksim.errors import Message, OperatorError, Origin, Speaker


def _frame(message: Message, text: str) -> list[str]:
    del message
    return text.split("\n")


SPEAKER = Speaker("spoolcom", _frame)
IGNORED = "The command is ignored."


def file_error(error: OperatorError) -> list[str]:
    """Give an error on the way to a supervisor (appendix C-8)."""
    return [f"SPOOLER OPEN ERROR {error.message.number}"]


UNKNOWN_COMMAND = Message(
    SPEAKER,
    "unknown-command",
    "{line}\n{caret}\nINVALID COMMAND",
    "The line does not begin with a command of SPOOLCOM.",
    IGNORED,
    "HELP lists the commands.",
)
SYNTAX = Message(
    SPEAKER,
    "syntax",
    "{line}\n{caret}\nSYNTAX ERROR, EXPECTING {expected}",
    "Something stands at the caret, or is missing there, that the command cannot take.",
    IGNORED,
    "Correct the line; HELP with the command word shows its syntax.",
)
NOT_MODELLED = Message(
    SPEAKER,
    "not-modelled",
    "{what} is not modelled by this simulator.",
    "SPOOLCOM has it, this simulator does not.",
    IGNORED,
    "Do without it.",
)
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
