"""What HELP prints and what the reference page says, derived from the declarations."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nsksim.errors import Origin
from nsksim.language.declaration import Declaration
from nsksim.language.rule import Maybe, Node, Options, Sequence, Word, joined, pieces
from nsksim.language.statement import Authority, Statement, explanation

WIDTH = 79
"""One less than a screen line, so that no terminal wraps by itself."""
_INDENT = "    "


@dataclass(frozen=True, slots=True)
class Entry:
    """One command as the reference page and the coverage table show it."""

    name: str
    statement: type[Statement]
    syntax: str
    help: tuple[str, ...]
    authority: Authority
    fidelity: Origin
    source: str
    options: tuple[str, ...]
    """The syntax of each part that may be left out or stands in free order."""


class Manual:
    """The help of one language."""

    def __init__(self, declarations: Mapping[str, Declaration]) -> None:
        self._declarations = sorted(declarations.values(), key=lambda each: each.name)

    def entries(self) -> Iterator[Entry]:
        """Give all commands by name."""
        for declaration in self._declarations:
            statement = declaration.statement
            yield Entry(
                declaration.name,
                statement,
                declaration.node.syntax(),
                tuple(explanation(statement)),
                statement.authority,
                statement.fidelity,
                statement.source,
                tuple(_options(declaration.node)),
            )

    def help(self, words: str) -> list[str] | None:
        """Give the help on the commands that begin with `words`, None if there are none.

        One command is explained in full, of several each has one line. An object, which is not
        the first word of a command, lists its commands.
        """
        wanted = words.upper().split()
        found = [each for each in self._declarations if _begins(each, wanted)]
        found += [each for each in self._declarations if _is_about(each.name, wanted)]
        exact = [each for each in found if each.name.split() == wanted]
        if not found:
            return None
        if len(found) == 1 or exact:
            chosen = exact[0] if exact else found[0]
            others = [each for each in found if each is not chosen]
            return [*_page(chosen), *(["", *_list(others)] if others else [])]
        return _list(found)


def _begins(declaration: Declaration, wanted: list[str]) -> bool:
    """Say whether the name begins with these words, or another word for it is the only one."""
    if declaration.name.split()[: len(wanted)] == wanted:
        return True
    return len(wanted) == 1 and Word(wanted[0]) in declaration.node.first()


def _is_about(name: str, wanted: list[str]) -> bool:
    """Say whether `wanted` are the words of the object."""
    return bool(wanted) and name.split()[1:] == wanted


def _list(declarations: list[Declaration]) -> list[str]:
    listed = [each for each in declarations if each.statement.listed]
    width = max((len(each.name) for each in listed), default=0) + 2
    return [f"{each.name:<{width}}{each.summary}" for each in listed]


def _page(declaration: Declaration) -> list[str]:
    statement = declaration.statement
    lines = [*_broken(pieces(declaration.node)), "", *explanation(statement), ""]
    lines.append(f"Authority: {statement.authority.value}")
    if statement.source:
        lines.append(f"Source: {statement.source}")
    partly = " (options partly inferred)" if statement.options_inferred else ""
    lines.append(f"Fidelity: {statement.fidelity.value}{partly}")
    return lines


def _broken(texts: list[str]) -> list[str]:
    """Break a syntax between its pieces into lines that fit on a screen."""
    lines = [""]
    for text in texts:
        longer = joined([lines[-1], text]) if lines[-1].strip() else lines[-1] + text
        if len(longer) > WIDTH and lines[-1].strip():
            lines.append(_INDENT + text)
        else:
            lines[-1] = longer
    return [part for line in lines for part in _folded(line)]


def _folded(line: str) -> list[str]:
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.wrap(
        line.strip(),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + _INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _options(node: Node) -> Iterator[str]:
    match node:
        case Sequence(parts):
            for part in parts:
                yield from _options(part)
        case Maybe(part):
            yield part.syntax().removeprefix(",").strip()
        case Options():
            yield from (choice.syntax() for choice in node.choices)
