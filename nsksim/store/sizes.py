"""What the databases of a directory measured when they were last whole.

DuckDB notices that the end of a file is missing only when it reads there. So the sizes are written
down when the databases are closed, and compared before they are opened: a copy that was cut off is
found at once. While the databases are in use there is no such file.
"""

from __future__ import annotations

import json
from pathlib import Path

from nsksim.store.problem import StoreProblem

SIZES = "SIZES"
SUFFIX = ".duckdb"
LOG_SUFFIX = ".wal"
"""DuckDB's log of a database that was not closed; stands behind the name of its file."""


def note_sizes(directory: Path) -> None:
    """Write down the sizes of the databases in `directory`. Raises OSError."""
    measured = {path.name: path.stat().st_size for path in sorted(directory.glob(f"*{SUFFIX}"))}
    part = directory / f"{SIZES}.part"
    part.write_text(json.dumps(measured) + "\n", "utf-8")
    part.replace(directory / SIZES)


def check_sizes(directory: Path) -> None:
    """Compare the databases with what was written down; nothing written down is nothing wrong.

    Raises StoreProblem in one line.
    """
    for name, size in _noted(directory).items():
        path = directory / name
        if not path.is_file():
            raise StoreProblem(f"{path} is missing: the copy of the world is incomplete")
        now = path.stat().st_size
        if now != size:
            raise StoreProblem(f"{path} is damaged: it has {now} bytes and had {size} when closed")
        log = directory / f"{name}{LOG_SUFFIX}"
        if log.exists():
            raise StoreProblem(f"{log} does not belong there: {name} was closed without it")


def _noted(directory: Path) -> dict[str, int]:
    """Read what was written down; what cannot be read tells nothing, DuckDB has the last word."""
    try:
        noted = json.loads((directory / SIZES).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    found = noted.items() if isinstance(noted, dict) else ()
    return {name: size for name, size in found if isinstance(size, int) and Path(name).name == name}
