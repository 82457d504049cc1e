"""The programs that come with nsksim itself."""

from __future__ import annotations

from nsksim.programs.backup import BackupProgram
from nsksim.programs.emsdist import Emsdist
from nsksim.programs.fup import Fup
from nsksim.programs.mediacom.program import Mediacom
from nsksim.programs.peruse import Peruse
from nsksim.programs.program import Program
from nsksim.programs.restore import RestoreProgram
from nsksim.programs.sim import Sim
from nsksim.programs.spoolcom import Spoolcom
from nsksim.programs.tacl.program import Tacl
from nsksim.programs.zserver import Zserver

PROGRAMS: tuple[type[Program], ...] = (
    BackupProgram,
    Emsdist,
    Fup,
    Mediacom,
    Peruse,
    RestoreProgram,
    Sim,
    Spoolcom,
    Tacl,
    Zserver,
)
"""Every program that can be run, by name."""
