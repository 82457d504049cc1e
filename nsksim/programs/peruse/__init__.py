"""PERUSE: the user's own jobs in the spooler, listed page by page."""

from nsksim.programs.peruse.program import Peruse

__all__ = ["Peruse"]
