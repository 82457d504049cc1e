r"""Steps for pytest-bdd: an operator's situation in the words of the field, commands in docstrings.

Name the module in `pytest_plugins` of a root conftest. `PHRASES` has every step with what it does
and how it is written; docs/testing.md lists them.

A refusal must be claimed by `refused with` before anything else is typed, or the scenario fails: a
story in which a command was silently refused proves nothing. There is no step about wording; what
matters word for word is a session. A mistake of the author is one line, without a traceback.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import NoReturn, TypeVar, cast

import pytest
from pytest_bdd import given, parsers, step, then

from nsksim import plugins
from nsksim.api import Result, ScenarioProblem, Session, Spoken, World, WorldProblem
from nsksim.clock import parse_instant
from nsksim.names import InvalidName, NodeName
from nsksim.transcript import TranscriptProblem, compare, parse

CatalogComparison = Callable[[World, str, str], list[str]]
"""Compares the catalogs of two systems of a world and says in lines what differs."""

Decorated = TypeVar("Decorated", bound=Callable[..., object])

ANNOUNCEMENTS = frozenset({"tacl.stopped", "tacl.abended"})
"""Messages in which TACL announces how a process ended."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A step: its pattern, how it is written, and what it does."""

    pattern: str
    examples: tuple[str, ...]
    """As a feature has them, with the word that may stand in front."""
    meaning: str


PHRASES: list[Phrase] = []
"""Every step of this module."""


def phrase(
    kind: Callable[..., Callable[[Decorated], Decorated]], pattern: str, *examples: str
) -> Callable[[Decorated], Decorated]:
    """Declare a step: its pattern, and how it is written."""

    def declare(function: Decorated) -> Decorated:
        PHRASES.append(Phrase(pattern, examples, inspect.getdoc(function) or ""))
        # The step belongs to this module, not to the function that declares it.
        return kind(parsers.re(pattern), stacklevel=2)(function)

    return declare


def fail(reason: str) -> NoReturn:
    """Fail a scenario with one line, without a traceback."""
    pytest.fail(reason, pytrace=False)


@contextmanager
def one_line(*mistakes: type[Exception]) -> Iterator[None]:
    """Turn what a mistake in a feature raises into a failure of one line."""
    try:
        yield
    except mistakes as mistake:
        fail(str(mistake))


class Story:
    """One scenario of a feature: its world, a screen for each operator, and what came last."""

    def __init__(self, make_world: Callable[..., World]) -> None:
        self._make_world = make_world
        self._world: World | None = None
        self._screens: dict[str, Session] = {}
        self.user = "SUPER.SUPER"
        self.result = Result([])
        self._unclaimed: list[Spoken] = []

    def start(self, scenario: str, seed: int | None) -> None:
        """Begin in a fresh world."""
        if self._world is not None:
            fail("a story has one world: `the scenario ...` stands once, before anything is typed")
        with one_line(ScenarioProblem, WorldProblem):
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
        """Return the screen of the operator, logged on when it is first needed."""
        user = self.user.upper()
        if user not in self._screens:
            with one_line(ValueError):
                self._screens[user] = self.world.session(user=user)
        return self._screens[user]

    def node(self, text: str) -> str:
        """Check the name of a system of the world, and give it as the world has it."""
        nodes = self.world.nodes
        node = node_name(text)
        if node not in nodes:
            fail(f"the world has no system {node}; it has {', '.join(nodes)}")
        return node

    def type(self, node: str, lines: list[str]) -> None:
        """Type lines at the terminal of a system."""
        self.check_claims()
        session, name = self.session, NodeName.parse(self.node(node))
        self._alive(session)
        session.engine.switch(name)
        results = []
        for line in lines:
            self._alive(session)
            results.append(session.run(line))
        self.result = Result(
            [line for result in results for line in result.lines],
            [message for result in results for message in result.messages],
        )
        self._unclaimed = [error for error in self.result.messages if error.severity == "E"]

    def _alive(self, session: Session) -> None:
        if session.ended:
            fail(f"{self.user} has left the last TACL; nothing can be typed any more")

    def play(self, text: str) -> None:
        """Play a session text and fail where it differs."""
        self.check_claims()
        self._alive(self.session)
        self.session.engine.messages = []
        with one_line(TranscriptProblem):
            found = compare(parse(text, "docstring"), self.session.engine)
        if found:
            lines = [line for place in found for line in [*place.lines("docstring"), ""]]
            pytest.fail("\n".join(lines), pytrace=False)
        self.result = Result([], [Spoken.of(error) for error in self.session.engine.messages])

    def advance(self, duration: timedelta) -> None:
        """Let virtual time pass."""
        self.check_claims()
        try:
            self.world.advance(duration)
        except OverflowError:
            fail(f"{duration} is too long for the clock")

    def claim(self, key: str) -> None:
        """Take the last refusals for wanted; they must be of the message `key`."""
        self._unclaimed = []  # whatever comes of it, it was looked at
        refusals = [error for error in self.result.messages if error.severity == "E"]
        if len(refusals) > 1:  # the completion of the process that refused is announced as well
            refusals = [error for error in refusals if error.id not in ANNOUNCEMENTS]
        said = ", ".join(f"{error.id}: {error.text}" for error in refusals)
        if not refusals:
            pytest.fail(f"nothing was refused; {key} was expected", pytrace=False)
        if not all(key in {error.id, str(error.number)} for error in refusals):
            pytest.fail(f"refused with {said}; {key} was expected", pytrace=False)

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
    """Compare catalogs as a plug-in does; override the fixture to compare in another way."""
    for plugin in plugins.installed():
        if plugin.comparison:
            return cast("CatalogComparison", plugins.resolve(plugin.comparison))
    fail("no plug-in compares catalogs: override the fixture catalogs_agree")


def node_name(text: str) -> str:
    """Check the form of the name of a system."""
    try:
        return str(NodeName.parse(text))
    except InvalidName as mistake:
        fail(f"{text} is not the name of a system: {mistake.reason}")


@phrase(
    given,
    r'the scenario "?(?P<scenario>[^" ]+)"?(?: with seed (?P<seed>\d+))?',
    "Given the scenario manual",
    "Given the scenario my/own.toml with seed 7",
)
def _(story: Story, scenario: str, seed: str | None) -> None:
    """Begin in a fresh world of a scenario, by name or file; `manual` when a story names none."""
    story.start(scenario, None if seed is None else int(seed))


@phrase(step, r"the operator is (?P<user>\S+)", "Given the operator is OPS.NIGHT")
def _(story: Story, user: str) -> None:
    """Go to the screen of a user, who is logged on there; SUPER.SUPER when a story names none."""
    story.check_claims()
    story.user = user
    _ = story.session


@phrase(
    step,
    r"the operator at (?P<node>\S+) runs(?P<colon>.*)",
    r"When the operator at \ETINIUM runs:",
)
def _(story: Story, node: str, colon: str, docstring: str | None = None) -> None:
    """Type the lines of the docstring at the terminal of a system."""
    written = f"the operator at {node} runs:"
    story.type(node, lines_below(docstring, written, colon).split("\n"))


@phrase(step, r"the session goes(?P<colon>.*)", "When the session goes:")
def _(story: Story, colon: str, docstring: str | None = None) -> None:
    """Play the docstring, typed lines and output in the notation of sessions."""
    story.play(lines_below(docstring, "the session goes:", colon))


@phrase(
    step,
    r"the clock advances (?P<number>\d+) (?P<unit>second|minute|hour|day)s?",
    "When the clock advances 5 minutes",
)
def _(story: Story, number: str, unit: str) -> None:
    """Let virtual time pass, in seconds, minutes, hours or days."""
    try:
        duration = timedelta(**{f"{unit}s": int(number)})
    except OverflowError:
        fail(f"{number} {unit}s are too long")
    story.advance(duration)


@phrase(
    step,
    r"the clock of (?P<node>\S+) shows (?P<time>.+)",
    r"When the clock of \INSIDX shows 2022-01-05 23:00:06",
)
def _(story: Story, node: str, time: str) -> None:
    """Let virtual time pass until a local time."""
    now = story.world.local_time(story.node(node))
    try:
        wanted = parse_instant(time)
    except ValueError:
        fail(f"{time} is not of the form yyyy-mm-dd hh:mm:ss")
    if wanted < now:
        fail(f"the clock of {node} shows {now:%Y-%m-%d %H:%M:%S} already; time does not go back")
    story.advance(wanted - now)


@phrase(step, "everything that was started has ended", "When everything that was started has ended")
def _(story: Story) -> None:
    """Let virtual time pass until no started process runs."""
    story.check_claims()
    story.world.settle()


@phrase(
    step,
    r"the line between (?P<node>\S+) and (?P<other>\S+) goes (?P<way>up|down)",
    r"When the line between \ETINIUM and \INSIDX goes down",
)
def _(story: Story, node: str, other: str, way: str) -> None:
    """Bring a line of the scenario up or down."""
    story.check_claims()
    try:
        story.world.set_line(node_name(node), node_name(other), up=way == "up")
    except KeyError:
        fail(f"there is no line between {node} and {other}")


@phrase(
    step,
    r"(?P<node>\S+) (?P<verb>forgets|learns of) (?P<other>\S+)",
    r"When \INSIDX forgets \NODEP",
    r"When \INSIDX learns of \NODEP",
)
def _(story: Story, node: str, verb: str, other: str) -> None:
    """Make a system unknown, or known, to another one."""
    story.check_claims()
    network = story.world.engine.network
    change = network.forget if verb == "forgets" else network.learn
    change(story.node(node), node_name(other))
    story.world.engine.tidy_tapes()


@phrase(
    then,
    r"it is refused with (?P<key>\S+)",
    "Then it is refused with mediacom.5048",
    "Then it is refused with 5048",
)
def _(story: Story, key: str) -> None:
    """Expect that what was typed last was refused, with this message."""
    story.claim(key)


@phrase(then, "nothing is refused", "Then nothing is refused")
def _(story: Story) -> None:
    """Expect that what was typed last was not refused."""
    story.check_claims()


@phrase(then, "the output is(?P<colon>.*)", "Then the output is:")
def _(story: Story, colon: str, docstring: str | None = None) -> None:
    """Expect the docstring as all that was printed by what was typed last."""
    text = lines_below(docstring, "the output is:", colon)
    expected = text.split("\n") if text else []
    if expected != story.result.lines:
        pytest.fail("\n".join(["the output is:", *story.result.lines]), pytrace=False)


@phrase(
    then,
    r"the catalogs of (?P<node>\S+) and (?P<other>\S+) agree",
    r"Then the catalogs of \ETINIUM and \INSIDX agree",
)
def _(story: Story, catalogs_agree: CatalogComparison, node: str, other: str) -> None:
    """Expect that a replication has left the same in the catalogs of both systems."""
    story.check_claims()
    found = catalogs_agree(story.world, story.node(node), story.node(other))
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def lines_below(docstring: str | None, written: str, colon: str) -> str:
    """Give the docstring of a step whose text ends in a colon."""
    if docstring is None or colon.strip() != ":":
        fail(f'write `{written}` and put the lines below it, between two lines of """')
    return docstring
