"""IN and OUT: generators around the generator of a program, and the places output can go to.

A program is not aware of what stands between it and its terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from nsksim.errors import OperatorError
from nsksim.guardian.spooler import Spooler
from nsksim.guardian.system import System
from nsksim.interaction import Block, Break, Effect, Interaction, Read, Refused, Wait
from nsksim.messages import file_system
from nsksim.names import DeviceName, InvalidName, ProcessName, SpoolDestination
from nsksim.programs.edit_files import append_lines, check_writable
from nsksim.programs.program import Environment, ProgramRun

BATCH = 200
"""So many lines are written to a spooler job at once, or fewer when the program waits."""

Handler = Callable[[Effect], Generator[Effect, str | None, str | None]]
"""Stands between a program and its terminal: gets an effect, gives the answer to it."""


class Output(Protocol):
    """A place lines are written to."""

    def write(self, lines: Sequence[str]) -> None:
        """Write lines."""

    def settle(self) -> None:
        """Let others see what has been written so far."""

    def close(self) -> None:
        """Write no more."""


class Nowhere:
    """OUT without a file name: the listing is suppressed."""

    def write(self, lines: Sequence[str]) -> None:
        """Forget the lines."""

    def settle(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


@dataclass(slots=True)
class SpooledOutput:
    """A spooler job; the collector closes it when whoever writes it can no longer be reached."""

    spooler: Spooler
    job: int
    reach: Callable[[], object]
    """Raises file-system errors 18, 48 and 250 for a spooler of another system."""
    pending: list[str] = field(default_factory=list)

    def write(self, lines: Sequence[str]) -> None:
        """Write lines, some at a time."""
        self.pending.extend(lines)
        if len(self.pending) >= BATCH:
            self.settle()

    def settle(self) -> None:
        """Bring everything into the job."""
        if self.pending:
            lines, self.pending = self.pending, []
            self.reach()
            self.spooler.write(self.job, lines)

    def close(self) -> None:
        """Close the job: it becomes ready."""
        try:
            self.settle()
        finally:
            self.spooler.close(self.job)


@dataclass(slots=True)
class FileOutput:
    """An EDIT file; it is written when the program ends."""

    environment: Environment
    name: str
    lines: list[str] = field(default_factory=list)

    def write(self, lines: Sequence[str]) -> None:
        """Keep the lines."""
        self.lines.extend(lines)

    def settle(self) -> None:
        """Do nothing: a file is the old one or the new one, never half of it."""

    def close(self) -> None:
        """Write the file."""
        append_lines(self.environment, self.name, self.lines)


def open_output(
    environment: Environment, typed: str, not_modelled: Callable[[str], OperatorError]
) -> Output | None:
    """Open what OUT names; None when it is the terminal the process has anyway.

    Raises file-system errors for what cannot be written to, and what `not_modelled` makes of the
    words `OUT name` for what is no file of a kind that is modelled.
    """
    device = _device(typed)
    if device is not None and device.without_node == environment.terminal.name:
        node = device.node or environment.defaults.node
        if node == environment.terminal.node:
            return None
    spooled = _spool_destination(typed)
    if spooled is not None:
        return _spooled_output(environment, spooled, typed, not_modelled)
    if device is not None:
        system = environment.reach(device.node or environment.defaults.node, typed)
        raise _unwritable(environment, system, device, typed, not_modelled)
    name = check_writable(environment, typed)
    return FileOutput(environment, str(name))


def _device(typed: str) -> DeviceName | None:
    try:
        return DeviceName.parse(typed)
    except InvalidName:
        return None


def _spool_destination(typed: str) -> SpoolDestination | None:
    """Read `$COLLECTOR` or `$COLLECTOR.#GROUP[.DEST]`; a disk file has no such name."""
    try:
        return SpoolDestination.parse(typed)
    except InvalidName:
        return None


def _spooled_output(
    environment: Environment,
    destination: SpoolDestination,
    typed: str,
    not_modelled: Callable[[str], OperatorError],
) -> Output:
    node = destination.node or environment.defaults.node
    system = environment.reach(node, typed)
    process = system.processes.named(destination.collector.without_node)
    if process is None:
        device = destination.collector
        raise _unwritable(environment, system, device, typed, not_modelled)
    if not process.program.endswith(".CSPOOL"):
        raise not_modelled(f"OUT {typed.upper()}")
    owner = environment.requester(system, typed).user
    job = system.spooler.open(process.name, str(destination.location), owner)
    return SpooledOutput(system.spooler, job.number, lambda: environment.reach(node, typed))


def _unwritable(
    environment: Environment,
    system: System,
    device: DeviceName | ProcessName,
    typed: str,
    not_modelled: Callable[[str], OperatorError],
) -> OperatorError:
    """Refuse a drive or disk as not modelled, anything else as a device that does not exist."""
    drives = environment.world.tapes(system).drives.all()
    if device.without_node in {*system.files.disks, *(drive.name for drive in drives)}:
        return not_modelled(f"OUT {typed.upper()}")
    return OperatorError(file_system.NO_DEVICE, name=typed)


def passed(run: ProgramRun, handle: Handler) -> ProgramRun:
    """Run a program with `handle` between it and its terminal."""
    try:
        effect = next(run)
        while True:
            try:
                answer = yield from handle(effect)
            except Break as pressed:
                effect = run.throw(pressed)
            else:
                effect = run.send(answer)
    except StopIteration as end:
        return int(end.value)
    finally:
        run.close()


def with_input(run: ProgramRun, lines: Iterable[str]) -> ProgramRun:
    """Run a program that reads `lines` in place of what is typed; then comes end of file."""
    source = iter(lines)

    def handle(effect: Effect) -> Generator[Effect, str | None, str | None]:
        if isinstance(effect, Read):
            return next(source, None)
        return (yield effect)

    return passed(run, handle)


def with_output(run: ProgramRun, output: Output) -> ProgramRun:
    """Run a program that prints to `output`; refusals still count, but appear there."""

    def handle(effect: Effect) -> Generator[Effect, str | None, str | None]:
        match effect:
            case str():
                output.write([effect])
                return None
            case Block():
                output.write(effect.lines)
                return None
            case Refused():
                output.write(list(effect.printed))
                yield Refused(effect.error, effect.lines, hidden=True)
                return None
            case Read() | Wait():
                output.settle()
        return (yield effect)

    try:
        return (yield from passed(run, handle))
    finally:
        output.close()


@dataclass(slots=True)
class Printing:
    """Where a conversation prints: its terminal or OUT, and the LOG that gets a copy.

    What is already watched is not watched again inside: OBEY does commands inside a command.
    """

    output: Output | None = None
    output_name: str = ""
    """As it was typed; empty for the terminal."""
    log: Output | None = None
    log_name: str = ""
    _watching: bool = False

    def redirect(self, output: Output | None, name: str = "") -> None:
        """Print to `output` from now on, None is the terminal; the place before it is closed."""
        before, self.output = self.output, output
        self.output_name = name if output is not None else ""
        if before is not None:
            before.close()

    def record(self, log: Output | None, name: str = "") -> None:
        """Copy to `log` from now on, None is nowhere; the log before it is closed."""
        before, self.log = self.log, log
        self.log_name = name if log is not None else ""
        if before is not None:
            before.close()

    def typed(self, prompt: str, line: str) -> None:
        """Note a line that was typed behind a prompt."""
        if self.log is not None:
            self.log.write([prompt + line])

    def settle(self) -> None:
        """Let others see what has been printed so far."""
        for place in (self.output, self.log):
            if place is not None:
                place.settle()

    def close(self) -> None:
        """Print no more. Raises what writing a file refuses with."""
        try:
            self.redirect(None)
        finally:
            self.record(None)

    def watched(self, work: Interaction) -> Interaction:
        """Do `work` and send what it prints where it belongs."""
        if self._watching or (self.output is None and self.log is None):
            yield from work
            return
        self._watching = True
        try:
            yield from passed(_ended_well(work), self._handle)
        finally:
            self._watching = False

    def _handle(self, effect: Effect) -> Generator[Effect, str | None, str | None]:
        match effect:
            case str():
                return (yield from self._printed(effect, [effect]))
            case Block():
                return (yield from self._printed(effect, effect.lines))
            case Refused():
                hidden = Refused(effect.error, effect.lines, hidden=True)
                return (yield from self._printed(effect, list(effect.printed), hidden))
            case Read():
                self.settle()
                answer = yield effect
                if answer is not None and not effect.secret:
                    self.typed(effect.prompt, answer)
                return answer
            case Wait():
                self.settle()
        return (yield effect)

    def _printed(
        self, effect: Effect, lines: Sequence[str], hidden: Refused | None = None
    ) -> Generator[Effect, str | None, str | None]:
        if self.log is not None:
            self.log.write(lines)
        if self.output is None:
            return (yield effect)
        self.output.write(lines)
        if hidden is not None:
            yield hidden
        return None


def _ended_well(work: Interaction) -> ProgramRun:
    yield from work
    return 0
