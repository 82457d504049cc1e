"""The steps for pytest-bdd as a table."""

from __future__ import annotations

from docs.generation import markdown
from nsksim.testing.steps import PHRASES


def table() -> list[str]:
    """Write the table of steps, in their order."""
    rows = (
        (" or ".join(markdown.code(example) for example in phrase.examples), phrase.meaning)
        for phrase in PHRASES
    )
    return markdown.table(("step", "what it does"), rows)
