"""What is refused about the files of a staging area. Numbers (9970 to 9978) and texts are all ours.

Every refusal names the file; none of them is raised after a part of the file was applied.
"""

from __future__ import annotations

from catsync.messages import SPEAKER
from nsksim.errors import Message

_EFFECT = "Nothing of the file is applied."
_EXPORT_AGAIN = "Run a full export to write the file anew."

FOREIGN = Message(
    SPEAKER,
    9970,
    "{file} is not a staging file.",
    "The file does not begin as the files of an export do: something else was put there.",
    _EFFECT,
    "Remove the file from the staging sub-volume, or check the import source.",
)
NEWER = Message(
    SPEAKER,
    9971,
    "{file} has staging format {version}; formats up to {known} can be read here.",
    "The file was exported by a later release than the one that imports it.",
    _EFFECT,
    "Bring this side to the release of the exporting side.",
)
TRUNCATED = Message(
    SPEAKER,
    9972,
    "{file} is cut off: {actual} of {expected} bytes are there.",
    "The file was not copied to its end.",
    _EFFECT,
    _EXPORT_AGAIN,
)
OVERLONG = Message(
    SPEAKER,
    9973,
    "{file} is too long: {actual} bytes where {expected} were written.",
    "Something was added to the file after it was exported.",
    _EFFECT,
    _EXPORT_AGAIN,
)
TOO_LARGE = Message(
    SPEAKER,
    9974,
    "{file} has {actual} bytes; a staging file has at most {limit}.",
    "The volume has more disk files than a staging file may hold, or the file is not one.",
    _EFFECT,
    "Export without disk files.",
)
DAMAGED = Message(
    SPEAKER,
    9975,
    "{file} is damaged: its checksum does not match its content.",
    "Bytes of the file were changed after it was exported.",
    _EFFECT,
    _EXPORT_AGAIN,
)
INVALID = Message(
    SPEAKER,
    9976,
    "{file} is not valid: {reason}.",
    "The file is whole, but what it says is not what an export writes.",
    _EFFECT,
    _EXPORT_AGAIN,
)
MISNAMED = Message(
    SPEAKER,
    9977,
    "{file} is {content}, not {expected}.",
    "The file was renamed, or copied over another one.",
    _EFFECT,
    _EXPORT_AGAIN,
)
UNREADABLE = Message(
    SPEAKER,
    9978,
    "{file} cannot be read: {reason}.",
    "The host refused to read the file.",
    _EFFECT,
    "Correct what the reason names and repeat the import.",
)
