"""Built-in functions that can appear only in a routine: #ARGUMENT, #RESULT, #RETURN, #FILTER ...

The alternatives of #ARGUMENT stand with the arguments; the activation belongs to the expander.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nsksim.errors import OperatorError
from nsksim.messages import tacl as messages
from nsksim.programs.tacl.arguments import VARIABLE_EXPECTED, Otherwise, Scan, read_request
from nsksim.programs.tacl.call import Call, Registry, expect_end, read_integer, read_pairs
from nsksim.programs.tacl.expression import TRUTH
from nsksim.programs.tacl.lexical import BLANKS, END_OF_LINE, plain, upshift
from nsksim.programs.tacl.probe import Mismatch
from nsksim.programs.tacl.variables import is_name, trimmed

if TYPE_CHECKING:
    from nsksim.programs.tacl.expansion import Activation, Interpreter

FUNCTIONS = Registry()


class RoutineReturn(Exception):
    """Leave the routine that is being executed."""


class RaisedException(Exception):
    """Go to the routine that filters the exception `name`."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def _routine(interpreter: Interpreter, call: Call) -> Activation:
    if interpreter.activation is None:
        raise OperatorError(messages.ROUTINE_ONLY, function=upshift(call.name))
    return interpreter.activation


@FUNCTIONS.builtin("#ARGUMENT")
def _argument(interpreter: Interpreter, call: Call) -> str:
    """Match the next argument of the routine; give the number of the alternative that did."""
    activation = _routine(interpreter, call)
    request = read_request(call.text, interpreter.lookup, call.wrong)
    targets = {name: interpreter.variables.find(name) for name in (request.text, request.value)}
    for name in (request.text, request.value):
        if name and targets[name] is None:
            raise call.wrong(call.text.index("/"), VARIABLE_EXPECTED)
    arguments = activation.arguments
    if interpreter.probe is not None and not arguments.rest.strip(BLANKS):
        interpreter.probe.reached(request.alternatives)
        return str(len(request.alternatives))
    scan = Scan(
        arguments.text,
        arguments.position,
        arguments.skip_blanks(),
        interpreter.variables,
        interpreter.host,
        interpreter.lookup,
    )
    for index, alternative in enumerate(request.alternatives, 1):
        found = alternative.match(scan)
        if found is None:
            continue
        moved = not isinstance(alternative, Otherwise)
        if moved and (level := targets[request.text]) is not None:
            level.text = trimmed(arguments.text[scan.position : found.end])
        if moved and (level := targets[request.value]) is not None:
            level.text = found.value
        if not request.peek:
            arguments.position = found.end
        return str(index)
    if interpreter.probe is not None:
        interpreter.probe.mismatch = Mismatch(arguments.skip_blanks(), request.alternatives)
    raise arguments.wrong(request.alternatives)


@FUNCTIONS.builtin("#MORE")
def _more(interpreter: Interpreter, call: Call) -> str:
    """Say whether arguments are left. A probe pretends so, to learn what could follow."""
    arguments = _routine(interpreter, call).arguments
    return str(TRUTH[interpreter.probe is not None or bool(arguments.rest.strip(BLANKS))])


@FUNCTIONS.builtin("#REST")
def _rest(interpreter: Interpreter, call: Call) -> str:
    """Give the arguments that are left, without processing them."""
    return trimmed(_routine(interpreter, call).arguments.rest)


@FUNCTIONS.builtin("#GETSCAN")
def _get_scan(interpreter: Interpreter, call: Call) -> str:
    """Say how many characters #ARGUMENT has processed."""
    return str(max(0, _routine(interpreter, call).arguments.position - 1))


@FUNCTIONS.builtin("#SETSCAN")
def _set_scan(interpreter: Interpreter, call: Call) -> str:
    """Set where the next #ARGUMENT begins, as #GETSCAN counts."""
    arguments = _routine(interpreter, call).arguments
    position, rest = read_integer(interpreter, call, call.text, minimum=0)
    expect_end(call, rest)
    arguments.position = min(position + 1, len(arguments.text))
    return ""


@FUNCTIONS.builtin("#RESULT")
def _result(interpreter: Interpreter, call: Call) -> str:
    """Add a text to the result of the routine."""
    _routine(interpreter, call).results.append(call.argument)
    return ""


@FUNCTIONS.builtin("#RETURN")
def _return(interpreter: Interpreter, call: Call) -> str:
    """Leave the routine."""
    _routine(interpreter, call)
    expect_end(call)
    raise RoutineReturn


@FUNCTIONS.builtin("#RESET")
def _reset(interpreter: Interpreter, call: Call) -> str:
    """Go back to the first argument; with FRAMES and RESULTS undo those of the routine."""
    activation = _routine(interpreter, call)
    wanted = [upshift(word) for word, _ in call.words()] or ["ARGUMENTS"]
    for word, column in call.words():
        if upshift(word) not in {"ARGUMENTS", "FRAMES", "RESULTS"}:
            raise call.wrong(column, "ARGUMENTS", "FRAMES", "RESULTS")
    if "ARGUMENTS" in wanted:
        activation.arguments.position = 0
    if "FRAMES" in wanted:
        interpreter.restore_frame(activation.frame)
    if "RESULTS" in wanted:
        activation.results.clear()
    return ""


@FUNCTIONS.builtin("#ROUTINENAME")
def _routine_name(interpreter: Interpreter, call: Call) -> str:
    """Give the name of the routine."""
    return _routine(interpreter, call).name


@FUNCTIONS.builtin("#FILTER")
def _filter(interpreter: Interpreter, call: Call) -> str:
    """Name the exceptions the routine handles; the latest list replaces all before it."""
    _routine(interpreter, call).filters = {upshift(word) for word, _ in call.words()}
    return ""


@FUNCTIONS.builtin("#EXCEPTION")
def _exception(interpreter: Interpreter, call: Call) -> str:
    """Say why the routine was invoked: _CALL, or the exception it filtered."""
    return _routine(interpreter, call).exception


@FUNCTIONS.builtin("#RAISE")
def _raise(interpreter: Interpreter, call: Call) -> str:
    """Cause an exception that an active routine filters."""
    name = upshift(call.argument)
    if not is_name(name, qualified=False):
        raise call.wrong(len(call.text) - len(call.text.lstrip(BLANKS)), "an exception")
    if not interpreter.filtered(name):
        raise OperatorError(messages.NOT_FILTERED, exception=name)
    raise RaisedException(name)


@FUNCTIONS.builtin("#ERRORTEXT")
def _error_text(interpreter: Interpreter, call: Call) -> str:
    """Put what would have been displayed without the handler into a level: `/CAPTURE variable/`."""
    activation = _routine(interpreter, call)
    options, rest = call.options()
    given = read_pairs(call, options, "CAPTURE")
    expect_end(rest)
    level = interpreter.variables.find(given.get("CAPTURE", ""))
    if level is None:
        raise call.wrong(len(call.text), "/CAPTURE variable/")
    level.text = plain(END_OF_LINE.join(activation.error_lines))
    return ""
