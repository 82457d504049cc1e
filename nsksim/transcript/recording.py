"""Writes a session down while it is typed, so that it can be tested and played again."""

from __future__ import annotations

from collections.abc import Callable

from nsksim.guardian.users import sealed
from nsksim.session import Session
from nsksim.transcript.document import Head
from nsksim.transcript.notation import output_line, typed_line
from nsksim.transcript.performance import open_prompt


class Recording:
    """Types lines into a session and writes the session file they make.

    The lines of one typed line are written when all of them have come: whether a line needs a mark
    depends on the prompt that follows it. A password is asked for without echo and is written down
    sealed; typed again, the seal is taken for the password.
    """

    def __init__(self, session: Session, head: Head, write: Callable[[str], None]) -> None:
        """Write the head; `write` gets one line at a time, without its end."""
        self._session = session
        self._write = write
        self._waiting: list[str] = []
        for line in head.lines():
            write(line)

    def type(self, text: str | None) -> None:
        """Type one line (None is CTRL-Y) and write it down with what it brings."""
        hidden = bool(text) and self._session.secret
        typed = typed_line(self._session.prompt, sealed(text or "") if hidden else text)
        printed: list[str] = []
        try:
            printed.extend(self._session.type(text))
        finally:
            self._put(typed, printed, end_of_file=text is None)

    def _put(self, typed: str, printed: list[str], *, end_of_file: bool) -> None:
        """Write one exchange; CTRL-Y that brings nothing waits for something to follow it."""
        if end_of_file and not printed:
            self._waiting.append(typed)
            return
        prompt = open_prompt(self._session)
        for line in self._waiting:
            self._write(line)
        self._waiting = []
        self._write(typed)
        for text in printed:
            self._write(output_line(text, prompt))
