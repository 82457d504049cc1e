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


_EXTENSION = re.compile(r"^(?:%extend\s+)?command\s*:\s*((?:[^\n]|\n\s+\|)*)", re.MULTILINE)
_RULE = re.compile(r"^([a-z_]+)\s*:\s*((?:[^\n]|\n\s+\|)*)", re.MULTILINE)
_LEADING = re.compile(r'(?:^|\|)\s*[(\[]*\s*"([^"]+)"')
_NESTED = re.compile(r"(?<=.)[(\[][^()\[\]]*[)\]]")


def leading_words(texts: list[str]) -> frozenset[str]:
    """Name the words the commands of a grammar begin with, without compiling the grammar.

    Compiling takes longer than the rest of a start, and a start only needs to know whether a word
    is a command. A test compares the answer with that of the compiled grammar.
    """
    text = "\n".join(texts)
    rules = dict(_RULE.findall(text))
    names = {name.strip() for listed in _EXTENSION.findall(text) for name in listed.split("|")}
    found: set[str] = set()
    for name in names & rules.keys():
        body = rules[name].strip()
        while (shorter := _NESTED.sub("", body)) != body:
            body = shorter
        found.update(word.upper() for word in _LEADING.findall(body))
    return frozenset(found)
