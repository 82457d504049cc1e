"""Names of processes and devices, spooler destinations, and DEFINEs.

No name is handed out here; the system that starts a process chooses its name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from nsksim.names.node import DollarName, Locatable, split_node
from nsksim.names.refusal import InvalidName, NameKind, Shape, as_typed, shape, upshift

_PROCESS = shape(
    NameKind.PROCESS,
    # $0, the primary event collector, is the one name that begins with a digit
    r"0|[A-Z][A-Z0-9]{0,4}",
    "a process is $ and 1 to 5 letters and digits, the first a letter",
)
_DEVICE = shape(
    NameKind.DEVICE,
    r"[A-Z][A-Z0-9]{0,6}",
    "a device is $ and 1 to 7 letters and digits, the first a letter",
)
_QUALIFIER = shape(
    NameKind.DEVICE,
    r"(?:#[A-Z][A-Z0-9]{0,6}(?:\.[A-Z][A-Z0-9]{0,7})?)?",
    "a subdevice is # and 1 to 7 letters and digits, the first a letter",
)
_SPOOL = shape(
    NameKind.SPOOL_LOCATION,
    r"[A-Z][A-Z0-9]{0,6}",
    "a location is #group.destination, each 1 to 7 letters and digits, the first a letter",
)
_DEFINE = shape(
    NameKind.DEFINE,
    r"[A-Z_][A-Z0-9^_-]{0,22}",
    "a DEFINE is = and 1 to 23 letters, digits, hyphens, underscores and circumflexes, "
    "the first a letter",
)
_CPU_PIN = re.compile(r"([0-9]{1,2}),([0-9]{1,5})")
_CPU_PIN_REASON = "a process is named by its cpu (0 to 15), a comma and its pin (0 to 65535)"
DEFAULT = "DEFAULT"
"""What the spooler takes for a group or destination that is not given."""


@dataclass(frozen=True, slots=True)
class ProcessName(DollarName):
    """The name of a named process, such as `$ZSVR`, with or without its node."""

    KIND: ClassVar[NameKind] = NameKind.PROCESS
    EXPECTED: ClassVar[str] = "a valid process name"
    SHAPE: ClassVar[Shape] = _PROCESS


@dataclass(frozen=True, slots=True)
class ProcessId(Locatable):
    """The place of a process, named or not: `9,151`, with or without its node."""

    cpu: int
    pin: int

    KIND: ClassVar[NameKind] = NameKind.PROCESS_ID
    EXPECTED: ClassVar[str] = "a cpu,pin"

    def __post_init__(self) -> None:
        if not (0 <= self.cpu <= 15 and 0 <= self.pin <= 65535):
            raise InvalidName(self.KIND, self.without_node, _CPU_PIN_REASON)

    @property
    def without_node(self) -> str:
        """Give `cpu,pin`."""
        return f"{self.cpu},{self.pin}"

    @classmethod
    def parse(cls, text: str) -> Self:
        r"""Read `[\NODE.]cpu,pin`. Raises InvalidName."""
        with as_typed(cls.KIND, text):
            node, rest = split_node(text)
            found = _CPU_PIN.fullmatch(rest)
            if found is None:
                raise InvalidName(cls.KIND, text, _CPU_PIN_REASON)
            return cls(int(found[1]), int(found[2]), node=node)

    def _sorted_by(self) -> str:
        return f"{self.node or ''}.{self.cpu:02},{self.pin:05}"


@dataclass(frozen=True, slots=True)
class DeviceName(Locatable):
    """The name of a device or terminal, such as `$ZTN0.#PTA1`, with or without its node."""

    bare: str
    """The name without its dollar sign."""
    qualifier: str = ""
    """What follows the first point, `#` included; empty when there is nothing."""

    KIND: ClassVar[NameKind] = NameKind.DEVICE
    EXPECTED: ClassVar[str] = "a valid device name"

    def __post_init__(self) -> None:
        _DEVICE.check(self.bare)
        _QUALIFIER.check(self.qualifier)

    @property
    def without_node(self) -> str:
        """Give `$NAME` or `$NAME.#SUBDEVICE`."""
        return f"${self.bare}.{self.qualifier}" if self.qualifier else f"${self.bare}"

    @classmethod
    def parse(cls, text: str) -> Self:
        r"""Read `[\NODE.]$NAME[.#qualifier[.qualifier]]`. Raises InvalidName."""
        with as_typed(cls.KIND, text):
            node, rest = split_node(text)
            name, point, qualifier = upshift(rest).partition(".")
            if point and not qualifier:
                raise InvalidName(cls.KIND, text, _QUALIFIER.reason)
            return cls(name[1:] if name.startswith("$") else "", qualifier, node=node)


@dataclass(frozen=True, slots=True, order=True)
class SpoolLocation:
    """A place inside a spooler, such as `#SLABA.EXPDAYL`; a part not given is DEFAULT."""

    group: str
    """Without its `#`."""
    destination: str = DEFAULT

    KIND: ClassVar[NameKind] = NameKind.SPOOL_LOCATION
    EXPECTED: ClassVar[str] = "a spooler location"

    def __post_init__(self) -> None:
        _SPOOL.check(self.group)
        _SPOOL.check(self.destination)

    def __str__(self) -> str:
        return f"#{self.group}.{self.destination}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `#group[.destination]`. Raises InvalidName."""
        with as_typed(cls.KIND, text):
            group, point, destination = upshift(text).partition(".")
            return cls(
                group[1:] if group.startswith("#") else "", destination if point else DEFAULT
            )


@dataclass(frozen=True, slots=True)
class SpoolDestination(Locatable):
    """A collector and a location, such as `$S.#SLABA.EXPDAYL`, with or without the node."""

    bare: str
    """The collector's name without its dollar sign."""
    location: SpoolLocation

    KIND: ClassVar[NameKind] = NameKind.SPOOL_DESTINATION
    EXPECTED: ClassVar[str] = "a spooler destination"

    def __post_init__(self) -> None:
        _PROCESS.check(self.bare)

    @property
    def without_node(self) -> str:
        """Give `$COLLECTOR.#GROUP.DEST`."""
        return f"${self.bare}.{self.location}"

    @property
    def collector(self) -> ProcessName:
        """Give the collector's process name, with the node where there is one."""
        return ProcessName(self.bare, node=self.node)

    @classmethod
    def parse(cls, text: str) -> Self:
        r"""Read `[\NODE.]$COLLECTOR[.#group[.dest]]`; a part not given is DEFAULT.

        Raises InvalidName.
        """
        with as_typed(cls.KIND, text):
            node, rest = split_node(text)
            name, point, location = rest.partition(".")
            collector = ProcessName.parse(name)
            where = SpoolLocation.parse(location) if point else SpoolLocation(DEFAULT)
            return cls(collector.bare, where, node=node)


@dataclass(frozen=True, slots=True, order=True)
class DefineName:
    """The name of a DEFINE, such as `=OUT`."""

    bare: str
    """The name without its equals sign."""

    KIND: ClassVar[NameKind] = NameKind.DEFINE
    EXPECTED: ClassVar[str] = "a valid DEFINE name"

    def __post_init__(self) -> None:
        _DEFINE.check(self.bare)

    def __str__(self) -> str:
        return f"={self.bare}"

    @property
    def is_reserved(self) -> bool:
        """Say whether the name belongs to the system, as `=_DEFAULTS` does."""
        return self.bare.startswith("_")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a typed name, equals sign included. Raises InvalidName."""
        with as_typed(cls.KIND, text):
            return cls(upshift(text[1:]) if text.startswith("=") else "")
