"""The catalogue of messages is closed: every one is whole, is raised, and gets its values."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from nsksim import plugins
from nsksim.errors import Message, OperatorError, Origin
from nsksim.messages import catalogue
from nsksim.messages.reference import REFERENCE
from tests.tidy.source import Source, sources

ALL = catalogue(plugins.message_modules())

OUR_NUMBERS = {"mediacom": range(5900, 6000), "backbox": range(9900, 10_000)}
"""Numbers we chose ourselves; no other speaker has any."""

NOT_RAISED = {message.id for message in REFERENCE}

SEVERAL_FRAMES = {"tacl": "a message stands behind a prefix, below a caret, or for itself"}
"""Speakers that print in more than one frame."""


@pytest.mark.parametrize("message", ALL.values(), ids=ALL.keys())
def test_a_message_is_whole(message):
    for part in (message.text, message.cause, message.effect, message.recovery):
        assert part.strip() == part != ""
    assert all(part.endswith(".") for part in (message.cause, message.effect, message.recovery))
    lines = OperatorError(message, **dict.fromkeys(message.slots, 1)).lines
    assert lines
    assert not any("\n" in line for line in lines)


@pytest.mark.parametrize("message", ALL.values(), ids=ALL.keys())
def test_a_number_of_ours_is_in_our_range_and_one_of_the_vendor_is_not(message):
    if message.number is None:
        assert str(message.key) == str(message.key).lower().replace("_", "-")
        return
    ours = message.number in OUR_NUMBERS.get(message.speaker.name, ())
    assert ours == (message.origin is Origin.OURS)


def test_a_speaker_has_one_frame():
    speakers = {}
    for message in ALL.values():
        known = speakers.setdefault(message.speaker.name, message.speaker)
        assert known is message.speaker or message.speaker.name in SEVERAL_FRAMES


# -- where messages are used --------------------------------------------------------------------


def resolved(source: Source, node: ast.expr) -> object:
    """Find what a name or a dotted name means in a module, None when it is no such thing."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    found: object = vars(source.module).get(node.id)
    for part in reversed(parts):
        found = getattr(found, part, None)
    return found


def raised(source: Source) -> Iterator[tuple[ast.Call, Message]]:
    """Yield the places where a refusal is made of a message that is named there."""
    for node in ast.walk(source.tree):
        if (
            isinstance(node, ast.Call)
            and node.args
            and resolved(source, node.func) is OperatorError
        ):
            message = resolved(source, node.args[0])
            if isinstance(message, Message):
                yield node, message


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)
def test_a_refusal_gets_the_values_of_its_slots(source):
    for call, message in raised(source):
        names = {keyword.arg for keyword in call.keywords}
        if None in names:  # values of a dictionary cannot be seen
            continue
        where = f"{source.path}:{call.lineno}: {message.id}"
        assert names >= message.slots, f"{where} lacks {sorted(message.slots - names)}"


def test_every_message_is_used():
    used = set()
    for source in sources():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                found = resolved(source, node)
                if isinstance(found, Message):
                    used.add(found.id)
    assert sorted(ALL.keys() - used - NOT_RAISED) == []
