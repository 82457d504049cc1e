"""The network: who knows whom, which lines are up, and how what is not reached answers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nsksim import expand
from nsksim.errors import OperatorError
from nsksim.expand import Line, LineState, Network
from nsksim.store import Store

A, B, C, D = (rf"\{letter}" for letter in "ABCD")


@pytest.fixture
def network(tmp_path):
    store = Store(tmp_path)
    yield Network(store.create("network", expand.SCHEMA))
    store.close(checkpoint=False)


def refused(network, node, other):
    """Give the number of the file-system error, None when the system is reached."""
    try:
        network.check(node, other, "NAME AS TYPED")
    except OperatorError as error:
        return error.message.number if "(NAME AS TYPED)" in error.text else -1
    return None


# -- knowing ------------------------------------------------------------------------------------


def test_knowing_is_one_sided(network):
    network.learn(A, B)
    network.learn(A, B)
    assert (network.knows(A, B), network.knows(B, A)) == (True, False)
    assert (network.known(A), network.known(B)) == ([A, B], [B])


def test_a_system_knows_itself(network):
    assert network.knows(A, A)
    network.forget(A, A)
    assert network.knows(A, A)
    assert refused(network, A, A) is None


def test_a_forgotten_system_is_unknown(network):
    network.learn(A, B)
    network.learn(A, C)
    network.set_line(A, B, LineState.UP)
    network.forget(A, B)
    assert network.known(A) == [A, C]
    assert refused(network, A, B) == 18


# -- lines --------------------------------------------------------------------------------------

UP, DOWN = LineState.UP, LineState.DOWN
CASES = {
    "unknown and not connected": ([], False, 18),
    "unknown but connected": ([(A, B, UP)], False, 18),
    "known, not connected": ([], True, 250),
    "known, line up": ([(A, B, UP)], True, None),
    "known, line made from the other side": ([(B, A, UP)], True, None),
    "known, line down": ([(A, B, DOWN)], True, 250),
    "a way round": ([(A, B, DOWN), (A, C, UP), (C, B, UP)], True, None),
    "a longer way round": ([(A, C, UP), (C, D, UP), (D, B, UP)], True, None),
    "a way round that is broken": ([(A, C, UP), (C, D, DOWN), (D, B, UP)], True, 250),
    "a circle that leads elsewhere": ([(A, C, UP), (C, D, UP), (D, A, UP)], True, 250),
}


@pytest.mark.parametrize(("lines", "known", "number"), CASES.values(), ids=CASES.keys())
def test_what_is_reached(network, lines, known, number):
    if known:
        network.learn(A, B)
    for line in lines:
        network.set_line(*line)
    assert refused(network, A, B) == number


def test_a_line_goes_down_up_slow_and_away(network):
    network.learn(A, B)
    network.set_line(B, A, UP, 3)
    assert network.line(A, B) == network.line(B, A) == Line(A, B, "UP", 3)
    assert (network.slowness(B, A), network.slowness(A, C)) == (3, 1)
    network.set_line(A, B, DOWN)
    assert (refused(network, A, B), network.slowness(A, B)) == (250, 1)
    network.set_line(A, B, UP)
    assert refused(network, A, B) is None
    network.remove_line(B, A)
    assert network.line(A, B) is None
    assert network.lines() == []
    assert refused(network, A, B) == 250


def test_lines_are_listed_by_the_names_of_their_ends(network):
    for ends in ((D, A), (C, B), (B, A)):
        network.set_line(*ends, UP)
    assert [(line.node_a, line.node_b) for line in network.lines()] == [(A, B), (A, D), (B, C)]


PAIRS = st.sampled_from([(a, b) for a in "ABCDE" for b in "ABCDE" if a != b])


def test_reaching_is_mutual_and_goes_on(tmp_path):
    store = Store(tmp_path)
    database = store.create("network", expand.SCHEMA)
    network = Network(database)

    @given(lines=st.dictionaries(PAIRS, st.sampled_from(LineState), max_size=8))
    @settings(max_examples=20, deadline=None)
    def holds(lines):
        database.execute("DELETE FROM LINE")
        for (node, other), state in lines.items():
            network.set_line(node, other, state)
        reached = {
            node: {other for other in "ABCDE" if network.reachable(node, other)} for node in "ABCDE"
        }
        for node, others in reached.items():
            assert node in others
            assert all(reached[other] == others for other in others)

    holds()
    store.close(checkpoint=False)
