"""SPOOLCOM: all jobs, the locations and the collectors of a spooler."""

from nsksim.programs.spoolcom.program import Spoolcom

__all__ = ["Spoolcom"]
