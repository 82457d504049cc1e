"""Commands about processes, and those that wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar

from nsksim.clock import HORIZON
from nsksim.errors import OperatorError, Origin
from nsksim.guardian.processes import Process
from nsksim.guardian.system import System
from nsksim.guardian.users import SUPER_USER, User
from nsksim.interaction import Effect, Interaction, Wait
from nsksim.language import Statement
from nsksim.messages import tacl_commands as messages
from nsksim.names import FileTemplate, NodeName
from nsksim.names.wildcard import matches
from nsksim.programs import displays
from nsksim.programs.tacl.commands.listing import listing
from nsksim.programs.tacl.context import Context, Departure

UNITS = {
    "CENTISECOND": timedelta(milliseconds=10),
    "SECOND": timedelta(seconds=1),
    "MINUTE": timedelta(minutes=1),
    "HOUR": timedelta(hours=1),
}


@dataclass(frozen=True, slots=True)
class Target:
    """A typed process, or a set of them, on a system."""

    system: System
    rest: str
    """What follows the node: `$NAME`, `cpu,pin`, `cpu`, `*`."""
    node: str
    """The node if one was typed, for headings."""

    def processes(self) -> list[Process]:
        """Find the processes that are meant."""
        found = self.system.processes.all()
        if self.rest.startswith("$"):
            return [process for process in found if matches(self.rest, process.name)]
        cpu, comma, pin = self.rest.partition(",")
        if comma:
            return [each for each in found if (str(each.cpu), str(each.pin)) == (cpu, pin)]
        if cpu.isdigit():
            return [process for process in found if str(process.cpu) == cpu]
        return found if self.rest == "*" else []


def target(context: Context, typed: str) -> Target:
    """Read a typed process. Raises file-system errors 18, 48 and 250 for a remote one."""
    environment = context.environment
    node, rest = environment.node, typed
    if typed.startswith("\\"):
        word, _, rest = typed.partition(".")
        node = NodeName.parse(word)
        rest = rest or "*"
    shown = str(node) if typed.startswith("\\") else ""
    return Target(environment.reach(node, typed), rest, shown)


def default_process(context: Context) -> str:
    """Give the process started last, empty when it has ended.

    One on a system that cannot be reached may still run.
    """
    with suppress(OperatorError):
        if context.default_process and not target(context, context.default_process).processes():
            context.default_process = ""
    return context.default_process


def one(context: Context, typed: str | None) -> tuple[System, Process]:
    """Find the one process that is meant; without a name, the default process.

    Raises NON_EXISTENT and NO_DEFAULT_PROCESS.
    """
    name = typed if typed is not None else default_process(context)
    if not name:
        raise OperatorError(messages.NO_DEFAULT_PROCESS)
    wanted = target(context, name)
    found = wanted.processes()
    if len(found) != 1:
        raise OperatorError(messages.NON_EXISTENT, process=name)
    return wanted.system, found[0]


@dataclass(frozen=True, slots=True)
class Status(Statement):
    """Show processes: one by name or number, those of a processor, or all (*).

    Without a process, the default process, or this TACL. TERM, USER, PRI and PROG select among
    them; without a value, TERM and USER mean one's own.
    """

    source: ClassVar[str] = "TACL Reference Manual 8-213"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    output: str | None = None
    process: str | None = None
    terminal: str | bool | None = None
    user: str | bool | None = None
    priority: int | None = None
    program: str | None = None
    detail: bool = False

    def run(self, context: Context) -> Interaction:
        """List the processes."""
        if self.detail:
            raise OperatorError(messages.NOT_MODELLED, what="STATUS DETAIL")
        yield from listing(context, self.output, self._lines(context))

    def _lines(self, context: Context) -> Iterator[Effect]:
        own = default_process(context) or context.environment.process.identity
        filtered = any([self.terminal, self.user, self.priority is not None, self.program])
        typed = self.process or ("*" if filtered else own)
        wanted = target(context, typed)
        found = [each for each in wanted.processes() if self._selected(each, wanted, context)]
        if not found:
            raise OperatorError(messages.NONE_SELECTED if filtered else messages.NO_PROCESS)
        yield from displays.status(found, str(wanted.system.node))

    def _selected(self, process: Process, wanted: Target, context: Context) -> bool:
        terminal = self.terminal
        if terminal is True:
            terminal = context.environment.terminal.name
        if terminal and process.hometerm != terminal:
            return False
        if self.user and not self._owned(process, wanted.system, context):
            return False
        if self.priority is not None and process.priority != self.priority:
            return False
        if self.program is None:
            return True
        template = FileTemplate.parse(self.program, context.environment.defaults)
        return matches(template.without_node, process.program)

    def _owned(self, process: Process, system: System, context: Context) -> bool:
        user: User | None = context.user
        if isinstance(self.user, str):
            user = system.users.named(self.user)
        owner = (process.group_id, process.user_id)
        return user is not None and owner == (user.group_id, user.user_id)


@dataclass(frozen=True, slots=True)
class Ppd(Statement):
    """Show the named processes: one, or all of a system."""

    source: ClassVar[str] = "Guardian User's Guide 4-5; TACL Reference Manual 8-127"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    output: str | None = None
    process: str = "*"

    def run(self, context: Context) -> Interaction:
        """List the processes."""
        yield from listing(context, self.output, self._lines(context))

    def _lines(self, context: Context) -> Iterator[Effect]:
        wanted = target(context, self.process)
        found = [process for process in wanted.processes() if process.name]
        if not found:
            raise OperatorError(messages.NO_PROCESS)
        yield from displays.ppd(found, wanted.node)


@dataclass(frozen=True, slots=True)
class Stop(Statement):
    """Stop a process, the default process if none is named."""

    source: ClassVar[str] = "TACL Reference Manual 8-218"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    process: str | None = None

    def run(self, context: Context) -> Interaction:
        """Stop it; success is silent."""
        yield from ()
        stop(context, self.process)


def stop(context: Context, typed: str | None) -> None:
    """Stop a process. Raises NON_EXISTENT, CANNOT_STOP; Departure if it is this TACL.

    A process of another system can be stopped from here only if it is remote there as well (Expand
    Configuration and Management Manual 19-9).
    """
    system, process = one(context, typed)
    barred = system.node != context.node and not process.remote
    if barred or not _governs(context.user, process):
        raise OperatorError(messages.CANNOT_STOP, process=process.identity)
    context.environment.world.stop(system, process)
    if system.node == context.node and process == context.environment.process:
        context.ended = True
        raise Departure


def _governs(user: User, process: Process) -> bool:
    """Say whether `user` owns a process, or whoever owns it."""
    grouped = user.group_id == process.group_id
    return user.is_super_id or (grouped and user.user_id in (process.user_id, SUPER_USER))


@dataclass(frozen=True, slots=True)
class Altpri(Statement):
    """Change the priority of a process."""

    source: ClassVar[str] = "Guardian User's Guide 4-6"
    fidelity: ClassVar[Origin] = Origin.INFERRED

    process: str
    priority: int

    def run(self, context: Context) -> Interaction:
        """Change it; success is silent."""
        system, process = one(context, self.process)
        if not _governs(context.user, process):
            raise OperatorError(messages.CANNOT_ALTER, process=process.identity)
        changed = replace(process, priority=self.priority)
        system.processes.replace(process, changed)
        if process == context.environment.process:
            context.environment.process = changed
        yield from ()


@dataclass(frozen=True, slots=True)
class Suspend(Statement):
    """Suspend a process. Not modelled: processes here are never between two states."""

    modelled = False

    process: str | None = None

    def run(self, context: Context) -> Interaction:
        """Refuse."""
        yield from ()
        raise OperatorError(messages.NOT_MODELLED, what="SUSPEND")


@dataclass(frozen=True, slots=True)
class Activate(Statement):
    """Let a suspended process go on. Not modelled, as SUSPEND is not."""

    modelled = False

    process: str | None = None

    def run(self, context: Context) -> Interaction:
        """Refuse."""
        yield from ()
        raise OperatorError(messages.NOT_MODELLED, what="ACTIVATE")


@dataclass(frozen=True, slots=True)
class Backupcpu(Statement):
    """Start the backup process of this TACL. Not modelled: no processor fails here."""

    modelled = False

    processor: int | None = None

    def run(self, context: Context) -> Interaction:
        """Refuse."""
        yield from ()
        raise OperatorError(messages.NOT_MODELLED, what="BACKUPCPU")


@dataclass(frozen=True, slots=True)
class Pause(Statement):
    """Wait for a process to end, for the default process if none is named; BREAK ends it."""

    source: ClassVar[str] = "TACL Reference Manual 8-165"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    process: str | None = None

    def run(self, context: Context) -> Interaction:
        """Let time pass."""
        if self.process is None and not default_process(context):
            yield Wait()
            return
        system, process = one(context, self.process)
        yield Wait(done=lambda: system.processes.numbered(process.cpu, process.pin) is None)


@dataclass(frozen=True, slots=True)
class Delay(Statement):
    """Wait for so long."""

    fidelity: ClassVar[Origin] = Origin.INFERRED

    count: int
    unit: str

    def run(self, context: Context) -> Interaction:
        """Let time pass."""
        yield delay(context, self.count, UNITS[self.unit.removesuffix("S")])


def delay(context: Context, count: int, unit: timedelta) -> Wait:
    """Give the wait for so many units of time. Raises DELAY_TOO_LONG."""
    world = context.environment.world
    try:
        until = world.clock.now + count * unit
    except OverflowError as overflow:
        raise OperatorError(messages.DELAY_TOO_LONG) from overflow
    if until > HORIZON:
        raise OperatorError(messages.DELAY_TOO_LONG)
    return Wait(until=until)


STATEMENTS = (Status, Ppd, Stop, Altpri, Suspend, Activate, Backupcpu, Pause, Delay)
