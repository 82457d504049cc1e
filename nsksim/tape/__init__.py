"""Tape drives, mounts, and the tape requests of BACKUP and RESTORE.

`TapeServer` is one system's tape server (`World.tapes`); `TapeLibrary` is what a plug-in brings
that holds tapes of its own.
"""

from nsksim.tape.answers import Answers
from nsksim.tape.definition import TapeDefinition
from nsksim.tape.drive import Drives, Holder, OpenMode, TapeDrive, TapeUse
from nsksim.tape.input_job import InputJob
from nsksim.tape.job import OpenTape
from nsksim.tape.label import FileLabel, LabelType, VolumeLabel
from nsksim.tape.library import Cartridge, TapeLibrary, home_in
from nsksim.tape.mount_request import MountRequest, RequestState
from nsksim.tape.occupation import held_tapes
from nsksim.tape.output_job import DumpHeading, OutputJob
from nsksim.tape.reel import Dump, FileSection, Reel, ReelProblem, TapedFile
from nsksim.tape.server import TapeServer, Waiting

__all__ = [
    "Answers",
    "Cartridge",
    "Drives",
    "Dump",
    "DumpHeading",
    "FileLabel",
    "FileSection",
    "Holder",
    "InputJob",
    "LabelType",
    "MountRequest",
    "OpenMode",
    "OpenTape",
    "OutputJob",
    "Reel",
    "ReelProblem",
    "RequestState",
    "TapeDefinition",
    "TapeDrive",
    "TapeLibrary",
    "TapeServer",
    "TapeUse",
    "TapedFile",
    "VolumeLabel",
    "Waiting",
    "held_tapes",
    "home_in",
]
