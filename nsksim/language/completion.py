"""What may still be typed: completion, the hint of the remaining syntax, the place of a mistake.

Two readings of the same text are combined. The parser is the judge of what it accepts; the rules of
the statements know what a grammar in free order cannot say: that an option is given only once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lark import Token

from nsksim.errors import OperatorError
from nsksim.interaction import Completion
from nsksim.language.declaration import Declaration
from nsksim.language.grammar import Advance, Grammar
from nsksim.language.operand import Operand
from nsksim.language.problem import END
from nsksim.language.rule import Node, Options, Place, Symbol, Word, joined

_COMMA = Word(",")

Remaining = dict[str, tuple[Node, ...]]
"""By rule, what is left of the statements that a text may become."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a text has got to."""

    remaining: Remaining
    accepted: frozenset[Symbol]
    complete: bool
    """Whether the text may end here."""

    @property
    def symbols(self) -> list[Symbol]:
        """Give what may stand next, in the order of the grammar."""
        firsts = (
            first for nodes in self.remaining.values() for node in nodes for first in node.first()
        )
        return [symbol for symbol in dict.fromkeys(firsts) if symbol in self.accepted]


class Completer:
    """Answers what may be typed next in one language."""

    def __init__(
        self,
        grammar: Grammar,
        declarations: Mapping[str, Declaration],
        operands: Mapping[str, Operand[Any]],
    ) -> None:
        self._grammar = grammar
        self._declarations = declarations
        self._operands = operands
        self._start: Remaining = {name: (each.node,) for name, each in declarations.items()}
        ends = re.escape(grammar.delimiters)
        self._unfinished = re.compile(rf'(?:"[^"]*|[^\s"{ends}]*)\Z')

    def position(self, text: str) -> Position | None:
        """Say where `text` has got to, None if it cannot stand at the beginning of a statement."""
        reached = self._grammar.advance(text)
        if reached.mistake is not None:
            return None
        remaining, _ = self._read(reached.tokens)
        return self._position(remaining, reached) if remaining else None

    def _position(self, remaining: Remaining, reached: Advance) -> Position:
        accepted = reached.accepted
        may_end = any(node.empty for nodes in remaining.values() for node in nodes)
        return Position(
            remaining,
            frozenset(self._grammar.words.get(name) or Place(name) for name in accepted),
            "$END" in accepted and may_end,
        )

    def _read(self, tokens: tuple[Token, ...]) -> tuple[Remaining, int]:
        """Follow the rules along the tokens; gives also the number of tokens that fitted."""
        remaining = self._start
        for index, token in enumerate(tokens):
            further = _after(remaining, self._grammar.symbol(token))
            if not further:
                return {}, index
            remaining = further
        return remaining, len(tokens)

    def expected(self, text: str) -> tuple[str, ...]:
        """Say in words what may follow `text`."""
        position = self.position(text)
        if position is None:
            return ()
        words = [
            symbol.text if isinstance(symbol, Word) else self._operands[symbol.terminal].description
            for symbol in position.symbols
        ]
        return (*dict.fromkeys(words), *([END] if position.complete else []))

    def missing(self, text: str) -> tuple[str, ...]:
        """Name the options that a statement whose grammar is fulfilled still needs."""
        position = self.position(text)
        nodes = position.remaining.values() if position else ()
        return tuple(need for rest in nodes for node in rest for need in _needs(node))

    def complete(self, text: str, context: object) -> list[Completion]:
        """Give what may stand at the end of `text`: keywords by name, then live names."""
        start = self._last_word(text)
        word = text[start:]
        position = self.position(text[:start])
        if position is None or self.error_at(text[:start]) is not None:
            return []
        keywords = [
            Completion(symbol.text, len(word), self._description(symbol, position))
            for symbol in position.symbols
            if isinstance(symbol, Word) and symbol.keyword
            if symbol.text.startswith(word.upper()) and self._listed(symbol, position)
        ]
        names = [
            Completion(name, len(word), description)
            for symbol in position.symbols
            if isinstance(symbol, Place)
            for name, description in self._names(symbol, context)
            if name.upper().startswith(word.upper())
        ]
        found = [*sorted(keywords, key=lambda candidate: candidate.text), *names]
        if not word and _COMMA in position.symbols and text.strip():
            found.extend(self._after_comma(text, context))
        return list(dict.fromkeys(found))

    def _names(self, place: Place, context: object) -> Iterable[tuple[str, str]]:
        """Give the live names, none where they cannot be reached (a line that is down)."""
        try:
            return list(self._operands[place.terminal].complete(context))
        except OperatorError:
            return []

    def _after_comma(self, text: str, context: object) -> Iterator[Completion]:
        blanks = len(text) - len(text.rstrip())
        for candidate in self.complete(text.rstrip() + ",", context):
            yield Completion(f", {candidate.text}", blanks, candidate.description)

    def _last_word(self, text: str) -> int:
        """Give the column where the word that is still being typed begins."""
        if text.count('"') % 2:
            return text.rindex('"')
        found = self._unfinished.search(text)
        return found.start() if found else len(text)

    def _listed(self, word: Word, position: Position) -> bool:
        """Say whether `word` leads to more than what stands for everything that is refused."""
        return any(
            self._declarations[name].statement.listed for name in _after(position.remaining, word)
        )

    def _description(self, word: Word, position: Position) -> str:
        further = _after(position.remaining, word)
        if len(position.remaining) == 1:
            (nodes,) = position.remaining.values()
            return next((text for node in nodes for text in _options(node, word)), "")
        if len(further) == 1:
            (name,) = further
            return self._declarations[name].summary
        return ", ".join(_first_words(further))

    def hint(self, text: str) -> str:
        """Give the remaining syntax after `text`; several statements give their next words."""
        if not text.strip():
            return ""
        position, word = self.position(text), ""
        if position is None:
            start = self._last_word(text)
            position, word = self.position(text[:start]), text[start:].upper()
        if position is None:
            return ""
        remaining = {
            name: nodes
            for name, nodes in position.remaining.items()
            if any(_may_begin(node, word) for node in nodes)
        }
        if len(remaining) == 1:
            (nodes,) = remaining.values()
            return " | ".join(dict.fromkeys(node.syntax() for node in nodes if node.syntax()))
        words = [text for text in _first_words(remaining) if text.startswith(word)]
        return f"{{ {' | '.join(words)} }}" if len(words) > 1 else "".join(words)

    def error_at(self, text: str) -> int | None:
        """Give the column where `text` goes wrong, None while it may still become right."""
        reached = self._grammar.advance(text)
        _, fitting = self._read(reached.tokens)
        for token in reached.tokens[:fitting]:
            if not self._possible(token, text):
                return token.start_pos
        if fitting < len(reached.tokens):
            return reached.tokens[fitting].start_pos
        if reached.mistake is None or self._may_become(text, reached.mistake):
            return None
        return reached.mistake

    def _possible(self, token: Token, text: str) -> bool:
        operand = self._operands.get(token.type)
        if operand is None or operand.accepts(token):
            return True
        start = token.start_pos or 0
        if start + len(token) < len(text):
            return False
        # An operand may hold a delimiter (the comma of `cpu,pin`), which ends a word elsewhere.
        return operand.unfinished(token) or self._may_become(text, start)

    def _may_become(self, text: str, column: int) -> bool:
        """Say whether the word at `column`, which is the last one, is the beginning of a word."""
        word = text[column:]
        position = self.position(text[:column])
        if position is None or self._last_word(text) > column:
            return False
        return any(
            symbol.text.startswith(word.upper())
            if isinstance(symbol, Word)
            else self._operands[symbol.terminal].unfinished(word)
            for symbol in position.symbols
        )


def _after(remaining: Remaining, symbol: Symbol) -> Remaining:
    further: Remaining = {}
    for name, nodes in remaining.items():
        rests = tuple(rest for node in nodes for rest in node.after(symbol))
        if rests:  # hashing a tree is dear, and there is hardly ever more than one
            further[name] = tuple(dict.fromkeys(rests)) if len(rests) > 1 else rests
    return further


def _may_begin(node: Node, word: str) -> bool:
    """Say whether `node` may begin with `word`, the beginning of a keyword."""
    return not word or any(
        isinstance(symbol, Word) and symbol.text.startswith(word) for symbol in node.first()
    )


def _first_words(remaining: Remaining) -> list[str]:
    symbols = {symbol for nodes in remaining.values() for node in nodes for symbol in node.first()}
    return sorted(symbol.text for symbol in symbols if isinstance(symbol, Word) and symbol.keyword)


def _options(node: Node, word: Word) -> Iterator[str]:
    """Give the syntax of the options that may come next and begin with `word`."""
    for part in (node, *node.inner):
        if isinstance(part, Options):
            for choice in part.choices:
                if word in choice.first():
                    yield choice.syntax()


def _needs(node: Node) -> Iterator[str]:
    """Give the beginnings of the options in what remains that have to be given."""
    for part in (node, *node.inner):
        if isinstance(part, Options):
            for choice in part.choices:
                if choice.name in part.required:
                    yield joined([part.separator.syntax(), next(choice.first()).syntax()])
