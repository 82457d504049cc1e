"""A program that another one starts: its process, and that it is gone when the program has ended.

What the starter does with the end (announce it, or only go on) is the starter's own, and so is
finding the program.
"""

from __future__ import annotations

from collections.abc import Generator

from nsksim.errors import OperatorError
from nsksim.guardian.processes import Kind, Process
from nsksim.interaction import Effect, Read, Refused, Wait
from nsksim.messages import file_system
from nsksim.programs.program import CompletionCode, Environment, ProgramRun
from nsksim.programs.redirection import passed

PROGRAM_DEPTH = 5
"""So many programs may wait for each other. Ours: a TACL that starts itself has to end."""


def new_process(
    environment: Environment,
    program_file: str,
    *,
    there: Environment | None = None,
    name: str | None = "",
    priority: int | None = None,
    cpu: int | None = None,
) -> Process:
    """Create the process of a program file without its node, at the terminal of the starter.

    It runs where the starter does, or on another system as `there` says. No `name` is an unnamed
    process, None lets the system choose one. The `priority` is one less than that of the starter
    if none is given.
    """
    there = environment if there is None else there
    if priority is None:
        priority = max(1, environment.process.priority - 1)
    ancestor = environment.process.name
    if ancestor and there.node != environment.node:
        ancestor = environment.system.qualified(ancestor)
    return there.system.processes.start(
        program_file,
        there.user,
        name=name,
        priority=priority,
        hometerm=there.terminal_name,
        ancestor=ancestor,
        kind=Kind.TERMINAL,
        cpu=cpu,
    )


def ending(run: ProgramRun, environment: Environment) -> ProgramRun:
    """Run to the end; the process of `environment` is gone then, however the end came."""
    process = environment.process
    try:
        return (yield from run)
    except OperatorError as error:
        yield Refused(error)
        return CompletionCode.FATAL
    finally:
        run.close()
        environment.system.processes.stop(process)


class _Stopped(Exception):
    """Somebody has stopped the process meanwhile."""


def over_network(run: ProgramRun, environment: Environment) -> ProgramRun:
    """Run a program whose home terminal is on another system, where it can be stopped as well.

    What has happened to the line or the process is noticed when the program comes back to its
    terminal, not before: what needs no terminal goes on. Raises file-system errors 249 (the path
    was lost), 18 and 48 (no remote passwords for the way back, Guardian User's Guide 16-20).
    """
    checked = False

    def handle(effect: Effect) -> Generator[Effect, str | None, str | None]:
        nonlocal checked
        shown = not isinstance(effect, Wait) and not (isinstance(effect, Refused) and effect.hidden)
        if shown and not checked:
            _check_terminal(environment)
            checked = True
        answer = yield effect
        if isinstance(effect, Read):
            _check_terminal(environment)
        elif isinstance(effect, Wait):
            checked = False
        return answer

    try:
        return (yield from passed(run, handle))
    except _Stopped:
        return CompletionCode.STOPPED


def _check_terminal(environment: Environment) -> None:
    """Refuse what keeps a process from its terminal on another system. Raises also _Stopped."""
    process = environment.process
    try:
        environment.reach(environment.terminal.node, environment.terminal_name)
    except OperatorError as error:
        if error.message is not file_system.PATH_DOWN:
            raise
        name = environment.identity(environment.terminal.node)
        raise OperatorError(file_system.PATH_LOST, name=name) from error
    if environment.system.processes.numbered(process.cpu, process.pin) is None:
        raise _Stopped
