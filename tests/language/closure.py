"""What every language has to satisfy, called by the tests of each.

A language's test module calls `check(language)`, `check_any_line(language, context)` with a context
its providers of names can use, and `check_round_trip(language, operands)` with a Hypothesis
strategy of values for each operand terminal.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from lark import logger

from nsksim.errors import OperatorError
from nsksim.language import Language, Operand, ParseProblem, Statement
from nsksim.language.grammar import Grammar
from nsksim.language.statement import explanation, rule_name
from tests.language.strategies import Operands, statements


def check(language: Language) -> None:
    """Check everything that needs no values of operands."""
    check_alternatives(language)
    check_documentation(language)
    check_operands(language)
    check_conflicts(language)


def check_alternatives(language: Language) -> None:
    """Every alternative of `command` has exactly one class, and back."""
    names = [rule_name(statement) for statement in language.statements]
    rules = sorted(language.grammar.rules)
    assert sorted(names) == rules, f"classes {sorted(names)}, alternatives {rules}"


def check_documentation(language: Language) -> None:
    """Every class has a help text whose first line stands for itself, and a line of syntax."""
    for statement in language.statements:
        lines = explanation(statement)
        assert lines, f"{statement.__name__} has no docstring"
        assert lines[0].endswith("."), f"{statement.__name__}: the first line is no sentence"
        assert lines[1:2] in ([], [""]), f"{statement.__name__}: the first line runs on"
    for entry in language.reference():
        assert language.help(entry.name), f"HELP {entry.name} says nothing"


def check_operands(language: Language) -> None:
    """Every operand terminal has a type with words and a provider, and no type is idle."""
    strangers = language.grammar.places ^ language.operands.keys()
    assert not strangers, f"terminals without a type, or types without a terminal: {strangers}"
    for terminal, operand in language.operands.items():
        assert operand.description, f"{terminal} has no description"
        assert callable(operand.complete), f"{terminal} has no provider of names"


class _Listener(logging.Handler):
    """Keeps the texts of what is logged."""

    def __init__(self, records: list[str]) -> None:
        super().__init__()
        self._records = records

    def emit(self, record: logging.LogRecord) -> None:
        self._records.append(record.getMessage())


def check_conflicts(language: Language) -> None:
    """The parser never had to guess: no shift/reduce conflict was resolved in silence."""
    records: list[str] = []
    listener = _Listener(records)
    level = logger.level
    logger.addHandler(listener)
    logger.setLevel(logging.DEBUG)
    try:
        Grammar(language.grammar.fragments, language.delimiters, {})
    finally:
        logger.setLevel(level)
        logger.removeHandler(listener)
    conflicts = [record for record in records if "conflict" in record.lower()]
    assert not conflicts, f"the parser has to guess: {conflicts}"


def check_round_trip(language: Language, operands: Operands, *, examples: int = 40) -> None:
    """Statement to text to statement is the identity, and no keyword may run into what follows."""
    check_strategies(language, operands)
    keywords = _keywords(language)
    anything = st.one_of([statements(language, kind, operands) for kind in language.statements])

    @settings(max_examples=examples, deadline=None, database=None)
    @given(anything, st.integers(min_value=0))
    def there_and_back(statement: Statement, cut: int) -> None:
        line = language.text(statement)
        assert language.parse(line) == statement, f"{line!r} is not read as {statement}"
        for part in (line, line[: cut % len(line)]):
            assert language.error_at(part) is None, f"{part!r} is marked while {line!r} is typed"
        language.parse(_lower(line, keywords))
        for run_together in _run_together(line, keywords):
            if _refusal(language, run_together) is None:
                understood = language.parse(run_together)
                assert understood != statement, f"{run_together!r} is read like {line!r}"

    there_and_back()
    check_beginnings(language, operands, examples=examples)


def check_strategies(language: Language, operands: Operands) -> None:
    """Every operand terminal has a strategy of values."""
    missing = sorted(language.grammar.places - operands.keys())
    assert not missing, (
        f"no strategy for terminal {', '.join(missing)} in OPERANDS of the tests of"
        f" {language.name}: add one, of values that its text can say"
    )


def check_beginnings(language: Language, operands: Operands, *, examples: int = 40) -> None:
    """No operand is taken for a mistake while it is typed: it knows what may finish it."""
    values = [
        strategy.map(lambda value, operand=language.operands[terminal]: (operand, value))
        for terminal, strategy in operands.items()
    ]

    @settings(max_examples=examples, deadline=None, database=None)
    @given(st.one_of(values))
    def may_be_typed(one: tuple[Operand[Any], Any]) -> None:
        operand, value = one
        text = operand.text(value)
        for end in range(1, len(text) + 1):
            assert operand.unfinished(text[:end]), f"{text[:end]!r} is marked, {text!r} is right"

    may_be_typed()


def check_any_line(language: Language, context: object, *, examples: int = 40) -> None:
    """Whatever is typed, the answers agree: a marked line is refused, a candidate is not marked."""
    words = [
        *sorted(_keywords(language)),
        *language.delimiters,
        "A",
        "$A.B.C",
        '"',
        "\\",
        "\0",
        "12",
    ]

    @settings(max_examples=examples, deadline=None, database=None)
    @given(st.lists(st.sampled_from(words), max_size=9).map(" ".join), st.sampled_from(["", " "]))
    def agree(text: str, ending: str) -> None:
        line = text + ending
        wrong = language.error_at(line)
        language.hint(line)
        refusal = _refusal(language, line)
        if isinstance(refusal, ParseProblem):
            assert 0 <= refusal.column <= len(line)
            assert refusal.expected, f"nothing is expected in {line!r}"
        if refusal is None:
            assert wrong is None, f"{line!r} is right and marked at {wrong}"
        for candidate in language.complete(line, context):
            longer = line[: len(line) - candidate.length] + candidate.text
            assert language.error_at(longer) is None, f"{longer!r} is offered and marked"

    agree()


def _refusal(language: Language, line: str) -> Exception | None:
    try:
        language.parse(line)
    except (ParseProblem, OperatorError) as refusal:
        return refusal
    return None


def _keywords(language: Language) -> frozenset[str]:
    return frozenset(word.text for word in language.grammar.words.values() if word.keyword)


def _lower(line: str, keywords: frozenset[str]) -> str:
    return " ".join(word.lower() if word in keywords else word for word in line.split(" "))


def _run_together(line: str, keywords: frozenset[str]) -> Iterator[str]:
    """Give the line with each of its keywords in turn joined to the word that follows."""
    words = line.split(" ")
    for index in range(len(words) - 1):
        if words[index] in keywords and words[index + 1][0].isalnum():
            yield " ".join([*words[:index], words[index] + words[index + 1], *words[index + 2 :]])
