"""Tape drives and mounts, and BACKUP and RESTORE as engines."""
