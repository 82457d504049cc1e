"""A program that another one starts: its process, and that it is gone when the program has ended.

What the starter does with the end (announce it, or only go on) is the starter's own, and so is
finding the program.
"""

from __future__ import annotations

from nsksim.errors import OperatorError
from nsksim.guardian.processes import Kind, Process
from nsksim.interaction import Refused
from nsksim.programs.program import CompletionCode, Environment, ProgramRun

PROGRAM_DEPTH = 5
"""So many programs may wait for each other. Ours: a TACL that starts itself has to end."""


def new_process(
    environment: Environment,
    program_file: str,
    *,
    name: str | None = "",
    priority: int | None = None,
    cpu: int | None = None,
) -> Process:
    """Create the process of a program file without its node, at the terminal of the starter.

    No `name` is an unnamed process, None lets the system choose one. The `priority` is one less
    than that of the starter if none is given.
    """
    if priority is None:
        priority = max(1, environment.process.priority - 1)
    return environment.system.processes.start(
        program_file,
        environment.user,
        name=name,
        priority=priority,
        hometerm=environment.terminal.name,
        ancestor=environment.process.name,
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
