"""The command lines of one conversation: HISTORY, `!`, `?` and FC.

TACL keeps them for a terminal, another program for itself; each has its own words where there is
no such line. A recalled line is executed as if it had been typed again; `!`, `?` and FC themselves
are not kept. The form of the listing and the selectors are recalled practice; FC's editing is
documented for SAFECOM, which has the same command.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field

from nsksim.errors import Message, OperatorError
from nsksim.interaction import Effect, Read

LISTED = 10
"""So many lines HISTORY shows when no number is given."""

RECALLS = {
    "FC": "Edit an earlier line, then do it: FC, FC number, FC -number or FC text.",
    "!": "Do an earlier line again: !, !number, !-number or !text.",
    "?": "Show an earlier line: ?, ?number, ?-number or ?text.",
}
"""What asks for an earlier line, and what it does, for HELP and completion."""

EDIT_PROMPT = ".."
SUBCOMMANDS_END = "//"


@dataclass(frozen=True, slots=True)
class Entry:
    """One command, which may have been typed on several lines."""

    number: int
    lines: tuple[str, ...]

    def listed(self) -> Iterator[str]:
        """Give the entry as it is displayed."""
        yield from (f"{self.number}> {line}" for line in self.lines)


@dataclass(slots=True)
class History:
    """What was typed since the conversation began; numbers start at 1."""

    entries: list[Entry] = field(default_factory=list)

    @property
    def number(self) -> int:
        """Give the number of the next command."""
        return len(self.entries) + 1

    def add(self, lines: Sequence[str]) -> None:
        """Keep a command."""
        self.entries.append(Entry(self.number, tuple(lines)))

    def last(self, count: int) -> list[Entry]:
        """Give the newest commands, the oldest of them first."""
        return self.entries[-count:] if count > 0 else []

    def find(self, selector: str) -> Entry | None:
        """Find the newest command, or by number, distance back (-n) or beginning."""
        wanted = selector.strip()
        found: list[Entry] = []
        if not wanted:
            found = self.entries
        elif wanted.isdigit():
            found = [entry for entry in self.entries if entry.number == int(wanted)]
        elif wanted[0] == "-" and wanted[1:].isdigit():
            number = self.number - int(wanted[1:])
            found = [entry for entry in self.entries if entry.number == number]
        else:
            found = [
                entry
                for entry in self.entries
                if entry.lines[0].upper().startswith(wanted.strip('"').upper())
            ]
        return found[-1] if found else None


Recall = Generator[Effect, str | None, tuple[str, ...] | None]


def is_recall(line: str) -> bool:
    """Say whether a typed line asks for an earlier one: `!`, `?` (not `??`) or FC."""
    text = line.lstrip()
    if text.startswith("?"):
        return not text[1:].lstrip().startswith("?")
    return text.startswith("!") or text.upper().partition(" ")[0] == "FC"


def recall(history: History, line: str, prompt: str, missing: Message) -> Recall:
    """Do what `line` asks; give the lines to execute, None when there is nothing to execute.

    Raises OperatorError with the message `missing`, whose slot is selector, when the history has
    no such line.
    """
    text = line.strip()
    fixing = text[0] not in "!?"
    selector = text[2:] if fixing else text[1:]
    entry = history.find(selector)
    if entry is None:
        raise OperatorError(missing, selector=selector.strip() or "-1")
    if not fixing:
        for shown in entry.lines:
            yield prompt + shown
        return entry.lines if text[0] == "!" else None
    return (yield from _fix(entry, prompt))


def _fix(entry: Entry, prompt: str) -> Recall:
    """Let the operator edit a command under each of its lines (FC)."""
    fixed: list[str] = []
    for line in entry.lines:
        current = line
        while True:
            yield prompt + current
            directions = yield Read(EDIT_PROMPT.ljust(len(prompt)))
            if directions is None:
                return None
            if not directions.strip():
                break
            current = edited(current, directions)
        fixed.append(current)
    return tuple(fixed)


def edited(line: str, directions: str) -> str:
    """Apply the subcommands typed under a line: R, I, D, `//` between them, or plain text."""
    result = line
    moved = 0
    start = 0
    for part in directions.split(SUBCOMMANDS_END):
        stripped = part.lstrip()
        column = start + len(part) - len(stripped)
        start += len(part) + len(SUBCOMMANDS_END)
        if not stripped:
            continue
        padded = result.ljust(column + moved)
        result = _changed(padded, column + moved, stripped)
        if stripped[0].upper() in "ID":
            moved += len(result) - len(padded)
    return result.rstrip()


def _changed(line: str, column: int, command: str) -> str:
    letter, text = command[0].upper(), command[1:]
    if letter == "I":
        return line[:column] + text + line[column:]
    if letter == "D":
        count = len(command) - len(command.lstrip("Dd"))
        line = line[:column] + line[column + count :]
        rest = command[count:]
        following = rest.lstrip()
        if not following:
            return line
        return _changed(line, column + len(rest) - len(following), following)
    if letter == "R":
        return line[:column] + text + line[column + len(text) :]
    return line[:column] + command + line[column + len(command) :]
