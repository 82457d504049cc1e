"""Types the lines of a transcript into a session and tells, step by step, what happens.

Owns the order of things: which terminal is shown, what is typed, which lines were expected. It
judges nothing and prints nothing; `comparison`, `revision` and the player of demonstrations look at
the same steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nsksim.errors import OperatorError
from nsksim.session import Session
from nsksim.transcript.document import Transcript
from nsksim.transcript.notation import Narration, Output, Typed, classify, is_tacl_prompt


@dataclass(frozen=True, slots=True)
class Narrated:
    """A line of narration is reached."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Typing:
    """A line is about to be typed at `prompt`, which is the session's own."""

    number: int
    prompt: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Printed:
    """The session printed a line."""

    text: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """A line was typed and everything it brought has come.

    `number` is that of the typed line, from 1; `prompt_after` is the prompt that follows the
    output. `expected` and `got` are output lines without marks.
    """

    number: int
    written_prompt: str
    prompt: str
    text: str | None
    expected: tuple[str, ...]
    got: tuple[str, ...]
    prompt_after: str

    @property
    def prompt_agrees(self) -> bool:
        """Say whether the line was typed at the prompt that stands in the transcript."""
        return self.written_prompt == self.prompt.rstrip()

    @property
    def agrees(self) -> bool:
        """Say whether prompt and output are those of the transcript."""
        return self.prompt_agrees and self.expected == self.got


@dataclass(frozen=True, slots=True)
class Stray:
    """Output stands where nothing has been typed."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The transcript cannot be played on from line `number`."""

    number: int
    reason: str


Step = Narrated | Typing | Printed | Exchange | Stray | Stopped


def perform(transcript: Transcript, session: Session) -> Iterator[Step]:
    """Type the transcript into `session`, from wherever the session stands."""
    lines = transcript.lines
    position = transcript.start
    while position < len(lines):
        number = position + 1
        entry = classify(lines[position], open_prompt(session))
        position += 1
        match entry:
            case Narration():
                yield Narrated(number, entry.text)
            case Output():
                yield Stray(number, entry.text)
            case Typed():
                reason = _hindrance(entry, session)
                if reason:
                    yield Stopped(number, reason)
                    return
                prompt = session.prompt
                yield Typing(number, prompt, entry.text)
                got: list[str] = []
                for text in session.type(entry.text):
                    got.append(text)
                    yield Printed(text)
                after = open_prompt(session)
                expected = _outputs(lines, position, after)
                position += len(expected)
                yield Exchange(
                    number, entry.prompt, prompt, entry.text, expected, tuple(got), after
                )


def _outputs(lines: tuple[str, ...], position: int, prompt: str) -> tuple[str, ...]:
    """Read the output lines from `position` up to the next line that is something else."""
    found: list[str] = []
    for line in lines[position:]:
        entry = classify(line, prompt)
        if not isinstance(entry, Output):
            break
        found.append(entry.text)
    return tuple(found)


def _hindrance(entry: Typed, session: Session) -> str:
    """Show the terminal the line belongs to; say why it cannot be typed there, or nothing."""
    if session.ended:
        return "the session has ended before this line"
    if entry.node is not None and entry.node != session.node:
        if str(entry.node) not in session.world.systems:
            return f"the scenario has no system {entry.node}"
        try:
            session.switch(entry.node)
        except OperatorError as error:
            return error.text
    shown = session.prompt.rstrip()
    if entry.prompt == shown or (is_tacl_prompt(entry.prompt) and is_tacl_prompt(shown)):
        return ""
    return f"typed at {entry.prompt or 'an empty prompt'}, but the prompt is {shown or 'empty'}"


def open_prompt(session: Session) -> str:
    """Give the prompt of a session, the empty one after its end."""
    return "" if session.ended else session.prompt
