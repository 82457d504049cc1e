r"""What all displays share: labels and values, count lines, words of switches.

Catalogs are always shown with their system, `\INSIDX.QCVOLCAT`, also those of the current default
node. The MEDIACOM manual (2-8) says that reports qualify names only off-node; the Catalog Sync
manual shows and compares the qualified names, and a reader of two terminals needs them. Our choice
for every display, made here. Drives are shown with their system only off-node; pools and tapes have
none of their own in a display.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator

from nsksim.names import NodeName

LABEL_WIDTH = 21
"""Column of the values of a vertical display: the longest label and two blanks."""

Lines = Iterator[str]

SWITCH = {True: "ON", False: "OFF"}
"""How the value of a switch is shown."""

CountedLines = Generator[str, None, int]
"""Lines, and at their end of how many entries they are."""


def pair(label: str, value: object) -> str:
    """Give one line of a vertical display; a value that is not set leaves the label alone."""
    text = "" if value is None else str(value)
    return f"{label:<{LABEL_WIDTH}}{text}".rstrip()


def counted(count: int, what: str, done: str) -> str:
    """Give the closing line of a command: how many of what, and what was done with them."""
    return f"{count} {what}{'' if count == 1 else 's'} {done}."


def qualifier(node: NodeName, default: NodeName) -> str:
    r"""Give `\NODE.` for names of another system than the current default node, else nothing."""
    return "" if node == default else f"{node}."
