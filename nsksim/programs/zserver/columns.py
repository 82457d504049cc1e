"""How the cleanup that is due reads what it was scheduled with."""

from __future__ import annotations

from nsksim.columns import Columns, Text, json_object
from nsksim.programs.zserver.expiration import VERB, parse_hour

COLUMNS: Columns = {
    "TIMER": [
        Text(
            "ARGUMENTS",
            lambda text: parse_hour(str(json_object(text)["hour"])),
            f"VERB = '{VERB}'",
        )
    ]
}
"""The arguments of its verb."""
