"""One call of a built-in function: its text, the readers functions share, and their registry.

A function reads its own text; where it is wrong, the call makes the three-part syntax error with
the caret at the place. Nothing here knows any particular function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsksim.errors import OperatorError
from nsksim.messages import tacl as messages
from nsksim.programs.tacl import expression
from nsksim.programs.tacl.arguments import VARIABLE_EXPECTED
from nsksim.programs.tacl.host import Evaluation
from nsksim.programs.tacl.lexical import BLANKS, END_OF_LINE, external, upshift, words
from nsksim.programs.tacl.variables import Level, VariableType, is_name, trimmed, variable_type

if TYPE_CHECKING:
    from nsksim.programs.tacl.expansion import Interpreter

VARIABLE_NAME_EXPECTED = "a variable name"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a function: its name as typed, and all the internal text behind the name."""

    name: str
    text: str

    @property
    def argument(self) -> str:
        """Give the text without blanks and ends of line around it."""
        return trimmed(self.text)

    def wrong(self, column: int, *expected: str) -> OperatorError:
        """Make the syntax error for `column` (from 0) of `text`.

        Of a call that spans several lines only the line in question is shown.
        """
        lines = external(self.name + self.text).split(END_OF_LINE)
        place = len(self.name) + min(column, len(self.text))
        for line in lines:
            if place <= len(line):
                return messages.syntax_error(line, place, expected)
            place -= len(line) + 1
        return messages.syntax_error(lines[-1], len(lines[-1]), expected)

    def words(self) -> Iterator[tuple[str, int]]:
        """Give the words, which blanks and commas separate, each with its column."""
        column = 0
        for word in self.text.replace(",", " ").replace(END_OF_LINE, " ").split(" "):
            if word:
                yield word, column
            column += len(word) + 1

    def first(self) -> tuple[str, int, str]:
        """Split off the first word: the word, its column, and the text behind it."""
        stripped = self.text.lstrip(BLANKS)
        column = len(self.text) - len(stripped)
        length = next((at for at, letter in enumerate(stripped) if letter in BLANKS + ",/"), None)
        word = stripped[:length]
        return word, column, stripped[len(word) :]

    def options(self) -> tuple[list[str], Call]:
        """Split off the words between slashes, if the text begins with a slash."""
        stripped = self.text.lstrip(BLANKS)
        if not stripped.startswith("/"):
            return [], self
        inner, slash, rest = stripped[1:].partition("/")
        if not slash:
            raise self.wrong(len(self.text), "/")
        read = len(self.text) - len(rest)
        given = [upshift(word) for word in words(inner.replace(",", " "))]
        return given, Call(self.name + self.text[:read], rest)


Function = Callable[["Interpreter", Call], str | Evaluation]


@dataclass(frozen=True, slots=True)
class Builtin:
    """A built-in function. `runs`: its result is statements to execute, not a value to show."""

    function: Function
    runs: bool = False


class Registry(dict[str, Builtin]):
    """Built-in functions by upshifted name."""

    def builtin(self, name: str, *, runs: bool = False) -> Callable[[Function], Function]:
        """Register the decorated function under `name`."""

        def register(function: Function) -> Function:
            self[name] = Builtin(function, runs)
            return function

        return register


def read_type(call: Call, word: str, column: int) -> VariableType:
    """Read the type of a variable; `column` is where it stands in the call."""
    try:
        return variable_type(word)
    except KeyError:
        raise call.wrong(column, *VariableType) from None


def read_level(interpreter: Interpreter, call: Call) -> tuple[Level, str]:
    """Read a variable level, and give the text behind it."""
    name, column, rest = call.first()
    level = interpreter.variables.find(name)
    if level is not None:
        return level, rest
    bare, period, _ = name.partition(".")
    if period and not is_name(name) and interpreter.variables.levels(bare):
        raise OperatorError(messages.ILLEGAL_LEVEL)
    raise call.wrong(column, VARIABLE_EXPECTED)


def read_pairs(call: Call, options: Sequence[str], *allowed: str) -> dict[str, str]:
    """Read options that each have a value."""
    pairs = dict(zip(options[::2], options[1::2], strict=False))
    if len(options) % 2 or not pairs.keys() <= set(allowed):
        raise call.wrong(1, *allowed)
    return pairs


def read_string(interpreter: Interpreter, call: Call, rest: str) -> str:
    """Read one string that is all that is left of a call."""
    values = read_strings(interpreter, call, rest, 1)
    return values[0]


def read_strings(interpreter: Interpreter, call: Call, rest: str, count: int) -> list[str]:
    """Read so many strings that are all that is left of a call."""
    values: list[str] = []
    position = 0
    before = len(call.text) - len(rest)
    for _ in range(count):
        found = expression.read_string(rest, position, interpreter.lookup)
        if found is None:
            column = len(rest) - len(rest[position:].lstrip(BLANKS))
            raise call.wrong(before + column, expression.STRING_EXPECTED)
        value, position = found
        values.append(value)
    left = rest[position:].lstrip(BLANKS)
    if left:
        raise call.wrong(len(call.text) - len(left), "end")
    return values


def read_integer(interpreter: Interpreter, call: Call, rest: str, minimum: int) -> tuple[int, str]:
    """Read an integer, or a variable that holds one, at the start of `rest`."""
    word, column, behind = Call("", rest).first()
    value = interpreter.integer(word)
    if value is None or value < minimum:
        raise call.wrong(len(call.text) - len(rest) + column, expression.NUMBER_EXPECTED)
    return value, behind


def expect_end(call: Call, rest: str | None = None) -> None:
    """Refuse anything but blanks in `rest`, the end of the call's text (by default all of it)."""
    left = (call.text if rest is None else rest).lstrip(BLANKS)
    if left:
        raise call.wrong(len(call.text) - len(left), "end")
