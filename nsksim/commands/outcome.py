"""How a command ends: its exit code, and the problems that decide it."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of `nsksim`; scripts rely on them."""

    DONE = 0
    """Everything was done; warnings, empty listings and background processes do not count."""
    REFUSED = 1
    """A typed line brought an error message or an abend."""
    USAGE = 2
    """The command line itself is wrong, or names something that does not exist."""
    UNUSABLE = 3
    """The scenario or the world cannot be used, or the world is open elsewhere."""
    DIFFERS = 4
    """A session and its transcript differ."""
    INTERNAL = 70
    """A mistake of ours; the line on stderr says what a report should hold."""
    INTERRUPTED = 130
    """Ended from outside: Ctrl-C, a termination signal, or nobody reads the output any more."""


class UsageProblem(Exception):
    """What was asked for on the command line does not exist or does not go together."""
