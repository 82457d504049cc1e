"""Every command that is modelled is shown by a transcript: what is not, is named here with why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from nsksim import plugins
from nsksim.errors import OperatorError
from nsksim.language import Language, ParseProblem, Statement
from tests.tidy.source import CHECKOUT

FOLDERS = ("tests/sessions", "nsksim/demos", "catsync/demos")

PROGRAMS: dict[str, Language] = {
    program.name: program.language
    for program in plugins.programs()
    if getattr(program, "language", None)
}
PROMPTS = {
    program.prompt.strip(): program.name
    for program in plugins.programs()
    if getattr(program, "prompt", "")
}
_TACL_LINE = re.compile(r"(?:\S+ )*\d+> (.*)")
_PROGRAM_LINE = re.compile(r"\s*(\w+)\s*(?:/[^/]*/)?\s*(.*)")

NOT_SHOWN: dict[str, str] = {}
"""Statement to the reason why no transcript can show it."""


def _typed(path: Path) -> Iterator[tuple[str, str]]:
    """Yield program and command line of everything that is typed in a session."""
    for line in path.read_text("utf-8").splitlines():
        at_tacl = _TACL_LINE.match(line)
        if at_tacl is None:
            for prompt, program in PROMPTS.items():
                if line.startswith(prompt):
                    yield program, line.removeprefix(prompt)
            continue
        text = at_tacl[1]
        yield "TACL", text
        inline = _PROGRAM_LINE.match(text)
        if inline and inline[1].upper() in PROGRAMS:
            yield inline[1].upper(), inline[2]


@cache
def _shown() -> frozenset[type[Statement]]:
    found = set()
    for folder in FOLDERS:
        for path in sorted((CHECKOUT / folder).glob("*.session")):
            for program, line in _typed(path):
                for part in line.split(";"):
                    statement = _parsed(PROGRAMS[program], part)
                    found.add(type(statement))
    return frozenset(found)


def _parsed(language: Language, line: str) -> Statement | None:
    try:
        return language.parse(line)
    except (ParseProblem, OperatorError):
        return None


def _statements() -> list[tuple[str, type[Statement]]]:
    return [
        (name, statement)
        for name, language in sorted(PROGRAMS.items())
        for statement in language.statements
        if statement.modelled
    ]


@pytest.mark.parametrize(
    ("program", "statement"),
    _statements(),
    ids=[f"{name}-{statement.__name__}" for name, statement in _statements()],
)
def test_a_session_shows_the_command(program: str, statement: type[Statement]) -> None:
    shown = statement in _shown()
    assert shown or f"{program} {statement.__name__}" in NOT_SHOWN
