"""Names of disk files: volume, subvolume, file, temporary file, and what completes a partial one.

Names are only text here. Whether a volume or a file exists is known by the system it is on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from nsksim.names.node import Locatable, Located, NodeName
from nsksim.names.refusal import InvalidName, NameKind, as_typed, shape, upshift

_VOLUME = shape(
    NameKind.VOLUME,
    r"[A-Z][A-Z0-9]{0,6}",
    "a volume is $ and 1 to 7 letters and digits, the first a letter",
)
_SUBVOLUME = shape(
    NameKind.SUBVOLUME,
    r"[A-Z][A-Z0-9]{0,7}",
    "a subvolume has 1 to 8 letters and digits, the first a letter",
)
_FILE = shape(
    NameKind.FILE,
    r"[A-Z][A-Z0-9]{0,7}",
    "a file has 1 to 8 letters and digits, the first a letter",
)
_TEMPORARY = shape(
    NameKind.TEMPORARY_FILE,
    r"[0-9]{4,7}",
    "a temporary file is # and 4 to 7 digits",
)
TOO_MANY_PARTS = "a file name has at most a node, a volume, a subvolume and a file"
VOLUME_ALONE = "a volume must be followed by a subvolume and a file"


@dataclass(frozen=True, slots=True, order=True)
class VolumeName:
    """The name of a disk volume, such as `$DATA`."""

    bare: str
    """The name without its dollar sign."""

    KIND: ClassVar[NameKind] = NameKind.VOLUME
    EXPECTED: ClassVar[str] = "a valid volume name"

    def __post_init__(self) -> None:
        _VOLUME.check(self.bare)

    def __str__(self) -> str:
        return f"${self.bare}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a typed name, dollar sign included. Raises InvalidName."""
        with as_typed(cls.KIND, text):
            sigil, bare = text[:1], upshift(text[1:])
            return cls(bare if sigil == "$" else "")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What completes a partial name: the current (or saved) defaults of a TACL."""

    node: NodeName
    volume: VolumeName
    subvolume: str

    def __post_init__(self) -> None:
        _SUBVOLUME.check(self.subvolume)

    def __str__(self) -> str:
        return f"{self.node}.{self.volume}.{self.subvolume}"

    @property
    def place(self) -> Subvolume:
        """Give the default subvolume as a name, its node included."""
        return Subvolume(self.volume, self.subvolume, node=self.node)


@dataclass(frozen=True, slots=True)
class Partial:
    """A typed file name or template, divided but not yet expanded; its parts are upshifted."""

    node: NodeName | None
    volume: str | None
    """With its dollar sign."""
    rest: tuple[str, ...]

    @classmethod
    def divide(cls, text: str) -> Self:
        """Take the node and the volume off by their signs. Raises InvalidName for a wrong node."""
        parts = upshift(text).split(".")
        node = NodeName.parse(parts.pop(0)) if parts[0].startswith("\\") else None
        volume = parts.pop(0) if parts and parts[0].startswith("$") else None
        return cls(node, volume, tuple(parts))

    def expand(self, defaults: Defaults | NodeName | None) -> tuple[NodeName, str, str, str]:
        """Give node, volume (with its sign), subvolume and file, completed from `defaults`.

        A volume without a subvolume is a mistake, not a question of defaults. Raises InvalidName
        when a part is missing and has no default, or when there are too many.
        """
        if len(self.rest) > 2:
            raise InvalidName(NameKind.FILE, ".".join(self.rest), TOO_MANY_PARTS)
        if self.volume is not None and len(self.rest) < 2:
            raise InvalidName(NameKind.FILE, ".".join(self.rest), VOLUME_ALONE)
        if not self.rest:
            raise InvalidName(NameKind.FILE, "", "the file is missing")
        node = expanded_node(self.node, defaults)
        volume = self.volume or _default_volume(defaults)
        subvolume = self.rest[0] if len(self.rest) == 2 else _default_subvolume(defaults)
        return node, volume, subvolume, self.rest[-1]


def expanded_node(typed: NodeName | None, defaults: Defaults | NodeName | None) -> NodeName:
    """Give the node of a name that must have one. Raises InvalidName when nothing tells it."""
    node = typed or (defaults.node if isinstance(defaults, Defaults) else defaults)
    if node is None:
        raise InvalidName(NameKind.FILE, "", "the node is missing")
    return node


def _default_volume(defaults: Defaults | NodeName | None) -> str:
    if not isinstance(defaults, Defaults):
        raise InvalidName(NameKind.FILE, "", "the volume is missing")
    return str(defaults.volume)


def _default_subvolume(defaults: Defaults | NodeName | None) -> str:
    if not isinstance(defaults, Defaults):
        raise InvalidName(NameKind.FILE, "", "the subvolume is missing")
    return defaults.subvolume


@dataclass(frozen=True, slots=True)
class Subvolume(Locatable):
    """The name of a subvolume, such as `$ETINET.SLABADL`, with or without its node."""

    volume: VolumeName
    name: str

    KIND: ClassVar[NameKind] = NameKind.SUBVOLUME
    EXPECTED: ClassVar[str] = "a valid subvolume name"

    def __post_init__(self) -> None:
        _SUBVOLUME.check(self.name)

    @property
    def without_node(self) -> str:
        """Give `$VOLUME.SUBVOL`."""
        return f"{self.volume}.{self.name}"

    @classmethod
    def parse(cls, text: str, defaults: Defaults | NodeName | None = None) -> Self:
        r"""Read `[\NODE.][$VOLUME.]SUBVOL`, completed from `defaults`. Raises InvalidName.

        Without defaults the volume has to be typed, and a node that was not typed stays None.
        """
        with as_typed(cls.KIND, text):
            typed = Partial.divide(text)
            if len(typed.rest) > 1:
                raise InvalidName(cls.KIND, text, "a subvolume is named by at most three parts")
            name = typed.rest[0] if typed.rest else ""
            volume = VolumeName.parse(typed.volume or _default_volume(defaults))
            place = cls(volume, name, node=typed.node)
            return place if defaults is None else place.qualified(expanded_node(None, defaults))

    def file(self, name: str) -> FileName:
        """Name a file of this subvolume. Raises InvalidName, also when the node is not known."""
        with as_typed(NameKind.FILE, name):
            return FileName(expanded_node(self.node, None), self.volume, self.name, upshift(name))


@dataclass(frozen=True, slots=True)
class FileName(Located):
    r"""The full name of a permanent disk file, such as `\INSIDX.$ETINET.SLABADL.SAD001`."""

    node: NodeName
    volume: VolumeName
    subvolume: str
    file: str

    KIND: ClassVar[NameKind] = NameKind.FILE
    EXPECTED: ClassVar[str] = "a valid filename"

    def __post_init__(self) -> None:
        _SUBVOLUME.check(self.subvolume)
        _FILE.check(self.file)

    @property
    def without_node(self) -> str:
        """Give `$VOLUME.SUBVOL.FILE`."""
        return f"{self.volume}.{self.subvolume}.{self.file}"

    @property
    def place(self) -> Subvolume:
        """Give the subvolume the file is in, its node included."""
        return Subvolume(self.volume, self.subvolume, node=self.node)

    @classmethod
    def parse(cls, text: str, defaults: Defaults | NodeName | None = None) -> Self:
        r"""Read `[\NODE.][[$VOLUME.]SUBVOL.]FILE` and complete it from `defaults`.

        Raises InvalidName. `$VOLUME.FILE` is a mistake: it does not mean the default subvolume
        (TACL Reference Manual 5-4). A node alone completes names that lack only the node.
        """
        with as_typed(cls.KIND, text):
            node, volume, subvolume, file = Partial.divide(text).expand(defaults)
            return cls(node, VolumeName.parse(volume), subvolume, file)


@dataclass(frozen=True, slots=True)
class TemporaryFileName(Located):
    """The full name of a temporary file, such as `$DATA.#0417`; the system hands out the digits."""

    node: NodeName
    volume: VolumeName
    number: str
    """The digits after `#`; four in the manuals, up to seven here as on current systems."""

    KIND: ClassVar[NameKind] = NameKind.TEMPORARY_FILE
    EXPECTED: ClassVar[str] = "a valid temporary filename"

    def __post_init__(self) -> None:
        _TEMPORARY.check(self.number)

    @property
    def without_node(self) -> str:
        """Give `$VOLUME.#nnnn`."""
        return f"{self.volume}.#{self.number}"

    @classmethod
    def parse(cls, text: str, defaults: Defaults | NodeName | None = None) -> Self:
        r"""Read `[\NODE.][$VOLUME.]#nnnn`, completed from `defaults`. Raises InvalidName."""
        with as_typed(cls.KIND, text):
            typed = Partial.divide(text)
            last = typed.rest[0] if len(typed.rest) == 1 else ""
            _TEMPORARY.check(last[1:] if last.startswith("#") else "")
            node = expanded_node(typed.node, defaults)
            volume = VolumeName.parse(typed.volume or _default_volume(defaults))
            return cls(node, volume, last[1:])
