"""Virtual time. The only module that may read real time, and it does so for the interactive shell.

All instants of the simulation are naive `datetime` values in UTC, with whole microseconds. Local
times are made by adding the offset of a system when something is printed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

HORIZON = datetime(9000, 1, 1)
"""No command lets the clock go beyond (UTC): what is reckoned from it, such as the end of a
retention, has to be a date too."""


class Clock:
    """The one clock of a world. It stands still until somebody moves it, and never goes back."""

    def __init__(self, now: datetime, changed: Callable[[datetime], None]) -> None:
        """Start at `now`; `changed` is told each new instant, to keep it."""
        self._now = now
        self._changed = changed

    @property
    def now(self) -> datetime:
        """Give the present instant, UTC."""
        return self._now

    def advance(self, until: datetime) -> None:
        """Move to `until`; an instant of the past changes nothing."""
        if until > self._now:
            self._now = until
            self._changed(until)

    def restore(self, now: datetime) -> None:
        """Set the clock as a snapshot has it; the only way back."""
        self._now = now


class RealTime:
    """Seconds that pass outside, for a shell whose virtual clock runs at a rate."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def elapsed(self) -> timedelta:
        """Return the real time since the last call (or since the beginning)."""
        now = time.monotonic()
        passed, self._last = now - self._last, now
        return timedelta(seconds=passed)

    @staticmethod
    def sleep(seconds: float) -> None:
        """Let real time pass: a pause of the terminal, never of the engine."""
        time.sleep(seconds)


# Written out: strftime's names follow the host's locale.
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
MONTH_CODES = tuple(name[:3].upper() for name in MONTHS)
"""The months as dates in commands and listings have them: JAN, FEB and so on."""

DATE_AND_TIME = "%Y-%m-%d %H:%M:%S"
"""How the manual's messages and reports print an instant, in local time."""


def month_number(code: str) -> int:
    """Give the number of a month from 1, by its code; raises ValueError."""
    if code not in MONTH_CODES:
        raise ValueError(f"{code!r} is not the code of a month")
    return MONTH_CODES.index(code) + 1


def parse_instant(text: str) -> datetime:
    """Read `yyyy-mm-dd hh:mm:ss` (seconds optional); raises ValueError."""
    # strptime also takes the digits of other scripts.
    for form in (DATE_AND_TIME, "%Y-%m-%d %H:%M", "%Y-%m-%d") if text.isascii() else ():
        try:
            return datetime.strptime(text.strip(), form)
        except ValueError:
            continue
    raise ValueError(f"{text!r} is not of the form yyyy-mm-dd hh:mm:ss")
