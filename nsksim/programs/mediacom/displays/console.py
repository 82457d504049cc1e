"""INFO CONSOLE. That it shows a file is documented, the line is ours."""

from __future__ import annotations

from nsksim.names import FileName
from nsksim.programs.mediacom.displays.form import Lines, pair


def console(second: FileName | None) -> Lines:
    """INFO CONSOLE."""
    yield pair("Console File", second or "NONE")
