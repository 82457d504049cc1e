"""How the columns of the network are read, and the settings of a world among them."""

from __future__ import annotations

import re
from datetime import datetime

from nsksim.columns import FIRST_YEAR, LAST_YEAR, Columns, Number, Reader, Text, digits, word
from nsksim.expand.network import LineState
from nsksim.guardian.ems import CONSOLE_SETTING, LAYOUT_SETTING, ConsoleState, Layout
from nsksim.names import NodeName

_HOLD = "HOLD"


def _now(text: str) -> None:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is not None or not FIRST_YEAR <= instant.year <= LAST_YEAR:
        years = f"{FIRST_YEAR} to {LAST_YEAR}"
        raise ValueError(f"{text!r} is not a UTC instant of the years {years}")


def _seed(text: str) -> None:
    if re.fullmatch(r"-?\d+", text, re.ASCII) is None:
        raise ValueError(f"{text!r} is not a number")


def _rate(text: str) -> None:
    if text.upper() != _HOLD:
        digits(text)


_SETTINGS: dict[str, Reader] = {
    "now": _now,
    "seed": _seed,
    "rate": _rate,
    LAYOUT_SETTING: word(*Layout),
    CONSOLE_SETTING: word(*ConsoleState),
}

COLUMNS: Columns = {
    "WORLD": [Text("VALUE", read, f"NAME = '{name}'") for name, read in _SETTINGS.items()],
    "SYSTEM": [
        Text("NODE", NodeName.parse),
        Number("NUMBER", 0, 254),
        Number("OFFSET_MINUTES", -1440, 1440),
    ],
    "KNOWS": [Text("NODE", NodeName.parse), Text("OTHER", NodeName.parse)],
    "LINE": [
        Text("NODE_A", NodeName.parse),
        Text("NODE_B", NodeName.parse),
        Text("STATE", word(*LineState)),
        Number("SLOW", 1, 2**20),
    ],
}
"""The columns of `expand.SCHEMA`."""
