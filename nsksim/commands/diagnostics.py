"""Everything we say about ourselves, all of it on stderr.

Standard output is what the operator sees. The wording of warnings, hints and problems stands here
and nowhere else; what was printed on standard output before comes first on a screen and in a pipe.
"""

from __future__ import annotations

import shutil
import sys
import traceback
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from nsksim.clock import RealTime

ERASE_TO_END = "\x1b[K"
REDRAWN = timedelta(seconds=0.1)
"""A line of progress stands at least so long."""

REPORT_TO = "the issue tracker of the project"


@dataclass(slots=True)
class Situation:
    """What a report of an internal error has to name."""

    command: str = ""
    scenario: str = ""
    seed: str = ""
    debug: bool = False
    """Show the traceback of an internal error, or of what was behind a problem."""


def _write(lines: Iterable[str]) -> None:
    """Write to stderr, after everything that is on its way to stdout."""
    with suppress(OSError, ValueError):  # nobody reads, or the stream is closed: nothing to say
        sys.stdout.flush()
    with suppress(OSError, ValueError):
        sys.stderr.write("".join(f"{line}\n" for line in lines))
        sys.stderr.flush()


class Progress:
    """Shows how far long work has come, on a line of a terminal that disappears again."""

    def __init__(self) -> None:
        self._shown = False
        self._clock = RealTime()
        self._quiet = timedelta(0)

    def __call__(self, text: str) -> None:
        """Show `text` in place of the last one, "" takes it away."""
        self._quiet += self._clock.elapsed()
        if not sys.stderr.isatty() or not (text or self._shown):
            return
        if text and self._shown and self._quiet < REDRAWN:
            return
        self._quiet = timedelta(0)
        self._shown = bool(text)
        width = shutil.get_terminal_size().columns - 1
        with suppress(OSError, ValueError):
            sys.stdout.flush()
        with suppress(OSError, ValueError):
            sys.stderr.write(f"\r{text[:width]}{ERASE_TO_END}")
            sys.stderr.flush()


def note(text: str) -> None:
    """Say one line that is neither an error nor part of the output."""
    _write([f"nsksim: {text}"])


def _traceback(error: BaseException) -> None:
    """Show where an exception came from, and what caused it."""
    _write("".join(traceback.format_exception(error)).rstrip("\n").split("\n"))


def problem(error: BaseException, *, debug: bool = False) -> None:
    """Say why the command ends: the one line the problem consists of.

    `debug` shows before it what was behind it: a value that cannot be read is found only after
    something failed, which may have had another reason, a mistake of ours.
    """
    if debug and error.__cause__ is not None:
        _traceback(error)
    text = str(error)
    if isinstance(error, OSError) and error.filename and error.strerror:
        text = f"{error.filename}: {error.strerror}"
    note(" ".join(text.split()))


def temporary_world(scenario: str) -> None:
    """Say that nothing of this shell will be kept; silence would cost somebody an afternoon."""
    note(f"a fresh world of scenario {scenario}, gone when you leave; --world DIR keeps one")


def no_own_world(scenario: str) -> None:
    """Say that what is shown is nobody's world: looking at it must not make one."""
    note(f"you have no world yet; this is a fresh one of scenario {scenario}")


def first_use(directory: Path, scenario: str) -> None:
    """Say that the default world is being made."""
    note(f"making your world from scenario {scenario} in {directory}")


def created(directory: Path, scenario: str) -> None:
    """Say that a world has been made."""
    note(f"{directory} is a new world of scenario {scenario}")


def how_to_leave() -> None:
    """Say what a newcomer asks first."""
    note("simulated systems; Tab completes, Ctrl-C drops the line, Ctrl-Y ends a program,")
    note("F2 shows the next system's terminal, Ctrl-D leaves, SIM lists what no real system has")


def how_to_ask(node: str, schemas: Iterable[str]) -> None:
    """Say what can be asked in SQL, and how it ends."""
    note(f"the catalogs of {node}, read-only; a query ends with ; and EXIT or Ctrl-D leaves")
    note("SHOW TABLES; lists the views; before one may stand " + ", ".join(schemas))


def no_history(reason: str) -> None:
    """Say that what is typed will not be remembered."""
    note(f"the history is not kept: {reason}")


def differences(blocks: Iterable[list[str]]) -> None:
    """Show the places where a session and its transcript differ, one after the other."""
    for block in blocks:
        _write([*block, ""])


def sessions_tested(total: int, different: int) -> None:
    """Say the result over all sessions."""
    noun = "session" if total == 1 else "sessions"
    verdict = f"{different} differ" if different else "none differs" if total > 1 else "holds"
    note(f"{total} {noun}, {verdict}")


def session_differs() -> None:
    """Say that a demonstration did not go as its file says."""
    note("the demonstration did not go as its file says:")


def world_moved_on(scenario: str) -> None:
    """Say that a recording begins where a fresh world of its scenario does not."""
    note(f"recorded in a world that has moved on: a fresh one of {scenario} may answer otherwise")


def lines_not_typed(count: int) -> None:
    """Say that the terminal was gone before the input was."""
    noun = "line was" if count == 1 else "lines were"
    note(f"the last TACL has ended; {count} {noun} not typed")


def interrupted() -> None:
    """Say that the command was ended from outside."""
    note("interrupted; everything done so far is kept")


def internal_error(error: BaseException, situation: Situation) -> None:
    """Say that we made a mistake, with everything a report needs."""
    if situation.debug:
        _traceback(error)
    where = f"scenario {situation.scenario or 'none'}, seed {situation.seed or 'none'}"
    what = " ".join(f"{type(error).__name__}: {error}".split())
    again = "" if situation.debug else " together with the output of `nsksim --debug ...`"
    note(
        f"internal error in {situation.command or 'nsksim'} ({where}): {what}; "
        f"please report this line to {REPORT_TO}{again}"
    )
