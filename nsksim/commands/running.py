"""`nsksim run`: lines from a file, a pipe or the command line, typed one after the other."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from nsksim.commands import diagnostics
from nsksim.commands.diagnostics import Situation
from nsksim.commands.outcome import ExitCode
from nsksim.commands.worlds import Choice, fresh_or_chosen, seated
from nsksim.errors import Severity
from nsksim.interaction import keyed
from nsksim.session import Session
from nsksim.transcript import Head, Recording

END_OF_FILE_LIMIT = 100
"""So many programs are never open on top of each other; one that ignores CTRL-Y is left open."""


def read_lines(stream: BinaryIO) -> Iterator[str]:
    """Read lines of text as they come; bytes that are no text arrive as what no terminal sends."""
    for line in stream:
        yield line.decode("utf-8", "surrogateescape").rstrip("\r\n")


def run(
    choice: Choice,
    lines: Iterable[str],
    situation: Situation,
    *,
    echo: bool,
    stop_on_error: bool,
) -> ExitCode:
    """Type `lines` into a new terminal; at their end every open program gets CTRL-Y."""
    with fresh_or_chosen(choice, situation) as world:
        session = seated(choice, world, questions=False)
        if echo and choice.world is not None:
            diagnostics.world_moved_on(situation.scenario)
        try:
            head = Head(situation.scenario, int(situation.seed), choice.user_name)
            type_line = Recording(session, head, _write).type if echo else _printing(session)
            refused = _type_all(session, lines, type_line, stop_on_error=stop_on_error)
        finally:
            session.close()
    return ExitCode.REFUSED if refused else ExitCode.DONE


def _type_all(
    session: Session,
    lines: Iterable[str],
    type_line: Callable[[str | None], None],
    *,
    stop_on_error: bool,
) -> bool:
    """Type everything and the end of the input; say whether something went wrong.

    A line `EOF!`, as a session writes CTRL-Y, is CTRL-Y here too. Lines with text that are left
    when the last TACL has ended are counted and never typed.
    """
    refused, untyped = False, 0
    for line in lines:
        if refused and stop_on_error:
            break
        if session.ended:
            untyped += bool(line.strip())
        else:
            refused |= _refused(session, keyed(line), type_line)
    if untyped:
        diagnostics.lines_not_typed(untyped)
        refused = True
    for _ in range(END_OF_FILE_LIMIT):
        if session.ended:
            break
        refused |= _refused(session, None, type_line)
    return refused


def _refused(session: Session, line: str | None, type_line: Callable[[str | None], None]) -> bool:
    session.messages = []
    type_line(line)
    sys.stdout.flush()
    return any(error.message.severity is Severity.ERROR for error in session.messages)


def _printing(session: Session) -> Callable[[str | None], None]:
    """Type without echo: only what the programs print appears."""

    def type_line(line: str | None) -> None:
        for printed in session.type(line):
            _write(printed)

    return type_line


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
