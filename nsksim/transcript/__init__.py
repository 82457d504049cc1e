"""Sessions as text: read, played, compared, rewritten, recorded.

Works on session objects, never on a terminal; `nsksim.transcript.notation` is the specification.
"""

from nsksim.transcript.comparison import Difference, compare
from nsksim.transcript.document import Head, Transcript, TranscriptProblem, parse, read
from nsksim.transcript.performance import perform
from nsksim.transcript.recording import Recording
from nsksim.transcript.revision import revise

__all__ = [
    "Difference",
    "Head",
    "Recording",
    "Transcript",
    "TranscriptProblem",
    "compare",
    "parse",
    "perform",
    "read",
    "revise",
]
