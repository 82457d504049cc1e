"""TACL's commands: what they refuse besides what the text engine refuses."""

from __future__ import annotations

from nsksim.errors import Message, Origin, Severity
from nsksim.messages.tacl import IGNORED, LOCATED, NOT_MODELLED, PLAIN, SPEAKER

__all__ = ["NOT_MODELLED"]  # the commands refuse with it as the text engine does


def _ours(key: str, text: str, cause: str, recovery: str) -> Message:
    return Message(SPEAKER, key, text, cause, IGNORED, recovery, Origin.OURS)


INVALID_LOGON = Message(
    PLAIN,
    "invalid-logon",
    "Invalid username or password",
    "There is no such user, or the password is not his. TACL never says which.",
    "Nobody is logged on who was not before.",
    "Give the right user and password.",
    Origin.DOCUMENTED,
)
LOGGED_OFF = Message(
    PLAIN,
    "logged-off",
    "Expecting: LOGON, PAUSE or TIME",
    "Nobody is logged on at this terminal.",
    IGNORED,
    "Log on first.",
    Origin.DOCUMENTED,
)
OBEY_TOO_DEEP = _ours(
    "obey-too-deep",
    "OBEY files are nested more than {limit} deep.",
    "An OBEY file obeys itself, directly or through others.",
    "Take the OBEY out of the file.",
)
PROGRAMS_TOO_DEEP = _ours(
    "programs-too-deep",
    "Programs are nested more than {limit} deep.",
    "A file that a TACL reads starts another TACL that reads it, or TACL was started too often.",
    "Leave programs with EXIT before starting others.",
)
STOPPED = Message(
    PLAIN,
    "stopped",
    "STOPPED: {process}\nCPU time: 0:00:00.000\n{code}: {text}",
    "A program has ended with a completion code that is not 0.",
    "What the program did before stays done.",
    "Read what the program printed.",
    Origin.INFERRED,
)
ABENDED = Message(
    PLAIN,
    "abended",
    "ABENDED: {process}\nCPU time: 0:00:00.000\n{code}: {text}",
    "A program has ended abnormally.",
    "What the program did before stays done.",
    "Read what the program printed.",
    Origin.INFERRED,
)
NAME_IN_USE = _ours(
    "name-in-use",
    "Process name {name} is in use.",
    "A running process has the name that was given with NAME.",
    "Give another name, or NAME alone for one that the system chooses.",
)
NO_RECALL = _ours(
    "no-recall",
    "No command line {selector} in the history.",
    "The history of this TACL holds no line of that number or beginning.",
    "Look at the lines with HISTORY.",
)
PROGRAM_NOT_SIMULATED = _ours(
    "program-not-simulated",
    "Program {name} is not modelled by this simulator.",
    "The file has the code of a program, but its content is none that the simulator can run.",
    "Run one of the programs that FILEINFO $SYSTEM.SYSTEM.* lists.",
)

NO_SUCH_USER = _ours(
    "no-such-user",
    "No users match {pattern}",
    "The system has no user whose name or id the pattern matches.",
    "List all users with USERS *.*.",
)
NO_ERROR_TEXT = _ours(
    "no-error-text",
    "The text of error {number} is not modelled by this simulator.",
    "The number is no file-system error, or its text stands in no manual this simulator follows.",
    "Look the number up in the vendor's manual.",
)
REPEATED = Message(
    LOCATED,
    "repeated",
    "{line}\n{caret}\nOption conflicts with another option",
    "An option stands in the line twice.",
    IGNORED,
    "Give each option once.",
    Origin.DOCUMENTED,
)
NO_HELP = _ours(
    "no-help",
    "There is no command {topic}.",
    "HELP was asked about a word no modelled command begins with.",
    "HELP alone lists the commands.",
)
NO_FILES_MATCH = Message(
    PLAIN,
    "no-files-match",
    "No files match {template}",
    "No disk file has a name the template matches.",
    "Nothing is listed.",
    "Look at the names with FILES or FILENAMES.",
    Origin.DOCUMENTED,
    Severity.WARNING,
)
CANNOT_MOVE = _ours(
    "cannot-move",
    "{old} cannot be renamed to {new}: a file keeps its volume.",
    "Renaming changes the directory of one volume; it cannot move a file to another.",
    "Copy the file.",
)
NO_PROCESS = Message(
    PLAIN,
    "no-process",
    "PROCESS DOES NOT EXIST",
    "No process has that name or number.",
    "Nothing is listed.",
    "Look at the processes with STATUS *.",
    Origin.DOCUMENTED,
)
NONE_SELECTED = Message(
    PLAIN,
    "none-selected",
    "PROCESS DOES NOT EXIST",
    "No process fulfils the conditions of STATUS; an empty listing is no mistake.",
    "Nothing is listed.",
    "Look at the processes with STATUS *.",
    Origin.INFERRED,
    Severity.WARNING,
)
NON_EXISTENT = Message(
    PLAIN,
    "non-existent",
    "Non-existent {process}",
    "No process has that name or number.",
    IGNORED,
    "Look at the processes with STATUS *.",
    Origin.DOCUMENTED,
)
CANNOT_STOP = Message(
    PLAIN,
    "cannot-stop",
    "Could not stop {process}; insufficient privilege.",
    "The process belongs to another user, or to another system that did not start it from here.",
    "The process goes on.",
    "Ask its owner, the manager of his group or the super ID of its system.",
    Origin.DOCUMENTED,
)
NO_DEFAULT_PROCESS = _ours(
    "no-default-process",
    "There is no default process.",
    "No process was named, and this TACL has started none that still runs.",
    "Name a process.",
)
DELAY_TOO_LONG = _ours(
    "delay-too-long",
    "The clock cannot go that far.",
    "The clock of the simulator ends with the year 8999.",
    "Wait for a shorter time.",
)
PARAM_SPACE = _ours(
    "param-space",
    "The PARAMs would need more than {limit} characters.",
    "The space a TACL has for PARAMs is limited.",
    "Clear PARAMs that are not needed.",
)
NO_SUCH_PARAM = _ours(
    "no-such-param",
    "There is no PARAM {name}.",
    "CLEAR PARAM names one that is not set.",
    "List them with PARAM.",
)
NO_SUCH_ASSIGN = _ours(
    "no-such-assign",
    "There is no ASSIGN {name}.",
    "No logical unit of that name is assigned.",
    "List them with ASSIGN.",
)
CANNOT_ALTER = _ours(
    "cannot-alter",
    "Could not alter {process}; insufficient privilege.",
    "The process belongs to another user.",
    "Ask its owner, the manager of his group or the super ID.",
)
