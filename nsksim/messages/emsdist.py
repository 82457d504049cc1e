"""EMSDIST: what it refuses. Its texts are not on a page we have; all of these are ours."""

from __future__ import annotations

from nsksim.errors import Message, OperatorError, Speaker


def _frame(message: Message, text: str) -> list[str]:
    del message
    *place, last = text.split("\n")
    return [*place, f"EMSDIST: {last}"]


SPEAKER = Speaker("emsdist", _frame)
_STOPPED = "The distributor ends without printing anything."


def file_error(error: OperatorError) -> list[str]:
    """Give an error of the file system as the distributor prints it."""
    return [f"EMSDIST: file-system error {error.message.number} on {error.values['name']}"]


SYNTAX = Message(
    SPEAKER,
    "syntax",
    "{line}\n{caret}\nsyntax error, expecting {expected}",
    "Something stands at the caret, or is missing there, that is not a parameter.",
    _STOPPED,
    "EMSDIST without parameters shows the syntax.",
)
NOT_MODELLED = Message(
    SPEAKER,
    "not-modelled",
    "{what} is not modelled by this simulator.",
    "Only printing distributors that read collectors are simulated, without filters.",
    _STOPPED,
    "Use TYPE PRINTING and COLLECTOR.",
)
NO_SOURCE = Message(
    SPEAKER,
    "no-source",
    "COLLECTOR or LOGFILE is needed.",
    "A distributor has to be told where to read events.",
    _STOPPED,
    "Add COLLECTOR $0.",
)
INVALID_MOMENT = Message(
    SPEAKER,
    "invalid-moment",
    "{option} {text} is not a date, a time or a date and a time.",
    "Dates are 2022-01-05, JAN 5 2022 or 5 JAN 2022; times are 17:44 or 17:44:48.",
    _STOPPED,
    "Correct the date or the time.",
)
TEXTOUT_UNKNOWN = Message(
    SPEAKER,
    "textout-unknown",
    "TEXTOUT {name} is neither this terminal nor a spooler destination.",
    "The simulator prints events on the home terminal or to a spooler of the same system.",
    _STOPPED,
    "Use [#MYTERM] or a destination such as $S.#EMS.",
)
