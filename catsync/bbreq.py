"""BBREQ: the program behind the macros of BackBox.

Sends one request to the domain manager and prints its answers. The program is ours; the manual says
only that the macros connect to the domain manager (L-02).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from catsync import messages
from catsync.configuration import Configuration
from catsync.request import ALL, Request, submit
from catsync.run import Direction, RunType
from nsksim.errors import OperatorError
from nsksim.interaction import Refused
from nsksim.programs.program import CompletionCode, Program, ProgramRun

FAILED = CompletionCode.ERRORS
"""How a refused request ends (the choice is ours)."""

_ALIASES: dict[str, Callable[[str], str]] = {
    "0": lambda store: store,
    "1": lambda store: store.replace("_", " "),
    "2": lambda store: store.replace("+", " "),
}
"""STOREID_ALIAS: which character of a store id stands for a blank (L-09 to L-13)."""


UNMODELLED = frozenset(
    {
        *("BB017_FREE_EXPIRED", "BB022_CHECK_SPACE", "BB023_DEL_BACKEDUP", "BB038"),
        *("FREE_EXPIRED", "DEL_BACKEDUP"),
    }
)
"""Other macros of BackBox: the daily cleanup (M-03) and the report of key managers (D-08)."""


def parse(text: str) -> Request:
    """Read `{EXPORT|IMPORT} store alias {YES|NO} {FULL|UPDATE}`. Raises backbox.9901 and 9913."""
    words = text.split()
    if words and words[0].upper() in UNMODELLED:
        raise OperatorError(messages.NOT_MODELLED, what=words[0].upper())
    if len(words) != 5:
        raise _wrong(f"it needs five words and has {len(words)}")
    operation, store, alias, disk_files, run_type = words
    if operation.upper() not in Direction.__members__:
        raise _wrong(f"{operation} is not EXPORT or IMPORT")
    if alias not in _ALIASES:
        raise _wrong(f"{alias} is not 0, 1 or 2")
    if disk_files.upper() not in ("YES", "NO"):
        raise _wrong(f"{disk_files} is not YES or NO")
    if run_type.upper() not in RunType.__members__:
        raise _wrong(f"{run_type} is not FULL or UPDATE")
    return Request(
        direction=Direction[operation.upper()],
        store=store if store.upper() == ALL else _ALIASES[alias](store),
        type=RunType[run_type.upper()],
        disk_files=disk_files.upper() == "YES",
    )


def _wrong(reason: str) -> OperatorError:
    return OperatorError(messages.REQUEST_INVALID, reason=reason)


class Bbreq(Program):
    """Ask the BackBox domain manager for an export or an import; used by BB026 and BB027."""

    name: ClassVar[str] = "BBREQ"
    subvolume: ClassVar[str] = "$SYSTEM.BBOX"
    simulated: ClassVar[str] = (
        "export and import, FULL and UPDATE, one store or ALL; no cleanup, no key manager report,"
        " no export while tapes of a volume group have files in a file catalog of another system"
    )

    def main(self) -> ProgramRun:
        """Send the request and print the answers."""
        environment = self.environment
        world, system = environment.world, environment.system
        try:
            request = parse(environment.argument)
            answers = submit(world, system, environment.user, request)
        except OperatorError as error:
            domain = Configuration(world, system).find_domain()
            yield Refused(error, (messages.spoken(domain.id, error),) if domain else ())
            return FAILED
        for answer in answers:
            if answer.refused:
                yield Refused(answer.outcome, (answer.line,))
            else:
                yield answer.line
        return FAILED if any(answer.refused for answer in answers) else CompletionCode.NORMAL
