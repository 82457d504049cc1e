"""EMSDIST, the event distributor: prints the events of collectors."""

from nsksim.programs.emsdist.program import Emsdist

__all__ = ["Emsdist"]
