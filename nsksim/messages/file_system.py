"""The file system: errors with the numbers of the Guardian Procedure Errors and Messages Manual.

Programs print them in frames of their own; where TACL itself has to say one, the frame below is
used. It joins the two documented habits, `*ERROR*` and the three-digit number of the ERROR command;
that they are joined in this way is our choice.
"""

from __future__ import annotations

from nsksim.errors import Message, Origin, Speaker


def _frame(message: Message, text: str) -> list[str]:
    return [f"*ERROR* {message.key:03d} {text}"]


SPEAKER = Speaker("file-system", _frame)


def _error(  # one line of the table
    number: int, text: str, cause: str, recovery: str, origin: Origin = Origin.DOCUMENTED
) -> Message:
    return Message(
        SPEAKER,
        number,
        text,
        cause,
        "The operation is not done; nothing changed.",
        recovery,
        origin,
    )


_SUFFIX = " ({name})"
"""We add the name of the file to the vendor's text; the vendor leaves it to the program."""

NOT_ALLOWED = _error(
    2,
    "operation not allowed on this type of file" + _SUFFIX,
    "The file is of another kind than the operation needs.",
    "Name a file of the right kind.",
)
EXISTS = _error(
    10,
    "file or record already exists" + _SUFFIX,
    "A new file was to be made under a name that is taken.",
    "Choose another name, or purge the old file first.",
)
NOT_FOUND = _error(
    11,
    "file not in directory or record not in file, or the specified tape file is not present on a"
    " labeled tape" + _SUFFIX,
    "No file of that name is on the disk.",
    "Look at the names with FILEINFO or FILENAMES.",
)
IN_USE = _error(
    12,
    "file in use" + _SUFFIX,
    "Another process has the file or device.",
    "Wait for it, or stop it.",
)
ILLEGAL_NAME = _error(
    13,
    "illegal file name specification" + _SUFFIX,
    "The name does not follow the rules for names.",
    "Write [\\node.][$volume.][subvolume.]file.",
)
NO_DEVICE = _error(
    14,
    "device does not exist" + _SUFFIX,
    "The system has no disk, drive or process of that name.",
    "Use a device of that system.",
)
UNKNOWN_SYSTEM = _error(
    18,
    "the system specified is not known to this system" + _SUFFIX,
    "The node is not in the network as this system sees it.",
    "Use a node that this system knows.",
    Origin.INFERRED,
)
DISK_FULL = _error(
    43,
    "unable to obtain disk space for file extent" + _SUFFIX,
    "There is no room where the simulated disk is kept.",
    "Make room on the host's disk and try again.",
)
FILE_FULL = _error(
    45,
    "file is full" + _SUFFIX,
    "The spooler has a job under each of its 4095 numbers.",
    "Delete jobs with SPOOLCOM or PERUSE.",
)
SECURITY = _error(
    48,
    "security violation" + _SUFFIX,
    "The user may not do this with the file, or has no matching remote passwords.",
    "Ask the owner, or log on as a user who may.",
)
DEVICE_PATH_DOWN = _error(
    201,
    "the current path to the device is down" + _SUFFIX,
    "The process that was opened has ended.",
    "Have it started again, and open it anew.",
)
PATH_DOWN = _error(
    250,
    "all paths to the system are down" + _SUFFIX,
    "The system is known but no line leads to it now.",
    "Wait until a line is up again.",
)
PATH_LOST = _error(
    249,
    "access to the system failed" + _SUFFIX,
    "The path was lost while the operation was going on.",
    "Wait until a line is up again and repeat the operation.",
)

APPEND_INCAPABLE = _error(
    596,
    "append-incapable requester against an append-capable pool" + _SUFFIX,
    "The pool has APPEND ON, and the program is older than such pools.",
    "Use a pool without APPEND, or a newer program.",
    Origin.INFERRED,
)

TEXTS: dict[int, str] = {
    0: "the operation completed successfully",
    1: "end of file (read), or end of tape (write)",
    2: "operation not allowed on this type of file",
    3: "an open or purge of a partition failed",
    4: "an open operation for an alternate key file failed",
    6: "system message received",
    7: "process cannot accept CONTROL, CONTROLBUF, SETMODE or RESETSYNC",
    9: "read through a locked record was successful",
    10: "the new record or file could not be created because a file by that name or a record with"
    " that key already exists",
    11: "file not in directory or record not in file, or the specified tape file is not present on"
    " a labeled tape",
    12: "file in use",
    13: "illegal file name specification",
    14: "device does not exist",
    16: "file number has not been opened",
    18: "the system specified is not known to this system",
    21: "illegal count",
    22: "parameter or buffer out of bounds",
    31: "unable to obtain file system buffer space",
    33: "I/O process is unable to obtain buffer space",
    34: "unable to obtain file system control block",
    40: "operation timed out",
    43: "unable to obtain disk space for file extent",
    44: "the disk directory or DCT is full",
    45: "file is full",
    46: "invalid key specified",
    48: "security violation",
    49: "access violation, or attempt to use an unexpired labeled tape for output, or mismatch"
    " between DEFINE USE attribute and open mode",
    56: "I/O error on volume label",
    57: "disk free space table is full",
    58: "disk free space table is marked bad",
    59: "file is bad",
    71: "duplicate record",
    73: "file/record locked",
    75: "requesting process has no current process transid",
    76: "transaction is in the process of ending",
    78: "transid is invalid or obsolete",
    80: "invalid operation on audited file or nonaudited disk volume",
    82: "the TMF subsystem has not been started up",
    83: "attempt to begin more concurrent transactions than can be handled",
    86: "BEGINTRANSACTION has been disabled",
    100: "device not ready or controller not operational",
    101: "no write ring (magnetic tape)",
    110: "only BREAK access permitted",
    111: "terminal operation aborted because of BREAK",
    113: "DEFINE class or attributes are not valid for the attempted function",
    160: "request is invalid for device state",
    190: "device error",
    194: "mount request rejected by the operator",
    196: "tape label does not match the DEFINE, or label missing or invalid",
    200: "device is owned by the other CPU",
    201: "the current path to the device is down",
    210: "device ownership changed during an I/O operation",
    211: "the processor module controlling the device failed",
    248: "network line handler error; operation aborted",
    249: "network failure: access to the named system failed",
    250: "all paths to the system are down",
    594: "DSM/TC refused or failed",
    595: "tape library failed",
    596: "append-incapable requester against an append-capable pool",
    751: "tape request refused by the tape management layer",
}
"""What the TACL command ERROR n says, for the numbers whose text a manual gives."""
