"""A probe: what a routine would accept next, learned by running it dry.

Owns the host that a dry run gets, which lets nothing happen, the list of alternatives the routine
asked for when the input was used up, and the place of an argument that matched none. What is done
with them is the completer's affair.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nsksim.errors import OperatorError
from nsksim.interaction import Interaction
from nsksim.messages import tacl as messages
from nsksim.programs.tacl.arguments import Alternative, Otherwise
from nsksim.programs.tacl.host import BuiltinVariable, Evaluation, Host


class ProbeEnd(Exception):
    """The dry run has learned what it can, or came to something that must not be done."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An argument that is none of `alternatives`; `column` counts in the text of the arguments."""

    column: int
    alternatives: tuple[Alternative, ...]


class Probe:
    """Collects the alternatives a routine asks for behind the end of its arguments."""

    def __init__(self) -> None:
        self.alternatives: list[Alternative] = []
        self.mismatch: Mismatch | None = None
        """The last argument that did not match; the routine may handle that itself."""

    def reached(self, alternatives: Sequence[Alternative]) -> None:
        """Note what may stand there. Raises ProbeEnd unless the routine can go on without it."""
        for alternative in alternatives:
            if alternative not in self.alternatives and not isinstance(alternative, Otherwise):
                self.alternatives.append(alternative)
        if not isinstance(alternatives[-1], Otherwise):
            raise ProbeEnd


class DryHost:
    """A host that looks names up in the real one and refuses to do anything."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def execute(self, line: str) -> Interaction:
        """End the dry run: a command would have been executed."""
        raise ProbeEnd

    def macro_file(self, name: str) -> Sequence[str] | None:
        """Ask the real host."""
        return self._host.macro_file(name)

    def read_lines(self, file: str) -> Sequence[str]:
        """Ask the real host."""
        return self._host.read_lines(file)

    def builtin(self, name: str, text: str) -> Evaluation | None:
        """End the dry run: the function may change something."""
        raise ProbeEnd

    def builtin_variable(self, name: str) -> BuiltinVariable | None:
        """Give a copy that can be assigned without effect."""
        variable = self._host.builtin_variable(name)
        return _DryVariable(variable.value()) if variable is not None else None

    def argument(self, alternative: str, text: str, *, syntax: bool) -> str | None:
        """Ask the real host."""
        return self._host.argument(alternative, text, syntax=syntax)

    def completion(self, item: str) -> str | None:
        """Ask the real host."""
        return self._host.completion(item)

    def names(self, keyword: str) -> Iterable[tuple[str, str]]:
        """Ask the real host."""
        return self._host.names(keyword)


class _DryVariable:
    def __init__(self, value: str) -> None:
        self._value = value

    def value(self) -> str:
        return self._value

    def assign(self, text: str) -> None:
        if not text.isprintable():
            raise OperatorError(messages.ILLEGAL_VALUE)
        self._value = text
