"""The requirements of Catalog Sync: their ids, and which tests and features cite them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIST = ROOT / "docs" / "requirement-ids.txt"
TESTS = ("features", "tests")
CODE = ("catsync", "nsksim")
SUFFIXES = frozenset({".feature", ".py", ".session"})
OWN_TESTS = ROOT / "tests" / "docs"
"""The tests of these documents name ids as examples, not because they check them."""

_CITED = re.compile(r"(?<![\w.-])([A-Z])-([0-9]{2})(?![\w-])(?: to \1-([0-9]{2})(?![\w-]))?")
_LISTED = re.compile(r"([A-Z]-[0-9]{2}) (\S.*)")
_PART = re.compile(r"## ([A-Z]) (\S.*)")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the requirements: its letter, its title, and words by id."""

    letter: str
    title: str
    requirements: dict[str, str]


def parts() -> list[Part]:
    """Read the list. Raises ValueError for a line that is none of it, or a second same id."""
    found: list[Part] = []
    for line in LIST.read_text("utf-8").splitlines():
        if part := _PART.fullmatch(line):
            found.append(Part(part[1], part[2], {}))
        elif listed := _LISTED.fullmatch(line):
            if listed[1] in found[-1].requirements or not listed[1].startswith(found[-1].letter):
                raise ValueError(f"{LIST.name}: {listed[1]} is listed twice or in the wrong part")
            found[-1].requirements[listed[1]] = listed[2]
        elif line and not line.startswith("# "):
            raise ValueError(f"{LIST.name}: {line!r} is neither a part nor a requirement")
    return found


def cited_in(text: str) -> Iterator[str]:
    """Find the ids in a text; `B-34 to B-36` stands for three."""
    for letter, first, last in _CITED.findall(text):
        for number in range(int(first), int(last or first) + 1):
            yield f"{letter}-{number:02}"


def citations(folders: Iterable[str]) -> dict[str, list[str]]:
    """Give the files that cite each id, by path from the root of the checkout."""
    found: dict[str, set[str]] = {}
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix not in SUFFIXES or path.is_relative_to(OWN_TESTS):
                continue
            for identity in cited_in(path.read_text("utf-8")):
                found.setdefault(identity, set()).add(path.relative_to(ROOT).as_posix())
    return {identity: sorted(files) for identity, files in sorted(found.items())}
