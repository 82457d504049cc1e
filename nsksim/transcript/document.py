"""A session as a text: its head, which says where it starts, and its lines.

Owns reading and the head. What the lines mean is `notation`'s business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_SCENARIO = "manual"
DEFAULT_USER = "SUPER.SUPER"

_HEAD = re.compile(r"# (scenario|seed|user): *(\S.*?) *")


class TranscriptProblem(Exception):
    """A session cannot be read or played on; `str()` gives file, line and reason in one line."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a session starts."""

    scenario: str = DEFAULT_SCENARIO
    seed: int | None = None
    """None takes the seed of the scenario."""
    user: str = DEFAULT_USER

    def lines(self) -> list[str]:
        """Write the head as the first lines of a session."""
        seed = [] if self.seed is None else [f"# seed: {self.seed}"]
        return [f"# scenario: {self.scenario}", *seed, f"# user: {self.user}"]


@dataclass(frozen=True, slots=True)
class Transcript:
    """A session text. `start` is the index in `lines` of the first line after the head."""

    name: str
    lines: tuple[str, ...]
    head: Head = field(default_factory=Head)
    start: int = 0
    folder: Path | None = None
    """Where a scenario named by a relative path is looked for first."""

    def problem(self, number: int, reason: str) -> TranscriptProblem:
        """Make the problem that says what is wrong with line `number` (from 1)."""
        return TranscriptProblem(f"{self.name}:{number}: {reason}")

    @property
    def scenario(self) -> str:
        """Give the scenario to build: a name, or the path of a file."""
        named = self.head.scenario
        if self.folder is not None and named.endswith(".toml") and (self.folder / named).is_file():
            return str(self.folder / named)
        return named


def read(path: Path) -> Transcript:
    """Read a session file. Raises TranscriptProblem.

    What could steer the terminal it is played on is refused; a tab may stand in a line.
    """
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise TranscriptProblem(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise TranscriptProblem(f"{path}: is not text") from error
    transcript = parse(text, str(path), folder=path.parent)
    for number, line in enumerate(transcript.lines, start=1):
        if not line.replace("\t", " ").isprintable():
            raise transcript.problem(number, "holds characters that no terminal shows")
    if not any(line and not line.startswith("#") for line in transcript.lines):
        raise TranscriptProblem(f"{path}: types nothing")
    return transcript


def parse(text: str, name: str, *, folder: Path | None = None) -> Transcript:
    """Read a session text called `name`. Raises TranscriptProblem when its head is wrong."""
    # Not splitlines: a form feed in a report is part of its line.
    lines = tuple(text.removesuffix("\n").split("\n")) if text else ()
    found: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        match = _HEAD.fullmatch(line)
        if match is None:
            break
        key, value = match[1], match[2]
        if key in found:
            raise TranscriptProblem(f"{name}:{number}: a second {key}")
        if key == "seed" and not (value.isascii() and value.isdigit()):
            raise TranscriptProblem(f"{name}:{number}: the seed must be a whole number")
        found[key] = value
    head = Head(
        found.get("scenario", DEFAULT_SCENARIO),
        int(found["seed"]) if "seed" in found else None,
        found.get("user", DEFAULT_USER),
    )
    return Transcript(name, lines, head, len(found), folder)
