r"""Patterns over disk file names: TACL's filename templates and MEDIACOM's DISKFILE patterns.

Wildcards stand in volume, subvolume and file, never in the node, and never match `$` or `.`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Self

from nsksim.names.file import Defaults, FileName, Partial, VolumeName
from nsksim.names.node import Located, NodeName
from nsksim.names.refusal import InvalidName, NameKind, Shape, as_typed, shape
from nsksim.names.wildcard import glob, has_wildcard, matches


def _part(what: str, length: int) -> Shape:
    return shape(
        NameKind.FILE_TEMPLATE,
        # `*` may stand for nothing, so it does not count towards the length
        rf"\*+|(?=[A-Z*?])(?:\**[A-Z0-9?]){{1,{length}}}\**",
        f"{what} of 1 to {length} letters and digits, the first a letter, or wildcards * and ?",
    )


_VOLUME = _part("a volume template is $ and a pattern", 7)
_SUBVOLUME = _part("a subvolume template is a pattern", 8)
_FILE = _part("a file template is a pattern", 8)


@dataclass(frozen=True, slots=True)
class FileTemplate(Located):
    r"""A set of disk file names on one node, such as `\ETINIUM.$DATA.PAY.*`."""

    node: NodeName
    volume: str
    """With its dollar sign."""
    subvolume: str
    file: str

    KIND: ClassVar[NameKind] = NameKind.FILE_TEMPLATE
    EXPECTED: ClassVar[str] = "a valid filename template"

    def __post_init__(self) -> None:
        _VOLUME.check(self.volume[1:] if self.volume.startswith("$") else "")
        _SUBVOLUME.check(self.subvolume)
        _FILE.check(self.file)

    @property
    def without_node(self) -> str:
        """Give `$VOLUME.SUBVOL.FILE`, wildcards as typed."""
        return f"{self.volume}.{self.subvolume}.{self.file}"

    @classmethod
    def parse(cls, text: str, defaults: Defaults | NodeName | None = None) -> Self:
        r"""Read a template and complete it from `defaults` as a file name. Raises InvalidName."""
        with as_typed(cls.KIND, text):
            if text.startswith("\\") and has_wildcard(text.partition(".")[0]):
                raise InvalidName(cls.KIND, text, "a node may not have wildcards")
            return cls(*Partial.divide(text).expand(defaults))

    @property
    def single(self) -> FileName | None:
        """Give the one file this names, or None when it has a wildcard."""
        if has_wildcard(self.without_node):
            return None
        return FileName(self.node, VolumeName.parse(self.volume), self.subvolume, self.file)

    def matches(self, name: FileName) -> bool:
        """Say whether `name` is one of the set."""
        return (
            self.node == name.node
            and matches(self.volume, str(name.volume))
            and matches(self.subvolume, name.subvolume)
            and matches(self.file, name.file)
        )

    @property
    def glob(self) -> str:
        """Give the operand of SQL `GLOB` over a column of full names, node included.

        Exact although GLOB's wildcards match a point: pattern and name have three points each.
        """
        return glob(str(self))

    @property
    def like(self) -> str:
        """Give the operand of SQL `LIKE` (no ESCAPE) over full names; faster than GLOB in DuckDB.

        File names hold neither `%` nor `_`, so nothing needs an escape.
        """
        return str(self).replace("*", "%").replace("?", "_")

    @property
    def globs(self) -> tuple[str, str, str]:
        """Give operands of SQL `GLOB` for columns of volume (with its `$`), subvolume and file."""
        return self.volume, self.subvolume, self.file


@dataclass(frozen=True, slots=True)
class DiskfilePattern:
    r"""The operand of MEDIACOM's DISKFILE commands, such as `\NODEP.$*.*.*`.

    Two patterns are equal when they select the same names; `typed` is what a refusal echoes.
    """

    template: FileTemplate
    typed: str = field(compare=False)

    KIND: ClassVar[NameKind] = NameKind.DISKFILE_PATTERN
    EXPECTED: ClassVar[str] = "a disk file name or pattern"

    def __str__(self) -> str:
        return str(self.template)

    @classmethod
    def parse(cls, text: str, defaults: Defaults | NodeName | None = None) -> Self:
        """Read a typed pattern, completed from `defaults`. Raises InvalidName."""
        with as_typed(cls.KIND, text):
            return cls(FileTemplate.parse(text, defaults), text)

    @property
    def node(self) -> NodeName:
        """Give the node, which has to be known where the command is given."""
        return self.template.node

    def matches(self, name: FileName) -> bool:
        """Say whether `name` is one of the set."""
        return self.template.matches(name)

    @property
    def glob(self) -> str:
        """Give the operand of SQL `GLOB` over DISKFILENAME."""
        return self.template.glob

    @property
    def like(self) -> str:
        """Give the operand of SQL `LIKE` (no ESCAPE) over DISKFILENAME."""
        return self.template.like
