"""From the words of a field to its value and back, both by the field's rule.

A field whose rule gives no value is True (a flag), one that gives at most one is that value, any
other is a tuple. Values are operands, the fields inside a field, and the words of an alternative
that is nothing but words (`ON` of `{ ON | OFF }`), as upper-case text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from lark import Token, Tree

from nsksim.errors import OperatorError
from nsksim.language import rule
from nsksim.language.operand import Operand
from nsksim.language.rule import Choice, Field, Maybe, Node, Options, Place, Repeat, Symbol, Word

Words = tuple[str, ...]
Leaf = tuple[Symbol | str, Token | Tree[Token]]
"""A token with what it is, or the tree of a sub-rule with the name of the sub-rule."""
Reading = tuple[tuple[object, ...], int]
"""What a part of a rule took: what carries values, and where the next part begins."""


class Reader:
    """Reads fields from their trees.

    `symbol` says what a token is, `value` turns the token of an operand into its value.
    """

    def __init__(self, symbol: Callable[[Token], Symbol], value: Callable[[Token], object]) -> None:
        self._symbol = symbol
        self._value = value

    def field(self, field: Field, tree: Tree[Token]) -> object:
        """Give the value of a field."""
        leaves = [self._leaf(child) for child in tree.children]
        readings = _read(field.body, leaves, 0)
        taken = next((found for found, end in readings if end == len(leaves)), None)
        if taken is None:
            raise TypeError(f"rule {field.rule} does not tell its values apart in {tree}")
        values = [self._one(item) for item in taken]
        if field.body.most > 1:
            return tuple(values)
        return values[0] if values else True

    def _leaf(self, child: Token | Tree[Token]) -> Leaf:
        return (self._symbol(child) if isinstance(child, Token) else str(child.data), child)

    def _one(self, item: object) -> object:
        match item:
            case Token():
                return self._value(item)
            case (Field() as field, Tree() as tree):
                return self.field(field, tree)
        return item


def _read(node: Node, leaves: Sequence[Leaf], at: int) -> Iterator[Reading]:
    match node:
        case Word() | Place() | Field():
            yield from _read_leaf(node, leaves, at)
        case rule.Sequence(parts):
            yield from _read_all(parts, leaves, at)
        case Choice(parts):
            for part in parts:
                yield from _read_part(part, leaves, at)
        case Maybe(part):
            yield from _read_part(part, leaves, at)
            yield (), at
        case Repeat():
            yield from _read_list(node, leaves, at)


def _read_list(node: Repeat, leaves: Sequence[Leaf], at: int) -> Iterator[Reading]:
    """Read a list as far as it goes, then less of it; it may be longer than Python's stack."""
    found: list[object] = []
    stops = [(0, at)]
    while further := list(_read_part(node.part, leaves, stops[-1][1])):
        items, end = max(further, key=lambda reading: reading[1])
        found.extend(items)
        stops.append((len(found), end))
    for count, end in reversed(stops[node.minimum :]):
        yield tuple(found[:count]), end


def _read_leaf(node: Word | Place | Field, leaves: Sequence[Leaf], at: int) -> Iterator[Reading]:
    if at == len(leaves):
        return
    symbol, item = leaves[at]
    if isinstance(node, Field):
        if symbol == node.rule:
            yield ((node, item),), at + 1
    elif symbol == node:
        yield ((item,) if isinstance(node, Place) else ()), at + 1


def _read_all(parts: tuple[Node, ...], leaves: Sequence[Leaf], at: int) -> Iterator[Reading]:
    if not parts:
        yield (), at
        return
    for found, end in _read(parts[0], leaves, at):
        for rest, last in _read_all(parts[1:], leaves, end):
            yield found + rest, last


def _read_part(part: Node, leaves: Sequence[Leaf], at: int) -> Iterator[Reading]:
    """Read a part that is there or not: if it is nothing but words, they are the value."""
    for found, end in _read(part, leaves, at):
        yield (found if part.choice is None else (part.choice,)), end


class Writer:
    """Writes statements as text, by their rules."""

    def __init__(self, operands: Mapping[str, Operand[Any]]) -> None:
        self._operands = operands

    def statement(self, node: Node, values: Mapping[str, object], given: frozenset[str]) -> str:
        """Write a statement with the `values` of its fields, of which the `given` must appear.

        Raises ValueError when the rule cannot say these values.
        """
        for words, left in self._statement(node, values, given):
            if not left:
                return typed(words)
        raise ValueError(f"{node.syntax()} cannot say {values}")

    def _statement(
        self, node: Node, values: Mapping[str, object], given: frozenset[str]
    ) -> Iterator[tuple[Words, frozenset[str]]]:
        match node:
            case Word(text):
                yield (text,), given
            case Field(name):
                for words in self._field(node, values[name]):
                    yield words, given - {name}
            case rule.Sequence(parts):
                yield from self._in_order(parts, values, given)
            case Choice(parts):
                for part in parts:
                    yield from self._statement(part, values, given)
            case Maybe(part):
                if given.isdisjoint(part.fields):
                    yield (), given
                yield from self._statement(part, values, given)
                yield (), given
            case Options():
                yield from self._options(node, values, given)

    def _in_order(
        self, parts: tuple[Node, ...], values: Mapping[str, object], given: frozenset[str]
    ) -> Iterator[tuple[Words, frozenset[str]]]:
        if not parts:
            yield (), given
            return
        for words, left in self._statement(parts[0], values, given):
            for rest, last in self._in_order(parts[1:], values, left):
                yield words + rest, last

    def _options(
        self, node: Options, values: Mapping[str, object], given: frozenset[str]
    ) -> Iterator[tuple[Words, frozenset[str]]]:
        chosen = [choice for choice in node.choices if choice.name in given]
        # Where at least one has to be typed and none differs: any whose default can be said.
        any_one = [[choice] for choice in node.choices]
        attempts = [chosen] if chosen or not node.minimum else any_one
        for attempt in attempts:
            words: Words = ()
            for index, choice in enumerate(attempt):
                option = next(self._field(choice, values[choice.name]), None)
                if option is None:
                    break
                words += (node.separator.words if index or node.leading else ()) + option
            else:
                yield words, given - {choice.name for choice in attempt}

    def _field(self, field: Field, value: object) -> Iterator[Words]:
        values: tuple[Any, ...]
        if field.body.most > 1:
            values = value if isinstance(value, tuple) else (None,)
        else:
            values = () if value is True else (value,)
        for words, end in self._write(field.body, values, 0):
            if end == len(values):
                yield words

    def _write(self, node: Node, values: tuple[Any, ...], at: int) -> Iterator[tuple[Words, int]]:
        match node:
            case Word(text):
                yield (text,), at
            case Place() | Field():
                if at < len(values):
                    yield from ((words, at + 1) for words in self._value(node, values[at]))
            case rule.Sequence(parts):
                yield from self._write_all(parts, values, at)
            case Choice(parts):
                for part in sorted(parts, key=lambda part: part.choice is None):
                    yield from self._write_part(part, values, at)
            case Maybe(part):
                yield from self._write_part(part, values, at)
                yield (), at
            case Repeat():
                yield from self._write_list(node, values, at)

    def _write_list(
        self, node: Repeat, values: tuple[Any, ...], at: int
    ) -> Iterator[tuple[Words, int]]:
        """Write all items of a list, then fewer, as `_read_list` reads them."""
        found: list[str] = []
        stops = [(0, at)]
        while stops[-1][1] < len(values):
            one = next(self._write_part(node.part, values, stops[-1][1]), None)
            if one is None:
                break
            words, end = one
            found.extend(words)
            stops.append((len(found), end))
        for count, end in reversed(stops[node.minimum :]):
            yield tuple(found[:count]), end

    def _value(self, node: Place | Field, value: object) -> Iterator[Words]:
        if isinstance(node, Field):
            yield from self._field(node, value)
            return
        text = self._operand(node.terminal, value)
        if text is not None:
            yield (text,)

    def _write_all(
        self, parts: tuple[Node, ...], values: tuple[Any, ...], at: int
    ) -> Iterator[tuple[Words, int]]:
        if not parts:
            yield (), at
            return
        for words, end in self._write(parts[0], values, at):
            for rest, last in self._write_all(parts[1:], values, end):
                yield words + rest, last

    def _write_part(
        self, part: Node, values: tuple[Any, ...], at: int
    ) -> Iterator[tuple[Words, int]]:
        if part.choice is None:
            yield from self._write(part, values, at)
        elif at < len(values) and values[at] == part.choice:
            yield part.words, at + 1

    def _operand(self, terminal: str, value: object) -> str | None:
        """Write an operand, None when `value` is not one of this type.

        Where a rule offers several operand types, the one that can read back what it wrote is
        right; the others may fail on a value they do not know in whatever way they like.
        """
        operand = self._operands[terminal]
        try:
            text = operand.text(value)
            return text if operand.parse(text) == value else None
        except (OperatorError, ValueError, TypeError, AttributeError):
            return None


def typed(words: Words) -> str:
    """Put words side by side as a person types them."""
    line = ""
    for word in words:
        line += word if not line or word in {",", ")"} or line.endswith("(") else f" {word}"
    return line
