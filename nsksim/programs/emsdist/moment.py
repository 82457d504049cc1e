"""Dates and times as TIME and STOP take them (EMS Manual 13-37)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time

from nsksim.clock import MONTH_CODES, month_number

_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_NUMERIC_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_WORD = re.compile(r"[A-Z]{3}|[0-9]{1,4}")

ENDINGS = ("A", "AA", "0", "00", "1", "1-1", "-1", "-1-1")
"""What may finish a word that is still being typed: a month, a time, a date."""


def checked_word(text: str) -> str:
    """Check one word of a date or time. Raises ValueError when it can be no part of one."""
    word = text.upper()
    if not any(form.fullmatch(word) for form in (_TIME, _NUMERIC_DATE, _WORD)):
        raise ValueError(f"{text} is no part of a date or a time")
    return word


def parse(words: Sequence[str], today: date) -> datetime:
    """Read a date, a time, or a date and a time; a part that is missing is 0:00 or `today`.

    Dates are `1999-12-31`, `DEC 31 1999` and `31 DEC 1999`. Raises ValueError.
    """
    rest = list(words)
    found_time = _TIME.fullmatch(rest[-1])
    clock = time()
    if found_time:
        rest.pop()
        hour, minute, second = (int(part or 0) for part in found_time.groups())
        clock = time(hour, minute, second)
    elif not rest:
        raise ValueError("nothing is given")
    return datetime.combine(_date(rest) if rest else today, clock)


def _date(words: Sequence[str]) -> date:
    if len(words) == 1 and (found := _NUMERIC_DATE.fullmatch(words[0])):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if len(words) != 3:
        raise ValueError(f"{' '.join(words)} is not a date")
    first, second, year = words
    month, day = (second, first) if second in MONTH_CODES else (first, second)
    if len(year) != 4 or not day.isdigit():
        raise ValueError(f"{' '.join(words)} is not a date")
    return date(int(year), month_number(month), int(day))
