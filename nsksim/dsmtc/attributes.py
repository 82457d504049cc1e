"""The attributes a pool demands of its tapes, and where a tape disagrees with them.

Source: MEDIACOM manual, ADD POOL and ADD TAPEVOLUME. The defaults that no page shows are ours and
stand here only.
"""

from __future__ import annotations

from dataclasses import dataclass

from nsksim.errors import OperatorError
from nsksim.messages import mediacom

ANY = "ANY"
"""The pool does not demand a value."""

LABELS = ("ANSI", "BACKUP", "IBM")

_SERVING = {"ANSI": ("ANSI", "BACKUP"), "BACKUP": ("BACKUP",)}

DENSITIES = ("1600", "6250")

OPEN_REEL = "OPEN"
"""The one medium whose density means something."""

MEDIA_TYPES = (
    "CART3480",
    "CART5120",
    "CARTDAT",
    "DDS3",
    "DLTIII",
    "DLTIV",
    "LTO1",
    "LTO2",
    "LTO3",
    "LTO4",
    "LTO5",
    OPEN_REEL,
    "SDLT",
)

TAPE_FORMATS = ("ARCHIVE", "LONGNAME", "NONBACKUP")
"""Stored as 1, 2 and 3."""

DEFAULT_LABEL = "BACKUP"
"""Ours: what ADD TAPEVOLUME takes when neither the command nor the pool says it."""

DEFAULT_TYPE = "LTO4"
"""Ours: the real default depends on the drive, by a table that is not public."""


def serving(labels: str) -> tuple[str, ...]:
    """Give the label types of the tapes that serve a DEFINE with LABELS ANSI or BACKUP.

    LABELS ANSI may be what was never said; BACKUP labels are those of ANSI.
    """
    return _SERVING[labels]


@dataclass(frozen=True, slots=True)
class TapeAttributes:
    """What a tape is, or (with ANY) what a pool wants its tapes to be."""

    label: str = ANY
    type: str = ANY
    density: str = ANY

    def of_tape(self, pool: TapeAttributes) -> TapeAttributes:
        """Fill what a command left open with the pool's value, else with our default."""

        def chosen(own: str, wanted: str, default: str) -> str:
            return own if own != ANY else wanted if wanted != ANY else default

        kind = chosen(self.type, pool.type, DEFAULT_TYPE)
        return TapeAttributes(
            chosen(self.label, pool.label, DEFAULT_LABEL),
            kind,
            chosen(self.density, pool.density if kind == OPEN_REEL else ANY, ANY),
        )

    def check_against(self, pool: TapeAttributes, pool_name: str, volume: str) -> None:
        """Refuse a tape its pool does not accept: mediacom.5934 for the first attribute."""
        for attribute in ("label", "type", "density"):
            value, wanted = getattr(self, attribute), getattr(pool, attribute)
            if wanted not in (ANY, value) and not (attribute == "density" and value == ANY):
                raise OperatorError(
                    mediacom.POOL_DISAGREES,
                    name=volume,
                    attribute=WORDS[attribute],
                    value=value,
                    pool=pool_name,
                    wanted=wanted,
                )


WORDS = {"label": "LABELS", "type": "TYPE", "density": "DENSITY"}
"""The option that sets each attribute."""
