"""The grammar corpora: lines that are MEDIACOM, and lines that are not, with the message.

`corpus/valid.txt` holds lines; `corpus/invalid.txt` has the number of the message before each.
A line with a number sign names the object of the lines below it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nsksim.errors import OperatorError
from nsksim.language import ParseProblem
from nsksim.programs.mediacom.program import Mediacom

CORPUS = Path(__file__).parent / "corpus"
FEWEST = {"valid": 15, "invalid": 10}


def lines(name: str) -> Iterator[tuple[str, str]]:
    """Yield object and line."""
    heading = ""
    for line in CORPUS.joinpath(f"{name}.txt").read_text("utf-8").splitlines():
        if line.startswith("# "):
            heading = line[2:]
        else:
            yield heading, line


def read(line: str) -> object:
    """Read a line as the program does. Raises OperatorError."""
    try:
        return Mediacom.language.parse(line)
    except ParseProblem as problem:
        raise Mediacom.refusal(Mediacom.__new__(Mediacom), problem) from problem


@pytest.mark.parametrize("line", [line for _, line in lines("valid")])
def test_a_line_is_read_and_written_back(line: str) -> None:
    statement = Mediacom.language.parse(line)
    assert Mediacom.language.parse(Mediacom.language.text(statement)) == statement
    assert Mediacom.language.error_at(line) is None


@pytest.mark.parametrize("line", [line for _, line in lines("invalid")])
def test_a_line_is_refused_with_the_message(line: str) -> None:
    number, _, typed = line.partition(" ")
    with pytest.raises(OperatorError) as caught:
        read(typed)
    assert caught.value.message.id == f"mediacom.{number}", caught.value.text


@pytest.mark.parametrize("name", ["valid", "invalid"])
def test_every_object_has_enough_lines(name: str) -> None:
    counts: dict[str, int] = {}
    for heading, _ in lines(name):
        counts[heading] = counts.get(heading, 0) + 1
    assert {heading: count for heading, count in counts.items() if count < FEWEST[name]} == {}
    objects = {entry.name.partition(" ")[2] for entry in Mediacom.language.reference()}
    headings = {word for heading in counts for word in heading.split(", ")}
    assert objects - {""} <= headings
