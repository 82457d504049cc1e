"""Built-in functions that push, pop, set and load variables.

The rules of levels and frames stand with the variables; here is what the functions read and refuse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nsksim.errors import OperatorError
from nsksim.messages import tacl as messages
from nsksim.programs.tacl import expression
from nsksim.programs.tacl.arguments import UNQUALIFIED_EXPECTED, VARIABLE_EXPECTED
from nsksim.programs.tacl.call import (
    VARIABLE_NAME_EXPECTED,
    Call,
    Registry,
    expect_end,
    read_level,
    read_pairs,
    read_string,
    read_type,
)
from nsksim.programs.tacl.lexical import END_OF_LINE, external, plain, upshift, words
from nsksim.programs.tacl.variables import Level, is_name, trimmed

if TYPE_CHECKING:
    from nsksim.programs.tacl.expansion import Interpreter

FUNCTIONS = Registry()


def _names(call: Call, expected: str) -> list[tuple[str, int]]:
    found = list(call.words())
    if not found:
        raise call.wrong(len(call.text), expected)
    return found


@FUNCTIONS.builtin("#PUSH")
def _push(interpreter: Interpreter, call: Call) -> str:
    """Make new top levels; that of a built-in variable begins as a copy."""
    for name, column in _names(call, VARIABLE_NAME_EXPECTED):
        if name.startswith("#"):
            interpreter.push_builtin(name, call.wrong(column, VARIABLE_NAME_EXPECTED))
        else:
            interpreter.variables.push(name)
    return ""


@FUNCTIONS.builtin("#POP")
def _pop(interpreter: Interpreter, call: Call) -> str:
    """Remove top levels."""
    for name, column in _names(call, UNQUALIFIED_EXPECTED):
        wrong = call.wrong(column, UNQUALIFIED_EXPECTED)
        if name.startswith("#"):
            interpreter.pop_builtin(name, wrong)
        elif not is_name(name, qualified=False) or not interpreter.variables.pop(name):
            raise wrong
    return ""


@FUNCTIONS.builtin("#KEEP")
def _keep(interpreter: Interpreter, call: Call) -> str:
    """Keep so many levels of each variable: `#KEEP num variable ...`."""
    (count, column), *names = _names(call, expression.NUMBER_EXPECTED)
    levels = interpreter.integer(count)
    if levels is None or levels < 0:
        raise call.wrong(column, expression.NUMBER_EXPECTED)
    if not names:
        raise call.wrong(len(call.text), UNQUALIFIED_EXPECTED)
    for name, place in names:
        if not is_name(name, qualified=False) or not interpreter.variables.keep(name, levels):
            raise call.wrong(place, UNQUALIFIED_EXPECTED)
    return ""


@FUNCTIONS.builtin("#FRAME")
def _frame(interpreter: Interpreter, call: Call) -> str:
    """Begin a frame."""
    expect_end(call)
    interpreter.variables.open_frame()
    return ""


@FUNCTIONS.builtin("#UNFRAME")
def _unframe(interpreter: Interpreter, call: Call) -> str:
    """Pop everything pushed since #FRAME."""
    expect_end(call)
    if not interpreter.variables.frame:
        raise OperatorError(messages.NO_FRAME)
    interpreter.restore_frame(interpreter.variables.frame - 1)
    return ""


@FUNCTIONS.builtin("#SET")
def _set(interpreter: Interpreter, call: Call) -> str:
    """Replace the text of a level: `#SET [/TYPE type, IN file/] variable text`."""
    options, rest = call.options()
    given = read_pairs(call, options, "TYPE", "IN")
    name, column, text = rest.first()
    if name.startswith("#"):
        variable = interpreter.host.builtin_variable(upshift(name))
        if variable is None or given:
            raise rest.wrong(column, VARIABLE_EXPECTED)
        variable.assign(external(trimmed(text)))
        return ""
    level, text = read_level(interpreter, rest)
    if "IN" in given:
        expect_end(rest, text)
        text = plain(END_OF_LINE.join(interpreter.host.read_lines(given["IN"])))
    if "TYPE" in given:
        level.type = read_type(call, given["TYPE"], 0)
    level.text = trimmed(text)
    return ""


@FUNCTIONS.builtin("#SETMANY")
def _set_many(interpreter: Interpreter, call: Call) -> str:
    """Give the words of a text to several variables: `#SETMANY variables , text`.

    Words beyond the last variable are ignored, variables beyond the last word become empty
    (inferred from what a macro does with its arguments).
    """
    names, comma, text = call.text.partition(",")
    if not comma:
        raise call.wrong(len(call.text), ",")
    levels: list[Level] = []
    for name, column in Call("", names).words():
        level = interpreter.variables.find(name)
        if level is None:
            raise call.wrong(column, VARIABLE_EXPECTED)
        levels.append(level)
    values = words(text)
    for index, level in enumerate(levels):
        level.text = "".join(values[index : index + 1])
    return ""


@FUNCTIONS.builtin("#SETV")
def _set_string(interpreter: Interpreter, call: Call) -> str:
    """Copy a string into a level: `#SETV variable string`."""
    level, rest = read_level(interpreter, call)
    level.text = read_string(interpreter, call, rest)
    return ""


@FUNCTIONS.builtin("#APPEND")
def _append(interpreter: Interpreter, call: Call) -> str:
    """Add a text behind the last line of a level."""
    level, text = read_level(interpreter, call)
    return _appended(level, trimmed(text))


@FUNCTIONS.builtin("#APPENDV")
def _append_string(interpreter: Interpreter, call: Call) -> str:
    """Add a string behind the last line of a level."""
    level, rest = read_level(interpreter, call)
    return _appended(level, read_string(interpreter, call, rest))


VARIABLE_LENGTH_MAX = 1_000_000
"""Characters one level can hold. Ours: a loop that appends has to end somewhere."""


def _appended(level: Level, text: str) -> str:
    longer = level.text + END_OF_LINE + text if level.text else text
    if len(longer) > VARIABLE_LENGTH_MAX:
        raise OperatorError(messages.TEXT_BUFFER_OVERFLOW)
    level.text = longer
    return ""


@FUNCTIONS.builtin("#LOAD")
def _load(interpreter: Interpreter, call: Call) -> str:
    """Load libraries: `#LOAD [/KEEP num/] file ...`; gives the names of what was loaded."""
    options, rest = call.options()
    given = read_pairs(call, options, "KEEP")
    keep = interpreter.integer(given["KEEP"]) if given else None
    if given and (keep is None or keep < 0):
        raise call.wrong(1, "KEEP num")
    files = words(rest.text)
    if not files:
        raise call.wrong(len(call.text), "an existing file name")
    loaded: list[str] = []
    for file in files:
        loaded += interpreter.load(interpreter.host.read_lines(file), keep)
    return " ".join(loaded)
