"""The line that shows how far long work has come: on a terminal only, and gone when it is over."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest

from nsksim.commands import diagnostics


class _Stream(io.StringIO):
    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.fixture
def attached(monkeypatch):
    """Attach stderr in the test itself: the test runner puts its own in place before each."""

    def attach(*, terminal: bool) -> _Stream:
        stream = _Stream(terminal=terminal)
        monkeypatch.setattr("sys.stderr", stream)
        return stream

    return attach


def test_nothing_is_said_in_a_pipe(attached):
    pipe = attached(terminal=False)
    progress = diagnostics.Progress()
    progress("exporting SLAB_A-DAILY: volume 1 of 30")
    progress("")
    assert pipe.getvalue() == ""


def test_the_line_is_taken_away_when_the_work_is_over(attached):
    terminal = attached(terminal=True)
    progress = diagnostics.Progress()
    progress("")
    assert terminal.getvalue() == "", "work that said nothing leaves nothing to take away"
    progress("exporting SLAB_A-DAILY: volume 1 of 30")
    progress("")
    shown, erased = terminal.getvalue().split("\r")[1:]
    assert shown.startswith("exporting SLAB_A-DAILY: volume 1 of 30")
    assert erased == diagnostics.ERASE_TO_END


def test_the_line_is_not_drawn_more_often_than_an_eye_can_follow(attached, monkeypatch):
    terminal = attached(terminal=True)
    monkeypatch.setattr(diagnostics, "REDRAWN", timedelta(days=1))
    progress = diagnostics.Progress()
    for number in range(1, 31):
        progress(f"volume {number}")
    assert terminal.getvalue().count("\r") == 1


def test_a_narrow_terminal_is_not_wrapped(attached, monkeypatch):
    terminal = attached(terminal=True)
    monkeypatch.setenv("COLUMNS", "20")
    diagnostics.Progress()("x" * 100)
    assert "x" * 19 in terminal.getvalue()
    assert "x" * 20 not in terminal.getvalue()
