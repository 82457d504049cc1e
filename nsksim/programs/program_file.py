"""Program files: their content says what they are, whatever the file is called.

A renamed or copied program still runs, and a file that merely has the name of one does not.
"""

from __future__ import annotations

from functools import cache

from nsksim import plugins
from nsksim.programs.program import Program

_MARK = "simulated program "


def program_content(name: str) -> bytes:
    """Return the content of the program file of the program `name`."""
    return f"{_MARK}{name}\n".encode("ascii")


def program_in(content: bytes) -> type[Program] | None:
    """Return the program a file holds, None when it holds no program of this simulator."""
    text = content.decode("ascii", "replace").strip()
    if not text.startswith(_MARK):
        return None
    return by_name().get(text.removeprefix(_MARK))


@cache
def by_name() -> dict[str, type[Program]]:
    """Give all programs that can be run, by name."""
    return {program.name: program for program in plugins.programs()}
