"""OUT of TACL's own commands: a listing goes where a program's would go."""

from __future__ import annotations

from collections.abc import Iterable

from nsksim.interaction import Effect, Interaction
from nsksim.programs.program import ProgramRun
from nsksim.programs.redirection import with_output
from nsksim.programs.tacl import running
from nsksim.programs.tacl.context import Context


def listing(context: Context, output: str | None, effects: Iterable[Effect]) -> Interaction:
    """Print `effects`, to the file or location `output` if one is given.

    Raises what opening the output refuses with, before anything is listed.
    """
    place = running.redirected(context.environment, output) if output is not None else None
    if place is None:
        yield from effects
    else:
        yield from with_output(_run(effects), place)


def _run(effects: Iterable[Effect]) -> ProgramRun:
    yield from effects
    return 0
