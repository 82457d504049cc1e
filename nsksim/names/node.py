"""Node names, and what names have in common that may or must carry one.

Whether a node is known or reachable is not a property of its name; the network knows that.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from functools import total_ordering
from typing import ClassVar, Self

from nsksim.names.refusal import NameKind, Shape, as_typed, shape, upshift

_NODE = shape(
    NameKind.NODE,
    r"[A-Z][A-Z0-9]{0,6}",
    r"a node is \ and 1 to 7 letters and digits, the first a letter",
)


@dataclass(frozen=True, slots=True, order=True)
class NodeName:
    r"""The name of a system in an Expand network, such as `\ETINIUM`."""

    bare: str
    """The name without its backslash."""

    KIND: ClassVar[NameKind] = NameKind.NODE
    EXPECTED: ClassVar[str] = "a valid system name"

    def __post_init__(self) -> None:
        _NODE.check(self.bare)

    def __str__(self) -> str:
        return f"\\{self.bare}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a typed name, backslash included. Raises InvalidName."""
        with as_typed(cls.KIND, text):
            sigil, bare = text[:1], upshift(text[1:])
            return cls(bare if sigil == "\\" else "")


def split_node(text: str) -> tuple[NodeName | None, str]:
    r"""Part `\NODE.REST` into the node and the rest; no node, when the text begins otherwise.

    Raises InvalidName for a wrong node.
    """
    if not text.startswith("\\"):
        return None, text
    node, _, rest = text.partition(".")
    return NodeName.parse(node), rest


@total_ordering
class Located(ABC):
    """A name of something on a node. Sorts as its full text does."""

    __slots__ = ()

    node: NodeName | None

    @property
    @abstractmethod
    def without_node(self) -> str:
        """Give the name as it is displayed on its own node."""

    def __str__(self) -> str:
        return self.without_node if self.node is None else f"{self.node}.{self.without_node}"

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Located) or type(other) is not type(self):
            return NotImplemented
        return self._sorted_by() < other._sorted_by()

    def local(self, node: NodeName) -> str:
        """Give the name as it is displayed at `node`: with its own node only if that differs."""
        return self.without_node if self.node == node else str(self)

    def _sorted_by(self) -> str:
        return str(self)


@dataclass(frozen=True, slots=True)
class Locatable(Located):
    """A name that may be typed without a node; `node` is None until it is expanded."""

    node: NodeName | None = field(default=None, kw_only=True)

    def qualified(self, node: NodeName) -> Self:
        """Give the same name with `node` filled in where none was typed."""
        return self if self.node is not None else replace(self, node=node)


@dataclass(frozen=True, slots=True)
class DollarName(Locatable):
    """A name of one part behind a dollar sign, such as `$ZSVR`; made as one of its kinds."""

    bare: str
    """The name without its dollar sign."""

    KIND: ClassVar[NameKind]
    EXPECTED: ClassVar[str]
    SHAPE: ClassVar[Shape]

    def __post_init__(self) -> None:
        self.SHAPE.check(self.bare)

    @property
    def without_node(self) -> str:
        """Give `$NAME`."""
        return f"${self.bare}"

    @classmethod
    def parse(cls, text: str) -> Self:
        r"""Read `[\NODE.]$NAME`. Raises InvalidName."""
        with as_typed(cls.KIND, text):
            node, rest = split_node(text)
            return cls(upshift(rest[1:]) if rest.startswith("$") else "", node=node)
