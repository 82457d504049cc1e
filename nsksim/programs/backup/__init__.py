"""BACKUP: copies disk files to a tape and enters the tape in the catalogs."""

from nsksim.programs.backup.program import BackupProgram

__all__ = ["BackupProgram"]
