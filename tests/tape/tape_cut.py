"""What goes wrong between systems: lines that go down, and a program that is killed in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from tape_ground import Job, Site

from nsksim.expand import LineState
from nsksim.programs.backup import BackupProgram
from nsksim.programs.program import Program
from nsksim.programs.restore import RestoreProgram
from nsksim.store import Database
from tests.programs.harness import ALPHA, BETA

PAY = "=OUT, $DATA.PAY.*, CATALOGFILES"
LIST = "=IN, *.*.*, LISTONLY"


def line(site: Site, state: LineState, to: Any = BETA) -> None:
    r"""Change the line from \ALPHA to another system."""
    site.world.network.set_line(str(ALPHA), str(to), state)


def job(site: Site, define: dict[str, str], argument: str = PAY) -> Job:
    kind = BackupProgram if argument.startswith("=OUT") else RestoreProgram
    name = argument.partition(",")[0]
    return Job(site, site.prepare(kind, argument, {name: define}))


class Killed(BaseException):
    """The program is no more."""


class Kill:
    """Lets the program die behind its n-th commit: nothing after it reaches a database."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, last: int) -> None:
        self.commits = 0
        transaction, execute = Database.transaction, Database.execute

        @contextmanager
        def counted(database: Database) -> Iterator[None]:
            self._check(last)
            outermost = database._depth == 0
            with transaction(database):
                yield
            if outermost:
                self.commits += 1
                self._check(last)

        def refused(database: Database, sql: str, parameters: Sequence[object] = ()) -> int:
            self._check(last)
            changed = execute(database, sql, parameters)
            if database._depth == 0:  # a transaction of its own
                self.commits += 1
                self._check(last)
            return changed

        monkeypatch.setattr(Database, "transaction", counted)
        monkeypatch.setattr(Database, "execute", refused)

    def _check(self, last: int) -> None:
        if self.commits >= last:
            raise Killed


def run(site: Site, program: Program, tapes: tuple[str, str]) -> None:
    """Let a backup come to its end on two tapes, unless it is killed."""
    work = None
    with suppress(Killed):
        work = Job(site, program)
        for tape in tapes:
            site.mount(tape)
            work.lines()
    if work is not None:
        with suppress(Killed):
            work.close()
