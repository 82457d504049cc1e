"""Which exit code a foreseen failure has. Everything else is a mistake of ours."""

from __future__ import annotations

from nsksim.commands.outcome import ExitCode
from nsksim.scenario import ScenarioProblem
from nsksim.store import StoreProblem
from nsksim.transcript import TranscriptProblem
from nsksim.world import WorldProblem


def foreseen(error: BaseException) -> ExitCode | None:
    """Give the exit code of a failure whose text is all there is to say; None for any other."""
    match error:
        case ScenarioProblem() | WorldProblem() | StoreProblem():
            return ExitCode.UNUSABLE
        case TranscriptProblem():
            return ExitCode.USAGE
        case _:
            return None
