"""Random statements of any language, so that each gets its round-trip tests for free."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from nsksim.errors import OperatorError
from nsksim.language import Language, Statement
from nsksim.language.rule import Choice, Field, Maybe, Node, Options, Place, Repeat, Sequence

Operands = Mapping[str, SearchStrategy[Any]]
"""By terminal: values of the operand type that its text can say."""


def statements(
    language: Language, statement: type[Statement], operands: Operands
) -> SearchStrategy[Statement]:
    """Give random statements of a class; `operands` has the values of each terminal."""

    def made(fields: dict[str, Any]) -> SearchStrategy[Statement]:
        try:
            return st.just(statement(**fields))
        except OperatorError:  # options the statement itself does not allow together
            return st.nothing()

    return _fields(language.rule(statement), operands).flatmap(made)


def _fields(node: Node, operands: Operands) -> SearchStrategy[dict[str, Any]]:
    match node:
        case Field(name):
            return _field(node, operands).map(lambda value: {name: value})
        case Sequence(parts):
            return _merged([_fields(part, operands) for part in parts])
        case Choice(parts):
            return st.one_of([_fields(part, operands) for part in parts])
        case Maybe(part):
            return st.one_of(st.just({}), _fields(part, operands))
        case Options():
            return _options(node, operands)
    return st.just({})


def _options(node: Options, operands: Operands) -> SearchStrategy[dict[str, Any]]:
    names = [choice.name for choice in node.choices]
    by_name = {choice.name: _fields(choice, operands) for choice in node.choices}
    least = node.minimum if not node.required else 0
    return st.sets(st.sampled_from(names), min_size=least).flatmap(
        lambda chosen: _merged([by_name[name] for name in sorted(chosen | node.required)])
    )


def _merged(strategies: list[SearchStrategy[dict[str, Any]]]) -> SearchStrategy[dict[str, Any]]:
    return st.tuples(*strategies).map(
        lambda dicts: {name: value for each in dicts for name, value in each.items()}
    )


def _field(field: Field, operands: Operands) -> SearchStrategy[Any]:
    values = _values(field.body, operands)
    if field.body.most > 1:
        return values
    return values.map(lambda found: found[0] if found else True)


def _values(node: Node, operands: Operands) -> SearchStrategy[tuple[Any, ...]]:
    match node:
        case Place() | Field():
            return _value(node, operands).map(lambda value: (value,))
        case Sequence(parts):
            return _concatenated(st.tuples(*[_values(part, operands) for part in parts]))
        case Choice(parts):
            return st.one_of([_part(part, operands) for part in parts])
        case Maybe(part):
            return st.one_of(st.just(()), _part(part, operands))
        case Repeat(part, minimum):
            return _concatenated(st.lists(_part(part, operands), min_size=minimum, max_size=4))
    return st.just(())


def _value(node: Place | Field, operands: Operands) -> SearchStrategy[Any]:
    if isinstance(node, Field):
        return _field(node, operands)
    found = operands.get(node.terminal)
    assert found is not None, f"no strategy for terminal {node.terminal} in OPERANDS of the test"
    return found


def _part(part: Node, operands: Operands) -> SearchStrategy[tuple[Any, ...]]:
    return _values(part, operands) if part.choice is None else st.just((part.choice,))


def _concatenated(strategy: SearchStrategy[Any]) -> SearchStrategy[tuple[Any, ...]]:
    return strategy.map(lambda found: tuple(value for each in found for value in each))
