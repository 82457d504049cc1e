"""ZSERVER: the tape server $ZSVR as a process that is started, and its daily cleanup."""

from nsksim.programs.zserver.program import Zserver

__all__ = ["Zserver"]
