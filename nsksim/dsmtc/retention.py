"""How long a tape file is kept: a number of days, or until somebody deletes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from nsksim.errors import OperatorError
from nsksim.messages import mediacom

_DAYS = re.compile(r"0*([1-9][0-9]{0,3})")


@dataclass(frozen=True, slots=True)
class Retention:
    """1 to 9999 days after the day of creation, or None days for PERMANENT."""

    days: int | None

    LONGEST = 9999

    @classmethod
    def parse(cls, text: str) -> Retention:
        """Read a number of days or PERMANENT; raises mediacom.5904."""
        if text.upper() == "PERMANENT":
            return cls(None)
        found = _DAYS.fullmatch(text)
        if found is not None:
            return cls(int(found[1]))
        raise OperatorError(
            mediacom.VALUE_INVALID,
            option="RETENTION",
            value=text,
            allowed=f"1 to {cls.LONGEST} or PERMANENT",
        )

    def __str__(self) -> str:
        return "PERMANENT" if self.days is None else str(self.days)

    def expiration(self, created: date) -> date | None:
        """Return the date on which a file created on `created` expires, None for never."""
        return None if self.days is None else created + timedelta(days=self.days)
