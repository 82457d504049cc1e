"""FUP, the File Utility Program: what is known of disk files, and what is done to them."""

from nsksim.programs.fup.program import Fup

__all__ = ["Fup"]
