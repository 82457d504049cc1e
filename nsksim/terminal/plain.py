"""A shell without niceties: the host's own line input, output as it comes, no colours, no pager."""

from __future__ import annotations

import getpass
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from nsksim.interaction import keyed
from nsksim.session import Session


class PlainReader:
    """Reads lines from standard input, prompts on standard output."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def read(self) -> str | None:
        """Read a line; CTRL-Y, or the word a terminal shows for it, alone is the end of file.

        Raises EOFError and KeyboardInterrupt.
        """
        with _interruptible():
            prompt = self._session.prompt
            try:
                if self._session.secret and sys.stdin.isatty():
                    return getpass.getpass(prompt)
                line = input(prompt)
            except (EOFError, KeyboardInterrupt):
                sys.stdout.write("\n")  # what comes next begins on a line of its own
                raise
        return keyed(line)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl-C raise KeyboardInterrupt, as the host's line input expects."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class PlainScreen:
    """Writes lines to standard output."""

    def show(self, lines: Iterator[str]) -> None:
        """Write each line as it comes."""
        for line in lines:
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
