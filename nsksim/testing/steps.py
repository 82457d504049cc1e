r"""Steps for pytest-bdd: an operator's situation in the words of the field, commands in docstrings.

Name the module in `pytest_plugins` of a root conftest. The steps:

    Given the scenario manual                      (or: the scenario manual with seed 7)
    Given the operator is OPS.NIGHT
    When the operator at \ETINIUM runs:            (a docstring of lines to type)
    When the session goes:                         (a docstring in the notation of sessions)
    When the clock advances 5 minutes
    When the clock of \INSIDX shows 2022-01-05 23:00:06
    When everything that was started has ended
    When the line between \ETINIUM and \INSIDX goes down     (or: up)
    When \INSIDX forgets \NODEP                    (or: learns of)
    Then it is refused with mediacom.5048          (or its number alone)
    Then nothing is refused
    Then the output is:                            (a docstring)
    Then the catalogs of \ETINIUM and \INSIDX agree

A refusal must be claimed by `refused with` before anything else is typed, or the scenario fails: a
story in which a command was silently refused proves nothing. There is no step about wording; what
matters word for word is a session.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from pytest_bdd import given, parsers, step, then

from nsksim.api import Result, Session, Spoken, World
from nsksim.clock import parse_instant
from nsksim.names import NodeName
from nsksim.transcript import compare, parse

CatalogComparison = Callable[[World, str, str], list[str]]
"""Compares the catalogs of two systems of a world and says in lines what differs."""

ANNOUNCEMENTS = frozenset({"tacl.stopped", "tacl.abended"})
"""Messages in which TACL announces how a process ended."""

_NODE = r"\\[A-Z][A-Z0-9]{0,6}"


class Story:
    """One scenario of a feature: its world, the one screen in it, and what came last."""

    def __init__(self, make_world: Callable[..., World]) -> None:
        self._make_world = make_world
        self._world: World | None = None
        self._session: Session | None = None
        self.user = "SUPER.SUPER"
        self.result = Result([])
        self._unclaimed: list[Spoken] = []

    def start(self, scenario: str, seed: int | None) -> None:
        """Begin in a fresh world."""
        self._world = self._make_world(scenario, seed=seed)

    @property
    def world(self) -> World:
        """Return the world; one of scenario `manual` when the story names none."""
        if self._world is None:
            self.start("manual", None)
        assert self._world is not None  # start() has just set it
        return self._world

    @property
    def session(self) -> Session:
        """Return the screen, logged on when it is first needed."""
        if self._session is None:
            self._session = self.world.session(user=self.user)
        return self._session

    def type(self, node: str, lines: list[str]) -> None:
        """Type lines at the terminal of a system."""
        self.check_claims()
        session = self.session
        session.engine.switch(NodeName.parse(node))
        results = [session.run(line) for line in lines]
        self.result = Result(
            [line for result in results for line in result.lines],
            [message for result in results for message in result.messages],
        )
        self._unclaimed = [error for error in self.result.messages if error.severity == "E"]

    def play(self, text: str) -> None:
        """Play a session text and fail where it differs."""
        self.check_claims()
        self.session.engine.messages = []
        found = compare(parse(text, "docstring"), self.session.engine)
        if found:
            lines = [line for place in found for line in [*place.lines("docstring"), ""]]
            pytest.fail("\n".join(lines), pytrace=False)
        self.result = Result([], [Spoken.of(error) for error in self.session.engine.messages])

    def claim(self, key: str) -> None:
        """Take the last refusals for wanted; they must be of the message `key`."""
        refusals = [error for error in self.result.messages if error.severity == "E"]
        if len(refusals) > 1:  # the completion of the process that refused is announced as well
            refusals = [error for error in refusals if error.id not in ANNOUNCEMENTS]
        said = ", ".join(f"{error.id}: {error.text}" for error in refusals)
        if not refusals:
            pytest.fail(f"nothing was refused; {key} was expected", pytrace=False)
        if not all(key in {error.id, str(error.number)} for error in refusals):
            pytest.fail(f"refused with {said}; {key} was expected", pytrace=False)
        self._unclaimed = []

    def check_claims(self) -> None:
        """Fail when something was refused that no step has claimed."""
        if self._unclaimed:
            said = ", ".join(f"{error.id}: {error.text}" for error in self._unclaimed)
            self._unclaimed = []
            pytest.fail(f"refused, and no step expects it: {said}", pytrace=False)


@pytest.fixture
def story(simulator: Callable[..., World]) -> Iterator[Story]:
    """Tell one scenario; at its end no refusal may be left unclaimed."""
    told = Story(simulator)
    yield told
    told.check_claims()


@pytest.fixture
def catalogs_agree() -> CatalogComparison:
    """Compare catalogs: whoever tests a replication overrides this fixture with the comparison."""
    pytest.fail("override the fixture catalogs_agree to say when catalogs agree", pytrace=False)


@given(parsers.re(r'the scenario "?(?P<scenario>[^" ]+)"?(?: with seed (?P<seed>\d+))?'))
def _(story: Story, scenario: str, seed: str | None) -> None:
    story.start(scenario, None if seed is None else int(seed))


@given(parsers.re(r"the operator is (?P<user>\S+)"))
def _(story: Story, user: str) -> None:
    story.user = user


@step(parsers.re(rf"the operator at (?P<node>{_NODE}) runs:"))
def _(story: Story, node: str, docstring: str) -> None:
    story.type(node, docstring.split("\n"))


@step("the session goes:")
def _(story: Story, docstring: str) -> None:
    story.play(docstring)


@step(parsers.re(r"the clock advances (?P<number>\d+) (?P<unit>second|minute|hour|day)s?"))
def _(story: Story, number: str, unit: str) -> None:
    story.check_claims()
    story.world.advance(timedelta(**{f"{unit}s": int(number)}))


@step(parsers.re(rf"the clock of (?P<node>{_NODE}) shows (?P<time>\S+ \S+)"))
def _(story: Story, node: str, time: str) -> None:
    story.check_claims()
    story.world.advance(parse_instant(time) - story.world.local_time(node))


@step("everything that was started has ended")
def _(story: Story) -> None:
    story.check_claims()
    story.world.settle()


@step(
    parsers.re(rf"the line between (?P<node>{_NODE}) and (?P<other>{_NODE}) goes (?P<way>up|down)")
)
def _(story: Story, node: str, other: str, way: str) -> None:
    story.check_claims()
    story.world.set_line(node, other, up=way == "up")


@step(parsers.re(rf"(?P<node>{_NODE}) (?P<verb>forgets|learns of) (?P<other>{_NODE})"))
def _(story: Story, node: str, verb: str, other: str) -> None:
    network = story.world.engine.network
    (network.forget if verb == "forgets" else network.learn)(node, other)


@then(parsers.re(r"it is refused with (?P<key>\S+)"))
def _(story: Story, key: str) -> None:
    story.claim(key)


@then("nothing is refused")
def _(story: Story) -> None:
    story.check_claims()


@then("the output is:")
def _(story: Story, docstring: str) -> None:
    expected = docstring.split("\n") if docstring else []
    if expected != story.result.lines:
        pytest.fail("\n".join(["the output is:", *story.result.lines]), pytrace=False)


@then(parsers.re(rf"the catalogs of (?P<node>{_NODE}) and (?P<other>{_NODE}) agree"))
def _(story: Story, catalogs_agree: CatalogComparison, node: str, other: str) -> None:
    story.check_claims()
    found = catalogs_agree(story.world, node, other)
    if found:
        pytest.fail("\n".join(found), pytrace=False)
