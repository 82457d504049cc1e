"""Expressions of TACL: what #COMPUTE, #IF and #LOOP evaluate, and strings.

Operators and precedences are those of the manual's table of operators; the last two lines of that
table are lost in the public copies, and AND before OR is inferred. True is -1 and false is 0.
Nothing here looks a variable up or words a message about a place: the caller brings both.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from nsksim.errors import OperatorError
from nsksim.messages import tacl as messages
from nsksim.programs.tacl.lexical import upshift

Value = int | str

TRUTH = {True: -1, False: 0}
"""What a condition is as a number."""

NUMBER_MIN = -(2**63)
NUMBER_MAX = 2**63 - 1
"""TACL computes with 64-bit numbers."""

DEPTH_MAX = 30
"""How deep parentheses may be nested. Ours: it keeps a long row of them off the stack."""

NUMBER_EXPECTED = "a number or an arithmetic expression"
STRING_EXPECTED = "a variable name or a quoted string"

Lookup = Callable[[str], str | None]
"""Gives the text of a variable level, None when there is none."""

_INTEGER = re.compile(r"[ \n]*([+-]?[0-9]{1,19})[ \n]*")
_STRING_OPERATOR = r"'!?(?:<=|>=|<>|=|<|>)'"
_TOKEN = re.compile(
    rf"""[ \n]*(?:
    (?P<number>[0-9]+)
    |(?P<string>"(?:[^"]|"")*")
    |(?P<operator>{_STRING_OPERATOR}|'\+'|<=|>=|<>|[-+*/()=<>])
    |(?P<name>:?[A-Za-z_^][A-Za-z0-9_^:]*(?:\.-?[0-9]+)?)
    )""",
    re.VERBOSE,
)

_ARITHMETIC: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}
_RELATIONS = {
    "=": {0},
    "<>": {-1, 1},
    "<": {-1},
    ">": {1},
    "<=": {-1, 0},
    ">=": {0, 1},
}
"""The outcomes of a comparison (less, equal, greater) that make a relation true."""

_STRING_RELATIONS = {
    f"'{exact}{sign}'": orders for sign, orders in _RELATIONS.items() for exact in ("", "!")
}


class Fail(Protocol):
    """Makes the syntax error for a column (from 0) of the expression."""

    def __call__(self, column: int, *expected: str) -> OperatorError:
        """Return the error; the caller raises it."""


def number(text: str) -> int | None:
    """Read an integer constant, None when it is none or too large."""
    found = _INTEGER.fullmatch(text)
    value = int(found[1]) if found else None
    return value if value is not None and NUMBER_MIN <= value <= NUMBER_MAX else None


def read_string(text: str, position: int, lookup: Lookup) -> tuple[str, int] | None:
    """Read a string at `position`: variable levels and quoted texts, concatenated by `'+'`.

    Returns its value and where it ends, or None when no string stands there.
    """
    value = ""
    while True:
        found = _TOKEN.match(text, position)
        if found is None or found.lastgroup not in {"string", "name"}:
            return None
        if found["name"]:
            part = lookup(found["name"])
            if part is None:
                return None
        else:
            part = _unquote(found["string"])
        value += part
        position = found.end()
        following = _TOKEN.match(text, position)
        if following is None or following["operator"] != "'+'":
            return value, position
        position = following.end()


def evaluate(text: str, lookup: Lookup, fail: Fail) -> Value:
    """Evaluate the whole of `text`.

    Raises what `fail` makes where an operand is missing or wrong, and OperatorError for a division
    by zero, an overflow, or parentheses nested too deeply.
    """
    return _Evaluation(text, lookup, fail).whole()


def evaluate_number(text: str, lookup: Lookup, fail: Fail) -> int:
    """Evaluate `text`, whose value has to be a number."""
    evaluation = _Evaluation(text, lookup, fail)
    return evaluation.integer(_Operand(0, evaluation.whole()))


@dataclass(frozen=True, slots=True)
class _Operand:
    column: int
    value: Value


class _Evaluation:
    """One pass over one expression, by precedence."""

    def __init__(self, text: str, lookup: Lookup, fail: Fail) -> None:
        self._text = text
        self._lookup = lookup
        self._fail = fail
        self._depth = 0
        self._tokens: list[tuple[str, str, int]] = []
        position = 0
        while found := _TOKEN.match(text, position):
            kind = str(found.lastgroup)
            self._tokens.append((kind, found[kind], found.start(kind)))
            position = found.end()
        self._end = len(text) - len(text[position:].lstrip(" \n"))
        self._next = 0

    def whole(self) -> Value:
        operand = self._either()
        if self._next < len(self._tokens):
            raise self._fail(self._column, "an operator", "end")
        if self._end < len(self._text):
            raise self._fail(self._end, "an operator", "end")
        return operand.value

    @property
    def _column(self) -> int:
        return self._tokens[self._next][2] if self._next < len(self._tokens) else self._end

    def _take(self, *wanted: str) -> str | None:
        """Take the next token if it is one of these operators or words."""
        if self._next == len(self._tokens):
            return None
        kind, token, _ = self._tokens[self._next]
        token = upshift(token)
        if kind not in {"operator", "name"} or token not in wanted:
            return None
        self._next += 1
        return token

    def _either(self) -> _Operand:
        left = self._both()
        while self._take("OR"):
            right = self._both()
            value = TRUTH[self.integer(left) != 0 or self.integer(right) != 0]
            left = _Operand(left.column, value)
        return left

    def _both(self) -> _Operand:
        left = self._relation()
        while self._take("AND"):
            right = self._relation()
            value = TRUTH[self.integer(left) != 0 and self.integer(right) != 0]
            left = _Operand(left.column, value)
        return left

    def _relation(self) -> _Operand:
        """Compare, and concatenate: the manual gives both the same precedence."""
        left = self._sum()
        while True:
            if relation := self._take(*_RELATIONS):
                right = self._sum()
                first, second = self.integer(left), self.integer(right)
                order = (first > second) - (first < second)
                left = _Operand(left.column, TRUTH[order in _RELATIONS[relation]])
            elif self._take("'+'"):
                right = self._sum()
                left = _Operand(left.column, _text(left) + _text(right))
            elif relation := self._take(*_STRING_RELATIONS):
                left = _Operand(left.column, _compared(relation, left, self._sum()))
            else:
                return left

    def _sum(self) -> _Operand:
        left = self._product()
        while sign := self._take("+", "-"):
            right = self._product()
            value = _ARITHMETIC[sign](self.integer(left), self.integer(right))
            left = _Operand(left.column, _bounded(value))
        return left

    def _product(self) -> _Operand:
        left = self._factor()
        while sign := self._take("*", "/"):
            first, second = self.integer(left), self.integer(self._factor())
            if sign == "*":
                value = first * second
            elif second == 0:
                raise OperatorError(messages.DIVISION_BY_ZERO)
            else:
                value = abs(first) // abs(second) * (1 if (first < 0) == (second < 0) else -1)
            left = _Operand(left.column, _bounded(value))
        return left

    def _factor(self) -> _Operand:
        column = self._column
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise OperatorError(messages.STACK_OVERFLOW)
        if self._take("NOT"):
            operand = _Operand(column, TRUTH[self.integer(self._factor()) == 0])
        elif self._take("-"):
            operand = _Operand(column, _bounded(-self.integer(self._factor())))
        elif self._take("+"):
            operand = _Operand(column, self.integer(self._factor()))
        elif self._take("("):
            operand = _Operand(column, self._either().value)
            if not self._take(")"):
                raise self._fail(self._column, "an operator", ")")
        else:
            operand = _Operand(column, self._constant())
        self._depth -= 1
        return operand

    def _constant(self) -> Value:
        if self._next == len(self._tokens):
            raise self._fail(self._end, NUMBER_EXPECTED)
        kind, token, column = self._tokens[self._next]
        value: Value | None = None
        if kind == "number":
            value = number(token)
        elif kind == "string":
            value = _unquote(token)
        elif kind == "name" and upshift(token) not in {"AND", "OR", "NOT"}:
            value = self._lookup(token)
        if value is None:
            raise self._fail(column, NUMBER_EXPECTED)
        self._next += 1
        return value

    def integer(self, operand: _Operand) -> int:
        """Give the number an operand stands for."""
        if isinstance(operand.value, int):
            return operand.value
        value = number(operand.value)
        if value is None:
            raise self._fail(operand.column, NUMBER_EXPECTED)
        return value


def _compared(relation: str, left: _Operand, right: _Operand) -> int:
    """Compare as strings; the operators with an exclamation point look at the case."""
    first, second = _text(left), _text(right)
    if "!" not in relation:
        first, second = upshift(first), upshift(second)
    order = (first > second) - (first < second)
    return TRUTH[order in _STRING_RELATIONS[relation]]


def _text(operand: _Operand) -> str:
    return str(operand.value)


def _bounded(value: int) -> int:
    if not NUMBER_MIN <= value <= NUMBER_MAX:
        raise OperatorError(messages.ARITHMETIC_OVERFLOW)
    return value


def _unquote(token: str) -> str:
    return token[1:-1].replace('""', '"')
