"""Built-in functions of control: #IF, #CASE, #LOOP, #DEF, and the two that do nothing.

Owns enclosures, the labelled texts these functions choose from.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsksim.errors import OperatorError
from nsksim.interaction import Effect
from nsksim.messages import tacl as messages
from nsksim.programs.tacl import expression
from nsksim.programs.tacl.call import VARIABLE_NAME_EXPECTED, Call, Registry, read_type
from nsksim.programs.tacl.host import Evaluation
from nsksim.programs.tacl.lexical import BAR, BLANKS, CLOSE, END_OF_LINE, OPEN, upshift, words
from nsksim.programs.tacl.variables import is_name, trimmed

if TYPE_CHECKING:
    from nsksim.programs.tacl.expansion import Interpreter

FUNCTIONS = Registry()


@dataclass(frozen=True, slots=True)
class Enclosure:
    """The labelled texts of #IF, #CASE, #LOOP and #DEF."""

    head: str
    parts: tuple[tuple[tuple[str, ...], str], ...]

    def labels(self) -> list[str]:
        """Give all labels, upshifted, in their order. Raises OperatorError for a repeated one."""
        seen: list[str] = []
        for label in (label for labels, _ in self.parts for label in labels):
            if label in seen:
                raise OperatorError(messages.LABEL_REPEATED, label=label)
            seen.append(label)
        return seen

    def text(self, wanted: str) -> str | None:
        """Give the text behind a label, None when there is no such label."""
        return next((text for labels, text in self.parts if wanted in labels), None)


def enclosure(text: str) -> Enclosure:
    """Divide text at the labels that stand outside all brackets.

    Raises OperatorError when a label is not closed.
    """
    bars: list[int] = []
    depth = 0
    for position, character in enumerate(text):
        if character == OPEN:
            depth += 1
        elif character == CLOSE:
            depth -= 1
        elif character == BAR and depth == 0:
            bars.append(position)
    if not bars:
        return Enclosure(text, ())
    if len(bars) % 2:
        raise OperatorError(messages.LABELS)
    ends = [*bars[2::2], len(text)]
    parts = [
        (tuple(words(upshift(text[start + 1 : stop]))), text[stop + 1 : end])
        for start, stop, end in zip(bars[::2], bars[1::2], ends, strict=True)
    ]
    return Enclosure(text[: bars[0]], tuple(parts))


@FUNCTIONS.builtin("#IF", runs=True)
def _if(interpreter: Interpreter, call: Call) -> str:
    """Give the text of |THEN| or |ELSE|."""
    parts = enclosure(call.text)
    if not set(parts.labels()) <= {"THEN", "ELSE"}:
        raise OperatorError(messages.LABEL_UNEXPECTED, function="#IF", labels="|THEN| or |ELSE|")
    head = parts.head
    stripped = head.lstrip(BLANKS)
    negated = upshift(stripped[:3]) == "NOT" and stripped[3:4] in {" ", END_OF_LINE, "("}
    if negated:
        head = head[: len(head) - len(stripped)] + "   " + stripped[3:]
    value = expression.evaluate_number(head, interpreter.lookup, call.wrong)
    return parts.text("THEN" if (value != 0) != negated else "ELSE") or ""


@FUNCTIONS.builtin("#CASE", runs=True)
def _case(_: Interpreter, call: Call) -> str:
    """Give the text behind the label that equals the head."""
    parts = enclosure(call.text)
    labels = parts.labels()
    if not labels or "OTHERWISE" in labels[:-1]:
        raise OperatorError(
            messages.LABEL_UNEXPECTED, function="#CASE", labels="labels, |OTHERWISE| the last one"
        )
    given = words(upshift(parts.head))
    if len(given) > 1:
        raise call.wrong(upshift(parts.head).rindex(given[1]), "an enclosure")
    chosen = parts.text(given[0]) if given and given[0] != "OTHERWISE" else None
    return chosen if chosen is not None else parts.text("OTHERWISE") or ""


@FUNCTIONS.builtin("#LOOP")
def _loop(interpreter: Interpreter, call: Call) -> Evaluation:
    """Execute |DO| while |WHILE| is true, or until |UNTIL| is.

    The real function returns the text; here each round is executed at once, so that a loop written
    on one line does what it says.
    """
    parts = enclosure(call.text)
    labels = parts.labels()
    if parts.head.strip(BLANKS) or labels not in (["WHILE", "DO"], ["DO", "UNTIL"]):
        raise OperatorError(
            messages.LABEL_UNEXPECTED, function="#LOOP", labels="|WHILE| |DO| or |DO| |UNTIL|"
        )
    body = parts.text("DO") or ""
    first, second = labels
    if first == "WHILE":
        while (yield from _holds(interpreter, call, first, parts.text(first) or "")):
            yield from interpreter.nested(body)
        return ""
    while True:
        yield from interpreter.nested(body)
        if (yield from _holds(interpreter, call, second, parts.text(second) or "")):
            return ""


def _holds(
    interpreter: Interpreter, call: Call, label: str, condition: str
) -> Generator[Effect, str | None, bool]:
    """Evaluate the condition of a loop, whose brackets are expanded anew each time."""
    text = yield from interpreter.expanded(condition)
    shown = Call(f"{call.name} {BAR}{label}{BAR}", text)
    return expression.evaluate_number(text, interpreter.lookup, shown.wrong) != 0


@FUNCTIONS.builtin("#DEF")
def _def(interpreter: Interpreter, call: Call) -> str:
    """Push a variable and give it a type and, unexpanded, the text of |BODY|."""
    name, column, rest = call.first()
    if not is_name(name, qualified=False):
        raise call.wrong(column, VARIABLE_NAME_EXPECTED)
    parts = enclosure(rest)
    kind, *more = words(parts.head) or [""]
    typed = read_type(call, kind, len(call.text) - len(rest.lstrip(BLANKS)))
    body = parts.text("BODY")
    if more or body is None:
        raise OperatorError(messages.LABEL_UNEXPECTED, function="#DEF", labels="|BODY|")
    interpreter.variables.define(name, typed, trimmed(body))
    return ""


@FUNCTIONS.builtin("SINK")
def _sink(_: Interpreter, call: Call) -> str:
    """Throw away what the brackets behind it expanded to."""
    return ""


@FUNCTIONS.builtin("COMMENT")
def _comment(_: Interpreter, call: Call) -> str:
    """Do nothing; brackets in the comment have been expanded all the same."""
    return ""
