"""Built-in functions of the terminal: #OUTPUT, #OUTPUTV and #INPUT.

Owns the layout options of output and the line that /HOLD/ keeps back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nsksim.errors import OperatorError
from nsksim.interaction import Read
from nsksim.messages import tacl as messages
from nsksim.programs.tacl.call import Call, Registry, read_string
from nsksim.programs.tacl.host import Evaluation
from nsksim.programs.tacl.lexical import END_OF_LINE, external, plain, words

if TYPE_CHECKING:
    from nsksim.programs.tacl.expansion import Interpreter

FUNCTIONS = Registry()


@dataclass(frozen=True, slots=True)
class _Layout:
    """The options of #OUTPUT."""

    hold: bool = False
    words: bool = False
    column: int | None = None
    width: int | None = None
    justify: str = "LEFT"
    fill: str = " "

    def arrange(self, text: str) -> str:
        """Lay out one line."""
        items = words(text) if self.words else [text]
        return "".join(self._item(item) for item in items)

    def _item(self, item: str) -> str:
        if self.width is None:
            return item
        item = item[: self.width]
        match self.justify:
            case "RIGHT":
                return item.rjust(self.width, self.fill)
            case "CENTER":
                return item.center(self.width, self.fill)
        return item.ljust(self.width, self.fill)


_OUTPUT_OPTIONS = ("COLUMN num", "FILL", "HOLD", "JUSTIFY", "WIDTH num", "WORDS")
_FILLS = {"SPACE": " ", "ZERO": "0"}
_PLACES = {"LEFT", "RIGHT", "CENTER"}
LINE_WIDTH_MAX = 239


def _layout(interpreter: Interpreter, call: Call, options: Sequence[str]) -> _Layout:
    layout = _Layout()
    pending = list(options)
    while pending:
        option = pending.pop(0)
        value = pending.pop(0) if option not in {"HOLD", "WORDS"} and pending else ""
        size = interpreter.integer(value) if value else None
        if option == "HOLD":
            layout = replace(layout, hold=True)
        elif option == "WORDS":
            layout = replace(layout, words=True)
        elif option == "JUSTIFY" and value in _PLACES:
            layout = replace(layout, justify=value)
        elif option == "FILL" and value in _FILLS:
            layout = replace(layout, fill=_FILLS[value])
        elif option == "COLUMN" and size is not None and 1 <= size <= LINE_WIDTH_MAX:
            layout = replace(layout, column=size)
        elif option == "WIDTH" and size is not None and 1 <= size <= LINE_WIDTH_MAX:
            layout = replace(layout, width=size)
        else:
            raise call.wrong(1, *_OUTPUT_OPTIONS)
    return layout


@FUNCTIONS.builtin("#OUTPUT")
def _output(interpreter: Interpreter, call: Call) -> Evaluation:
    """Write a text; a text of several lines writes them all."""
    options, rest = call.options()
    layout = _layout(interpreter, call, options)
    yield from _written(interpreter, layout, rest.argument)
    return ""


@FUNCTIONS.builtin("#OUTPUTV")
def _output_string(interpreter: Interpreter, call: Call) -> Evaluation:
    """Write a string, as #OUTPUT would write each of its lines."""
    options, rest = call.options()
    layout = _layout(interpreter, call, options)
    yield from _written(interpreter, layout, read_string(interpreter, rest, rest.text))
    return ""


def _written(interpreter: Interpreter, layout: _Layout, text: str) -> Evaluation:
    lines = external(text).split(END_OF_LINE)
    for index, line in enumerate(lines):
        item = layout.arrange(line)
        held = interpreter.held
        if layout.column is not None:
            if held is not None and len(held) >= layout.column:
                yield held
                held = None
            item = (held or "").ljust(layout.column - 1) + item
        elif held is not None:
            item = held + item
        interpreter.held = None
        if layout.hold and index == len(lines) - 1:
            interpreter.held = item
        else:
            yield item
    return ""


@FUNCTIONS.builtin("#INPUT")
def _input(interpreter: Interpreter, call: Call) -> Evaluation:
    """Read a line from the terminal with a text as its prompt; nothing at the end of file."""
    options, _ = call.options()
    if options:
        raise OperatorError(messages.NOT_MODELLED, what="#INPUT with options")
    yield from interpreter.flush()
    prompt = external(call.argument)
    line = yield Read(f"{prompt} " if prompt else "")
    return plain(line or "")
