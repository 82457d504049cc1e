"""SIM: what it refuses. All of it is ours, as is the program."""

from __future__ import annotations

from nsksim.errors import Message, OperatorError, Severity, Speaker


def _frame(message: Message, text: str) -> list[str]:
    del message
    *place, last = text.split("\n")
    return [*place, f"SIM: {last}"]


SPEAKER = Speaker("sim", _frame)
_NOTHING = "Nothing is changed."


def file_error(error: OperatorError) -> list[str]:
    """Give an error of the file system as SIM prints it."""
    return [f"SIM: file-system error {error.message.number} on {error.values['name']}"]


UNKNOWN_COMMAND = Message(
    SPEAKER,
    "unknown-command",
    "{line}\n{caret}\nthere is no such command; SIM alone lists them.",
    "The first word is no command of SIM.",
    _NOTHING,
    "Type SIM for the list.",
)
SYNTAX = Message(
    SPEAKER,
    "syntax",
    "{line}\n{caret}\nexpecting {expected}.",
    "Something stands at the caret, or is missing there, that the command cannot take.",
    _NOTHING,
    "Type SIM for the list of commands.",
)
NOT_MODELLED = Message(
    SPEAKER,
    "not-modelled",
    "{what} is not modelled yet.",
    "This part of the simulator is not there.",
    _NOTHING,
    "Do without it.",
)
NO_SYSTEM = Message(
    SPEAKER,
    "no-system",
    "this world has no system {node}.",
    "The node is not one of the simulated systems.",
    _NOTHING,
    "SIM alone lists the systems.",
)
SAME_SYSTEM = Message(
    SPEAKER,
    "same-system",
    "{node} stands on both sides.",
    "A line has two different ends, and a system always knows itself.",
    _NOTHING,
    "Name two systems.",
)
NOT_KNOWN = Message(
    SPEAKER,
    "not-known",
    "{node} does not know {other}.",
    "A system can forget only one that it knows.",
    _NOTHING,
    "SIM alone lists what each system knows.",
)
NO_LINE = Message(
    SPEAKER,
    "no-line",
    "there is no line between {node} and {other}.",
    "Only a line that exists can be changed or removed; UP makes one.",
    _NOTHING,
    "Make the line with SIM LINE ... UP.",
)
PAST = Message(
    SPEAKER,
    "past",
    "{local} is in the past; at {node} it is {now}.",
    "The clock never goes back, except with SIM RESTORE.",
    _NOTHING,
    "Name a later time.",
)
INVALID_TIME = Message(
    SPEAKER,
    "invalid-time",
    "{text} is not of the form yyyy-mm-dd hh:mm:ss.",
    "The date or the time does not exist or is written otherwise.",
    _NOTHING,
    "Write it as 2022-01-05 23:00:00.",
)
TOO_FAR = Message(
    SPEAKER,
    "too-far",
    "the clock cannot go that far.",
    "The clock of the simulator ends with the year 8999.",
    _NOTHING,
    "Use a smaller number.",
)
NOTHING_SCHEDULED = Message(
    SPEAKER,
    "nothing-scheduled",
    "nothing is scheduled.",
    "No process runs and no timer is set, so there is no next event.",
    _NOTHING,
    "Use SIM CLOCK ADVANCE.",
)
INVALID_NUMBER = Message(
    SPEAKER,
    "invalid-number",
    "{text} must be from {least} to {most}.",
    "The number is outside its range.",
    _NOTHING,
    "Use a number of the range.",
)
INVALID_SNAPSHOT_NAME = Message(
    SPEAKER,
    "invalid-snapshot-name",
    "{name} is not a name for a snapshot: 1 to 32 letters and digits.",
    "The name is kept as the name of a directory of the world.",
    _NOTHING,
    "Use letters and digits only.",
)
NO_SNAPSHOT = Message(
    SPEAKER,
    "no-snapshot",
    "there is no snapshot {name}.",
    "No state was kept under that name.",
    _NOTHING,
    "SIM SNAPSHOTS lists the names.",
)
NOT_TAKEN = Message(
    SPEAKER,
    "not-taken",
    "the snapshot {name} is not taken: {reason}.",
    "The host could not write it: mostly, its disk is full.",
    "Nothing is changed; an older snapshot of that name is kept.",
    "Make room, then take the snapshot again.",
)
NOT_RESTORED = Message(
    SPEAKER,
    "not-restored",
    "the snapshot {name} is not restored: {reason}.",
    "A part of it is missing or was changed, or the host could not write.",
    _NOTHING,
    "Use another snapshot; SIM SNAPSHOTS lists the names.",
)
HELD_UP = Message(
    SPEAKER,
    "held-up",
    "process {process} at {node} still runs: it waits for what time alone does not bring.",
    "A program that was started with NOWAIT waits for an operator, such as for a tape mount.",
    "Time has passed until nothing else ran.",
    "Do what it waits for (the console of its system says what), or end it with STOP; then settle"
    " again.",
)
FOREIGN_TAPE = Message(
    SPEAKER,
    "foreign-tape",
    "{label} is a foreign tape: no volume catalog of {node} has it, and no job there wrote it.",
    "The name may be mistyped, or the tape belongs to another system. Only a DEFINE of CLASS TAPE"
    " that names the tape will use it.",
    "The tape is on the drive.",
    "If it was not meant, take it out with SIM TAPE UNLOAD; INFO TAPEVOLUME of MEDIACOM lists the"
    " tapes of the catalogs.",
    severity=Severity.WARNING,
)
