"""The tables a system's database is made of, before the plug-ins add theirs."""

from __future__ import annotations

from importlib.resources import files

_PARTS = ("nsksim.guardian", "nsksim.dsmtc", "nsksim.tape")


def read(package: str) -> str:
    """Return the text of a package's `schema.sql`, without its comment lines.

    Only the top package is imported for it: a start needs the tables, not what works on them.
    """
    top, *path = package.split(".")
    text = files(top).joinpath(*path, "schema.sql").read_text("utf-8")
    return "\n".join(line.split("--")[0].rstrip() for line in text.splitlines())


SYSTEM = ";\n".join(read(part).strip().rstrip(";") for part in _PARTS)
"""DDL of the host's own tables."""
