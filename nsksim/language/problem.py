"""A line that is not a statement of the language: where, what stands there, what was expected.

Only data: each program prints it in its own frame.
"""

from __future__ import annotations

from collections.abc import Sequence

END = "end"
"""How the end of the line is called where it is expected."""


def alternatives(words: Sequence[str]) -> str:
    """Say what would have been right: `a, b or c`; the end of the line, if nothing would."""
    *first, last = words or (END,)
    return f"{', '.join(first)} or {last}" if first else last


class ParseProblem(Exception):
    """The line cannot be read.

    `column` counts from 0; where something is missing it stands after the text. `found` is the
    offending word, empty at the end of the line. `expected` is in words: keywords in upper case,
    operands by their description, `end` for the end of the line. `repeated` names an option given
    twice. `cause` is what an operand type raised about the word found.
    """

    def __init__(
        self,
        line: str,
        column: int,
        found: str,
        expected: tuple[str, ...],
        *,
        repeated: str | None = None,
        cause: ValueError | None = None,
    ) -> None:
        super().__init__(f"{found or END!r} at column {column}, expected {', '.join(expected)}")
        self.line = line
        self.column = column
        self.found = found
        self.expected = expected
        self.repeated = repeated
        self.cause = cause

    @property
    def unknown_command(self) -> bool:
        """Say whether already the first word is none the language knows."""
        return bool(self.found) and not self.line[: self.column].strip() and not self.cause

    @property
    def caret(self) -> str:
        """Give the line that points at the column."""
        return caret(self.line, self.column)


def caret(line: str, column: int) -> str:
    """Give the line that, printed under `line`, points at `column` (from 0)."""
    return "".join("\t" if character == "\t" else " " for character in line[:column]) + "^"
