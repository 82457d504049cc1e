"""The loop of an interactive shell: a line is read, typed into the session, its output shown.

Knows neither how a line is edited nor how a screen is filled; a LineReader and a Screen do that.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

from nsksim.errors import OperatorError
from nsksim.session import Session
from nsksim.terminal.pace import Pace


class TerminalLeft(Exception):
    """The person turns to the terminal of the next system; what was typed of a line is dropped."""


class LineReader(Protocol):
    """Whatever a person types at."""

    def read(self) -> str | None:
        """Read a line at the session's prompt; None is CTRL-Y.

        Raises EOFError when the person leaves, KeyboardInterrupt when the line is abandoned,
        TerminalLeft when the person turns to another terminal.
        """


class Screen(Protocol):
    """Whatever output is shown on."""

    def show(self, lines: Iterator[str]) -> None:
        """Show lines as they come, and take all of them even if the person looks away."""


class Shell:
    """One person in one session."""

    def __init__(self, session: Session, pace: Pace, reader: LineReader, screen: Screen) -> None:
        self._session = session
        self._pace = pace
        self._reader = reader
        self._screen = screen
        self._greeted = 0

    def run(self) -> None:
        """Converse until the person or the last TACL leaves."""
        with _break_key(self._session):
            self._converse()

    def _converse(self) -> None:
        self._greet()
        while not self._session.ended:
            self._session.break_requested = False
            try:
                typed = self._reader.read()
            except KeyboardInterrupt:
                self._screen.show(self._session.abandon())
                continue
            except TerminalLeft:
                self._turn()
                continue
            except EOFError:
                return
            self._pace.catch_up()
            self._screen.show(iter(self._session.console()))
            self._type(typed)

    def _turn(self) -> None:
        """Show the terminal of the next system; its programs and its history are as they were."""
        nodes = [system.node for system in self._session.world.systems.values()]
        following = nodes[(nodes.index(self._session.node) + 1) % len(nodes)]
        try:
            self._session.switch(following)
        except OperatorError as error:
            self._screen.show(iter(error.lines))
        self._greet()

    def _type(self, typed: str | None) -> None:
        """Type what was entered; a pasted text is several lines."""
        for line in [None] if typed is None else typed.split("\n"):
            if self._session.ended:
                return
            self._screen.show(self._session.type(line))
            self._pace.skip()
            self._greet()

    def _greet(self) -> None:
        """Show the banners of the terminals that have been logged on since the last time."""
        banners = self._session.greeting[self._greeted :]
        self._greeted += len(banners)
        self._screen.show(iter(banners))


@contextmanager
def _break_key(session: Session) -> Iterator[None]:
    """Let Ctrl-C be the BREAK key of the session; never an exception somewhere in the engine.

    While a line is read, the reader decides what Ctrl-C is.
    """

    def press(_: int, __: FrameType | None) -> None:
        session.break_requested = True

    before = signal.signal(signal.SIGINT, press)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
