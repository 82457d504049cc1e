"""Which exit code a foreseen failure has. Everything else is a mistake of ours."""

from __future__ import annotations

import errno

from nsksim.commands.outcome import ExitCode
from nsksim.scenario import ScenarioProblem
from nsksim.store import StoreProblem
from nsksim.transcript import TranscriptProblem
from nsksim.world_directory import WorldProblem

_HOST_FAILURES = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM),
    *(errno.ENAMETOOLONG, errno.ELOOP, errno.ENOTDIR),
}
"""What the host's disk may refuse while a world is written; everything else is our mistake."""


def foreseen(error: BaseException) -> ExitCode | None:
    """Give the exit code of a failure whose text is all there is to say; None for any other."""
    match error:
        case ScenarioProblem() | WorldProblem() | StoreProblem():
            return ExitCode.UNUSABLE
        case TranscriptProblem():
            return ExitCode.USAGE
        case OSError() if error.errno in _HOST_FAILURES:
            return ExitCode.UNUSABLE
        case _:
            return None
