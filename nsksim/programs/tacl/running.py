"""Running programs: where they are looked for, the RUN options, and what their end brings.

The program file is found on the search list (a bare name typed as a command) or completed from the
defaults (RUN, and names of more than one part). Its content says which program it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nsksim.errors import OperatorError, Origin
from nsksim.guardian.processes import Process
from nsksim.guardian.security import Action
from nsksim.interaction import Interaction, Refused
from nsksim.language import Statement
from nsksim.messages import file_system
from nsksim.messages import tacl as tacl_messages
from nsksim.messages import tacl_commands as messages
from nsksim.names import FileName, InvalidName, ProcessName, Subvolume
from nsksim.names.node import split_node
from nsksim.programs import child, edit_files
from nsksim.programs.background import BackgroundRun
from nsksim.programs.edit_files import Found
from nsksim.programs.program import CompletionCode, Environment, Program, ProgramRun
from nsksim.programs.program_file import program_in
from nsksim.programs.redirection import (
    Nowhere,
    Output,
    open_output,
    with_input,
    with_output,
)
from nsksim.programs.tacl.context import CURRENT_DEFAULTS, PROGRAM_SUBVOLUME, Completion, Context

OBJECT_CODES = frozenset({100, 500, 700, 800})
"""File codes of programs: TNS, native x86, TNS/R and TNS/E (TACL Reference Manual 8-162)."""

SIMULATOR = "SIM"
"""The program that belongs to no real system: a bare SIM is the local one, whatever SYSTEM says."""

STOP, ABEND = -5, -6
"""System messages about the end of a process, as `:_COMPLETION` holds them."""

COMPLETION_TEXTS: dict[int, str] = {
    CompletionCode.WARNINGS: "Normal process termination with warnings",
    CompletionCode.ERRORS: "Normal process termination with errors",
    CompletionCode.FATAL: "Premature process termination with fatal errors or diagnostics",
    CompletionCode.NOT_STARTED: "Process never started",
    CompletionCode.ABEND: "Process called ABEND",
}
"""What a completion code means; the wording is recalled, not located in a manual."""


@dataclass(frozen=True, slots=True)
class Run(Statement):
    r"""Run a program. RUN may be left out.

    The options stand between slashes, the text behind them is handed to the program. IN is a file
    the program reads in place of the terminal; OUT a file or spooler location it prints to, or
    nothing to suppress what it prints; NOWAIT does not wait for its end; NAME gives the process a
    name, CPU its processor, PRI its priority. A program that was started with NOWAIT runs to its
    end, also after its terminal is gone, but not beyond the open world: when that is opened again
    its process is gone, and a tape drive that it had is free. The options DEBUG, DEFMODE, HIGHPIN,
    LIB and the like are not modelled.

    A program runs on the system its file is on: \EAST.MEDIACOM, or MEDIACOM after SYSTEM \EAST,
    is a process of \EAST that converses with the terminal here. It gets the current defaults with
    their node, needs remote passwords in both directions, and is a remote user for every file. It
    ends with error 249 when it comes back to its terminal and the line is down. MEDIACOM and FUP
    can be run so, other programs are not modelled there.
    """

    source: ClassVar[str] = "TACL Reference Manual 8-162"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    program: str
    input: str | bool | None = None
    output: str | bool | None = None
    process_name: str | bool | None = None
    nowait: bool = False
    priority: int | None = None
    processor: int | None = None
    home_terminal: str | None = None
    unmodelled: tuple[str, ...] | str | None = None
    startup: str = ""

    def run(self, context: Context) -> Interaction:
        """Find the program file from the defaults and run it."""
        found = edit_files.existing(context.environment, _qualified(context, self.program))
        yield from self.start(context, found)

    def start(self, context: Context, found: Found) -> Interaction:
        """Run the program that `found` holds, on the system where the file is."""
        self._check(context)
        program = _program(context.environment, found, self.program)
        there = context.environment.on(found.system, self.program)
        lines = edit_files.read_lines(there, self.input) if isinstance(self.input, str) else []
        output = self._output(there)
        process = self._process(context, found, there)
        started = there.started(process, self.startup)
        started.defines = context.defines.in_force() if context.defines_on else {}
        started.nowait = self.nowait
        started.interactive = not self.nowait and self.input is None and there.interactive
        if output is not None:
            started.out_file = self.output if isinstance(self.output, str) else ""
        run = child.ending(program(started).main(), started)
        if self.input is not None or self.nowait:
            run = with_input(run, lines)
        if output is not None:
            run = with_output(run, output)
        if there.node != context.node:
            run = child.over_network(run, started)
        identity = started.identity(context.node)
        context.completion = Completion(process=identity)
        if self.nowait:
            context.default_process = identity
            yield from _background(context, run, started)
        else:
            code = yield from run
            yield from ended(context, identity, code)

    def _check(self, context: Context) -> None:
        if context.environment.depth >= child.PROGRAM_DEPTH:
            raise OperatorError(messages.PROGRAMS_TOO_DEEP, limit=child.PROGRAM_DEPTH)
        if self.unmodelled is not None:
            words = self.unmodelled if isinstance(self.unmodelled, tuple) else (self.unmodelled,)
            raise OperatorError(messages.NOT_MODELLED, what=f"RUN option {words[0]}")
        terminal = context.environment.terminal
        own = (terminal.name, f"{terminal.node}.{terminal.name}")
        if self.home_terminal is not None and self.home_terminal not in own:
            raise OperatorError(messages.NOT_MODELLED, what=f"TERM {self.home_terminal}")

    def _output(self, environment: Environment) -> Output | None:
        if isinstance(self.output, str):
            return redirected(environment, self.output)
        return Nowhere() if self.output else None

    def _process(self, context: Context, found: Found, there: Environment) -> Process:
        """Create the process of the program."""
        return child.new_process(
            context.environment,
            found.name.without_node,
            there=there,
            name=self._name(there),
            priority=self.priority,
            cpu=self.processor,
        )

    def _name(self, there: Environment) -> str | None:
        """Give the name of the process: empty for none, None for one the system chooses."""
        if not isinstance(self.process_name, str):
            return None if self.process_name else ""
        name = ProcessName.parse(self.process_name)
        if name.node not in (None, there.node):
            what = f"NAME {name} for a program on {there.node}"
            raise OperatorError(messages.NOT_MODELLED, what=what)
        if there.system.processes.named(name.without_node):
            raise OperatorError(messages.NAME_IN_USE, name=name)
        return name.without_node


def redirected(environment: Environment, typed: str) -> Output | None:
    """Open what OUT names; None when it is the own terminal. Raises OperatorError."""
    return open_output(
        environment, typed, lambda what: OperatorError(messages.NOT_MODELLED, what=what)
    )


def _program(environment: Environment, found: Found, typed: str) -> type[Program]:
    """Read the program of a file this process may execute."""
    try:
        found.check(Action.EXECUTE, environment, typed)
    except OperatorError as refusal:
        if refusal.message is file_system.SECURITY:
            raise OperatorError(tacl_messages.SECURITY_VIOLATION) from None
        raise
    if found.file.code not in OBJECT_CODES:
        raise OperatorError(tacl_messages.ILLEGAL_PROGRAM_FILE)
    program = program_in(found.content())
    if program is None:
        name = found.name.local(environment.node)
        raise OperatorError(messages.PROGRAM_NOT_SIMULATED, name=name)
    if found.name.node != environment.node and not program.remote:
        raise OperatorError(messages.NOT_MODELLED, what=f"Running {found.name}")
    return program


def ended(context: Context, process: str, code: int) -> Interaction:
    """Note how a process ended, and announce it where TACL does (Reference Manual 5-20)."""
    message_code = ABEND if code < 0 or code == CompletionCode.FATAL else STOP
    context.completion = Completion(message_code, code, process)
    if code in (CompletionCode.NORMAL, CompletionCode.STOPPED) and not context.messages_on:
        return
    message = messages.ABENDED if message_code == ABEND else messages.STOPPED
    text = COMPLETION_TEXTS.get(code, "")
    error = OperatorError(message, process=process, code=code, text=text)
    if code:
        yield Refused(error)
    else:
        yield from error.lines[:-1]


def _background(context: Context, run: ProgramRun, started: Environment) -> Interaction:
    """Start a program nobody waits for; what it prints without OUT appears on the terminal."""
    identity = started.identity(context.node)

    def whole() -> Interaction:
        yield from ended(context, identity, (yield from run))

    job = BackgroundRun(whole(), started, started.process)
    job.go_on()
    yield from job.lines()
    if not job.over:
        terminal = context.environment.terminal
        terminal.screen.listen(terminal, job)
        context.environment.world.start(job)


def search(context: Context, typed: str) -> Found | None:
    r"""Find the file a command word means: on the search list, or from the defaults if qualified.

    A file id behind a node (`\EAST.MEDIACOM`) is looked for on the search list at that node.
    Raises file-system errors for a node that cannot be reached.
    """
    try:
        FileName.parse(typed, context.environment.defaults)
        node, name = split_node(typed)
    except InvalidName:
        return None
    if typed.upper() == SIMULATOR:
        return edit_files.find(context.environment, f"{context.node}.{PROGRAM_SUBVOLUME}.{typed}")
    if "." in name:
        return edit_files.find(context.environment, _qualified(context, typed))
    for place in context.search_list:
        defaults = context.environment.defaults
        where = str(defaults.place) if place == CURRENT_DEFAULTS else place
        listed = Subvolume.parse(where, defaults)
        found = edit_files.find(
            context.environment,
            f"{node or listed.node}.{listed.volume}.{listed.name}.{name}",
        )
        if found is not None:
            return found
    return None


def _qualified(context: Context, typed: str) -> str:
    """Give the full name of a file on another node, so that a refusal says where it would be.

    A name that was typed with its node stays as it was typed.
    """
    if typed.startswith("\\"):
        return typed
    name = edit_files.file_name(context.environment, typed)
    return typed if name.node == context.node else str(name)
