"""How the columns of a system's own tables are read."""

from __future__ import annotations

from nsksim.columns import MOST, Columns, Number, Text, Years, digits, json_object, optional, word
from nsksim.guardian.processes import PROCESS_NAME, TACL_NAME, Kind
from nsksim.guardian.spooler import LAST_JOB, JobState
from nsksim.names import (
    FileName,
    NodeName,
    ProcessName,
    Security,
    SpoolLocation,
    Subvolume,
    UserName,
    VolumeName,
)


def _number_of(column: str) -> Number:
    """Give the check of a part of a user id."""
    return Number(column, 0, 255)


_NAMES = f"('{PROCESS_NAME}', '{TACL_NAME}')"
"""The counters that give names."""

COLUMNS: Columns = {
    "DISK": [Text("NAME", VolumeName.parse)],
    "FILE": [
        Text("VOLUME", VolumeName.parse),
        Text("SUBVOLUME", lambda text: Subvolume.parse(f"$X.{text}")),
        Text("NAME", lambda text: FileName.parse(rf"\X.$X.X.{text}")),
        Number("CODE", 0, 65_535),
        Number("EOF", 0, MOST),
        Years("MODIFIED"),
        _number_of("OWNER_GROUP"),
        _number_of("OWNER_USER"),
        Text("SECURITY", Security),
        Number("CONTENT", 1, MOST),
    ],
    "USERS": [
        Text("GROUP_NAME", lambda text: UserName(text, "X")),
        Text("USER_NAME", lambda text: UserName("X", text)),
        _number_of("GROUP_ID"),
        _number_of("USER_ID"),
        Text("SECURITY", Security),
        Text("DEFAULT_VOLUME", Subvolume.parse),
    ],
    "SECURITY_GROUP": [_number_of("GROUP_ID"), _number_of("USER_ID")],
    "REMOTE_PASSWORD": [
        _number_of("GROUP_ID"),
        _number_of("USER_ID"),
        Text("NODE", NodeName.parse),
    ],
    "PROCESS": [
        Text("NAME", optional(ProcessName.parse)),
        Number("CPU", 0, 15),
        Number("PIN", 0, 65_535),
        Number("PRIORITY", 0, 255),
        _number_of("GROUP_ID"),
        _number_of("USER_ID"),
        Text("PROGRAM", lambda text: FileName.parse(rf"\X.{text}")),
        Years("STARTED"),
        Text("KIND", word(*Kind)),
    ],
    "EMS_EVENT": [
        Number("SEQUENCE", 0, MOST),
        Years("GENERATED"),
        Number("NUMBER", 0, 2**30),
    ],
    "SPOOL_LOCATION": [Text("LOCATION", SpoolLocation.parse)],
    "SPOOL_JOB": [
        Number("JOB", 1, LAST_JOB),
        Text("STATE", word(*JobState)),
        Text("LOCATION", SpoolLocation.parse),
        _number_of("GROUP_ID"),
        _number_of("USER_ID"),
        Years("OPENED"),
    ],
    "SPOOL_LINE": [Number("JOB", 1, LAST_JOB), Number("LINE", 1, 2**30)],
    "TIMER": [
        Years("DUE"),
        Number("SEQUENCE", 0, MOST),
        Text("ARGUMENTS", json_object),
    ],
    "COUNTER": [
        Text("VALUE", ProcessName.parse, f"NAME IN {_NAMES}"),
        Text("VALUE", digits, f"NAME NOT IN {_NAMES}"),
    ],
}
"""The columns of `schema.sql` beside this module."""
