"""What a program may ask of its terminal, driven by hand."""

from __future__ import annotations

import pytest

from nsksim.errors import Message, OperatorError, Speaker
from nsksim.interaction import Break, Interaction, Read, Refused, Wait

SPEAKER = Speaker("tester", lambda _, text: [f"*ERROR* {text}"])
ERROR = OperatorError(Message(SPEAKER, 1, "No.", "", "", ""))


@pytest.mark.parametrize(
    ("refused", "printed"),
    [
        (Refused(ERROR), ("*ERROR* No.",)),
        (Refused(ERROR, ("DO WHAT", "   ^")), ("DO WHAT", "   ^")),
        (Refused(ERROR, hidden=True), ()),
        (Refused(ERROR, ("gone elsewhere",), hidden=True), ()),
    ],
    ids=["in its own frame", "framed by the program", "hidden", "framed and hidden"],
)
def test_what_of_a_refusal_appears(refused, printed):
    assert refused.printed == printed


def program() -> Interaction:
    """Greet who gives a name; BREAK ends the wait, not the program."""
    name = yield Read("Name: ")
    try:
        yield Wait()
    except Break:
        yield "broken"
    yield f"Hello {name}"


def test_a_program_is_driven_by_hand():
    running = program()
    assert next(running) == Read("Name: ")
    assert running.send("OPS") == Wait()
    assert running.throw(Break()) == "broken"
    assert next(running) == "Hello OPS"
    with pytest.raises(StopIteration):
        next(running)


def test_break_ends_a_program_that_does_not_catch_it():
    running = program()
    next(running)
    with pytest.raises(Break):
        running.throw(Break())
    with pytest.raises(StopIteration):
        next(running)
