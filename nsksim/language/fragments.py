"""Where the text of a grammar comes from: the folder `grammars/<name>` with one file per object.

In a wheel the folder stands inside the package, in a checkout (and so in an editable install)
beside it; the package is asked first.
"""

from __future__ import annotations

import re
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

INSTALLED: Traversable = resources.files("nsksim") / "grammars"
CHECKOUT: Traversable = Path(__file__).parents[2] / "grammars"

_STANDS_ALONE = re.compile(r"^[?!]?start\b", re.MULTILINE)


def folder(name: str) -> Traversable | None:
    """Find the folder of the language `name`, None if there is none."""
    for root in (INSTALLED, CHECKOUT):
        found = root.joinpath(*name.split("/"))
        if found.is_dir():
            return found
    return None


def fragments(name: str) -> list[str]:
    """Read the fragments of the language `name`, in the order of their file names.

    A file that defines `start` is a grammar of its own (TACL's expansion is one) and is left out.
    """
    found = folder(name)
    if found is None:
        return []
    files = [file for file in found.iterdir() if file.name.endswith(".lark")]
    texts = [file.read_text("utf-8") for file in sorted(files, key=lambda file: file.name)]
    return [text for text in texts if not _STANDS_ALONE.search(text)]
