"""BACKUP and RESTORE: what they refuse, and what they say of single files.

That errors begin with `*ERROR*` and warnings with `*WARNING*` is inferred; the texts are ours.
"""

from __future__ import annotations

from nsksim.errors import Message, OperatorError, Severity, Speaker


def _frame(message: Message, text: str) -> list[str]:
    *place, last = text.split("\n")
    word = "WARNING" if message.severity is Severity.WARNING else "ERROR"
    return [*place, f"*{word}* {last}"]


SPEAKER = Speaker("backup", _frame)


def file_error(error: OperatorError) -> list[str]:
    """Give an error of the file system as BACKUP and RESTORE print it."""
    return [f"*ERROR* {error.values['name']}: FILE SYSTEM ERROR {error.message.number}"]


def framed(error: OperatorError) -> list[str]:
    """Give the refusal of any speaker as if BACKUP or RESTORE had spoken."""
    return _frame(error.message, error.text)


def _message(
    key: str,
    text: str,
    cause: str,
    recovery: str,
    *,
    effect: str = "The program ends; no tape is written and no file restored.",
    severity: Severity = Severity.ERROR,
) -> Message:
    return Message(SPEAKER, key, text, cause, effect, recovery, severity=severity)


SYNTAX = _message(
    "syntax",
    "{line}\n{caret}\nExpecting {expected}.",
    "Something stands at the caret, or is missing there, that the command cannot take.",
    "Write the tape, a comma, the files, and each option after a comma.",
)
NOT_MODELLED = _message(
    "not-modelled",
    "{what} is not modelled by this simulator.",
    "The real program has it, this simulator does not.",
    "Do without it.",
)
NO_DEFINE = _message(
    "no-define",
    "DEFINE {define} does not exist.",
    "The tape is named by a DEFINE, and none of that name was added.",
    "Add it with ADD DEFINE; it must be there before the program is started.",
)
WRONG_CLASS = _message(
    "wrong-class",
    "DEFINE {define} is of CLASS {class_name}; TAPECATALOG or TAPE is needed.",
    "Only a DEFINE of these classes describes a tape.",
    "Name a tape DEFINE.",
)
WRONG_ATTRIBUTE = _message(
    "wrong-attribute",
    "DEFINE {define}: {attribute} {value} is invalid; {reason}.",
    "The attribute has a value that cannot be used.",
    "Correct it with ALTER DEFINE.",
)
ATTRIBUTE_MISSING = _message(
    "attribute-missing",
    "DEFINE {define}: {attribute} is needed {reason}.",
    "Without the attribute it is not clear which tape or tape file is meant.",
    "Set it with ALTER DEFINE.",
)
OPEN_FAILED = _message(
    "open-failed",
    "{define}: FILE SYSTEM ERROR {number}, {reason}",
    "The tape could not be opened; the reason is that of the tape server.",
    "Correct what the tape server complains about.",
)
NO_TAPE_SERVER = _message(
    "no-tape-server",
    "{process}: FILE SYSTEM ERROR 14, the tape server does not run.",
    "Tapes are brought by the tape server of the system, and its process does not exist.",
    "Have the tape server started by whoever runs the system.",
)
NO_POOL = _message(
    "no-pool",
    "DEFINE {define}: no POOL is named and {node} has no default pool.",
    "An output tape comes from a pool.",
    "Name the pool in the DEFINE, or set the default with ALTER MEDIADEFS.",
)
CATALOGED_TAPE = _message(
    "cataloged-tape",
    "Tape {label} is cataloged in pool {pool} of {catalog}.",
    "A DEFINE without catalog may not write on a tape that the media catalog protects.",
    "Use a DEFINE of CLASS TAPECATALOG with CATALOG ON, or another tape.",
)
NOT_ON_VOLUME = _message(
    "not-on-volume",
    "Tape file {file} is not on tape {label}.",
    "The attribute VOLUME names a tape that does not hold the file.",
    "Name the right tape, or leave VOLUME out.",
)
STOPPED_WAITING = _message(
    "stopped-waiting",
    "Stopped while waiting for {what}.",
    "BREAK was pressed, or nothing is left that could bring the tape.",
    "Look at the requests of $ZSVR on the console, and bring the tape.",
)
NEEDS_CATALOG = _message(
    "needs-catalog",
    "CATALOGFILES needs a DEFINE of CLASS TAPECATALOG with CATALOG ON.",
    "Disk files are entered in the file catalog together with their tape file.",
    "Leave CATALOGFILES out, or use such a DEFINE.",
)
FILE_NOT_DUMPED = _message(
    "file-not-dumped",
    "{name} NOT DUMPED: FILE SYSTEM ERROR {number}",
    "The file could not be read.",
    "The command ERROR with the number tells what it means.",
    effect="The file is not on the tape; the others are.",
)
FILE_TOO_LARGE = _message(
    "file-too-large",
    "{name} NOT DUMPED: TAPE {label} CANNOT HOLD {bytes} BYTES",
    "A disk file is on one tape as a whole here, and this one is larger than a tape of that type.",
    "Use a pool with larger tapes.",
    effect="The file is not on the tape; the others are.",
)
FILE_NOT_RESTORED = _message(
    "file-not-restored",
    "{name} NOT RESTORED: FILE SYSTEM ERROR {number}",
    "The file could not be written.",
    "The command ERROR with the number tells what it means.",
    effect="The file on the disk is as it was; the others are restored.",
)
FILE_KEPT = _message(
    "file-kept",
    "{name} NOT RESTORED: IT EXISTS AND KEEP WAS GIVEN",
    "A file of that name is on the disk.",
    "Leave KEEP out to replace it.",
    effect="The file on the disk is as it was.",
    severity=Severity.WARNING,
)
