"""The tape server $ZSVR: what it asks of the operator and what it reports, on console and in EMS.

A numbered text is framed `ERROR n - `, `WARNING n - ` or `STATUS n - ` by its severity; an action
request has no number and is framed `$ZSVR: ` with the sequence number the server gave it. The
manual prints a blank before the colon where the request goes through the media catalog (`*MC*`).
Texts in capitals, as the newer edition of the manual prints them; in small letters where only the
older one is known.
"""

from __future__ import annotations

from nsksim.errors import Message, Origin, Severity, Speaker

PROCESS = "$ZSVR"
"""The process that says all this."""

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
        return [f"{PROCESS}{blank}: {text}"]
    return [f"{_WORDS[message.severity]} {message.key} - {text}"]


SPEAKER = Speaker("tape-server", _frame)


def _error(number: int, text: str, cause: str, effect: str, recovery: str) -> Message:
    return Message(SPEAKER, number, text, cause, effect, recovery, Origin.DOCUMENTED)


def _refusal(key: str, text: str, cause: str, recovery: str) -> Message:
    return Message(SPEAKER, key, text, cause, "The server is not started.", recovery, Origin.OURS)


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


def _online(number: int, text: str, cause: str, origin: Origin = Origin.DOCUMENTED) -> Message:
    return Message(
        SPEAKER,
        number,
        text,
        f"{cause} Somebody mounted it ahead of its request, or it is the wrong tape.",
        "The tape stays on its drive, for a later request.",
        "Look at STATUS TAPEMOUNT; unload the tape if it is the wrong one and mount the right one.",
        origin,
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
LABELED = _error(
    5,
    "WRONG TAPE, {mounted} MOUNTED, USE UNLABELED TAPE",
    "A labeled tape is on a drive that is wanted for an unlabeled one.",
    _UNLOADED,
    "Mount an unlabeled tape, or reject the request.",
)
NOT_ANSI = _error(
    7,
    "VOLUME {volume} IS IBM TAPE, NOT ANSI TAPE AS REQUIRED",
    "An IBM labeled tape was mounted where one with ANSI labels was requested.",
    _UNLOADED,
    "Mount an ANSI labeled tape, or correct LABELS of the DEFINE.",
)
NOT_BACKUP = _error(
    11,
    "VOLUME {volume} IS IBM TAPE, NOT BACKUP TAPE AS REQUESTED",
    "An IBM labeled tape was mounted where one with BACKUP or ANSI labels was requested.",
    _UNLOADED,
    "Label a tape with the correct type and mount it.",
)
NO_SCRATCH_LABEL = _error(
    18,
    "WRONG TAPE, NOT LABELED, USE SCRATCH TAPE",
    "A tape without a label was mounted where a scratch tape was requested.",
    _UNLOADED,
    "Mount a scratch tape.",
)
REPLY_ERROR = _error(
    1007,
    "DSM/TC REPLY ERROR : {number}",
    "DSM/TC refused what the tape server asked for a process. The number is that of its own error;"
    " those from 5900 to 5999 are the simulator's.",
    "The open fails with file-system error 594.",
    "Look at the error the number stands for, and correct its cause.",
)
ALL_BUSY = _error(
    1013,
    "NO ACS TAPE DRIVES AVAILABLE, WILL RETRY",
    "A tape of a library is wanted, the DEFINE names no drive, and every drive is busy.",
    "The request waits until a drive is free, without limit.",
    "Unload a tape that is no longer needed, or reject the request with REJECT TAPEMOUNT.",
)
WRONG_LABEL_TYPE = _error(
    1016,
    "ACS TAPE {volume} MOUNTED ON {device} IS WRONG LABEL TYPE",
    "The tape in the library bears no label, or one of another type than is requested.",
    "The open fails with file-system error 595; for output another tape is chosen.",
    "Label the tape again with ADD TAPELABEL or LABEL TAPEVOLUME.",
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
    "Add tapes to the pool, make released ones SCRATCH with ALTER TAPEVOLUME, or reject the"
    " request with REJECT TAPEMOUNT.",
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
    "A tape named for input holds no files, or the tape of the copy that is asked for cannot be"
    " read now.",
    "The operation continues with another tape: that of the set that holds the file, or that of"
    " another copy.",
    "None is needed. If no alternate is to be read, reject the request.",
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
CONSOLE_FAILED = _error(
    1027,
    "ERROR {number} ON DSM/TC CONSOLE {device}",
    "The file that gets a copy of every text could not be written.",
    "The second console is closed; the texts still go to the operator console.",
    "Correct the file-system error and give ALTER CONSOLE again.",
)
NO_THIRD_PARTY_MANAGER = _error(
    1042,
    "TPTM IS NOT CONFIGURED, REQUEST ABORTED",
    "The support level of the system asks for a third-party tape manager, and there is none.",
    "The open fails with file-system error 751.",
    "Choose another level with ALTER MEDIADEFS, LEVEL.",
)

VOLUME_REJECTED = _status(
    502, "VOLUME {volume} REJECTED", "The operator rejected the request for a tape."
)
SERVER_UP = _status(1501, "$ZSVR UP", "The tape server was started.")
REJECT_EXECUTED = _status(
    1502, "EXECUTED MEDIACOM REJECT {sequence}", "The operator rejected a request."
)
ACCEPT_EXECUTED = _status(
    1503, "EXECUTED TAPECOM ACCEPT {sequence}", "The operator accepted a request."
)
TAPE_OPENED = _status(
    1504,
    "{tape} OPENED ON {device}",
    "A request was matched with a tape on a drive. An unlabeled tape has no name.",
)
UNLABELED_ONLINE = _online(
    1505,
    "UNREQUESTED NL TAPE ONLINE ON {device}",
    "A tape without a label was mounted that no process waits for.",
)
ANSI_ONLINE = _online(
    1506,
    "UNREQUESTED ANSI TAPE {volume} ONLINE ON {device}",
    "A labeled tape was mounted that no process waits for; so is a tape of the catalogs where a"
    " scratch tape outside them is asked for.",
)
IBM_ONLINE = _online(
    1507,
    "UNREQUESTED IBM TAPE {volume} ONLINE ON {device}",
    "An IBM labeled tape was mounted that no process waits for.",
    Origin.INFERRED,
)
DISMOUNTED = _status(
    1512,
    "{tape} DISMOUNTED FROM DRIVE {device}",
    "A tape left its drive. An unlabeled tape has no name.",
)
EXPIRATION_INITIATED = _status(
    1513, "AUTO TAPE EXPIRATION INITIATED", "The daily cleanup of the file catalogs began."
)
TAPE_USED = _status(
    1516, "{volume} TAPE ON DRIVE {device} USED BY {process}", "A process has the tape."
)

START_FORM = _refusal(
    "start-form",
    "The tape server is started with ZSERVER / NAME $ZSVR, NOWAIT /.",
    "It has one name by which everybody finds it, runs until somebody stops it, and takes no"
    " startup text.",
    "Start it in this form.",
)
START_SUPER_GROUP = _refusal(
    "super-group",
    "The tape server can be started by super group users only.",
    "It writes the tape catalogs of the system, and the user is not in group 255.",
    "Log on as a user of the super group.",
)
HOUR_INVALID = _refusal(
    "hour",
    "PARAM AUTOEXPIRE^TIME {value} is not of the form hh:mm.",
    "The parameter gives the hour of the daily cleanup of the file catalogs.",
    "Set it to a time from 00:00 to 23:59, or CLEAR it, and start the server again.",
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
    "{sequence} MOUNT SCRATCH TAPE{where} WITH RING{comment}",
    "A process wants to write on any labeled tape that is in no catalog and holds no valid file.",
    "Mount such a tape, or reject the request with REJECT TAPEMOUNT.",
)
USE_UNLABELED = _request(
    "use-unlabeled",
    "{sequence} REQUEST TO USE {device} UNLABELED{comment}",
    "A process wants a drive for a tape without a label, and the drive has NLCHECK ON.",
    "Answer with ACCEPT TAPEMOUNT or REJECT TAPEMOUNT.",
)
USE_BYPASSED = _request(
    "use-bypassed",
    "{sequence} REQUEST TO USE {device} WITH NO LABEL PROTECTION{comment}",
    "A process wants a drive and bypasses the labels of the tape, and the drive has BLPCHECK ON.",
    "Answer with ACCEPT TAPEMOUNT or REJECT TAPEMOUNT.",
)
UNKNOWN_TAPE = Message(
    SPEAKER,
    "unknown-tape",
    "{sequence} UNKNOWN TAPE ON {device}, ACCEPT OR MOUNT CORRECT TAPE TO PROCEED",
    "A tape that cannot be read was mounted: here, one that was never written.",
    "The tape stays on the drive; nobody can use it before the request is answered.",
    "Answer with ACCEPT TAPEMOUNT to use it as an unlabeled tape, or with REJECT TAPEMOUNT: then it"
    " is unloaded.",
    Origin.DOCUMENTED,
    Severity.INFORMATION,
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
DEVICE_ACCEPTED = _request(
    "device-accepted",
    "{sequence} REQUEST FOR DEVICE {device} ACCEPTED BY OPERATOR",
    "The operator let a process use a drive without labels, or a tape be used as an unlabeled one.",
    "None.",
)
DEVICE_REJECTED = _request(
    "device-rejected",
    "{sequence} REQUEST FOR DEVICE {device} REJECTED BY OPERATOR",
    "The operator rejected the request for a drive; the open fails with file-system error 194."
    " Or he rejected a tape that cannot be read, and it is unloaded.",
    "Start the job again when the drive may be used.",
)
