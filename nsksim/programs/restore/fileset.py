"""File sets on a tape: patterns over the names of dumped files, and MAP NAMES.

The node a file was dumped from counts only where one is typed; files come back to the system on
which RESTORE runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nsksim.errors import OperatorError
from nsksim.messages import backup as messages
from nsksim.names import Defaults, FileName, FileTemplate, NodeName, VolumeName
from nsksim.names.wildcard import has_wildcard
from nsksim.programs.fup.fileset import ANYWHERE

ANY_VOLUME = "$*"


def written_out(text: str) -> str:
    r"""Give a file set with its volume as `$*` where it is typed as `*`, as in `*.*.*`."""
    node, dot, rest = text.partition(".") if text.startswith("\\") else ("", "", text)
    parts = rest.split(".")
    if len(parts) == 3 and parts[0] == "*":
        parts[0] = ANY_VOLUME
    return f"{node}{dot}{'.'.join(parts)}"


def checked_fileset(text: str) -> str:
    """Check the form of a file set. Raises InvalidName, or backup.not-modelled for VOLUMEMODE."""
    if text.upper() == "VOLUMEMODE":
        raise OperatorError(messages.NOT_MODELLED, what="RESTORE with VOLUMEMODE")
    FileTemplate.parse(written_out(text), ANYWHERE)
    return text.upper()


def matcher(text: str, defaults: Defaults) -> Callable[[FileName], bool]:
    """Give the test of a file set, completed from `defaults` but for its node."""
    template = FileTemplate.parse(written_out(text), defaults)
    if text.startswith("\\"):
        return template.matches

    def matches(name: FileName) -> bool:
        here = FileName(template.node, name.volume, name.subvolume, name.file)
        return template.matches(here)

    return matches


@dataclass(frozen=True, slots=True)
class NameMap:
    """The pairs of MAP NAMES; the first whose source fits gives the name, a star keeps a part."""

    pairs: Sequence[tuple[Callable[[FileName], bool], FileTemplate]]

    @classmethod
    def read(cls, pairs: Sequence[tuple[str, str]], defaults: Defaults, here: NodeName) -> NameMap:
        """Read the pairs. Raises backup.not-modelled for a destination with other wildcards."""
        return cls(
            [
                (matcher(source, defaults), _destination(target, defaults, here))
                for source, target in pairs
            ]
        )

    def target(self, name: FileName, here: NodeName) -> FileName:
        """Give the name a dumped file is restored to, on the system `here`."""
        for matches, template in self.pairs:
            if matches(name):
                volume = name.volume if template.volume == ANY_VOLUME else None
                return FileName(
                    here,
                    volume or VolumeName.parse(template.volume),
                    name.subvolume if template.subvolume == "*" else template.subvolume,
                    name.file if template.file == "*" else template.file,
                )
        return FileName(here, name.volume, name.subvolume, name.file)


def _destination(text: str, defaults: Defaults, here: NodeName) -> FileTemplate:
    template = FileTemplate.parse(written_out(text), defaults)
    if text.startswith("\\") and template.node != here:
        raise OperatorError(messages.NOT_MODELLED, what=f"Restoring to {template.node}")
    parts = (template.volume.removeprefix("$"), template.subvolume, template.file)
    if any(part != "*" and has_wildcard(part) for part in parts):
        raise OperatorError(
            messages.NOT_MODELLED,
            what=f"A destination with a part of a name and a wildcard, {text},",
        )
    return template
