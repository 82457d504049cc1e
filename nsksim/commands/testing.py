"""`nsksim test`: sessions played into fresh worlds and compared with what they say."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nsksim import transcript
from nsksim.commands import diagnostics
from nsksim.commands.diagnostics import Situation
from nsksim.commands.outcome import ExitCode
from nsksim.transcript import Difference, Transcript
from nsksim.transcript.stage import on_stage


def test(files: Sequence[Path], situation: Situation) -> ExitCode:
    """Play each file in a world of its own and show where it differs."""
    different = 0
    for file in files:
        document = transcript.read(file)
        found = _differences(document, situation)
        different += bool(found)
        diagnostics.differences(difference.lines(document.name) for difference in found)
    diagnostics.sessions_tested(len(files), different)
    return ExitCode.DIFFERS if different else ExitCode.DONE


def _differences(document: Transcript, situation: Situation) -> list[Difference]:
    situation.scenario = document.head.scenario
    situation.seed = "" if document.head.seed is None else str(document.head.seed)
    with on_stage(document) as session:
        return transcript.compare(document, session)
