"""Compares what a session brings with what its transcript says, and shows both sides.

Every line is compared, to the end, trailing blanks included.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nsksim.session import Session
from nsksim.transcript.document import Transcript
from nsksim.transcript.notation import typed_line
from nsksim.transcript.performance import Exchange, Step, Stopped, Stray, perform


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a session and its transcript differ.

    `number` is the line of the transcript (from 1), `title` the line that was typed there. A
    `reason` stands where the two sides do not say it.
    """

    number: int
    title: str
    expected: tuple[str, ...] = ()
    got: tuple[str, ...] = ()
    reason: str = ""

    def lines(self, name: str) -> list[str]:
        """Show both sides: what the transcript says with `-`, what came with `+`."""
        head = f"{name}:{self.number}: {self.reason or 'differs'}"
        return [head, *([f"    {self.title}"] if self.title else []), *self._sides()]

    def _sides(self) -> Iterator[str]:
        matcher = difflib.SequenceMatcher(None, self.expected, self.got, autojunk=False)
        for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
            if kind == "equal":
                yield from (f"    {line}".rstrip() for line in self.expected[old_from:old_to])
                continue
            yield from (f"  - {_visible(line)}" for line in self.expected[old_from:old_to])
            yield from (f"  + {_visible(line)}" for line in self.got[new_from:new_to])


def _visible(line: str) -> str:
    """Show trailing blanks, which count, as dots."""
    bare = line.rstrip(" ")
    blanks = len(line) - len(bare)
    return f"{bare}{'·' * blanks}"


def differences(steps: Iterable[Step], transcript: Transcript) -> Iterator[Difference]:
    """Pick the differences out of the steps of a performance."""
    for step in steps:
        found = difference(step, transcript)
        if found is not None:
            yield found


def difference(step: Step, transcript: Transcript) -> Difference | None:
    """Say in what a step differs from the transcript; None when it does not."""
    match step:
        case Exchange() if not step.agrees:
            title = typed_line(step.prompt, step.text)
            reason = (
                ""
                if step.prompt_agrees
                else f"the transcript has this typed at {step.written_prompt}"
            )
            return Difference(step.number, title, step.expected, step.got, reason)
        case Stray():
            reason = "output is expected here, but nothing has been typed"
            return Difference(step.number, "", (step.text,), reason=reason)
        case Stopped():
            return Difference(step.number, transcript.lines[step.number - 1], reason=step.reason)
        case _:
            return None


def compare(transcript: Transcript, session: Session) -> list[Difference]:
    """Play a transcript into a session and return where the two differ."""
    return list(differences(perform(transcript, session), transcript))
