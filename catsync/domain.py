"""The BackBox configuration as values: domain, Data Stores, Volume Groups, with their validation.

Values hold what was typed; properties give the names in it. Validation that needs the system (known
nodes, the default file catalog) gets it as arguments. Where values are kept is the business of
`catsync.configuration`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from catsync import messages
from nsksim.errors import OperatorError
from nsksim.names import CatalogName, FileName, InvalidName, NodeName, PoolName, Subvolume
from nsksim.names import SpoolDestination as Spooled


class Access(StrEnum):
    """Domain Access of a store (B-01); the value OWNER of older releases is PRIMARY (B-02)."""

    PRIMARY = "PRIMARY"
    SECONDARY = "SECONDARY"
    RESTRICTED = "RESTRICTED"

    @classmethod
    def parse(cls, text: str) -> Access:
        """Read the word of a configuration. Raises ValueError."""
        word = text.upper()
        return cls.PRIMARY if word == "OWNER" else cls(word)


class Status(StrEnum):
    """Whether a store takes part in automated and most manual actions (B-39)."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


class CatalogType(StrEnum):
    """The tape catalog a Volume Group is tied to (C-05)."""

    NONE = "NONE"
    DSM_TC = "DSM/TC"
    TMF = "TMF"
    CA = "CA"
    QTOS = "QTOS"


SECONDARY_TYPES = frozenset({CatalogType.NONE, CatalogType.DSM_TC})
"""The catalog types a SECONDARY store supports (C-06)."""

DISK_FILES_DEFAULT = 20_000
DISK_FILES_MAXIMUM = 100_000_000
"""Max Number of DISKFILES per TMF Transaction (G-21, G-22). The least value is ours: 1."""


EXPORT_REPORT, IMPORT_REPORT = "$S.#CATSYNC.EXPORT", "$S.#CATSYNC.IMPORT"
"""Report locations of a store for which none is configured (ours)."""

MANAGER, EXTRACTOR, STARTER, ENGINE, GATEWAY = "BBSV", "BBEXT", "BBSTART", "BB051", "BBDBM"
"""Program files of BackPak: domain manager, EMS extractor, the starter of exports and imports and
their engine (these two names are ours), and the gateway to DSM/TC (N-01)."""


@dataclass(frozen=True, slots=True)
class Domain:
    """One BackPak domain: all that one domain manager serves."""

    id: str
    catalog_sync: bool = False
    """The licence includes the option (A-03)."""
    verbose: bool = False
    """EMS Verbose: start and end of exports and imports are reported (E-33)."""
    subvolume: str = "$SYSTEM.BBOX"
    manager: str = "$BBSV"
    extractors: tuple[str, ...] = ("$BBEXT",)
    """EMS extractors: any one that runs takes charge of automatic exports (E-17, E-18)."""


@dataclass(frozen=True, slots=True)
class Export:
    """Catalog Sync Export configuration of a PRIMARY store (E.3)."""

    destination: str = ""
    """The staging sub-volume as typed; blank switches exports off (E-02)."""
    report: str = EXPORT_REPORT
    check_delay: int = 0
    """Minutes between retries, 0 for none (E-16, Z-35)."""
    full_frequency: int = 0
    """Days after which an update is converted into a full export, 0 for never (E-20, E-22)."""
    priority: int = 0
    """0 inherits the priority of the domain manager (E-26)."""
    disk_files: bool = True
    """Include DSM/TC Disk File Entries (E-27)."""


@dataclass(frozen=True, slots=True)
class Import:
    """Catalog Sync Import configuration of a SECONDARY store (G.2)."""

    source: str = ""
    """The staging sub-volume as typed; reports print it so (K-16)."""
    report: str = IMPORT_REPORT
    priority: int = 0
    disk_files_maximum: int = DISK_FILES_DEFAULT
    """Max Number of DISKFILES per TMF Transaction; 0 stands for the default (Z-34)."""
    same_node_name: bool = False
    """Checkbox 1: do not verify that qualified catalog names differ (G-24)."""
    shared_catalog: bool = False
    """Checkbox 2: do not verify that the catalogs are dedicated to the replica (G-26)."""
    nodes: tuple[tuple[str, str], ...] = ()
    """Nodes Replacement: old and new node names (G-28)."""

    @property
    def commit_after(self) -> int:
        """Give the number of disk files after which a transaction is committed."""
        return self.disk_files_maximum or DISK_FILES_DEFAULT


@dataclass(frozen=True, slots=True)
class DataStore:
    """One Data Store, the unit of replication (A-10)."""

    id: str
    access: Access
    status: Status = Status.ACTIVE
    type: str = "WINDISK"
    description: str = ""
    primary_id: str = ""
    """Primary Data Store ID, where it differs (B-07)."""
    replica: str = ""
    r"""`\NODE STORE` to which the storage copies the images by itself; nothing of BackBox does."""
    replica_lag: int = 0
    """Seconds until a written image is there."""
    export: Export = field(default_factory=Export)
    import_: Import = field(default_factory=Import)

    @property
    def primary(self) -> str:
        """Give the id of the store on the primary side."""
        return self.primary_id or self.id

    @property
    def active(self) -> bool:
        """Say whether the store is not de-activated."""
        return self.status is Status.ACTIVE

    def check(self, node: NodeName, knows: Callable[[str], bool]) -> None:
        """Refuse wrong fields: backbox.9920 and 9922.

        `node` is the system of the domain, `knows` is asked about new node names.
        """
        if self.primary_id and self.access is Access.PRIMARY:
            raise _unavailable("Primary Data Store ID", "data store", self.id, self)
        self._name("Export Destination", self.export.destination, Subvolume.parse)
        self._name("Import Source", self.import_.source, Subvolume.parse)
        for title, report in (
            ("Export Report Location", self.export.report),
            ("Import Report Location", self.import_.report),
        ):
            self._parse(title, report, lambda text: parse_report(text, node))
        self._number("Export Check Delay", self.export.check_delay, 0, 32_767)
        self._number("Full Export Frequency", self.export.full_frequency, 0, 32_767)
        for priority in (self.export.priority, self.import_.priority):
            self._number("Process Priority", priority, 0, 199)
        maximum = self.import_.disk_files_maximum
        self._number("Max Number of DISKFILES per TMF Transaction", maximum, 0, DISK_FILES_MAXIMUM)
        self._check_nodes(knows)

    def _check_nodes(self, knows: Callable[[str], bool]) -> None:
        """Refuse wrong names, an old name given twice and an unknown new node (G-32)."""
        title = "Nodes Replacement"
        seen: set[str] = set()
        for pair in self.import_.nodes:
            for text in pair:
                self._name(title, text, NodeName.parse)
            old, new = (str(NodeName.parse(text)) for text in pair)
            if old in seen:
                raise self._wrong(title, old, "the old name stands twice")
            seen.add(old)
            if not knows(new):
                raise self._wrong(title, new, "the new node is not known to this system")

    def _name(self, title: str, text: str, parse: Callable[[str], object]) -> None:
        if text:
            self._parse(title, text, parse)

    def _parse(self, title: str, text: str, parse: Callable[[str], object]) -> None:
        try:
            parse(text)
        except InvalidName as wrong:
            raise self._wrong(title, text, wrong.reason) from None

    def _number(self, title: str, value: int, least: int, most: int) -> None:
        if not least <= value <= most:
            raise self._wrong(title, value, f"it must be from {least} to {most}")

    def _wrong(self, title: str, value: object, reason: str) -> OperatorError:
        return OperatorError(
            messages.VALUE_INVALID,
            field=title,
            value=value,
            object="data store",
            name=self.id,
            reason=reason,
        )


@dataclass(frozen=True, slots=True)
class VolumeGroup:
    """One Volume Group of a store."""

    id: str
    store: str
    type: CatalogType
    volcat: str = ""
    r"""With its node, such as `\ETINIUM.SLABVC`."""
    pool: str = ""
    filecat: str = ""
    media_type: str = ""
    primary_id: str = ""
    """Primary Volume Group ID, where it differs (C-03)."""
    key_manager: str = ""

    @property
    def primary(self) -> str:
        """Give the id of the group on the primary side."""
        return self.primary_id or self.id

    @property
    def cataloged(self) -> bool:
        """Say whether the volumes have DSM/TC entries."""
        return self.type is CatalogType.DSM_TC

    @property
    def volume_catalog(self) -> CatalogName:
        """Give the VOLCAT as a name."""
        return CatalogName.parse(self.volcat)

    @property
    def file_catalog(self) -> CatalogName | None:
        """Give the FILECAT as a name, None where the group has none."""
        return CatalogName.parse(self.filecat) if self.filecat else None

    def check(self, store: DataStore, default_filecat: str, node: NodeName) -> None:
        """Refuse wrong fields: backbox.9920 to 9923 and 9925.

        `default_filecat` is the qualified one of MEDIADEFS on the system of the domain manager, or
        blank: node replacement must not write there (G-30).
        """
        secondary = store.access is Access.SECONDARY
        self.check_type(store)
        if self.primary_id and store.access is Access.PRIMARY:
            raise _unavailable("Primary Volume Group ID", "volume group", self.id, store)
        if self.filecat and not secondary:
            raise _unavailable("File Catalog", "volume group", self.id, store)
        if self.cataloged:
            required = [("Volcat", self.volcat), ("Pool", self.pool)]
            if secondary:
                required += [("File Catalog", self.filecat), ("Media Type", self.media_type)]
            for title, value in required:
                if not value:
                    raise OperatorError(
                        messages.FIELD_MISSING, field=title, object="volume group", name=self.id
                    )
            self._name("Volcat", self.volcat, CatalogName.parse)
            self._name("Pool", self.pool, PoolName.parse)
            self._name("File Catalog", self.filecat, CatalogName.parse)
            self.check_isolation(store, default_filecat, node)

    def check_type(self, store: DataStore) -> None:
        """Refuse a catalog type that a SECONDARY store does not support: backbox.9923 (C-06)."""
        if store.access is Access.SECONDARY and self.type not in SECONDARY_TYPES:
            raise OperatorError(
                messages.CATALOG_TYPE, type=self.type, group=self.id, store=store.id
            )

    def check_isolation(self, store: DataStore, default_filecat: str, node: NodeName) -> None:
        """Refuse node replacement into the default file catalog: backbox.9925 (G-30)."""
        if self.filecat and store.import_.nodes and default_filecat == self.filecat:
            raise OperatorError(
                messages.ISOLATION, group=self.id, filecat=default_filecat, node=node
            )

    def _name(self, title: str, text: str, parse: Callable[[str], object]) -> None:
        if not text:
            return
        try:
            parse(text)
        except InvalidName as wrong:
            raise OperatorError(
                messages.VALUE_INVALID,
                field=title,
                value=text,
                object="volume group",
                name=self.id,
                reason=wrong.reason,
            ) from None


def check_claims(groups: Sequence[VolumeGroup]) -> None:
    """Refuse two groups of one store that stand for one primary group: backbox.9924 (C-17)."""
    claimed: dict[str, str] = {}
    for group in groups:
        other = claimed.setdefault(group.primary, group.id)
        if other != group.id:
            raise OperatorError(
                messages.GROUP_CLAIMED, group=group.id, primary=group.primary, other=other
            )


def parse_report(text: str, node: NodeName) -> Spooled | FileName:
    """Read a report location: a spooler location, or a disk file that keeps the last report.

    Raises InvalidName.
    """
    if "#" in text or "." not in text:
        return Spooled.parse(text)
    return FileName.parse(text, node)


def _unavailable(title: str, kind: str, name: str, store: DataStore) -> OperatorError:
    return OperatorError(
        messages.FIELD_UNAVAILABLE,
        field=title,
        object=kind,
        name=name,
        access=store.access,
        store=store.id,
    )
