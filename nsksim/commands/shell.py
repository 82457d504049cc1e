"""`nsksim shell`: a person at a terminal, in a world that goes on while nobody types."""

from __future__ import annotations

import os
import sys

from nsksim.commands import diagnostics
from nsksim.commands.diagnostics import Situation
from nsksim.commands.outcome import ExitCode
from nsksim.commands.worlds import Choice, home, kept_or_chosen, seated
from nsksim.session import Session
from nsksim.terminal.history import open_history
from nsksim.terminal.pace import Pace
from nsksim.terminal.pager import Pager
from nsksim.terminal.plain import PlainReader, PlainScreen
from nsksim.terminal.prompt import PromptReader
from nsksim.terminal.shell import LineReader, Screen, Shell


def shell(choice: Choice, situation: Situation, *, plain: bool) -> ExitCode:
    """Converse until the person leaves."""
    with kept_or_chosen(choice, situation) as world:
        pace = Pace(world, interrupted=lambda: session.break_requested)
        session = seated(choice, world, pace=pace, consoles=True)
        try:
            Shell(session, pace, *_furniture(session, pace, choice.user_name, plain=plain)).run()
        finally:
            session.close()
    return ExitCode.DONE


def _furniture(
    session: Session, pace: Pace, user: str, *, plain: bool
) -> tuple[LineReader, Screen]:
    """Choose what the person types at and looks at."""
    if plain or not _is_terminal():
        return PlainReader(session), PlainScreen()
    history, reason = open_history(home() / "history", user)
    if reason:
        diagnostics.no_history(reason)
    diagnostics.how_to_leave()
    return PromptReader(session, pace, history), Pager()


def _is_terminal() -> bool:
    able = os.environ.get("TERM", "") not in {"", "dumb"}
    return able and sys.stdin.isatty() and sys.stdout.isatty()
