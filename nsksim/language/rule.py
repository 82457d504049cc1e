"""The rule of a statement as a tree, and everything that is read off it.

From one tree come the syntax text, the names of the fields, what may stand next after some words,
and (in `values`) the way from text to values and back. The trees are made by `grammar` from the
`.lark` text; nothing here knows Lark, an operand type or a statement class.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace

SEPARATORS = frozenset(",;()/")


class Node(ABC):
    """A part of a rule."""

    __slots__ = ()

    @abstractmethod
    def syntax(self) -> str:
        """Give the part as a manual prints it: brackets for optional, braces for a choice."""

    @abstractmethod
    def first(self) -> Iterator[Symbol]:
        """Give the words and operands this part may begin with, in the order of the grammar."""

    @abstractmethod
    def after(self, symbol: Symbol) -> Iterator[Node]:
        """Give what is left of this part once it has begun with `symbol`; nothing if it cannot."""

    @property
    @abstractmethod
    def empty(self) -> bool:
        """Say whether this part may be left out altogether."""

    @property
    @abstractmethod
    def certain(self) -> frozenset[str]:
        """Name the fields that are given however this part is written."""

    @property
    @abstractmethod
    def inner(self) -> tuple[Node, ...]:
        """Give the parts this one is made of."""

    @property
    def fields(self) -> dict[str, Field]:
        """Give the fields in the order of the grammar; fields of fields are not looked into."""
        found: dict[str, Field] = {}
        for part in self.inner:
            found |= {name: field for name, field in part.fields.items() if name not in found}
        return found

    @property
    def places(self) -> frozenset[str]:
        """Name the operand terminals in this part, those inside fields included."""
        return frozenset[str]().union(*(part.places for part in self.inner))

    @property
    def words(self) -> tuple[str, ...]:
        """Give the words of a part that is nothing but words, none for any other part."""
        return ()

    @property
    def choice(self) -> str | None:
        """Give what an operator chose by typing the words of this part, None if he cannot choose.

        A separator beside a keyword says nothing: `[, DOWN ]` gives DOWN, `DELETE !` gives both.
        """
        saying = [word for word in self.words if word not in SEPARATORS]
        return " ".join(saying or self.words) or None

    @property
    def most(self) -> int:
        """Say how many values this part gives at most; 2 stands for any number above 1."""
        return min(2, sum(part.most for part in self.inner))


@dataclass(frozen=True, slots=True)
class Word(Node):
    """A keyword or a punctuation mark, in upper case."""

    text: str

    def syntax(self) -> str:
        return self.text

    def first(self) -> Iterator[Symbol]:
        yield self

    def after(self, symbol: Symbol) -> Iterator[Node]:
        if symbol == self:
            yield NOTHING

    @property
    def keyword(self) -> bool:
        """Say whether this is a keyword rather than a punctuation mark."""
        return self.text[-1].isalnum()

    @property
    def empty(self) -> bool:
        return False

    @property
    def certain(self) -> frozenset[str]:
        return frozenset()

    @property
    def inner(self) -> tuple[Node, ...]:
        return ()

    @property
    def words(self) -> tuple[str, ...]:
        return (self.text,)


@dataclass(frozen=True, slots=True)
class Place(Node):
    """A place where an operand stands, named by its terminal."""

    terminal: str

    def syntax(self) -> str:
        return self.terminal.lower().replace("_", "-")

    def first(self) -> Iterator[Symbol]:
        yield self

    def after(self, symbol: Symbol) -> Iterator[Node]:
        if symbol == self:
            yield NOTHING

    @property
    def empty(self) -> bool:
        return False

    @property
    def certain(self) -> frozenset[str]:
        return frozenset()

    @property
    def inner(self) -> tuple[Node, ...]:
        return ()

    @property
    def places(self) -> frozenset[str]:
        return frozenset({self.terminal})

    @property
    def most(self) -> int:
        return 1


Symbol = Word | Place
"""What one token of a line is."""


@dataclass(frozen=True, slots=True)
class Field(Node):
    """A sub-rule: one field of the statement, or one value of a list."""

    name: str
    rule: str
    """The name of the sub-rule, which may carry a qualifier the field's name lacks."""
    body: Node

    def syntax(self) -> str:
        return self.body.syntax()

    def first(self) -> Iterator[Symbol]:
        return self.body.first()

    def after(self, symbol: Symbol) -> Iterator[Node]:
        return self.body.after(symbol)

    @property
    def empty(self) -> bool:
        return self.body.empty

    @property
    def certain(self) -> frozenset[str]:
        return frozenset({self.name})

    @property
    def inner(self) -> tuple[Node, ...]:
        return (self.body,)

    @property
    def fields(self) -> dict[str, Field]:
        return {self.name: self}

    @property
    def most(self) -> int:
        return 1


@dataclass(frozen=True, slots=True)
class Sequence(Node):
    """Parts one after the other."""

    parts: tuple[Node, ...]

    @property
    def inner(self) -> tuple[Node, ...]:
        return self.parts

    def syntax(self) -> str:
        return joined(part.syntax() for part in self.parts)

    def first(self) -> Iterator[Symbol]:
        for part in self.parts:
            yield from part.first()
            if not part.empty:
                return

    def after(self, symbol: Symbol) -> Iterator[Node]:
        for index, part in enumerate(self.parts):
            for rest in part.after(symbol):
                yield sequence(rest, *self.parts[index + 1 :])
            if not part.empty:
                return

    @property
    def empty(self) -> bool:
        return all(part.empty for part in self.parts)

    @property
    def certain(self) -> frozenset[str]:
        return frozenset[str]().union(*(part.certain for part in self.parts))

    @property
    def words(self) -> tuple[str, ...]:
        texts = tuple(part.text for part in self.parts if isinstance(part, Word))
        return texts if len(texts) == len(self.parts) else ()


NOTHING = Sequence(())


@dataclass(frozen=True, slots=True)
class Choice(Node):
    """Exactly one of several parts."""

    parts: tuple[Node, ...]

    @property
    def inner(self) -> tuple[Node, ...]:
        return self.parts

    def syntax(self) -> str:
        return "{ " + alternatives(self) + " }"

    def first(self) -> Iterator[Symbol]:
        for part in self.parts:
            yield from part.first()

    def after(self, symbol: Symbol) -> Iterator[Node]:
        for part in self.parts:
            yield from part.after(symbol)

    @property
    def empty(self) -> bool:
        return any(part.empty for part in self.parts)

    @property
    def certain(self) -> frozenset[str]:
        return frozenset.intersection(*(part.certain for part in self.parts))

    @property
    def most(self) -> int:
        return max(1 if part.choice else part.most for part in self.parts)


@dataclass(frozen=True, slots=True)
class Maybe(Node):
    """A part that may be left out."""

    part: Node

    def syntax(self) -> str:
        return bracketed(alternatives(self.part))

    def first(self) -> Iterator[Symbol]:
        return self.part.first()

    def after(self, symbol: Symbol) -> Iterator[Node]:
        return self.part.after(symbol)

    @property
    def empty(self) -> bool:
        return True

    @property
    def certain(self) -> frozenset[str]:
        return frozenset()

    @property
    def inner(self) -> tuple[Node, ...]:
        return (self.part,)

    @property
    def most(self) -> int:
        return 1 if self.part.choice else self.part.most


@dataclass(frozen=True, slots=True)
class Repeat(Node):
    """A part of a list: `part` any number of times, at least `minimum` (0 or 1)."""

    part: Node
    minimum: int = 0

    def syntax(self) -> str:
        text = alternatives(self.part)
        return f"{{ {text} }}..." if self.minimum else f"{bracketed(text)}..."

    def first(self) -> Iterator[Symbol]:
        return self.part.first()

    def after(self, symbol: Symbol) -> Iterator[Node]:
        for rest in self.part.after(symbol):
            yield sequence(rest, Repeat(self.part))

    @property
    def empty(self) -> bool:
        return not self.minimum

    @property
    def certain(self) -> frozenset[str]:
        return frozenset()

    @property
    def inner(self) -> tuple[Node, ...]:
        return (self.part,)

    @property
    def most(self) -> int:
        return 2 if self.part.most else 0


@dataclass(frozen=True, slots=True)
class Options(Node):
    """Fields in free order, each at most once.

    `leading`: the separator stands before the first one too. `required` names the fields that the
    statement class gives no default; the grammar cannot say so, since the order is free.
    """

    separator: Node
    choices: tuple[Field, ...]
    leading: bool = True
    minimum: int = 0
    required: frozenset[str] = frozenset()

    def syntax(self) -> str:
        if self.leading or self.separator == NOTHING:
            return joined(self.option(choice) for choice in self.choices)
        first = Choice(self.choices).syntax() if len(self.choices) > 1 else self.choices[0].syntax()
        again = bracketed(joined([self.separator.syntax(), "..."]))
        return joined([first, again] if len(self.choices) > 1 else [first])

    def option(self, choice: Field) -> str:
        """Give one option as it is printed in the list of options."""
        text = joined([self.separator.syntax(), choice.syntax()])
        return text if choice.name in self.required else bracketed(text)

    def first(self) -> Iterator[Symbol]:
        if self.choices:
            chosen = Choice(self.choices)
            yield from sequence(self.separator if self.leading else NOTHING, chosen).first()

    def after(self, symbol: Symbol) -> Iterator[Node]:
        if self.leading and self.separator != NOTHING:
            if self.choices:
                opened = replace(self, leading=False, minimum=1)
                yield from (sequence(rest, opened) for rest in self.separator.after(symbol))
            return
        for choice in self.choices:
            others = tuple(other for other in self.choices if other != choice)
            left = Options(self.separator, others, required=self.required - {choice.name})
            yield from (sequence(rest, left) for rest in choice.after(symbol))

    @property
    def empty(self) -> bool:
        return not self.required and not self.minimum

    @property
    def certain(self) -> frozenset[str]:
        return self.required

    @property
    def inner(self) -> tuple[Node, ...]:
        return self.choices


def sequence(*parts: Node) -> Node:
    """Put parts one after the other, without nesting and without empty parts."""
    flat: list[Node] = []
    for part in parts:
        if isinstance(part, Sequence):
            flat.extend(part.parts)
        elif not (isinstance(part, Options) and not part.choices):
            flat.append(part)
    return flat[0] if len(flat) == 1 else Sequence(tuple(flat))


def alternatives(node: Node) -> str:
    """Give the syntax of a choice without its braces, of any other part as it is."""
    if isinstance(node, Field):
        return alternatives(node.body)
    if isinstance(node, Choice):
        return " | ".join(part.syntax() for part in node.parts)
    return node.syntax()


def bracketed(text: str) -> str:
    """Put the brackets of an optional part around its syntax."""
    return f"[{text} ]" if text.startswith(",") else f"[ {text} ]"


def joined(texts: Iterator[str] | list[str]) -> str:
    """Put pieces of syntax side by side; a comma follows what stands before it."""
    line = ""
    for text in texts:
        if text:
            line += text if not line or text.startswith(",") else f" {text}"
    return line


def pieces(node: Node) -> list[str]:
    """Give the syntax of a statement in pieces a line may be broken between."""
    if isinstance(node, Sequence):
        return [piece for part in node.parts for piece in pieces(part)]
    if isinstance(node, Options) and node.leading:
        return [node.option(choice) for choice in node.choices]
    return [node.syntax()]
