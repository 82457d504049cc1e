"""The states of a tape volume and who may change which; no catalog is read here.

Source: MEDIACOM manual, ALTER TAPEVOLUME and DELETE TAPEVOLUME; requirement T-07.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class TapeStatus(StrEnum):
    """What a tape volume may be used for; the status decides, not the label."""

    ASSIGNED = "ASSIGNED"
    BAD = "BAD"
    FULL = "FULL"
    INUSE = "INUSE"
    RELEASED = "RELEASED"
    SCRATCH = "SCRATCH"
    SELECTED = "SELECTED"


FREE = frozenset({TapeStatus.BAD, TapeStatus.RELEASED, TapeStatus.SCRATCH})
"""The tape holds no file that is wanted: it may be deleted, and altered to another of these."""

FILLED = frozenset({TapeStatus.FULL, TapeStatus.ASSIGNED})
"""The tape holds files. Exchanged by command only for BACKUP tapes in append pools."""

BUSY = frozenset({TapeStatus.SELECTED, TapeStatus.INUSE})
"""A process has the tape or will get it: no command may alter or delete it."""

BY_COMMAND: Mapping[TapeStatus, frozenset[TapeStatus]] = {
    **dict.fromkeys(FREE, FREE),
    **dict.fromkeys(FILLED, FILLED),
    **dict.fromkeys(BUSY, frozenset[TapeStatus]()),
}
"""What ALTER TAPEVOLUME may make of each status: two closed groups. Altering a tape to the status
it has changes nothing and is accepted (our choice)."""

LIFE_CYCLE: Mapping[TapeStatus, frozenset[TapeStatus]] = {
    TapeStatus.SCRATCH: frozenset({TapeStatus.SELECTED, TapeStatus.INUSE, TapeStatus.ASSIGNED}),
    TapeStatus.SELECTED: frozenset({TapeStatus.INUSE, TapeStatus.SCRATCH, TapeStatus.ASSIGNED}),
    TapeStatus.INUSE: frozenset({TapeStatus.ASSIGNED, TapeStatus.FULL}),
    TapeStatus.ASSIGNED: frozenset(
        {TapeStatus.SELECTED, TapeStatus.INUSE, TapeStatus.SCRATCH, TapeStatus.RELEASED}
    ),
    TapeStatus.FULL: frozenset({TapeStatus.SCRATCH, TapeStatus.RELEASED}),
    TapeStatus.RELEASED: frozenset(),
    TapeStatus.BAD: frozenset(),
}
"""What the system itself makes of each status: a tape is selected for output, mounted, closed, and
freed when its last file is gone. An ASSIGNED tape is selected and in use again while the next file
of its set is written. A selected tape whose request is rejected is what it was before."""

PROTECTED = frozenset({TapeStatus.ASSIGNED, TapeStatus.FULL, TapeStatus.INUSE})
"""What a tape may be that holds files which have not expired."""
