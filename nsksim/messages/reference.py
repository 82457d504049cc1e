"""Texts of the vendor's manuals that `nsksim explain` knows though nothing here says them.

Why it came and what to do is the manual's business: of a text that is never said we know neither.
"""

from __future__ import annotations

from nsksim.errors import Message, Origin, Severity, Speaker


def listed(
    speaker: Speaker,
    number: int,
    text: str,
    effect: str = "None here.",
    severity: Severity = Severity.ERROR,
) -> Message:
    """Make a message that is listed for reference only; `effect` is what the manual tells of it."""
    return Message(
        speaker,
        number,
        text,
        "Listed for reference only: this simulator never says it.",
        effect,
        "See the vendor's manual.",
        Origin.DOCUMENTED,
        severity,
    )
