"""The tape drives of a system, who has which, and what for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from operator import itemgetter

from nsksim.dsmtc import TapeFile
from nsksim.errors import OperatorError
from nsksim.guardian.processes import Process
from nsksim.messages import file_system
from nsksim.names import CatalogName, NodeName, PoolName, TapeFileId
from nsksim.store import Database, Row
from nsksim.tape.library import Cartridge, home_in


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that has a drive or waits for a tape; `started` tells two of one pin apart."""

    node: str
    cpu: int
    pin: int
    started: datetime

    @classmethod
    def of(cls, node: NodeName, process: Process) -> Holder:
        """Name a process of a system."""
        return cls(str(node), process.cpu, process.pin, process.started)

    @property
    def values(self) -> list[object]:
        """Give the columns NODE, CPU, PIN and STARTED."""
        return [self.node, self.cpu, self.pin, self.started]


class OpenMode(StrEnum):
    """How the labels of a tape are processed."""

    LP = "LP"
    """They are checked: ANSI and BACKUP tapes."""
    NL = "NL"
    """There are none."""
    BLP = "BLP"
    """They are bypassed, whatever they are."""
    UNREADABLE = "UNREADABLE"
    """$ZSVR could not read them: nobody opened the tape, people are asked what it is."""


@dataclass(frozen=True, slots=True)
class TapeSource:
    """The copy of a tape file that is read, or written; "" for none."""

    catalog: str = ""
    """The file catalog with its node, which may be another one than that of the volume catalog."""
    file_id: str = ""
    generation: int = 0
    version: int = 0
    physical_copy: int = 1
    logical_copy: int = 1

    @classmethod
    def of(cls, entry: TapeFile, node: NodeName) -> TapeSource:
        """Name the copy an entry is for that is cataloged at `node`."""
        return cls(
            f"{node}.{entry.catalog}",
            entry.file_id,
            entry.generation,
            entry.version,
            entry.physical_copy,
            entry.logical_copy,
        )

    @property
    def title(self) -> str:
        """Name the tape file in a message."""
        return f"{TapeFileId(self.file_id)}, GEN {self.generation}, VERSION {self.version}"

    @property
    def filecat(self) -> CatalogName:
        """Give the file catalog of a copy that is in one."""
        return CatalogName.parse(self.catalog)

    @property
    def numbers(self) -> list[object]:
        """Give what names the copy in the catalogs of its system."""
        return [self.filecat.value, *self.values[1:]]

    @property
    def values(self) -> list[object]:
        """Give the columns FILECAT to LOGICALCOPY."""
        return [
            self.catalog,
            self.file_id,
            self.generation,
            self.version,
            self.physical_copy,
            self.logical_copy,
        ]


@dataclass(frozen=True, slots=True)
class TapeUse:
    """What a process does with a tape, and where the tape is cataloged ("" for neither)."""

    output: bool
    catalog: str = ""
    """The volume catalog with its node."""
    pool: str = ""
    mode: OpenMode = OpenMode.LP
    labels: str = ""
    """The type of the labels the process asks for."""
    comment: str = ""
    """MOUNTMSG of the DEFINE."""
    source: TapeSource = TapeSource()

    @property
    def place(self) -> tuple[CatalogName, PoolName]:
        """Give the catalog and the pool of a tape that is in one."""
        return CatalogName.parse(self.catalog), PoolName(self.pool)

    @property
    def home(self) -> str:
        """Name the pool of the tape as a `Cartridge` does."""
        return home_in(self.catalog, self.pool) if self.catalog else ""

    @property
    def node(self) -> NodeName | None:
        """Name the system whose catalogs have the tape, None for a tape that is in none."""
        return self.place[0].node if self.catalog else None

    @property
    def values(self) -> list[object]:
        """Give the columns of USE."""
        return [
            self.output,
            self.catalog,
            self.pool,
            self.mode.value,
            self.labels,
            self.comment,
            *self.source.values,
        ]

    @classmethod
    def of(cls, row: Row) -> TapeUse:
        """Make the use of its columns."""
        output, catalog, pool, mode, labels, comment, *source = row
        return cls(output, catalog, pool, OpenMode(mode), labels, comment, TapeSource(*source))


USE_COLUMNS = (
    "OUTPUT",
    "CATALOG",
    "POOL",
    "MODE",
    "LABELS",
    "COMMENT",
    "FILECAT",
    "FILEID",
    "GENERATION",
    "VERSION",
    "PHYSICALCOPY",
    "LOGICALCOPY",
)
"""The columns of a `TapeUse`, of a drive as well as of a request."""
USE = ", ".join(USE_COLUMNS)

UNREADABLE = OpenMode.UNREADABLE.value
"""What stands for the type of a label that cannot be read."""


@dataclass(frozen=True, slots=True)
class TapeDrive:
    """One drive: its tape, the process that has it, and its settings."""

    name: str
    label: str
    """Empty while no tape is mounted."""
    home: str
    """The pool whose tape it is, as that of a `Cartridge`."""
    written: bool
    use: TapeUse
    holder: Holder | None
    label_type: str = ""
    """What the label of the tape is, UNREADABLE where $ZSVR could not read it; empty for a tape
    without one, whose `label` is only what people call it."""
    nl_check: bool = True
    """True when an open for an unlabeled tape needs approval."""
    blp_check: bool = True
    """True when an open that bypasses the labels needs approval."""
    reserved: bool = False
    """True when it is only for processes that name it."""

    @property
    def tape(self) -> Cartridge:
        """Give the tape that is mounted."""
        return Cartridge(self.label, self.home)

    @property
    def empty(self) -> bool:
        """Say whether a tape can be put in."""
        return not self.label

    @property
    def volume(self) -> str:
        """Give the label of the tape, empty for none."""
        return "" if self.unlabeled or self.unreadable else self.label

    @property
    def unlabeled(self) -> bool:
        """Say whether there is a tape that bears no label."""
        return not self.empty and not self.label_type

    @property
    def unreadable(self) -> bool:
        """Say whether there is a tape that could not be read: jobs and commands do not see it."""
        return self.label_type == UNREADABLE

    def may_be_of(self, home: str) -> bool:
        """Say whether the tape may be that of a pool; "" where nobody asks, or noted it."""
        return not (home and self.home) or home == self.home

    def open_to(self, device: str) -> bool:
        """Say whether it may be given to a process that wants `device`, empty for any drive.

        A reserved drive is given to who names it or opens it without labels, which is naming it,
        and to who has another one already (MEDIACOM manual, 2-57): no program here wants two.
        """
        return device == self.name or (not device and not self.reserved)

    def asks(self, mode: OpenMode) -> bool:
        """Say whether an open of this kind needs the operator's approval."""
        return {OpenMode.NL: self.nl_check, OpenMode.BLP: self.blp_check}.get(mode, False)


_DRIVE = (
    "NAME, LABEL, HOME, WRITTEN, LABELTYPE, NLCHECK, BLPCHECK, RESERVED,"
    f" NODE, CPU, PIN, STARTED, {USE}"
)


class Drives:
    """The drives of one system."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[TapeDrive]:
        """Return the drives by name."""
        # Asked for at every step of a job: sorted here, as DuckDB takes as long for it as to read.
        rows = sorted(self._database.rows(f"SELECT {_DRIVE} FROM TAPE_DRIVE"), key=itemgetter(0))
        drives = []
        for name, label, home, written, label_type, nl_check, blp_check, reserved, *rest in rows:
            holder = Holder(*rest[:4]) if rest[1] >= 0 else None
            use = TapeUse.of(tuple(rest[4:]))
            drives.append(
                TapeDrive(
                    name,
                    label,
                    home,
                    written,
                    use,
                    holder,
                    label_type=label_type,
                    nl_check=nl_check,
                    blp_check=blp_check,
                    reserved=reserved,
                )
            )
        return drives

    def named(self, name: str) -> TapeDrive:
        """Find a drive by `$NAME`. Raises file-system error 14."""
        for drive in self.all():
            if drive.name == name:
                return drive
        raise OperatorError(file_system.NO_DEVICE, name=name)

    def with_tape(self, label: str, home: str = "") -> TapeDrive | None:
        """Find the drive a labeled tape is on; with `home` not one of another pool."""
        found = (drive for drive in self.all() if drive.volume == label)
        return next((drive for drive in found if drive.may_be_of(home)), None)

    def free(self, device: str) -> TapeDrive | None:
        """Find an empty drive: `device`, or if it is empty text the first that is not reserved."""
        drives = [self.named(device)] if device else self.all()
        free = (each for each in drives if each.empty and each.holder is None)
        return next((each for each in free if each.open_to(device)), None)

    def put(self, name: str, tape: Cartridge, label_type: str) -> None:
        """Note that a tape is on a drive and nobody has it; `label_type` as that of a drive."""
        self.take_out(name)
        self.read_label(name, tape, label_type)

    def read_label(self, name: str, tape: Cartridge, label_type: str) -> None:
        """Note what the label of the tape on a drive says now."""
        self._database.execute(
            "UPDATE TAPE_DRIVE SET LABEL = ?, HOME = ?, LABELTYPE = ? WHERE NAME = ?",
            [tape.name, tape.home, label_type, name],
        )

    def give(self, name: str, use: TapeUse, holder: Holder) -> None:
        """Give a drive and the tape on it to a process."""
        self._use(name, use)
        self._database.execute(
            "UPDATE TAPE_DRIVE SET NODE = ?, CPU = ?, PIN = ?, STARTED = ? WHERE NAME = ?",
            [*holder.values, name],
        )

    def note_source(self, name: str, source: TapeSource) -> None:
        """Note which tape file is written on the tape of a drive."""
        self._use(name, replace(self.named(name).use, source=source))

    def release(self, name: str) -> None:
        """Take a drive from its process; the tape stays on it."""
        self._database.execute("UPDATE TAPE_DRIVE SET CPU = -1, PIN = -1 WHERE NAME = ?", [name])

    def mark_written(self, name: str) -> None:
        """Note that the tape on a drive was written."""
        self._database.execute("UPDATE TAPE_DRIVE SET WRITTEN = true WHERE NAME = ?", [name])

    def take_out(self, name: str) -> None:
        """Make a drive empty."""
        self.release(name)
        self._use(name, TapeUse(output=False))
        self._database.execute(
            "UPDATE TAPE_DRIVE SET LABEL = '', HOME = '', WRITTEN = false, LABELTYPE = ''"
            " WHERE NAME = ?",
            [name],
        )

    def alter(
        self,
        drive: TapeDrive,
        *,
        nl_check: bool | None = None,
        blp_check: bool | None = None,
        reserved: bool | None = None,
    ) -> None:
        """Change the settings of a drive; None leaves one as it is."""
        self._database.execute(
            "UPDATE TAPE_DRIVE SET NLCHECK = ?, BLPCHECK = ?, RESERVED = ? WHERE NAME = ?",
            [
                drive.nl_check if nl_check is None else nl_check,
                drive.blp_check if blp_check is None else blp_check,
                drive.reserved if reserved is None else reserved,
                drive.name,
            ],
        )

    def _use(self, name: str, use: TapeUse) -> None:
        assigned = ", ".join(f"{column} = ?" for column in USE_COLUMNS)
        self._database.execute(
            f"UPDATE TAPE_DRIVE SET {assigned} WHERE NAME = ?", [*use.values, name]
        )
