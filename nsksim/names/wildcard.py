"""Wildcards: `*` stands for any run of characters, `?` for exactly one.

Patterns are translated here for SQL, and matched here for a single name; what may be a wildcard
in which name is said by the names themselves.
"""

from __future__ import annotations

WILDCARDS = frozenset("*?")


def has_wildcard(text: str) -> bool:
    """Say whether `text` names more than itself."""
    return not WILDCARDS.isdisjoint(text)


def matches(pattern: str, text: str) -> bool:
    """Say whether the whole of `text` fits `pattern`.

    Goes back to the last `*` only, so that a long row of them takes no longer than its product
    with the text (a regular expression would try every division of the text).
    """
    at = star = 0
    resume = -1
    position = 0
    while position < len(text):
        if at < len(pattern) and pattern[at] == "*":
            star, resume = at, position
            at += 1
        elif at < len(pattern) and pattern[at] in {"?", text[position]}:
            at += 1
            position += 1
        elif resume >= 0:
            resume += 1
            at, position = star + 1, resume
        else:
            return False
    return not pattern[at:].strip("*")


def glob(pattern: str, *, literal: bool = False) -> str:
    r"""Give the operand of SQL `GLOB` that selects what `pattern` matches.

    `literal` takes `*` and `?` as characters. A backslash, as in `\NODE`, is an escape in GLOB and
    is doubled.
    """
    special = r"\[*?" if literal else r"\["
    return "".join(f"\\{letter}" if letter in special else letter for letter in pattern)
