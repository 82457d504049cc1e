"""No option of MEDIACOM is accepted and then not looked at."""

from __future__ import annotations

import ast
import inspect
import textwrap
from dataclasses import fields

import pytest

from nsksim.language import Statement
from nsksim.programs.mediacom.program import Mediacom


def _looked_at(statement: type[Statement]) -> set[str]:
    """Name the attributes of itself that a class, or one it is made of, reads."""
    names = set()
    for part in statement.__mro__[:-1]:
        tree = ast.parse(textwrap.dedent(inspect.getsource(part)))
        for node in ast.walk(tree):
            match node:
                case ast.Attribute(value=ast.Name(id="self"), attr=name):
                    names.add(name)
    return names


@pytest.mark.parametrize(
    "statement",
    Mediacom.language.statements,
    ids=lambda each: each.__qualname__,
)
def test_every_option_is_looked_at(statement: type[Statement]) -> None:
    assert {field.name for field in fields(statement)} <= _looked_at(statement)
