"""What the text engine needs from the TACL process around it, as protocols.

The engine expands text and keeps variables. Commands, programs, files, defaults, parameters and
everything else that belongs to a system is on this side of the door.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from typing import Protocol

from nsksim.interaction import Effect, Interaction

Evaluation = Generator[Effect, str | None, str]
"""A running function: like a program it may print, read and wait; it returns its result."""


class BuiltinVariable(Protocol):
    """A built-in variable whose value the environment keeps, such as #PREFIX."""

    def value(self) -> str:
        """Give its value."""

    def assign(self, text: str) -> None:
        """Give it another value. Raises OperatorError when it cannot have that value."""


class Host(Protocol):
    """The TACL process around the engine."""

    def execute(self, line: str) -> Interaction:
        """Execute an expanded line that is neither a variable nor a built-in function.

        The line is plain text without ends of line and begins with its command word. Raises
        OperatorError (`messages.tacl.name_needed`) when nobody knows that word.
        """

    def macro_file(self, name: str) -> Sequence[str] | None:
        """Read the file `name` if typing its name means to invoke it: it begins with `?TACL`.

        None when `name` is a command, a program, or no file that the search list finds.
        """

    def read_lines(self, file: str) -> Sequence[str]:
        """Read an EDIT file. Raises OperatorError when it cannot be read."""

    def builtin(self, name: str, text: str) -> Evaluation | None:
        """Start the built-in function `name` (upshifted, with its #) on plain text, or None."""

    def builtin_variable(self, name: str) -> BuiltinVariable | None:
        """Find the built-in variable `name` (upshifted, with its #)."""

    def argument(self, alternative: str, text: str, *, syntax: bool) -> str | None:
        """Say what `text` is as an argument of the kind `alternative` (upshifted), or None.

        The kinds are those of `arguments.ENVIRONMENT`, for example FILENAME. `syntax`: the form
        suffices, nothing of that name has to exist. The answer is the canonical value, for a file
        its fully qualified name.
        """

    def completion(self, item: str) -> str | None:
        """Give an item of `:_COMPLETION`, the completion of the last process, by its name."""

    def names(self, keyword: str) -> Iterable[tuple[str, str]]:
        """Give the live names, with descriptions, that may stand behind `keyword` (upshifted).

        For completion only: a routine takes any word there.
        """
