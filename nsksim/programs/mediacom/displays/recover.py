"""RECOVER DISKFILE: what was found, and the question that follows; the layout is ours."""

from __future__ import annotations

from datetime import datetime

from nsksim.dsmtc import RecoverableFile
from nsksim.programs.mediacom.displays.form import Lines

QUESTION = "Do you want to continue (Y/N)? "

_FOUND = "{:<35} {:<16} {:>5} {:<6} {}"


def recoverable_heading() -> Lines:
    """Give the heading of the list."""
    yield _FOUND.format("Disk File Name", "Time Dumped", "Gen", "Tape", "Tape File ID")
    yield _FOUND.format("-" * 35, "-" * 16, "-" * 5, "-" * 6, "-" * 17)


def recoverable(file: RecoverableFile, dumped: datetime) -> str:
    """Give a row; `dumped` is local, the tape is the one on which the file begins."""
    moment = dumped.isoformat(" ", "minutes")
    return _FOUND.format(file.name, moment, file.generation, file.tape, file.file_id)
