"""The toys satisfy what every language has to, and a wrong declaration reaches nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from nsksim.errors import Origin
from nsksim.language import Language, Operand, Statement, no_names
from tests.language import closure, toy

WORDS = st.from_regex(r"[A-Z][A-Z0-9]{0,5}", fullmatch=True)
NAMES = WORDS.map(lambda word: f"$X.{word}.F")

VALUES: Mapping[str, SearchStrategy[Any]] = {
    "TAPE_NAME": WORDS,
    "POOL_NAME": WORDS,
    "DISK_FILE": NAMES,
    "DAYS": st.integers(0, 9999),
    "FILE_NAME": NAMES,
    "PROCESS": NAMES,
    "PARAMETER": WORDS,
    "PARAMETER_VALUE": WORDS,
    "TEXT": WORDS.map(lambda word: f"{word}, ({word})"),
    "STARTUP_TEXT": WORDS.map(lambda word: f"{word}, ({word}) / {word}"),
}


@pytest.mark.parametrize("language", [toy.media(), toy.interpreter()])
def test_closed(language: Language) -> None:
    used = language.grammar.places
    only = Language(
        language.name,
        language.statements,
        {terminal: toy.OPERANDS[terminal] for terminal in used},
        language.sources,
        delimiters=language.delimiters,
    )
    closure.check(only)


@pytest.mark.parametrize("language", [toy.media(), toy.interpreter()])
def test_round_trip(language: Language) -> None:
    closure.check_round_trip(language, VALUES)


def test_a_missing_strategy_is_named() -> None:
    language = toy.media()
    terminal = min(language.grammar.places)
    values = {name: strategy for name, strategy in VALUES.items() if name != terminal}
    with pytest.raises(AssertionError, match=f"no strategy for terminal {terminal} in OPERANDS of"):
        closure.check_round_trip(language, values)


@pytest.mark.parametrize("language", [toy.media(), toy.interpreter()])
def test_any_line(language: Language) -> None:
    closure.check_any_line(language, ["PRIMARY", "SECOND"])


def test_a_conflict_is_found() -> None:
    sources = [
        (
            'command: show\nshow: "SHOW"i names ["," wide]\n'
            'names: NAME ("," NAME)*\nwide: "WIDE"i\nNAME: _WORD'
        )
    ]
    language = Language("no-such-folder", [Show], {"NAME": NAME}, sources)
    with pytest.raises(AssertionError, match="onflict"):
        closure.check_conflicts(language)


NAME = Operand(str.upper, "a name", no_names)


@dataclass(frozen=True, slots=True)
class Show(toy.ToyStatement):
    """Show things."""

    names: tuple[str, ...]
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Silent(toy.ToyStatement):
    names: str


@dataclass(frozen=True, slots=True)
class Sourceless(toy.ToyStatement):
    """Show things."""

    fidelity: ClassVar[Origin] = Origin.DOCUMENTED
    names: str


@dataclass(frozen=True, slots=True)
class Needy(toy.ToyStatement):
    """Show things."""

    names: str


class Plain(toy.ToyStatement):
    """Show things."""


@pytest.mark.parametrize(
    ("statements", "grammar", "problem"),
    [
        ([Show], "command: show | hide\nshow: names [wide]\nhide: wide", "rule hide has no class"),
        ([Show, Needy], "command: show\nshow: names [wide]", "Needy has no rule needy"),
        ([Show, Show], "command: show\nshow: names [wide]", "two classes are called Show"),
        ([Show], "command: show\nshow: names", "Show.wide has no sub-rule"),
        ([Needy], "command: needy\nneedy: names [wide]", "Needy lacks field wide"),
        ([Needy], 'command: needy\nneedy: "X"i [names]', "needs a default"),
        ([Silent], "command: silent\nsilent: names", "Silent has no docstring"),
        ([Sourceless], "command: sourceless\nsourceless: names", "names no source"),
        ([Plain], 'command: plain\nplain: "PLAIN"i', "is not a dataclass"),
        ([Needy], "command: needy\nneedy: names\nnames: OTHER", "OTHER, which has no operand type"),
        ([Needy], 'command: needy\nneedy: "NEEDY" names', 'has to be written "NEEDY"i'),
        ([Needy], "command: needy\nneedy: NAME", "has to stand in the sub-rule"),
        ([Needy], 'command: needy\nneedy: names ("," NAME)*', "inside the sub-rule of its field"),
        ([Needy], "command: needy\n?needy: names", "[?]rules"),
        ([Needy], "command: needy\nneedy: names -> other", "alias has no syntax"),
        ([Needy], "command: needy\nneedy: names~2", "repetition with ~"),
        ([Needy], "command: needy\nneedy: names /x/", "has to be a named terminal"),
        ([Needy], 'command: needy\nneedy: names\nnames: "(" names ")" | NAME', "contains itself"),
        ([Needy], 'command: "NEEDY"i', "is not the name of a rule"),
    ],
)
def test_a_wrong_declaration_is_refused(
    statements: list[type[Statement]], grammar: str, problem: str
) -> None:
    shared = ["names: NAME"] if "\nnames:" not in grammar else []
    terminals = 'wide: "WIDE"i\nNAME: _WORD\nOTHER: _WORD'
    sources = [grammar, *shared, terminals]
    language = Language("no-such-folder", statements, {"NAME": NAME}, sources)
    with pytest.raises(TypeError, match=problem):
        assert language.declarations
