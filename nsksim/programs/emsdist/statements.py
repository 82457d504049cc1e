"""The one statement of EMSDIST: its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from nsksim.errors import OperatorError, Origin
from nsksim.guardian.system import System
from nsksim.guardian.users import User
from nsksim.interaction import Interaction, Wait
from nsksim.language import Statement
from nsksim.messages import emsdist, file_system
from nsksim.names import FileName, InvalidName, NodeName, ProcessName, SpoolDestination
from nsksim.programs.emsdist import moment
from nsksim.programs.emsdist.distribution import Distribution

if TYPE_CHECKING:
    from nsksim.programs.emsdist.program import Emsdist

PRIMARY_COLLECTOR = "$0"
SPOOLER_COLLECTOR = "$S"


@dataclass(frozen=True, slots=True)
class Distribute(Statement):
    r"""Print the events of collectors on the terminal or into the spooler.

    TIME is where to begin, without it with the next event; STOP is where to end, without it the
    distributor waits for further events until BREAK is pressed. Dates are 2022-01-05, JAN 5 2022
    or 5 JAN 2022. A date alone means 0:00, a time alone means today. COLLECTOR \NODE.$0 reads
    the events of another system. Several collectors are merged by the time of generation.
    """

    type: str = "PRINTING"
    collector: tuple[str, ...] = ()
    logfile: str = ""
    filter: tuple[str, ...] = ()
    textout: tuple[str, ...] = ()
    target: str = ""
    time: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()
    wait: int | None = None
    backup: int | None = None

    fidelity = Origin.DOCUMENTED
    source = "EMS Manual 13-34"

    def run(self, context: Emsdist) -> Interaction:
        """Print until STOP is reached or the process is stopped."""
        self._check_modelled()
        if not self.collector:
            raise OperatorError(emsdist.NO_SOURCE)
        environment = context.environment
        nodes = [_collector_node(context, name) for name in self.collector]
        start = self._instant(context, "TIME", self.time)
        stop = self._instant(context, "STOP", self.stop)
        terminal, jobs = _destinations(context, self.textout)
        distribution = Distribution(environment.world, environment.node, nodes, start, stop)
        try:
            while not context.stopped:
                lines = distribution.lines()
                for node, number in jobs:
                    environment.world.system(node).spooler.write(number, lines)
                yield from lines if terminal else []
                if distribution.finished:
                    return
                yield Wait(
                    until=stop,
                    done=lambda: context.stopped or distribution.pending(),
                    serves=True,
                )
        finally:
            for node, number in jobs:
                environment.world.system(node).spooler.close(number)

    def _check_modelled(self) -> None:
        unmodelled = {
            f"TYPE {self.type}": not "PRINTING".startswith(self.type),
            "LOGFILE": self.logfile,
            "FILTER": self.filter,
            "TARGET": self.target,
            "BACKUP": self.backup is not None,
        }
        for what, given in unmodelled.items():
            if given:
                raise OperatorError(emsdist.NOT_MODELLED, what=what)

    @staticmethod
    def _instant(context: Emsdist, option: str, words: tuple[str, ...]) -> datetime | None:
        """Return the instant (UTC) of a local time, None when the option was not given."""
        if not words:
            return None
        system = context.environment.system
        try:
            return system.instant(moment.parse(words, system.now.date()))
        except (ValueError, OverflowError) as wrong:
            raise OperatorError(
                emsdist.INVALID_MOMENT, option=option, text=" ".join(words)
            ) from wrong


def _collector_node(context: Emsdist, text: str) -> NodeName:
    """Return the system whose primary collector is meant.

    Raises file-system errors 2 (a process that is no collector), 13, 14, 18, 48 and 250.
    """
    environment = context.environment
    try:
        name = ProcessName.parse(text)
    except InvalidName as wrong:
        raise OperatorError(file_system.ILLEGAL_NAME, name=text) from wrong
    system = environment.at(name.node, text)
    if system.processes.named(name.without_node) is None:
        raise OperatorError(file_system.NO_DEVICE, name=text)
    if name.without_node != PRIMARY_COLLECTOR:
        raise OperatorError(file_system.NOT_ALLOWED, name=text)
    return system.node


def _destinations(
    context: Emsdist, names: tuple[str, ...]
) -> tuple[bool, list[tuple[NodeName, int]]]:
    """Open what TEXTOUT names: whether the terminal is meant, and node and number of spooler jobs.

    Raises file-system errors 18, 48 and 250 for a spooler of another system.
    """
    terminal = context.environment.terminal
    own = {terminal.name.upper(), f"{terminal.node}.{terminal.name}".upper()}
    spoolers = [_spooler(context, name) for name in names if name not in own]
    jobs = [
        (system.node, system.spooler.open(SPOOLER_COLLECTOR, location, owner).number)
        for system, location, owner in spoolers
    ]
    return len(jobs) < len(names) or not names, jobs


def _spooler(context: Emsdist, name: str) -> tuple[System, str, User]:
    """Return system and location of a spooler destination, and who will own the job there.

    Raises emsdist.textout-unknown, not-modelled (disk files), file-system errors 18, 48 and 250.
    """
    environment = context.environment
    try:
        destination = SpoolDestination.parse(name)
    except InvalidName as wrong:
        raise _no_destination(context, name) from wrong
    system = environment.at(destination.node, name)
    collector = destination.collector.without_node
    if collector != SPOOLER_COLLECTOR or system.processes.named(collector) is None:
        raise _no_destination(context, name)
    return system, str(destination.location), environment.requester(system, name).user


def _no_destination(context: Emsdist, name: str) -> OperatorError:
    """Make the refusal of a TEXTOUT that is no running spooler; disk files are refused as such."""
    try:
        FileName.parse(name, context.environment.defaults)
    except InvalidName:
        return OperatorError(emsdist.TEXTOUT_UNKNOWN, name=name)
    return OperatorError(emsdist.NOT_MODELLED, what=f"TEXTOUT into the disk file {name}")
