"""Built-in functions that test and take apart texts: #COMPUTE, #EMPTY, #MATCH, #CHARGET and others.

None of them changes anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nsksim.errors import OperatorError
from nsksim.messages import tacl as messages
from nsksim.names.wildcard import matches
from nsksim.programs.tacl import expression
from nsksim.programs.tacl.call import (
    Call,
    Registry,
    expect_end,
    read_integer,
    read_level,
    read_string,
    read_strings,
)
from nsksim.programs.tacl.expression import TRUTH
from nsksim.programs.tacl.lexical import LINE_LENGTH_MAX, METACHARACTERS, external, upshift, words
from nsksim.programs.tacl.variables import trimmed

if TYPE_CHECKING:
    from nsksim.programs.tacl.expansion import Interpreter

FUNCTIONS = Registry()


@FUNCTIONS.builtin("#COMPUTE")
def _compute(interpreter: Interpreter, call: Call) -> str:
    """Evaluate an expression."""
    return str(expression.evaluate(call.text, interpreter.lookup, call.wrong))


@FUNCTIONS.builtin("#EMPTY")
def _empty(_: Interpreter, call: Call) -> str:
    """Say whether there is no text."""
    return str(TRUTH[not call.argument])


@FUNCTIONS.builtin("#EMPTYV")
def _empty_string(interpreter: Interpreter, call: Call) -> str:
    """Say whether a string has no characters; with /BLANK/, none but blanks."""
    options, rest = call.options()
    if options not in ([], ["BLANK"]):
        raise call.wrong(1, "BLANK")
    value = read_string(interpreter, rest, rest.text)
    return str(TRUTH[not (trimmed(value) if options else value)])


@FUNCTIONS.builtin("#MATCH")
def _match(_: Interpreter, call: Call) -> str:
    """Say whether the first word of a text fits a template, in any case."""
    template, *text = words(upshift(external(call.text))) or [""]
    if not template:
        raise call.wrong(len(call.text), "a template")
    if len(template) > LINE_LENGTH_MAX:
        # The time to match grows with the product of both lengths.
        raise OperatorError(messages.TEXT_BUFFER_OVERFLOW)
    return str(TRUTH[matches(template, text[0] if text else "")])


@FUNCTIONS.builtin("#COMPAREV")
def _compare_strings(interpreter: Interpreter, call: Call) -> str:
    """Say whether two strings are equal, in any case."""
    first, second = read_strings(interpreter, call, call.text, 2)
    return str(TRUTH[upshift(first) == upshift(second)])


@FUNCTIONS.builtin("#CHARCOUNT")
def _character_count(interpreter: Interpreter, call: Call) -> str:
    """Count the characters of a level; a metacharacter counts two, the last end of line none."""
    level, rest = read_level(interpreter, call)
    expect_end(call, rest)
    return str(len(level.text) + sum(level.text.count(mark) for mark in METACHARACTERS))


@FUNCTIONS.builtin("#LINECOUNT")
def _line_count(interpreter: Interpreter, call: Call) -> str:
    """Count the lines of a level."""
    level, rest = read_level(interpreter, call)
    expect_end(call, rest)
    return str(len(level.lines))


@FUNCTIONS.builtin("#LINEGET")
def _line_get(interpreter: Interpreter, call: Call) -> str:
    """Give one line of a level, by its number from 1."""
    level, rest = read_level(interpreter, call)
    number, rest = read_integer(interpreter, call, rest, minimum=1)
    expect_end(call, rest)
    return "".join(level.lines[number - 1 : number])


@FUNCTIONS.builtin("#CHARGET")
def _character_get(interpreter: Interpreter, call: Call) -> str:
    """Copy characters of a level: `#CHARGET variable start [FOR count | TO end]`."""
    level, rest = read_level(interpreter, call)
    start, rest = read_integer(interpreter, call, rest, minimum=1)
    word, column, behind = Call("", rest).first()
    end = start
    if word:
        if upshift(word) not in {"FOR", "TO"}:
            raise call.wrong(len(call.text) - len(rest) + column, "FOR", "TO", "end")
        value, behind = read_integer(interpreter, call, behind, minimum=0)
        end = value if upshift(word) == "TO" else start + value - 1
    expect_end(call, behind)
    return level.text[start - 1 : end]


@FUNCTIONS.builtin("#CHARFIND")
def _character_find(interpreter: Interpreter, call: Call) -> str:
    """Find a text in a level from a position on; 0 when it is not there."""
    options, rest_call = call.options()
    if options not in ([], ["EXACT"]):
        raise call.wrong(1, "EXACT")
    level, rest = read_level(interpreter, rest_call)
    start, text = read_integer(interpreter, rest_call, rest, minimum=1)
    held, wanted = level.text, trimmed(text)
    if not wanted:
        raise rest_call.wrong(len(rest_call.text), "text")
    if not options:
        held, wanted = upshift(held), upshift(wanted)
    return str(held.find(wanted, start - 1) + 1)


@FUNCTIONS.builtin("#SHIFTSTRING")
def _shift_string(_: Interpreter, call: Call) -> str:
    """Change the case of a text: `#SHIFTSTRING /UP | DOWN | NOOP/ text`."""
    options, rest = call.options()
    match options:
        case ["UP"]:
            return upshift(rest.argument)
        case ["DOWN"]:
            return "".join(
                letter.lower() if letter.isascii() else letter for letter in rest.argument
            )
        case ["NOOP"]:
            return rest.argument
    raise call.wrong(0, "/UP/", "/DOWN/", "/NOOP/")
