"""HELP, EXIT, and the commands of MEDIACOM that are not modelled yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nsksim.errors import Origin
from nsksim.programs import session_commands


@dataclass(frozen=True, slots=True)
class Help(session_commands.Help):
    """List the commands, or explain those that begin with the words given."""

    source: ClassVar[str] = "Guardian User's Guide, 10"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED


@dataclass(frozen=True, slots=True)
class Exit(session_commands.Exit):
    """Leave MEDIACOM, as CTRL-Y does."""


@dataclass(frozen=True, slots=True)
class NotModelled(session_commands.NotModelled):
    """Commands of the real MEDIACOM that this simulator refuses."""
