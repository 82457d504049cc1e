"""What helps while a line is typed: completion, the wrong part marked, the bar at the bottom.

All three ask the reader of the open prompt, so they know what the open program knows. At a prompt
without a reader they say nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress

from prompt_toolkit.application import get_app
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.lexers import Lexer

from nsksim.clock import DATE_AND_TIME
from nsksim.session import Session
from nsksim.store import StoreProblem
from nsksim.terminal.pace import HOLD, Pace


class ReaderCompleter(Completer):
    """Offers what the reader of the open prompt offers."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        """Give the candidates for the end of the text before the cursor."""
        reader = self._session.reader
        if reader is None:
            return
        # Of a damaged world nothing is offered; whatever is typed next says what is wrong.
        with suppress(StoreProblem), self._session.world.telling_damage():
            for candidate in reader.complete(document.text_before_cursor):
                yield Completion(
                    candidate.text,
                    start_position=-candidate.length,
                    display_meta=candidate.description,
                )


class ErrorMarker(Lexer):
    """Underlines a line from where it goes wrong."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        """Give the styled text of each line of the input."""

        def styled(number: int) -> StyleAndTextTuples:
            text = document.lines[number]
            reader = self._session.reader
            column = reader.error_at(text) if reader is not None and text.strip() else None
            if column is None:
                return [("", text)]
            return [("", text[:column]), ("class:wrong", text[column:])]

        return styled


class BottomBar:
    """The remaining syntax on the left; system, simulated local time and rate on the right."""

    def __init__(self, session: Session, pace: Pace) -> None:
        self._session = session
        self._pace = pace

    def __call__(self) -> StyleAndTextTuples:
        """Give the bar for the line as it stands."""
        app = get_app()
        text = app.current_buffer.document.text_before_cursor
        return [("class:bottom-toolbar.text", self.line(text, app.output.get_size().columns))]

    def line(self, text: str, columns: int) -> str:
        """Compose the bar after `text`, `columns` wide; the hint gives way to the clock."""
        reader = self._session.reader
        hint = "" if reader is None else reader.hint(text)
        node = self._session.node
        system = self._session.world.system(node)
        rate = self._pace.rate
        speed = HOLD if rate is None else "" if rate == 1 else f"x{rate:g}"
        right = f"{node}  {system.now:{DATE_AND_TIME}}  {speed}".rstrip()
        room = columns - len(right) - 3
        if len(hint) > room:
            hint = f"{hint[: max(room - 1, 0)]}…" if room > 0 else ""
        left = f" {hint}" if hint else ""
        return left + f"{right} ".rjust(columns - len(left))
