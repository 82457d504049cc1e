"""Tape drives, mounts, and the tape requests of BACKUP and RESTORE.

`TapeServer` is one system's tape server (`World.tapes`); `TapeLibrary` is what a plug-in brings
that holds tapes of its own.
"""

from nsksim.tape.answers import Answers
from nsksim.tape.definition import TapeDefinition
from nsksim.tape.drive import Drives, Holder, LibraryPlace, OpenMode, TapeDrive, TapeUse
from nsksim.tape.image import ImageProblem, TapedFile, TapeImage
from nsksim.tape.job import OpenTape, TapeJob
from nsksim.tape.library import TapeLibrary
from nsksim.tape.mount_request import MountRequest
from nsksim.tape.server import TapeServer, Waiting

__all__ = [
    "Answers",
    "Drives",
    "Holder",
    "ImageProblem",
    "LibraryPlace",
    "MountRequest",
    "OpenMode",
    "OpenTape",
    "TapeDefinition",
    "TapeDrive",
    "TapeImage",
    "TapeJob",
    "TapeLibrary",
    "TapeServer",
    "TapeUse",
    "TapedFile",
    "Waiting",
]
