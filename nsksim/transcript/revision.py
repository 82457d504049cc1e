"""Rewrites what no longer holds in a transcript and leaves every other line as it is."""

from __future__ import annotations

from nsksim.session import Session
from nsksim.transcript.document import Transcript
from nsksim.transcript.notation import output_line, typed_line
from nsksim.transcript.performance import Exchange, Narrated, Stopped, perform


def revise(transcript: Transcript, session: Session) -> str:
    """Play a transcript and return its text with the prompts and outputs that came.

    Raises TranscriptProblem when a line cannot be typed: rewriting beyond it would lose lines.
    """
    written = list(transcript.lines[: transcript.start])
    for step in perform(transcript, session):
        match step:
            case Narrated():
                written.append(transcript.lines[step.number - 1])
            case Exchange():
                written += _rewritten(step, transcript)
            case Stopped():
                raise transcript.problem(step.number, step.reason)
            case _:
                pass
    return "".join(f"{line}\n" for line in written)


def _rewritten(step: Exchange, transcript: Transcript) -> list[str]:
    if step.agrees:
        first = step.number - 1
        return list(transcript.lines[first : first + 1 + len(step.expected)])
    lines = [output_line(text, step.prompt_after) for text in step.got]
    return [typed_line(step.prompt, step.text), *lines]
