"""The network of a world: who knows whom, which lines are up, and how that is kept."""

from nsksim.expand.network import SCHEMA, Line, LineState, Network

__all__ = ["SCHEMA", "Line", "LineState", "Network"]
