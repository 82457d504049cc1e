"""What the BackBox UI shows of exports and imports, as values; here also rendered as text.

Blocks of the status pages that have no content yet are None (I-13). Times are instants (UTC); the
text shows the local time of the domain's system.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catsync.area import StagingArea
from catsync.catalog import BackPakCatalog, BackPakVolume, PendingUpdate
from catsync.domain import DataStore
from catsync.run import Direction, Run, Runs
from nsksim.clock import DATE_AND_TIME
from nsksim.errors import OperatorError
from nsksim.guardian.system import System
from nsksim.guardian.users import User
from nsksim.world import World

SHOWN = 3
"""So many of the oldest pending updates are shown (I-03)."""


@dataclass(frozen=True, slots=True)
class Activity:
    """A volume and the time of an activity on it."""

    volume: str
    time: datetime


@dataclass(frozen=True, slots=True)
class ProcessBlock:
    """One export or import process: the fields of I-04, I-05, I-10 and I-11."""

    export_id: str
    process: str
    type: str
    status: str
    started: datetime
    report: str
    volumes: int
    place: str


@dataclass(frozen=True, slots=True)
class ExportStatus:
    """The Export Status page of a PRIMARY store (I-02 to I-05)."""

    store: str
    newest: Activity | None
    pending: int
    oldest: tuple[Activity, ...]
    latest_full: ProcessBlock | None
    latest: ProcessBlock | None


@dataclass(frozen=True, slots=True)
class Available:
    """What the staging area holds for an import (I-09)."""

    place: str
    total: int
    received: int
    """Received after the last successful import."""
    latest: datetime | None


@dataclass(frozen=True, slots=True)
class ImportStatus:
    """The Import Status page of a SECONDARY store (I-08 to I-11).

    `problem` says why the staging area cannot be looked at; `available` is None then.
    """

    store: str
    newest: Activity | None
    available: Available | None
    problem: str
    latest_full: ProcessBlock | None
    latest: ProcessBlock | None


def export_status(system: System, store: DataStore) -> ExportStatus:
    """Make the Export Status page of a store."""
    catalog, runs = BackPakCatalog(system.database), Runs(system.database)
    pending = catalog.pending(store.id)
    return ExportStatus(
        store=store.id,
        newest=_exported(catalog.volumes(store.id), pending),
        pending=len(pending),
        oldest=tuple(Activity(update.label, update.activity) for update in pending[:SHOWN]),
        latest_full=_block(system, runs.latest_full(Direction.EXPORT, store.id)),
        latest=_block(system, runs.latest(Direction.EXPORT, store.id)),
    )


def _exported(volumes: list[BackPakVolume], pending: list[PendingUpdate]) -> Activity | None:
    """Find the volume whose unload is the newest one exported; pending ones are not."""
    waiting = {update.label for update in pending}
    return _newest([volume for volume in volumes if volume.label not in waiting])


def _newest(volumes: list[BackPakVolume]) -> Activity | None:
    written = [(volume.unloaded, volume.label) for volume in volumes if volume.unloaded is not None]
    if not written:
        return None
    time, label = max(written)
    return Activity(label, time)


def import_status(world: World, system: System, store: DataStore, user: User) -> ImportStatus:
    """Make the Import Status page of a store as `user` may look at the staging area."""
    runs = Runs(system.database)
    available, problem = None, ""
    if store.import_.source:
        try:
            available = _available(world, system, store, user)
        except OperatorError as error:
            problem = error.text
    return ImportStatus(
        store=store.id,
        newest=_newest(BackPakCatalog(system.database).volumes(store.id)),
        available=available,
        problem=problem,
        latest_full=_block(system, runs.latest_full(Direction.IMPORT, store.id)),
        latest=_block(system, runs.latest(Direction.IMPORT, store.id)),
    )


def _available(world: World, system: System, store: DataStore, user: User) -> Available:
    area = StagingArea(world, system, user, store.import_.source)
    files = area.volume_files().values()
    since = Runs(system.database).imported_until(store.id)
    return Available(
        place=store.import_.source,
        total=len(files),
        received=sum(file.modified >= since for file in files),
        latest=max((file.modified for file in files), default=None),
    )


def _block(system: System, run: Run | None) -> ProcessBlock | None:
    if run is None:
        return None
    return ProcessBlock(
        export_id=run.export_id,
        process=system.qualified(run.process),
        type=run.type,
        status=run.status,
        started=run.started,
        report=run.report,
        volumes=run.volumes,
        place=run.place,
    )


# -- as text --------------------------------------------------------------------------------------


_FULL_EXPORT = (
    ("Export ID", "export_id"),
    ("Export Process", "process"),
    ("Export Status", "status"),
    ("Start Time", "started"),
    ("Report", "report"),
    ("Number of Exported Volumes", "volumes"),
    ("Export Written To", "place"),
)
_EXPORT = (*_FULL_EXPORT[:2], ("Export Type", "type"), *_FULL_EXPORT[2:])
_IMPORT = (
    ("Staging Sub-Volume", "place"),
    ("Export ID", "export_id"),
    ("Process Name", "process"),
    ("Import Type", "type"),
    ("Process Status", "status"),
    ("Import Start Time", "started"),
    ("Import Report", "report"),
    ("Number of Processed Volumes", "volumes"),
)
"""Fields of the blocks in their order, and what of a process they show (I-04, I-05, I-10, I-11)."""


def export_lines(page: ExportStatus, system: System) -> list[str]:
    """Render the Export Status page."""
    lines = [f"Export Status {page.store} at {system.node}"]
    lines += _activity("Most Recently Written Volume Exported", page.newest, system)
    lines += ["", "Number of Pending Catalog Updates to Export", _field("Number", page.pending)]
    for activity in page.oldest:
        time = _time(activity.time, system)
        lines += [_field("Volume", activity.volume), _field("Unload Time", time)]
    lines += _block_lines("Latest Completed Full Export", page.latest_full, _FULL_EXPORT, system)
    return lines + _block_lines("Latest Export Process", page.latest, _EXPORT, system)


def import_lines(page: ImportStatus, system: System) -> list[str]:
    """Render the Import Status page."""
    lines = [f"Import Status {page.store} at {system.node}"]
    lines += _activity("Most Recently Written Volume Imported", page.newest, system)
    lines += ["", "Available Catalog Information to Import"]
    if page.available is None:
        lines.append(_field("Staging Sub-Volume", page.problem or "none"))
    else:
        found = page.available
        lines.append(_field("Staging Sub-Volume", found.place))
        lines.append(_field("Total Number of BackPak Volumes", found.total))
        lines.append(_field("Volumes Received After Last Successful Import", found.received))
        if found.latest is not None:
            latest = _time(found.latest, system)
            lines.append(_field("Time of Latest Received BackPak Volume", latest))
    lines += _block_lines("Latest Completed Full Import", page.latest_full, _IMPORT, system)
    return lines + _block_lines("Latest Import", page.latest, _IMPORT, system)


def _activity(title: str, activity: Activity | None, system: System) -> list[str]:
    if activity is None:
        return []
    time = _time(activity.time, system)
    return ["", title, _field("Volume", activity.volume), _field("Time", time)]


def _block_lines(
    title: str, block: ProcessBlock | None, fields: tuple[tuple[str, str], ...], system: System
) -> list[str]:
    if block is None:
        return []
    lines = ["", title]
    for label, name in fields:
        value = getattr(block, name)
        shown = _time(value, system) if isinstance(value, datetime) else value
        lines.append(_field(label, shown))
    return lines


def _field(title: str, value: object) -> str:
    return f"  {title:<46}{value}"


def _time(instant: datetime, system: System) -> str:
    return system.local(instant).strftime(DATE_AND_TIME)
