"""The variables of one TACL: stacks of levels, and frames that pop what was pushed in them.

Owns names, levels, types and frames. It knows nothing of what a macro or a routine does when it is
invoked; of built-in variables it keeps only the values that a #PUSH covered, since the values in
force belong to the environment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from nsksim.errors import OperatorError
from nsksim.messages import tacl as messages
from nsksim.programs.tacl.lexical import BLANKS, END_OF_LINE, upshift, words


class VariableType(StrEnum):
    """What a level holds, and so what happens when it is invoked."""

    TEXT = "TEXT"
    ALIAS = "ALIAS"
    MACRO = "MACRO"
    ROUTINE = "ROUTINE"


NOT_MODELLED_TYPES = frozenset({"STRUCT", "DELTA", "DIRECTORY"})

NAME = re.compile(r"[A-Za-z_^][A-Za-z0-9_^]{0,30}")
_QUALIFIED = re.compile("(?P<name>" + NAME.pattern + r")(?:\.(?P<level>-?[0-9]{1,9}))?")


@dataclass(slots=True)
class Level:
    """One level of a variable: internal text of a type, pushed in the frame `frame`."""

    frame: int
    type: VariableType = VariableType.TEXT
    text: str = ""

    @property
    def lines(self) -> list[str]:
        """Give the lines of the text; an empty level has none."""
        return self.text.split(END_OF_LINE) if self.text else []


@dataclass(frozen=True, slots=True)
class Saved:
    """The value a built-in variable had when it was pushed in the frame `frame`."""

    frame: int
    name: str
    value: str


def variable_type(word: str) -> VariableType:
    """Read the name of a type.

    Raises OperatorError for a type of TACL that is not modelled, KeyError for any other word.
    """
    name = upshift(word)
    if name in NOT_MODELLED_TYPES:
        raise OperatorError(messages.NOT_MODELLED, what=f"A variable of type {name}")
    return VariableType[name]


class Variables:
    """All variables of one TACL. Names are not case-sensitive."""

    def __init__(self) -> None:
        self._stacks: dict[str, list[Level]] = {}
        self._saved: list[Saved] = []
        self.frame = 0
        """Number of frames that are open."""

    @property
    def names(self) -> list[str]:
        """Name the variables, in alphabetical order."""
        return sorted(self._stacks)

    def copy(self) -> Variables:
        """Copy everything, so that a trial cannot change the original."""
        other = Variables()
        other.frame = self.frame
        other._stacks = {
            name: [replace(level) for level in levels] for name, levels in self._stacks.items()
        }
        return other

    def push(self, name: str) -> Level:
        """Make an empty top level of type TEXT. Raises OperatorError for a wrong name."""
        level = Level(self.frame)
        self._stacks.setdefault(_checked(name), []).append(level)
        return level

    def define(self, name: str, kind: VariableType, text: str) -> None:
        """Push a level and fill it (#DEF, ?SECTION). Raises OperatorError for a wrong name."""
        level = self.push(name)
        level.type = kind
        level.text = text

    def pop(self, name: str) -> bool:
        """Remove the top level; say whether there was one.

        Raises OperatorError for a wrong name.
        """
        key = _checked(name)
        levels = self._stacks.get(key)
        if not levels:
            return False
        levels.pop()
        if not levels:
            del self._stacks[key]
        return True

    def keep(self, name: str, count: int) -> bool:
        """Keep the top `count` levels (KEEP, LOAD /KEEP/); say whether the variable exists."""
        key = _checked(name)
        levels = self._stacks.get(key)
        if not levels:
            return False
        del levels[: max(0, len(levels) - count)]
        if not levels:
            del self._stacks[key]
        return True

    def levels(self, name: str) -> int:
        """Count the levels of a variable."""
        return len(self._stacks.get(upshift(name), ()))

    def find(self, name: str) -> Level | None:
        """Find the level that `name` means, None when there is none or it is not a name.

        `v` is the top level, `v.1` the first one pushed, `v.-1` the one below the top.
        """
        found = _QUALIFIED.fullmatch(name)
        if found is None:
            return None
        levels = self._stacks.get(upshift(found["name"]), [])
        number = int(found["level"]) if found["level"] else 0
        index = number - 1 if number > 0 else len(levels) - 1 + number
        return levels[index] if 0 <= index < len(levels) else None

    def absolute(self, name: str) -> str | None:
        """Qualify a name by its absolute level, None when there is no such level."""
        level = self.find(name)
        if level is None:
            return None
        bare = upshift(name.partition(".")[0])
        index = next(at for at, held in enumerate(self._stacks[bare]) if held is level)
        return f"{bare}.{index + 1}"

    def open_frame(self) -> None:
        """Begin a frame (#FRAME)."""
        self.frame += 1

    def save(self, name: str, value: str) -> None:
        """Keep the value of a built-in variable that is being pushed."""
        self._saved.append(Saved(self.frame, name, value))

    def unsave(self, name: str) -> str | None:
        """Give back the value kept last, None when the built-in variable was not pushed."""
        for index in range(len(self._saved) - 1, -1, -1):
            if self._saved[index].name == name:
                return self._saved.pop(index).value
        return None

    def restore_frame(self, frame: int) -> list[Saved]:
        """Pop all levels pushed in frames above `frame`, and close those frames.

        Returns the built-in variables that get their values back, the last one pushed first.
        """
        if self.frame <= frame:
            return []
        for name in list(self._stacks):
            kept = [level for level in self._stacks[name] if level.frame <= frame]
            if kept:
                self._stacks[name] = kept
            else:
                del self._stacks[name]
        self.frame = frame
        popped = [saved for saved in reversed(self._saved) if saved.frame > frame]
        self._saved = [saved for saved in self._saved if saved.frame <= frame]
        return popped


def is_name(text: str, *, qualified: bool = True) -> bool:
    """Say whether `text` has the form of a variable name."""
    return (_QUALIFIED if qualified else NAME).fullmatch(text) is not None


def substitute(body: str, name: str, arguments: str) -> str:
    """Put the arguments of a macro into its text: `%n%`, `%n TO m BY k%`, `%*%`, `%0%`, `%%`.

    Arguments are separated by blanks; a missing one is empty. Raises OperatorError for anything
    else between two percent signs.
    """
    if "%" not in body:
        return body
    given = words(arguments)
    pieces = body.split("%")
    if len(pieces) % 2 == 0:
        raise OperatorError(messages.DUMMY_ARGUMENT, text=pieces[-1].strip())
    for index in range(1, len(pieces), 2):
        pieces[index] = _dummy(pieces[index], name, given)
    return "".join(pieces)


_RANGE = re.compile(
    r" *([0-9]{1,5})(?: +TO +([0-9]{1,5}|\*)(?: +BY +([0-9]{1,5}))?)? *", re.IGNORECASE
)


def _dummy(text: str, name: str, given: Sequence[str]) -> str:
    if not text:
        return "%"
    if text.strip() == "*":
        return " ".join(given)
    found = _RANGE.fullmatch(text)
    if found is None or (found[3] and int(found[3]) == 0):
        raise OperatorError(messages.DUMMY_ARGUMENT, text=text)
    first = int(found[1])
    if found[2] is None:
        return name if first == 0 else "".join(given[first - 1 : first])
    last = len(given) if found[2] == "*" else int(found[2])
    return " ".join([name, *given][first : last + 1 : int(found[3] or 1)])


def trimmed(text: str) -> str:
    """Remove blanks and ends of line at both ends; #SET cannot store them."""
    return text.strip(BLANKS)


def _checked(name: str) -> str:
    if NAME.fullmatch(name) is None:
        raise OperatorError(messages.ILLEGAL_VARIABLE_NAME)
    return upshift(name)
