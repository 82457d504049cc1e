"""SIM, the program no real system has: clock, network, tapes and snapshots of the simulation."""

from nsksim.programs.sim.program import Sim

__all__ = ["Sim"]
