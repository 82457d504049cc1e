"""A statement class and its grammar rule, brought together and checked against each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any

from nsksim.errors import Origin
from nsksim.language.grammar import Grammar
from nsksim.language.operand import Operand
from nsksim.language.rule import Choice, Node, Sequence, Word
from nsksim.language.statement import Statement, explanation, rule_name


@dataclass(frozen=True, slots=True)
class Declaration:
    """One command of a language."""

    statement: type[Statement]
    node: Node

    @property
    def name(self) -> str:
        """Give the leading keywords, such as INFO TAPEVOLUME."""
        return " ".join(_leading(self.node)) or rule_name(self.statement).replace("_", " ").upper()

    @property
    def summary(self) -> str:
        """Give the one-line help."""
        return explanation(self.statement)[0]


def _leading(node: Node) -> Iterator[str]:
    parts = node.parts if isinstance(node, Sequence) else (node,)
    for index, part in enumerate(parts):
        first = part.inner[0] if isinstance(part, Choice) else part
        if not isinstance(first, Word) or not (first.keyword or index == 0):  # the ! of ! line
            return
        yield first.text


def required_fields(statement: type[Statement]) -> frozenset[str]:
    """Name the fields of a statement class that have no default."""
    return frozenset(
        field.name
        for field in fields(statement)
        if field.init and field.default is MISSING and field.default_factory is MISSING
    )


def default_values(statement: type[Statement]) -> dict[str, object]:
    """Give the defaults of the fields that have one."""
    found: dict[str, object] = {}
    for field in fields(statement):
        if field.default is not MISSING:
            found[field.name] = field.default
        elif field.default_factory is not MISSING:
            found[field.name] = field.default_factory()
    return found


def declarations(
    grammar: Grammar,
    statements: Iterable[type[Statement]],
    operands: Mapping[str, Operand[Any]],
) -> dict[str, Declaration]:
    """Bring classes and rules together, by rule name in the order of the grammar.

    Raises TypeError, which lists everything that does not fit: our own mistakes.
    """
    classes: dict[str, type[Statement]] = {}
    problems: list[str] = []
    for statement in statements:
        name = rule_name(statement)
        if name in classes:
            problems.append(f"two classes are called {statement.__name__}")
        if name not in grammar.rules:
            problems.append(f"{statement.__name__} has no rule {name}")
        classes[name] = statement
    found: dict[str, Declaration] = {}
    for name, node in grammar.rules.items():
        if name in classes:
            found[name] = Declaration(classes[name], node)
            problems.extend(_misfits(found[name], operands))
        else:
            problems.append(f"rule {name} has no class")
    if problems:
        raise TypeError("; ".join(problems))
    return found


def _misfits(declaration: Declaration, operands: Mapping[str, Operand[Any]]) -> Iterator[str]:
    statement, node = declaration.statement, declaration.node
    name = statement.__name__
    if "__dataclass_fields__" not in vars(statement):
        yield f"{name} is not a dataclass"
        return
    own = {field.name for field in fields(statement) if field.init}
    for field in sorted(own ^ node.fields.keys()):
        yield f"{name}.{field} has no sub-rule" if field in own else f"{name} lacks field {field}"
    for field in sorted(required_fields(statement) & node.fields.keys() - node.certain):
        yield f"{name}.{field} may be left out in the grammar and needs a default"
    if not any(explanation(statement)):
        yield f"{name} has no docstring"
    if statement.fidelity is Origin.DOCUMENTED and not statement.source:
        yield f"{name} is documented and names no source"
    for terminal in sorted(node.places - operands.keys()):
        yield f"{name} uses {terminal}, which has no operand type"
