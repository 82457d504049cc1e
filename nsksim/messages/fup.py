"""FUP: what it prints about commands and files.

FUP puts `ERROR` or `WARNING` before a message (FUP Reference Manual, section 3); the dash between
and the number of an error of the file system are taken from the one warning the manual shows.
"""

from __future__ import annotations

from nsksim.errors import Message, OperatorError, Origin, Severity, Speaker
from nsksim.messages.commands import command_messages

_PREFIXES = {Severity.ERROR: "ERROR - ", Severity.WARNING: "WARNING - ", Severity.INFORMATION: ""}


def _frame(message: Message, text: str) -> list[str]:
    *place, last = text.split("\n")
    return [*place, _PREFIXES[message.severity] + last]


SPEAKER = Speaker("fup", _frame)
IGNORED = "The command is not done."


def file_error(error: OperatorError) -> list[str]:
    """Give an error of the file system as FUP prints it."""
    return [f"ERROR - {error.values['name']}: FILE SYSTEM ERROR: ERR {error.message.number}"]


UNKNOWN_COMMAND, SYNTAX, NOT_MODELLED = command_messages(SPEAKER, IGNORED)
TARGET_WILDCARD = Message(
    SPEAKER,
    "target-wildcard",
    "A DESTINATION FILE SET MAY HAVE ONLY A SINGLE ASTERISK ({name})",
    "In the destination of DUP an asterisk stands for the subvolume or the file id of the source,"
    " and no other wildcard is allowed.",
    IGNORED,
    "Name the destination file, or use * for the part that stays.",
    Origin.INFERRED,
)
SAME_FILE = Message(
    SPEAKER,
    "same-file",
    "{name} IS BOTH SOURCE AND DESTINATION",
    "A file cannot be copied to itself.",
    IGNORED,
    "Name another destination.",
)
NO_USER = Message(
    SPEAKER,
    "no-user",
    "USER {user} DOES NOT EXIST",
    "A file can be given only to a user of the system it is on.",
    IGNORED,
    "USERS lists the users.",
)
PURGE_UNCONFIRMED = Message(
    SPEAKER,
    "purge-unconfirmed",
    "PURGE NEEDS ! WHEN NOBODY CAN BE ASKED",
    "FUP asks before it purges, and its input is not a terminal.",
    "Nothing is purged.",
    "Write PURGE ! and the file set.",
    Origin.INFERRED,
)
