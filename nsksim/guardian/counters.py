"""Counters of one system: the next process name, pin and job number come from its state."""

from __future__ import annotations

from nsksim.store import Database

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def successor(name: str) -> str:
    """Return the next system-made name: `$Z4M8` is followed by `$Z4M9`, `$Z4MZ` by `$Z4N0`.

    The first letter stays: `$ZZZZ` is followed by `$Z000`. The alphabet and the order are ours; the
    manual only shows single names.
    """
    letters = list(name)
    for position in range(len(letters) - 1, 1, -1):
        digit = _DIGITS.index(letters[position])
        if digit + 1 < len(_DIGITS):
            letters[position] = _DIGITS[digit + 1]
            return "".join(letters)
        letters[position] = _DIGITS[0]
    return "".join(letters)


class Counters:
    """Named counters kept in the database of a system."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str, default: str) -> str:
        """Return the value the next `take` will give."""
        value = self._database.value("SELECT VALUE FROM COUNTER WHERE NAME = ?", [name])
        return default if value is None else str(value)

    def set(self, name: str, value: str) -> None:
        """Set what the next `take` gives."""
        with self._database.transaction():
            if not self._database.execute(
                "UPDATE COUNTER SET VALUE = ? WHERE NAME = ?", [value, name]
            ):
                self._database.execute("INSERT INTO COUNTER VALUES (?, ?)", [name, value])

    def take_number(self, name: str, first: int = 1, last: int | None = None) -> int:
        """Return the next number and count on; after `last` comes `first` again."""
        number = int(self.get(name, str(first)))
        following = first if last is not None and number >= last else number + 1
        self.set(name, str(following))
        return number

    def take_name(self, name: str, first: str) -> str:
        """Return the next system-made name and count on."""
        value = self.get(name, first)
        self.set(name, successor(value))
        return value
