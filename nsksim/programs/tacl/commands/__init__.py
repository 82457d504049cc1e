"""TACL's commands as a language: one grammar rule and one statement class each.

Owns the way from an expanded line to a statement, and the words of a line that is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import NoReturn

from nsksim.errors import OperatorError
from nsksim.interaction import Interaction
from nsksim.language import Language, Operand, ParseProblem, Statement
from nsksim.language.fragments import fragments, leading_words
from nsksim.language.rule import Word
from nsksim.messages import tacl as tacl_messages
from nsksim.messages import tacl_commands as messages
from nsksim.programs.history import RECALLS
from nsksim.programs.tacl.commands import logon, unmodelled
from nsksim.programs.tacl.commands.logon import banner, customize, leave
from nsksim.programs.tacl.commands.operands import OPERANDS
from nsksim.programs.tacl.context import Context
from nsksim.programs.tacl.running import Run

__all__ = [
    "LANGUAGE",
    "banner",
    "command_words",
    "customize",
    "first_word",
    "help_lines",
    "is_command",
    "is_real_command",
    "leave",
    "parse",
    "parse_run",
    "refuse_unknown",
    "refuse_unmodelled",
    "summaries",
]

DELIMITERS = ",;()/"

_FIRST_WORD = re.compile(rf"[^\s{re.escape(DELIMITERS)}]*")
_RUN = "RUN "


def first_word(line: str) -> str:
    """Give the command word of a line."""
    found = _FIRST_WORD.match(line.lstrip())
    return found.group() if found else ""


@cache
def command_words() -> frozenset[str]:
    """Name the words the commands begin with."""
    return leading_words(fragments(LANGUAGE.name))


@cache
def summaries() -> tuple[tuple[str, str], ...]:
    """Give the words the commands begin with, each with what it is about."""
    found: dict[str, list[str]] = {}
    for declaration in LANGUAGE.declarations.values():
        for symbol in declaration.node.first():
            if isinstance(symbol, Word):
                found.setdefault(symbol.text, []).append(declaration.summary)
    return tuple(
        (word, lines[0] if len(lines) == 1 else f"{len(lines)} commands")
        for word, lines in sorted(found.items())
    )


def is_command(word: str) -> bool:
    """Say whether a line that begins with `word` is a command that is modelled."""
    return word.upper() in command_words()


def is_real_command(word: str) -> bool:
    """Say whether the real TACL has a command `word` that this one has not."""
    return word.upper() in unmodelled.NAMES


def refuse_unmodelled(word: str) -> None:
    """Refuse a command of the real TACL that is not modelled. Raises OperatorError."""
    if is_real_command(word):
        raise OperatorError(messages.NOT_MODELLED, what=word.upper())


def refuse_unknown(word: str, line: str) -> NoReturn:
    """Refuse a word nobody knows, or a program of the vendor that is not simulated."""
    if word.upper() in unmodelled.PROGRAMS:
        raise OperatorError(messages.NOT_MODELLED, what=word.upper())
    raise tacl_messages.name_needed(line)


def parse(line: str) -> Statement:
    """Read a command. Raises OperatorError, for a syntax error with line and caret."""
    try:
        return LANGUAGE.parse(line)
    except ParseProblem as problem:
        raise _syntax_error(problem, line, 0) from problem


def parse_run(line: str) -> Run:
    """Read a line that begins with a program. Raises OperatorError as `parse` does."""
    try:
        statement = LANGUAGE.parse(_RUN + line)
    except ParseProblem as problem:
        raise _syntax_error(problem, line, len(_RUN)) from problem
    assert isinstance(statement, Run)  # no other rule begins with RUN
    return statement


def _syntax_error(problem: ParseProblem, line: str, shift: int) -> OperatorError:
    if problem.repeated is not None:
        return OperatorError(
            messages.REPEATED, line=line, caret=" " * max(0, problem.column - shift) + "^"
        )
    column = problem.column
    expected = LANGUAGE.expected(problem.line[:column]) or problem.expected
    if not expected:
        # Nothing may stand there because an operand before it is wrong: that one is shown.
        column = LANGUAGE.error_at(problem.line) or column
        expected = LANGUAGE.expected(problem.line[:column]) or ("end",)
    return tacl_messages.syntax_error(line, max(0, column - shift), expected)


def help_lines(topic: str) -> Iterable[str]:
    """Give the lines of HELP. Raises OperatorError for a topic there is none about."""
    wanted = topic.strip().upper()
    if wanted in RECALLS:
        return [RECALLS[wanted]]
    try:
        found = LANGUAGE.help(topic)
        return found if wanted else [*found, "", *(f"{word:<4}{RECALLS[word]}" for word in RECALLS)]
    except ParseProblem:
        refuse_unmodelled(topic)
        raise OperatorError(messages.NO_HELP, topic=topic.upper()) from None


@dataclass(frozen=True, slots=True)
class Help(Statement):
    """List the commands, or explain those that begin with the given words.

    The text is the simulator's own; it says what is simulated and not what the vendor prints.
    """

    topic: str = ""

    def run(self, context: Context) -> Interaction:
        """Print the help derived from the language."""
        del context
        yield from help_lines(self.topic)


def _statements() -> tuple[type[Statement], ...]:
    """Load the commands: a prompt can be shown before the first of them is needed."""
    from nsksim.programs.tacl.commands import (
        defines,
        files,
        parameters,
        processes,
        surroundings,
        variables,
    )

    return (
        *logon.STATEMENTS,
        *surroundings.STATEMENTS,
        *files.STATEMENTS,
        *processes.STATEMENTS,
        *parameters.STATEMENTS,
        *variables.STATEMENTS,
        *defines.STATEMENTS,
        Run,
        Help,
    )


LANGUAGE = Language(
    "tacl",
    _statements,
    {**OPERANDS, "HELP_TOPIC": Operand(str, "a command", lambda _: summaries())},
    delimiters=DELIMITERS,
)
