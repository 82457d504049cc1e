"""Tapes and drives as the simulator keeps them: what cannot be done with one. All of it is ours.

The errors and requests the real tape server prints stand in `tape_server`.
"""

from __future__ import annotations

from nsksim.errors import Message, Speaker

SPEAKER = Speaker("tape-drive", lambda _, text: [f"*ERROR* {text}"])


def _message(key: str, text: str, cause: str, effect: str, recovery: str) -> Message:
    return Message(SPEAKER, key, text, cause, effect, recovery)


_NOTHING = "Nothing is changed."

NO_DRIVES = _message(
    "no-drives",
    "System {node} has no tape drive.",
    "A tape was asked for where nothing can read it.",
    _NOTHING,
    "Use a system with tape drives.",
)
NO_TAPE = _message(
    "no-tape",
    "No tape is on drive {device}.",
    "The drive is empty.",
    _NOTHING,
    "Name the drive the tape is on.",
)
MOUNTED_ELSEWHERE = _message(
    "mounted-elsewhere",
    "Tape {label} is on drive {device}.",
    "A tape can be on one drive only.",
    _NOTHING,
    "Unload it there first.",
)
RENAMED = _message(
    "renamed",
    "No tape is called {label} any more; the tape of that name is {name} now.",
    "Another label was written over that of the tape.",
    _NOTHING,
    "Mount the tape by the name it has now.",
)
NOT_IN_POOL = _message(
    "not-in-pool",
    "No pool {pool} has a tape {label}.",
    "The pool was named to tell two tapes of one name apart.",
    _NOTHING,
    "Name the pool that has the tape, or none.",
)
OTHER_POOL = _message(
    "other-pool",
    "Drive {device} is wanted for the tape {label} of pool {pool}.",
    "Two tapes have one name, and a job asks for the other one on this drive.",
    _NOTHING,
    "Mount the tape without POOL, or this one on another drive.",
)
LIBRARY_TAPE = _message(
    "library-tape",
    "Tape {label} is in a tape library, which mounts it when it is asked for.",
    "No hand reaches the tapes of a library.",
    _NOTHING,
    "Start the job that wants the tape.",
)
LABELED = _message(
    "labeled",
    "Tape {label} has a label.",
    "A tape that is cataloged, asked for by its label or written with one is not unlabeled.",
    _NOTHING,
    "Mount it as it is, or take another tape.",
)
WRITTEN = _message(
    "written",
    "Tape {label} is not new.",
    "Something was written on the tape, or its label was taken off.",
    _NOTHING,
    "Mount it as it is, or take another tape.",
)
DAMAGED = _message(
    "damaged",
    "Tape {label} cannot be read: {reason}.",
    "What is on the tape was not written by a simulated BACKUP of this version, or was damaged.",
    "Nothing is read from the tape.",
    "Use another copy or an older generation.",
)
BLANK = _message(
    "blank",
    "Tape {label} holds no tape file.",
    "The tape was never written, or the job that wrote it did not come to its end.",
    "Nothing is read from the tape.",
    "Use another generation.",
)
NOT_RECORDED = _message(
    "not-recorded",
    "Tape {label} bears the labels of its tape file, but its disk files are not simulated.",
    "The tape file was cataloged by a scenario or by a replication, not written by a simulated"
    " BACKUP: which bytes its disk files had was never known.",
    "Nothing is read from the tape.",
    "Use a generation that was written here, or write one.",
)
ANOTHER_FILE = _message(
    "another-file",
    "Tape {label} holds {found}, not {wanted}.",
    "The tape was written again after the catalog entry was made, or a replica of it is older than"
    " the entry.",
    "Nothing is read from the tape.",
    "Bring tape and catalog together again.",
)
CONTINUED = _message(
    "continued",
    "Tape file {file} goes on on another tape, and nobody knows which.",
    "The job that wrote it did not come to its end, or its tapes are not cataloged.",
    "The files on the tapes before are done.",
    "Use another generation for the files that are missing.",
)
LOST = _message(
    "lost",
    "Drive {device} was taken away from this process.",
    "The process was stopped, its tape was taken out, or no line leads to the drive.",
    "What was to be written is not on the tape.",
    "Start the job again.",
)
