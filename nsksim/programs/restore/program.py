"""The program RESTORE: its command and its language."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from nsksim.dsmtc import TapePlace
from nsksim.language import Language, Operand, Statement
from nsksim.programs.backup.tape_program import (
    TAPE_DEVICE,
    TapeProgram,
    files_here,
    unmodelled,
)
from nsksim.programs.program import Environment
from nsksim.programs.restore.fileset import checked_fileset
from nsksim.programs.restore.statement import Restore

UNMODELLED = (
    "ALTFILE AUDITONLY DETAIL IGNORE INDEXES NOREWIND NOSAFEGUARD REBUILD SQLCATALOGS SQLCOMPILE "
    "START TAPEDATE TURNOFFAUDIT VERIFY VOL VOLUMEMODE"
)
"""Options of the real program that are refused."""


class RestoreProgram(TapeProgram):
    """RESTORE: brings disk files back from a tape, or lists what is on it."""

    name = "RESTORE"
    simulated = (
        "file mode from a tape or several, named by a DEFINE, also with drives or catalogs of other"
        " systems; LISTALL, LISTONLY, KEEP, MYID,"
        " MAP NAMES, NOT, NOUNLOAD; AUDITED, OPEN and PARTONLY find nothing to act on, as no file"
        " on a tape is audited, was open or is partitioned"
    )
    language: ClassVar[Language] = Language(
        "restore",
        [Restore],
        {
            "TAPE_DEVICE": TAPE_DEVICE,
            "FILESET": Operand(checked_fileset, "a file set", files_here),
            "UNMODELLED": unmodelled(UNMODELLED),
        },
    )
    refused: ClassVar[dict[str, list[str]]] = {"options": UNMODELLED.split()}

    def __init__(
        self,
        environment: Environment,
        prepared: Restore | None = None,
        places: Collection[TapePlace] = (),
    ) -> None:
        """Do the startup text, or what was made of it before: a list may be very long.

        `places` are the tapes on which the files begin, where the catalog notes them.
        """
        super().__init__(environment)
        self._prepared = prepared
        self.places = places
        self.restored = 0
        """So many files were written back."""

    def parse(self, line: str) -> Statement:
        """Read the command unless it is prepared. Raises OperatorError."""
        return self._prepared or super().parse(line)
