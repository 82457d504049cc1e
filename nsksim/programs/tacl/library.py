"""Files of TACL source: libraries of ?SECTION parts, and single macros that begin with ?TACL.

Owns the directives and what becomes of the lines between them. It reads no file (the host does)
and defines no variable (the interpreter does): lines in, definitions out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from nsksim.errors import OperatorError
from nsksim.messages import tacl as messages
from nsksim.programs.tacl.lexical import (
    BAR,
    CLOSE,
    END_OF_LINE,
    OPEN,
    Format,
    assemble,
    upshift,
    words,
)
from nsksim.programs.tacl.variables import VariableType, is_name, variable_type


@dataclass(frozen=True, slots=True)
class Definition:
    """A variable that a file defines. `name` is empty for a file that begins with ?TACL."""

    name: str
    type: VariableType
    text: str


def read_library(lines: Sequence[str]) -> list[Definition]:
    """Read a library: one definition for each ?SECTION, in their order.

    Comments and lines that are blank, or become so, are dropped. Raises OperatorError for a
    directive that is wrong, for text outside a section, and for macros and routines whose brackets
    do not balance.
    """
    sections: list[_Section] = []
    for line in lines:
        directive = _directive(line)
        if directive is None:
            if sections:
                sections[-1].add(line)
            elif assemble([line]).text.strip():
                raise OperatorError(messages.OUTSIDE_SECTION)
        elif directive and upshift(directive[0]) == "SECTION":
            sections.append(_section(directive, line))
        elif sections:
            sections[-1].direct(directive, line)
        else:
            raise OperatorError(messages.DIRECTIVE, text=line.lstrip()[1:])
    return [section.definition() for section in sections]


def is_macro_file(lines: Sequence[str]) -> bool:
    """Say whether a file is invoked when its name is typed: its first line is a ?TACL directive."""
    directive = _directive(lines[0]) if lines else None
    return bool(directive and upshift(directive[0]) == "TACL")


def read_macro_file(lines: Sequence[str]) -> Definition:
    """Read a file that begins with `?TACL type`. Raises OperatorError as `read_library` does."""
    directive = _directive(lines[0]) if lines else None
    if not directive or upshift(directive[0]) != "TACL" or len(directive) != 2:
        raise OperatorError(messages.DIRECTIVE, text=lines[0].lstrip()[1:] if lines else "")
    section = _Section("", _type(directive[1], lines[0]))
    for line in lines[1:]:
        further = _directive(line)
        if further is None:
            section.add(line)
        else:
            section.direct(further, line)
    return section.definition()


def _directive(line: str) -> list[str] | None:
    """Give the words of a directive line, None for any other line (`??` is text)."""
    stripped = line.lstrip(" ")
    if not stripped.startswith("?") or stripped[1:].lstrip(" ").startswith("?"):
        return None
    return words(stripped[1:].partition("==")[0])


def _section(directive: Sequence[str], line: str) -> _Section:
    if len(directive) != 3:
        raise OperatorError(messages.DIRECTIVE, text=line.lstrip()[1:])
    if not is_name(directive[1], qualified=False):
        raise OperatorError(messages.ILLEGAL_VARIABLE_NAME)
    return _Section(upshift(directive[1]), _type(directive[2], line))


def _type(word: str, line: str) -> VariableType:
    try:
        return variable_type(word)
    except KeyError:
        raise OperatorError(messages.DIRECTIVE, text=line.lstrip()[1:]) from None


@dataclass(slots=True)
class _Section:
    """A definition that is being read."""

    name: str
    type: VariableType
    _form: Format = Format.TACL
    _pending: list[str] = field(default_factory=list)
    _texts: list[str] = field(default_factory=list)

    def add(self, line: str) -> None:
        self._pending.append(line)

    def direct(self, directive: Sequence[str], line: str) -> None:
        """Obey ?FORMAT and ?BLANK."""
        match [upshift(word) for word in directive]:
            case ["BLANK"]:
                self._read()
                self._texts.append("")
            case ["FORMAT", word] if word in Format.__members__:
                self._read()
                self._form = Format[word]
            case _:
                raise OperatorError(messages.DIRECTIVE, text=line.lstrip()[1:])

    def _read(self) -> None:
        """Read the lines that have the same format."""
        text = assemble(self._pending, self._form).text
        self._pending.clear()
        self._texts.extend(line for line in text.split(END_OF_LINE) if line.strip())

    def definition(self) -> Definition:
        """Give what was read."""
        self._read()
        text = END_OF_LINE.join(self._texts)
        if self.type in {VariableType.MACRO, VariableType.ROUTINE}:
            check_balance(text)
        return Definition(self.name, self.type, text)


def check_balance(text: str) -> None:
    """Raise OperatorError unless brackets balance and labels inside them are closed."""
    open_bars = [0]
    for character in text:
        if character == OPEN:
            open_bars.append(0)
        elif character == BAR:
            open_bars[-1] += 1
        elif character == CLOSE:
            if len(open_bars) == 1:
                raise OperatorError(messages.BRACKETS)
            if open_bars.pop() % 2:
                raise OperatorError(messages.LABELS)
    if len(open_bars) != 1:
        raise OperatorError(messages.BRACKETS)
