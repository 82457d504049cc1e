"""Long output, a screenful at a time. A pager of our own: no way from it to a shell of the host."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from enum import Enum
from os import terminal_size

from prompt_toolkit.utils import get_cwidth

from nsksim.terminal.keys import ask_key


class More(Enum):
    """What the person wants to see next."""

    PAGE = "another screenful"
    LINE = "another line"
    ALL = "the rest without stopping"
    NOTHING = "nothing of the rest"


QUESTION = " more: Space a page, Enter a line, G to the end, Q no more "
_KEYS = {
    " ": More.PAGE,
    "enter": More.LINE,
    "g": More.ALL,
    "G": More.ALL,
    "q": More.NOTHING,
    "Q": More.NOTHING,
}


def ask_more() -> More:
    """Ask on the terminal; Ctrl-C wants no more either."""
    try:
        return ask_key(QUESTION, _KEYS, default=More.PAGE)
    except KeyboardInterrupt:
        return More.NOTHING


class Pager:
    """Writes lines to standard output and stops after each screenful."""

    def __init__(
        self,
        ask: Callable[[], More] = ask_more,
        size: Callable[[], terminal_size] = shutil.get_terminal_size,
    ) -> None:
        self._ask = ask
        self._size = size

    def show(self, lines: Iterator[str]) -> None:
        """Show lines as they come; what is not wanted is taken, so that the command finishes."""
        room: int | None = self._page()
        wanted = True
        for line in lines:
            if not wanted:
                continue
            height = self._height(line)
            if room is not None and height > room:
                room, wanted = self._more(height)
                if not wanted:
                    continue
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
            if room is not None:
                room -= height

    def _more(self, height: int) -> tuple[int | None, bool]:
        """Ask, and say how many rows may follow (None: any number), and whether any."""
        match self._ask():
            case More.PAGE:
                return max(self._page(), height), True
            case More.LINE:
                return height, True
            case More.ALL:
                return None, True
            case More.NOTHING:
                return None, False

    def _page(self) -> int:
        """Give the rows of a screenful: one is for the question, one for the last line read."""
        return max(self._size().lines - 2, 1)

    def _height(self, line: str) -> int:
        """Count the rows a line takes on the screen."""
        return max(1, -(-get_cwidth(line) // max(self._size().columns, 1)))
