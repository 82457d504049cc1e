"""The export job: a chain of events from the request to the summary in the staging area.

Each event writes the files of one batch of volumes to the staging area and only then acknowledges
them here, so an event that was cut off is done again with the same result. The summary comes last:
an export that fails leaves the files written before usable (E-35).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from catsync import messages, report
from catsync.area import SUMMARY, StagingArea
from catsync.catalog import BackPakCatalog, BackPakVolume
from catsync.configuration import Configuration
from catsync.domain import DataStore, VolumeGroup
from catsync.job import SHORTEST, Job, Tally
from catsync.replication.container import time_text
from catsync.replication.extraction import SourceVolume, extract
from catsync.replication.staging import (
    CatalogStatus,
    ExportMark,
    SourceGroup,
    Summary,
    decode_summary,
    encode_summary,
)
from catsync.run import Run, RunType
from nsksim.errors import OperatorError
from nsksim.guardian.system import System
from nsksim.names import Subvolume, TapeLabel, file_id_of_label
from nsksim.store import StoreProblem
from nsksim.world import World

VERB = "catsync.export"
ENDED = "catsync.ended"
BATCH = 1_000
"""Volumes per event."""


def begin(world: World, system: System, run: Run) -> None:
    """Begin the report and schedule the first event. Runs in the transaction that made the run."""
    job = Job(world, system, run)
    store = Configuration(world, system).store(run.store)
    catalog = BackPakCatalog(system.database)
    full = run.type == RunType.FULL
    volumes = catalog.count(store.id) if full else catalog.pending_count(store.id)
    node = Subvolume.parse(run.place).qualified(system.node).node
    slowness = world.network.slowness(str(system.node), str(node))
    job.write(
        report.head(
            job.header(
                store,
                process_type=f"EXPORT {run.type} catalogs",
                disk_files=report.SENT if run.disk_files else report.NOT_EXPORTED,
                place_label="Export destination",
            )
        )
    )
    job.write(report.volumes_head())
    seconds = slowness * duration(volumes, _disk_files(world, system, run, store))
    job.plan(seconds=seconds, batches=max(1, -(-volumes // BATCH)), volumes=volumes)
    job.schedule(VERB)


def duration(volumes: int, disk_files: int) -> int:
    """Give the seconds an export or import takes (ours; 30 volumes take the manual's 2, K-19)."""
    return SHORTEST + volumes // 1_000 + disk_files // 100_000


def _disk_files(world: World, system: System, run: Run, store: DataStore) -> int:
    """Count the disk files that a run will send."""
    if not run.disk_files:
        return 0
    pending = ""
    if run.type == RunType.UPDATE:
        pending = " AND VOLSER IN (SELECT LABEL FROM BACKBOX_PENDING WHERE STORE = ?)"
    total = 0
    for group in Configuration(world, system).groups(store.id):
        if group.cataloged:
            place: list[object] = [group.volcat, group.pool, *([store.id] if pending else [])]
            total += int(
                system.database.value(
                    "SELECT count(*) FROM DFTOV WHERE VOLUMECATALOG = ? AND POOLNAME = ?" + pending,
                    place,
                )
            )
    return total


def step(world: World, system: System, arguments: Mapping[str, object]) -> None:
    """Verb `catsync.export`: the next batch of a run, or its end."""
    job = Job.scheduled(world, system, arguments)
    store = Configuration(world, system).store(job.run.store)
    area = StagingArea(world, system, job.user, job.run.place)
    _check_owner(store, area)
    _check_groups(job, store)
    _check_files(job)
    if job.at_end:
        _finish(job, store, area)
    else:
        _batch(job, store, area)


def _batch(job: Job, store: DataStore, area: StagingArea) -> None:
    """Write the files of the next volumes, then note them as exported."""
    run, system = job.run, job.system
    catalog = BackPakCatalog(system.database)
    pending = run.type == RunType.UPDATE
    volumes = catalog.following(store.id, job.after, BATCH, pending=pending)
    groups = {group.id: group for group in Configuration(job.world, system).groups(store.id)}
    rows: list[str] = []

    def contents() -> Iterable[tuple[str, bytes]]:
        source = [_source(group) for group in groups.values()]
        asked = [SourceVolume(volume.label, volume.group, record(volume)) for volume in volumes]
        found = extract(
            system.database,
            source,
            asked,
            _mark(run),
            disk_files=run.disk_files,
            scratch=job.world.scratch,
        )
        for number, (volume, extracted) in enumerate(zip(volumes, found, strict=True), start=1):
            job.progress(run.volumes + number, int(run.progress["volumes"]), "volume")
            status = volume_status(groups[volume.group], extracted.status)
            rows.append(report.volume(volume.label, volume.group, status))
            job.tally(volume.group).add(volume.label, volume.unloaded, extracted.disk_files)
            yield staged_name(volume.label), extracted.content

    if volumes:
        area.write([staged_name(volume.label) for volume in volumes], contents())
        catalog.acknowledge(store.id, [volume.label for volume in volumes])
        last = volumes[-1]
        job.after = (last.group, last.label)
    job.write(rows)
    job.batch += 1
    job.run = replace(job.run, volumes=run.volumes + len(volumes))
    job.schedule(VERB)


def _check_owner(store: DataStore, area: StagingArea) -> None:
    """Refuse a staging area that holds the export of another store: backbox.9944 (F-01)."""
    found = _summary(area)
    if found is not None and found.store != store.id:
        raise OperatorError(messages.STORE_DIFFERS, place=area, found=found.store, wanted=store.id)


def _check_groups(job: Job, store: DataStore) -> None:
    """Refuse volumes whose group was taken away: backbox.9934."""
    groups = [group.id for group in Configuration(job.world, job.system).groups(store.id)]
    missing = BackPakCatalog(job.system.database).other_group(store.id, groups)
    if missing is not None:
        raise OperatorError(messages.GROUP_UNKNOWN, group=missing, store=store.id)


def _check_files(job: Job) -> None:
    """Refuse tapes whose files are in a file catalog of another system: backbox.9901.

    The files stay out of reach here, and an export without them would seem whole. Looked at before
    each batch: tapes are written meanwhile.
    """
    for group in Configuration(job.world, job.system).groups(job.run.store):
        if not group.cataloged:
            continue
        filecat = job.system.database.value(
            "SELECT min(FILECATALOG) FROM VTOFC WHERE CATALOG = ? AND POOLNAME = ?"
            " AND NOT starts_with(FILECATALOG, ?)",
            [group.volcat.rpartition(".")[2], group.pool, f"{job.system.node}."],
        )
        if filecat:
            what = f"An export of volume group {group.id}, whose tapes have files in {filecat},"
            raise OperatorError(messages.NOT_MODELLED, what=what)


def _summary(area: StagingArea) -> Summary | None:
    """Read the summary that is there; one that cannot be read will be written anew."""
    file = area.find(SUMMARY)
    if file is None:
        return None
    try:
        return decode_summary(area.system.files.path(file), f"{area}.{SUMMARY}")
    except OperatorError:
        return None


def staged_name(label: str) -> str:
    """Give the file that holds a volume in the staging area."""
    return file_id_of_label(TapeLabel(label))


def record(volume: BackPakVolume) -> dict[str, object]:
    """Give the BackPak record of a volume as it is staged; never a key (D-01)."""
    return {
        "created": time_text(volume.created),
        "unloaded": time_text(volume.unloaded) if volume.unloaded else None,
        "written": volume.written,
        "media_type": volume.media_type,
        "key_manager": volume.key_manager,
    }


def _source(group: VolumeGroup) -> SourceGroup:
    if not group.cataloged:
        return SourceGroup(group.id, group.type.value)
    return SourceGroup(group.id, group.type.value, group.volcat, group.pool)


def _mark(run: Run) -> ExportMark:
    return ExportMark(run.export_id, time_text(run.started))


def _finish(job: Job, store: DataStore, area: StagingArea) -> None:
    """Write the summary, purge what a full export did not write, and end the run."""
    run, system = job.run, job.system
    groups = Configuration(job.world, system).groups(store.id)
    full, labels = _last_full(job, store, area)
    summary = Summary(
        mark=_mark(run),
        type=run.type,
        store=store.id,
        groups=tuple(_source(group) for group in groups),
        disk_files=run.disk_files,
        labels=labels,
        full=full,
    )
    area.write([SUMMARY], [(SUMMARY, encode_summary(summary))])
    if labels is not None and run.type == RunType.FULL:
        kept = {SUMMARY, *(staged_name(label) for label in labels)}
        area.purge_others(kept)
    job.write(
        report.export_summary(
            _exported(job, group, job.tallies.get(group.id, Tally())) for group in groups
        )
    )
    ended = OperatorError(
        messages.EXPORTED,
        process=job.process,
        type=run.type,
        store=store.id,
        count=run.volumes,
        report=run.report,
    )
    job.finish(ended)
    system.timers.add(system.clock.now, ENDED, {"store": store.id, "failed": False})


def _last_full(
    job: Job, store: DataStore, area: StagingArea
) -> tuple[ExportMark | None, tuple[str, ...] | None]:
    """Give the mark of the last full export and its volumes: this one, or that of the summary.

    Volumes created while this one ran are due for the next, unless it met them already. A file
    that has disappeared meanwhile does not make its volume disappear (F-02, F-10).
    """
    run = job.run
    if run.type != RunType.FULL:
        before = _summary(area)
        return (before.full, before.labels) if before else (None, None)
    staged = area.files()
    existing = BackPakCatalog(job.system.database).volumes(store.id)
    labels = [
        v.label for v in existing if v.created <= run.started or staged_name(v.label) in staged
    ]
    return _mark(run), tuple(labels)


def _exported(job: Job, group: VolumeGroup, tally: Tally) -> report.ExportedGroup:
    return report.ExportedGroup(
        group.id,
        tape_catalog(group),
        job.written(tally),
        tally.volumes,
        tally.disk_files if job.run.disk_files else None,
    )


def volume_status(group: VolumeGroup, found: CatalogStatus) -> str:
    """Give the catalog status of a volume as the lists of the reports show it."""
    if not group.cataloged:
        return report.UNCATALOGED
    return report.status(found.status, found.file_id, found.generation)


def tape_catalog(group: VolumeGroup) -> report.TapeCatalog:
    """Give the tape catalog of a group as reports show it."""
    if not group.cataloged:
        return report.TapeCatalog(group.type)
    return report.TapeCatalog(group.type, group.volcat, group.pool)


def fail(job: Job, error: OperatorError | StoreProblem) -> None:
    """End a run that cannot go on: report and event always, the updates stay pending (E-11)."""
    run, system = job.run, job.system
    failed = OperatorError(
        messages.EXPORT_FAILED,
        process=job.process,
        store=run.store,
        reason=job.reason(error),
        count=BackPakCatalog(system.database).pending_count(run.store),
        report=run.report,
    )
    job.write([""])
    job.fail(failed)
    system.timers.add(system.clock.now, ENDED, {"store": run.store, "failed": True})
