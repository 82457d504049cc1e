"""Texts of the vendor's manuals that `nsksim explain` knows though nothing here says them.

They have no names, so nothing can raise them. Why one came and what to do is the manual's business:
of a text that is never said we know neither; we say what is missing here.
"""

from __future__ import annotations

from collections.abc import Iterator

from nsksim.errors import Message, Origin, Severity, Speaker
from nsksim.messages import mediacom, tape_server

Text = tuple[int, str, str]
"""Number, text, and what the manual tells of the effect, "" where it tells none."""

_TEXTS: dict[tuple[Speaker, str], tuple[Text, ...]] = {
    (mediacom.SPEAKER, "MEDIASRV is reached by statements, not by SPI buffers"): (
        (
            6201,
            "The SPI buffer MEDIASRV used {used} bytes when only {allowed} bytes are allowed.",
            "",
        ),
        (
            6202,
            "The SPI buffer MEDIASRV received contained an unknown SubSystemID {owner},{number}.",
            "",
        ),
        (
            6203,
            (
                "The SPI buffer received by MEDIASRV contained a minimum server version {wanted},"
                " that was greater than the server version {server} of MEDIASRV."
            ),
            "",
        ),
        (6204, "The SPI buffer MEDIASRV received contained an unknown tokencode: {token}.", ""),
        (
            6205,
            (
                "The SPI buffer MEDIASRV received contained an unknown command: {command}, the"
                " object was: {object}."
            ),
            "",
        ),
        (
            6206,
            (
                "The SPI buffer MEDIASRV received contained an unknown object: {object}; the"
                " command was: {command}."
            ),
            "",
        ),
        (6208, "The SPI buffer contains invalid context.", ""),
    ),
    (tape_server.SPEAKER, "whoever asks for IBM labels is not modelled"): (
        (
            6,
            "VOLUME {volume} IS ANSI TAPE, NOT IBM TAPE AS REQUIRED",
            "The tape is unloaded; the request goes on waiting.",
        ),
    ),
    (tape_server.SPEAKER, "TMF tapes are not modelled"): (
        (
            9,
            "VOLUME {volume} IS TMF TAPE, CANNOT BE USED",
            "The tape is unloaded; the request goes on waiting.",
        ),
        (
            12,
            "VOLUME {volume} IS ANSI TAPE, NOT TMF TAPE AS REQUESTED",
            "The tape is unloaded; the request goes on waiting.",
        ),
        (
            1035,
            "NO TAPE FOUND IN CORRECT ACS FOR {device}, WILL RETRY",
            "It is tried again every three minutes.",
        ),
        (2512, "TMF WILL RESTORE AN ALTERNATE SERIES COPY FROM THE BEGINNING", ""),
    ),
    (tape_server.SPEAKER, "trailer labels are not modelled"): (
        (901, "FILE {file} TRAILER LABELS ERROR", ""),
    ),
    (tape_server.SPEAKER, "when it is said, and when ERROR 2, is not known well enough"): (
        (908, "VOLUME {volume} ON {device} IS NOT EXPIRED", ""),
    ),
    (tape_server.SPEAKER, "drives of several densities are not modelled"): (
        (909, "{volume} ON {device} DOES NOT ALLOW REQUESTED DENSITY/TAPEMODE", ""),
    ),
    (tape_server.SPEAKER, "the catalog is reached without processes that can fail"): (
        (1005, "ERROR CREATING DSM/TC: {number}", "Nothing can be cataloged."),
        (1006, "DSM/TC WRITEREAD ERROR: {number}", "A new MEDIADBM process is made."),
    ),
    (tape_server.SPEAKER, "the cleanup is done without a process that can fail"): (
        (1008, "Error creating DSM/TC expiration process: {number}", "No cleanup is done."),
    ),
    (tape_server.SPEAKER, "tape libraries are reached without an SSI process"): (
        (1009, "Error creating SSI: {number}", ""),
        (
            1010,
            "SSI WRITEREAD error: {number}",
            "After three more tries the open fails with file-system error 595.",
        ),
        (1011, "SSI retryable error: {number}", "The request is tried again."),
        (1012, "SSI non-retryable error: {number}", "The open fails with file-system error 595."),
    ),
    (
        tape_server.SPEAKER,
        "a label inside a library that differs from the one outside is not modelled",
    ): (
        (
            1014,
            "EJECTING MISMATCHED TAPE, INTERNAL: {internal}, EXTERNAL {external}",
            "The tape is ejected; the open fails with file-system error 595.",
        ),
    ),
    (tape_server.SPEAKER, "a library never fails to dismount"): (
        (1015, "DISMOUNT OF ACS TAPE, {volume}, FAILED", ""),
    ),
    (tape_server.SPEAKER, "third-party tape managers are not modelled"): (
        (
            1032,
            "TPTM REJECTED REQUEST WITH ERROR {number}",
            "The open fails with file-system error 751.",
        ),
        (1033, "TPTM REJECTED LABELING REQUEST WITH ERROR {number}", ""),
        (1034, "TPTM returned error {number}, continuing request.", ""),
        (1040, "TPTM WRITEREAD ERROR: {number}", "The open fails with file-system error 751."),
    ),
    (tape_server.SPEAKER, "the substitute of a TMF tape is not modelled"): (
        (1036, "ALTER TAPEMOUNT {sequence} FAILED WITH ERROR {number}", ""),
    ),
    (tape_server.SPEAKER, "AUTO SUBSTITUTE is not modelled"): (
        (1037, "TAPE AUTO SUBSTITUTE FOR {device} FAILED WITH ERROR {number}", ""),
    ),
    (tape_server.SPEAKER, "library security is not modelled"): (
        (
            1038,
            "ACCESS DENIED TO ACS TAPE VOLUME {volume}",
            "The open fails with file-system error 48.",
        ),
    ),
    (tape_server.SPEAKER, "the processes of DSM/TC have one version"): (
        (
            1039,
            "LOCAL MEDIADBM VERSION IS INCOMPATIBLE WITH ZSERVER",
            "The open fails with file-system error 594.",
        ),
    ),
    (tape_server.SPEAKER, "no backup process of the tape server is made"): (
        (1517, "TAKEOVER BY BACKUP $ZSVR PROCESS STATUS: {status}", ""),
    ),
    (tape_server.SPEAKER, "when it is said is not known well enough"): (
        (1518, "TAPE {substitute} USED INSTEAD OF TAPE {volume}", ""),
    ),
    (tape_server.SPEAKER, "a reel is continued on the drive it began on"): (
        (
            1520,
            "ACS DRIVE {device} is busy, will retry the continuation",
            "The request is tried again.",
        ),
    ),
}
"""By speaker, and by what would have to be simulated for them."""


def _severity(number: int) -> Severity:
    """Say what $ZSVR prints before the number: WARNING 9xx, STATUS 15xx and 25xx, else ERROR."""
    if number // 100 in (15, 25):
        return Severity.INFORMATION
    return Severity.WARNING if number // 100 == 9 else Severity.ERROR


def _messages() -> Iterator[Message]:
    for (speaker, missing), texts in _TEXTS.items():
        for number, text, effect in texts:
            yield Message(
                speaker,
                number,
                text,
                f"Listed for reference only: {missing}.",
                effect or "None here.",
                "See the vendor's manual.",
                Origin.DOCUMENTED,
                _severity(number),
            )


REFERENCE = tuple(_messages())
"""Messages that nothing raises."""
