"""`nsksim play`: sessions typed at the pace of a human, with their narration.

What appears is the session as its file has it, without the marks of the notation. When something
else comes than the file says, the demonstration goes on and the command ends with DIFFERS.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from nsksim import plugins, transcript
from nsksim.clock import RealTime
from nsksim.commands import diagnostics
from nsksim.commands.diagnostics import Situation
from nsksim.commands.outcome import ExitCode, UsageProblem
from nsksim.commands.worlds import Choice, fresh_or_chosen, seated
from nsksim.interaction import END_OF_FILE
from nsksim.session import Session
from nsksim.terminal.keys import ask_key
from nsksim.transcript import Difference, Transcript
from nsksim.transcript.comparison import difference
from nsksim.transcript.performance import Narrated, Printed, Step, Typing, perform

SUFFIX = ".session"

KEY_SECONDS = 0.045
"""Between two typed characters: a practised operator."""
READING_SECONDS_PER_CHARACTER = 0.035
"""After narration: about the speed of reading aloud."""
THINKING_SECONDS = 0.6
"""Between a prompt and the first key."""
LINE_SECONDS = 0.02
"""After each printed line, so that a long report can be seen to come."""

LONGEST_SECONDS = 40.0
"""All pauses together; what would take longer is played faster, in proportion."""

_TYPED = re.compile(r"(?:\\[A-Z][A-Z0-9]{0,6} \d+|[A-Z]{0,8})[>_)}-] ")
"""The prompt in front of a line that is typed, near enough to know how long typing takes."""

Sleep = Callable[[float], None]


def play(
    names: Sequence[str], choice: Choice, situation: Situation, *, fast: bool, step: bool
) -> ExitCode:
    """Play shipped demonstrations or session files, each in a world of its own.

    Options of `choice` win over the head of a session.
    """
    if step and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageProblem("--step waits for a key and needs a terminal")
    documents = [transcript.read(find(name)) for name in names]
    pace = min(1.0, LONGEST_SECONDS / max(1.0, sum(map(duration, documents))))
    sleep = partial(_paced, pace) if watched() and not fast else _at_once
    stage = Stage(sleep, _wait_for_key if step else _go_on)
    ended = [_play(document, choice, situation, stage) for document in documents]
    return max(ended)


def _play(document: Transcript, choice: Choice, situation: Situation, stage: Stage) -> ExitCode:
    """Play one session."""
    head, wanted = document.head, choice
    if choice.world is None and choice.scenario is None:
        seed = head.seed if choice.seed is None else choice.seed
        wanted = replace(choice, scenario=document.scenario, seed=seed)
    if choice.user is None:
        wanted = replace(wanted, user=head.user)
    with fresh_or_chosen(wanted, situation) as world:
        session = seated(wanted, world, questions=False)
        try:
            found = stage.show(document, session)
        finally:
            session.close()
    if found:
        diagnostics.session_differs()
        diagnostics.differences(place.lines(document.name) for place in found)
    return ExitCode.DIFFERS if found else ExitCode.DONE


def find(name: str) -> Path:
    """Return the file of a demonstration, by its name or as a path. Raises UsageProblem."""
    if name.endswith(SUFFIX):
        if not Path(name).is_file():
            raise UsageProblem(f"{name} does not exist")
        return Path(name)
    demos = plugins.shipped("demos", SUFFIX)
    if name not in demos:
        there = f"there are {', '.join(demos)}" if demos else "none is shipped"
        raise UsageProblem(f"there is no demonstration {name}; {there}")
    return demos[name]


def duration(document: Transcript) -> float:
    """Estimate the seconds of all pauses of a session at the pace of a human."""
    seconds = 0.0
    for line in document.lines[document.start :]:
        if line.startswith("# "):
            seconds += len(line) * READING_SECONDS_PER_CHARACTER
        elif typed := _TYPED.match(line):
            seconds += THINKING_SECONDS + (len(line) - typed.end()) * KEY_SECONDS
        else:
            seconds += LINE_SECONDS
    return seconds


def watched() -> bool:
    """Say whether a person looks on; nobody waits for a file to be written."""
    return sys.stdout.isatty()


def _paced(pace: float, seconds: float) -> None:
    RealTime.sleep(pace * seconds)


class Stage:
    """Shows the steps of a performance on standard output."""

    def __init__(self, sleep: Sleep, wait_for_key: Callable[[], None]) -> None:
        self._sleep = sleep
        self._wait_for_key = wait_for_key
        self._dim = sys.stdout.isatty() and not os.environ.get("NO_COLOR")

    def show(self, document: Transcript, session: Session) -> list[Difference]:
        """Play the document and return where the session differed from it."""
        found: list[Difference] = []
        for step in perform(document, session):
            self._show(step)
            place = difference(step, document)
            if place is not None:
                found.append(place)
        return found

    def _show(self, step: Step) -> None:
        match step:
            case Narrated():
                self._narrate(step.text)
            case Typing():
                self._type(step)
            case Printed():
                self._put(f"{step.text}\n")
                self._sleep(LINE_SECONDS)
            case _:
                pass

    def _narrate(self, text: str) -> None:
        line = f"# {text}".rstrip()
        self._put(f"\x1b[2m{line}\x1b[0m\n" if self._dim else f"{line}\n")
        self._sleep(len(text) * READING_SECONDS_PER_CHARACTER)

    def _type(self, step: Typing) -> None:
        self._wait_for_key()
        blank = "" if step.prompt.endswith(" ") or not step.prompt else " "
        self._put(f"{step.prompt}{blank}")
        self._sleep(THINKING_SECONDS)
        for character in END_OF_FILE if step.text is None else step.text:
            self._put(character)
            self._sleep(KEY_SECONDS)
        self._put("\n")

    @staticmethod
    def _put(text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()


def _at_once(_: float) -> None:
    """Let no time pass."""


def _go_on() -> None:
    """Wait for nobody."""


def _wait_for_key() -> None:
    ask_key("press any key to go on", {}, default=None)
