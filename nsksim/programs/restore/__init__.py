"""RESTORE: brings disk files back from a tape, or lists what is on it."""

from nsksim.programs.restore.program import RestoreProgram

__all__ = ["RestoreProgram"]
