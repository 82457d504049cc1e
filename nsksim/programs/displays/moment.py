"""How an instant is written: by TIME and the logon banner, and in listings of files."""

from __future__ import annotations

from datetime import datetime

from nsksim.clock import MONTH_CODES, MONTHS


def time_of_day(local: datetime) -> str:
    """Give a local time as TIME prints it, `January 5, 2022 17:40:11`.

    The form is that of TACL's logon banner; that TIME uses it too is inferred.
    """
    return f"{MONTHS[local.month - 1]} {local.day}, {local.year} {local:%H:%M:%S}"


def file_date(local: datetime) -> str:
    """Give a local date as listings of files print it, `05JAN2022`."""
    return f"{local.day:02}{MONTH_CODES[local.month - 1]}{local.year:04}"
