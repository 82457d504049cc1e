"""The prompt with everything a person may expect of one, built on prompt_toolkit.

While a line is typed the world goes on: the clock runs, and what background processes print
appears above the prompt.
"""

from __future__ import annotations

import asyncio
import sys
from functools import partial

from prompt_toolkit import PromptSession
from prompt_toolkit.application import Application, get_app, run_in_terminal
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.history import DummyHistory, History
from prompt_toolkit.styles import Style

from nsksim.session import Session
from nsksim.terminal.editing import BottomBar, ErrorMarker, ReaderCompleter
from nsksim.terminal.keys import line_keys
from nsksim.terminal.pace import Pace

REFRESH_SECONDS = 0.25
"""How often the world and the clock at the bottom are looked after."""

STYLE = Style.from_dict({"wrong": "underline ansired", "bottom-toolbar": "reverse"})


class PromptReader:
    """Reads lines at a terminal, with completion, history, marking and a bar at the bottom."""

    def __init__(self, session: Session, pace: Pace, history: History) -> None:
        self._session = session
        self._pace = pace
        self._lines: PromptSession[str | None] = PromptSession(
            history=history,
            auto_suggest=AutoSuggestFromHistory(),
            enable_history_search=True,
            completer=ReaderCompleter(session),
            lexer=ErrorMarker(session),
            bottom_toolbar=BottomBar(session, pace),
            key_bindings=line_keys(),
            style=STYLE,
        )
        self._secrets: PromptSession[str | None] = PromptSession(
            history=DummyHistory(), is_password=True, key_bindings=line_keys()
        )

    def read(self) -> str | None:
        """Read a line at the session's prompt; None is CTRL-Y.

        Raises EOFError on Ctrl-D, KeyboardInterrupt on Ctrl-C, TerminalLeft on F2, and whatever the
        world raises while it goes on.
        """
        prompts = self._secrets if self._session.secret else self._lines
        return prompts.prompt(self._session.prompt, pre_run=self._look_after_the_world)

    def _look_after_the_world(self) -> None:
        app = get_app()
        app.create_background_task(self._go_on(app))

    async def _go_on(self, app: Application[str | None]) -> None:
        """Let the world go on until the line is read; a failure of it ends the reading."""
        while not app.is_done:
            await asyncio.sleep(REFRESH_SECONDS)
            try:
                self._pace.catch_up()
                lines = self._session.console()
            except Exception as error:  # handed on to whoever reads the line
                if not app.is_done:
                    app.exit(exception=error)
                return
            if lines:
                await run_in_terminal(partial(_write, lines))
            app.invalidate()


def _write(lines: list[str]) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()
