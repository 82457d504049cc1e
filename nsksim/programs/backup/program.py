"""The program BACKUP: its command and its language."""

from __future__ import annotations

from typing import ClassVar

from nsksim.errors import OperatorError
from nsksim.language import Language, Operand
from nsksim.messages import backup as messages
from nsksim.programs.backup.statement import Backup
from nsksim.programs.backup.tape_program import (
    TAPE_DEVICE,
    TapeProgram,
    files_here,
    unmodelled,
)
from nsksim.programs.fup.fileset import checked_fileset

UNMODELLED = (
    "ALTFILE ARCHIVEFORMAT BLOCKSIZE DENSITY DETAIL DP1FORMAT DP2FORMAT INDEXES MAP MSGONLOCK "
    "MULTIDRIVE NOMYID NOREWIND NOSAFEGUARD NOSQLDATA PART PARTIAL SCRATCHVOL SQLCATALOGS "
    "START VERIFYREREAD VERIFYTAPE VOLUMEMODE WHOLEDISC"
)
"""Options of the real program that are refused."""


def _fileset(text: str) -> str:
    """Check the form of a file set. Raises InvalidName, or backup.not-modelled for VOLUMEMODE."""
    if text.upper() == "VOLUMEMODE":
        raise OperatorError(messages.NOT_MODELLED, what="BACKUP with VOLUMEMODE")
    return checked_fileset(text)


class BackupProgram(TapeProgram):
    """BACKUP: copies disk files to a tape and enters the tape in the catalogs."""

    name = "BACKUP"
    simulated = (
        "file mode to a tape or several, named by a DEFINE, also in tape sets and append pools and"
        " with drives or catalogs of other systems; LISTALL, CATALOGFILES, NOT, NOUNLOAD; AUDITED,"
        " OPEN, IGNORE and PARTONLY change the heading only, as no disk file is audited, open,"
        " damaged or partitioned"
    )
    language: ClassVar[Language] = Language(
        "backup",
        [Backup],
        {
            "TAPE_DEVICE": TAPE_DEVICE,
            "FILESET": Operand(_fileset, "a file set", files_here),
            "UNMODELLED": unmodelled(UNMODELLED),
        },
    )
    refused: ClassVar[dict[str, list[str]]] = {"options": UNMODELLED.split()}
