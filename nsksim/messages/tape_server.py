"""The tape server $ZSVR: what it asks of the operator and what it reports, on console and in EMS.

A numbered text is framed `ERROR n - `, `WARNING n - ` or `STATUS n - ` by its severity; an action
request has no number and is framed `$ZSVR: ` with the sequence number the server gave it. The
manual prints a blank before the colon where the request goes through the media catalog (`*MC*`).
Texts in capitals, as the newer edition of the manual prints them.
"""

from __future__ import annotations

from nsksim.errors import Message, Origin, Severity, Speaker

CATALOGED = "*MC*"
"""Marks a request for a tape that is known to the media catalog; that it means this is inferred."""

_WORDS = {
    Severity.ERROR: "ERROR",
    Severity.WARNING: "WARNING",
    Severity.INFORMATION: "STATUS",
}


def _frame(message: Message, text: str) -> list[str]:
    if message.number is None:
        blank = " " if CATALOGED in message.text else ""
        return [f"$ZSVR{blank}: {text}"]
    return [f"{_WORDS[message.severity]} {message.key} - {text}"]


SPEAKER = Speaker("tape-server", _frame)


def _error(number: int, text: str, cause: str, effect: str, recovery: str) -> Message:
    return Message(SPEAKER, number, text, cause, effect, recovery, Origin.DOCUMENTED)


def _status(number: int, text: str, cause: str) -> Message:
    return Message(
        SPEAKER,
        number,
        text,
        cause,
        "None; it is said for information.",
        "None is needed.",
        Origin.DOCUMENTED,
        Severity.INFORMATION,
    )


def _request(key: str, text: str, cause: str, recovery: str) -> Message:
    return Message(
        SPEAKER,
        key,
        text,
        cause,
        "The process that wants the tape waits.",
        recovery,
        Origin.DOCUMENTED,
        Severity.INFORMATION,
    )


_UNLOADED = "The tape is unloaded; the request goes on waiting."

NOT_EXPIRED = _error(
    2,
    "PROTECTION VIOLATION, VOLUME {volume} NOT EXPIRED",
    "A tape whose files are not expired was mounted to be written.",
    "The tape is unloaded; an open that named this tape is rejected.",
    "Mount a scratch tape.",
)
WRONG_TAPE = _error(
    3,
    "WRONG TAPE, {mounted} MOUNTED, SHOULD BE {wanted}",
    "Another tape than the requested one was mounted.",
    _UNLOADED,
    "Mount the requested tape.",
)
NOT_LABELED = _error(
    4,
    "WRONG TAPE, NOT LABELED, SHOULD BE {wanted}",
    "A tape without a label was mounted where a labeled one was requested.",
    _UNLOADED,
    "Mount the requested tape.",
)
ALL_BUSY = _error(
    1013,
    "ALL TAPE DRIVES BUSY, QUEUING ACS REQUEST",
    "A tape is to be loaded and every drive that may be used has a tape.",
    "The request waits until a drive is free.",
    "Unload a tape that is no longer needed.",
)
DEVICE_NEEDED = _error(
    1017,
    "EXCLUDED POOL REQUESTS NEED TO SPECIFY DEVICE IN THE DEFINE",
    "The names of the pool are excluded from the search, so a name alone does not tell the tape.",
    "The open fails with file-system error 594.",
    "Name the drive in the DEVICE attribute of the DEFINE.",
)
OUT_OF_SCRATCH = _error(
    1018,
    "POOL {pool} IS OUT OF SCRATCH TAPES, WILL RETRY",
    "A scratch tape of the pool is wanted and none is left.",
    "The request waits until the pool has a scratch tape.",
    "Add tapes to the pool, or make released ones SCRATCH with ALTER TAPEVOLUME.",
)
CANNOT_BE_USED = _error(
    1021,
    "VOLUME {volume} CAN NOT BE USED, SELECTING ALTERNATE",
    "A tape named for output is not a SCRATCH tape of the pool.",
    "The next name of the list is taken, then any scratch tape of the pool.",
    "Name scratch tapes in the VOLUME attribute of the DEFINE.",
)
NOT_ASSIGNED = _error(
    1022,
    "VOLUME {volume} IS NOT ASSIGNED, SELECTING ALTERNATE",
    "A tape named for input does not hold files.",
    "Another tape of the set is taken.",
    "Name a tape that holds the file.",
)
VOLUME_NEEDED = _error(
    1023,
    "NEED VOLUME SPECIFIED IF WRITING MULTI-FILE SETS",
    "A file after the first of a set is written and the DEFINE does not name the set.",
    "The open fails with file-system error 594.",
    "Name the first tape of the set in the VOLUME attribute of the DEFINE.",
)
FILESEQ_INCORRECT = _error(
    1024,
    "FILESEQ FOR FILEID {fileid} IS INCORRECT",
    "The file does not follow the last file of the set, or stands at another place of it.",
    "The open fails with file-system error 594.",
    "Correct the FILESEQ attribute of the DEFINE.",
)
NO_COPY = _error(
    1025,
    "NO COPY AVAILABLE FOR FILEID {fileid}",
    "A substitute tape was asked for and no copy of the file is cataloged.",
    "The request for the original tape is repeated.",
    "Mount the original tape, or reject the request.",
)

NO_THIRD_PARTY_MANAGER = _error(
    1042,
    "TPTM IS NOT CONFIGURED, REQUEST ABORTED",
    "The support level of the system asks for a third-party tape manager, and there is none.",
    "The open fails with file-system error 751.",
    "Choose another level with ALTER MEDIADEFS, LEVEL.",
)

SERVER_UP = _status(1501, "$ZSVR UP", "The tape server was started.")
REJECT_EXECUTED = _status(
    1502, "EXECUTED MEDIACOM REJECT {sequence}", "The operator rejected a request."
)
ACCEPT_EXECUTED = _status(
    1503, "EXECUTED TAPECOM ACCEPT {sequence}", "The operator accepted a request."
)
ANSI_ONLINE = _status(
    1506,
    "UNREQUESTED ANSI TAPE {volume} ONLINE ON {device}",
    "A labeled tape was mounted that no process waits for.",
)
DISMOUNTED = _status(1512, "{volume} TAPE DISMOUNTED FROM DRIVE {device}", "A tape left its drive.")
EXPIRATION_INITIATED = _status(
    1513, "AUTO TAPE EXPIRATION INITIATED", "The daily cleanup of the file catalogs began."
)
TAPE_USED = _status(
    1516, "{volume} TAPE ON DRIVE {device} USED BY {process}", "A process has the tape."
)

MOUNT = _request(
    "mount",
    "{sequence} MOUNT {tape}",
    "A process wants a tape that is not on a drive.",
    "Mount the tape, or reject the request with REJECT TAPEMOUNT.",
)
MOUNT_CATALOGED = _request(
    "mount-cataloged",
    "{sequence} *MC* MOUNT {tape}",
    "A process wants a tape of the media catalog that is not on a drive.",
    "Mount the tape, or reject the request with REJECT TAPEMOUNT.",
)
MOUNT_SCRATCH = _request(
    "mount-scratch",
    "{sequence} MOUNT SCRATCH TAPE {tape}",
    "A process wants any scratch tape.",
    "Mount a scratch tape, or reject the request with REJECT TAPEMOUNT.",
)
MOUNTED = _request(
    "mounted", "{sequence} VOLUME {volume} MOUNTED", "A requested tape was mounted.", "None."
)
REJECTED = _request(
    "rejected",
    "{sequence} REQUEST FOR VOLUME {volume} REJECTED BY OPERATOR",
    "The operator rejected the request; the open fails with file-system error 194.",
    "Start the job again when the tape is at hand.",
)
