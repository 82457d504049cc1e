"""The import job: a chain of events from the request to the closing lines of the report.

The first event reads and checks the staging area and takes over the BackPak records; then the
catalog entries are applied part by part. What is left to apply is known only in memory: a world
that was closed or killed in between finds it out again from the same files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from catsync import messages, report
from catsync.area import StagingArea
from catsync.catalog import BackPakCatalog
from catsync.configuration import Configuration
from catsync.domain import DataStore, VolumeGroup
from catsync.exporter import duration, tape_catalog, volume_status
from catsync.incoming import Incoming, read_summary, receive, target
from catsync.job import Job, Tally
from catsync.replication.application import (
    PART_DISK_FILES,
    GroupActivity,
    ImportRules,
    Plan,
    apply_next,
    plan,
    unreferenced,
)
from catsync.replication.tables import DISKFILE
from catsync.run import Run, Runs, RunType
from nsksim.errors import OperatorError
from nsksim.guardian.files import DiskFile
from nsksim.guardian.system import System
from nsksim.names import NodeName, Subvolume
from nsksim.store import StoreProblem
from nsksim.world import World

VERB = "catsync.import"

_plans: WeakKeyDictionary[World, dict[tuple[int, str, int], Plan]] = WeakKeyDictionary()
"""What is left of each run in flight, by `_key`; a cache: without it the plan is made anew."""

_KINDS = ("backpak", "volumes", "tape_files", "disk_files")


@dataclass(slots=True)
class Done:
    """What a run has done so far; kept in the progress of the run between two events."""

    groups: list[str] = field(default_factory=list)
    """The groups of the two summaries, in their order."""
    source: dict[str, int] = field(default_factory=dict)
    counts: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    """By group and kind: added, updated and deleted entries."""
    gone: dict[str, str] = field(default_factory=dict)
    """Volumes that are deleted: label to group."""
    errors: int = 0
    received: bool = False
    applied: bool = False

    def count(self, group: str, kind: str, numbers: Iterable[int]) -> None:
        """Add to the numbers of a group."""
        have = self.counts.setdefault(group, {}).setdefault(kind, [0, 0, 0])
        self.counts[group][kind] = [a + b for a, b in zip(have, numbers, strict=True)]

    def add(self, group: str, activity: GroupActivity) -> None:
        """Add what one part did in a group."""
        for kind in _KINDS[1:]:
            found = getattr(activity, kind)
            self.count(group, kind, (found.added, found.updated, found.deleted))

    def numbers(self, group: str, kind: str) -> report.Counts:
        """Give the numbers of a group for the report."""
        return report.Counts(*self.counts.get(group, {}).get(kind, (0, 0, 0)))


def _load(run: Run) -> Done:
    values: dict[str, Any] = run.progress.get("done", {})
    return Done(**values)


def begin(world: World, system: System, run: Run) -> None:
    """Begin the report and schedule the first event. Runs in the transaction that made the run.

    A staging area that cannot be read ends the run at its first event, with report and event.
    """
    job = Job(world, system, run)
    store = Configuration(world, system).store(run.store)
    job.plan(seconds=duration(0, 0))
    try:
        area = StagingArea(world, system, job.user, run.place)
        summary = read_summary(area, store)
    except OperatorError:
        job.schedule(VERB)
        return
    job.run = replace(job.run, export_id=summary.mark.id)
    job.write(_head(job, store))
    job.schedule(VERB)


def _head(job: Job, store: DataStore) -> list[str]:
    run = job.run
    disk_files = report.NOT_IMPORTED
    if run.disk_files:
        disk_files = report.INSERT_AND_DELETE if run.type == RunType.FULL else report.INSERT
    return report.head(
        job.header(
            store,
            process_type=f"IMPORT {run.type} catalogs",
            disk_files=disk_files,
            place_label="Import source",
        )
    )


def step(world: World, system: System, arguments: Mapping[str, object]) -> None:
    """Verb `catsync.import`: the next part of a run, or its end."""
    job = Job.scheduled(world, system, arguments)
    store = Configuration(world, system).store(job.run.store)
    done = _load(job.run)
    if done.applied:
        _finish(job, store, done)
    else:
        _part(job, store, done)


def _forget(job: Job) -> Plan | None:
    """Take the rest of the plan out of memory; whoever goes on puts the new rest back."""
    return _plans.get(job.world, {}).pop(_key(job), None)


def _key(job: Job) -> tuple[int, str, int]:
    """Name a plan. One from before a snapshot was restored belongs to another course of events."""
    return job.world.restored, str(job.system.node), job.run.number


def _part(job: Job, store: DataStore, done: Done) -> None:
    """Read the staging area at the first event; then, and at every other, apply a part."""
    left = _forget(job)
    if not done.received:
        incoming = _read(job, store)
        done.gone = _gone(job, store, incoming)
        own = [v.group.id for v in incoming.verdicts if v.accepted and v.group is not None]
        done.groups = [*own, *sorted(set(done.gone.values()) - set(own))]
        left = _plan(job, store, done, incoming)
        incoming = incoming.without(left.refused)
        _take_over(job, store, done, incoming)
        _spread(job, incoming)
    elif left is None:
        left = _plan(job, store, done, _read(job, store))
    job.progress(job.batch + 1, int(job.run.progress["batches"]), "part")
    if not left.done:
        left, part = apply_next(
            job.system.database,
            left,
            scratch=job.world.scratch,
            disk_files=PART_DISK_FILES,
        )
        for group, activity in part.activity.items():
            done.add(group, activity)
    done.applied = left.done
    last = int(job.run.progress["batches"])
    job.batch = last if done.applied else min(job.batch + 1, last - 1)
    job.run = replace(job.run, progress={**job.run.progress, "done": asdict(done)})
    if not done.applied:
        rest = left
        job.system.database.after_commit(
            lambda: _plans.setdefault(job.world, {}).update({_key(job): rest})
        )
    job.schedule(VERB)


def _read(job: Job, store: DataStore) -> Incoming:
    """Read what is due: all, or the files since the last successful import (G-03, G-04)."""
    since = datetime.min
    if job.run.type == RunType.UPDATE:
        since = Runs(job.system.database).imported_until(store.id)

    def wanted(file: DiskFile) -> bool:
        return file.modified >= since

    area = StagingArea(job.world, job.system, job.user, job.run.place)
    return receive(job.world, job.system, store, area, wanted)


def _take_over(job: Job, store: DataStore, done: Done, incoming: Incoming) -> None:
    """Write the first half of the report and bring the BackPak catalog up to date (G-06)."""
    job.run = replace(job.run, export_id=incoming.summary.mark.id)
    job.write(report.validation(verdict.shown(job.domain.id) for verdict in incoming.verdicts))
    job.write(report.volumes_head())
    job.write(
        report.volume(
            volume.staged.label, volume.group.id, volume_status(volume.group, volume.staged.status)
        )
        for volume in incoming.volumes
    )
    said = [*incoming.refused, *_without_list(job, store, incoming)]
    lines = [line for error in said for line in report.wrap(job.spoken(error))]
    job.write(["", *lines] if lines else [])
    catalog = BackPakCatalog(job.system.database)
    added, _ = catalog.replace([volume.record for volume in incoming.volumes])
    for volume in incoming.volumes:
        group, record = volume.group.id, volume.record
        job.tally(group).add(record.label, record.unloaded, 0)
        done.source[group] = done.source.get(group, 0) + 1
        new = record.label in added
        done.count(group, "backpak", (int(new), int(not new), 0))
    for group in done.gone.values():
        done.count(group, "backpak", (0, 0, 1))
    catalog.remove(list(done.gone))
    done.errors, done.received = incoming.errors, True
    job.run = replace(job.run, volumes=len(incoming.volumes), errors=incoming.errors)


def _without_list(job: Job, store: DataStore, incoming: Incoming) -> list[OperatorError]:
    """Say why a full import deletes nothing where no full export says what exists (F-10)."""
    if job.run.type != RunType.FULL or incoming.listed is not None:
        return []
    return [OperatorError(messages.NO_FULL_EXPORT, store=store.primary, place=job.run.place)]


def _gone(job: Job, store: DataStore, incoming: Incoming) -> dict[str, str]:
    """Find the volumes a full import deletes, none of them in a group that was refused (G-08)."""
    known = {
        volume.label: volume.group
        for volume in BackPakCatalog(job.system.database).volumes(store.id)
        if volume.group not in incoming.refused_groups
    }
    labels = unreferenced(known, incoming.listed, _rules(job, store))
    return {label: known[label] for label in labels}


def _rules(job: Job, store: DataStore) -> ImportRules:
    nodes = {str(NodeName.parse(old)): str(NodeName.parse(new)) for old, new in store.import_.nodes}
    return ImportRules(
        full=job.run.type == RunType.FULL,
        disk_files=job.run.disk_files,
        nodes=nodes,
        disk_files_max=store.import_.commit_after,
    )


def _spread(job: Job, incoming: Incoming) -> None:
    """Say how long the work takes, now that the numbers are known."""
    disk_files = 0
    if job.run.disk_files:
        disk_files = sum(
            volume.staged.bulk[DISKFILE.name].rows
            for volume in incoming.volumes
            if volume.staged.bulk is not None
        )
    node = Subvolume.parse(job.run.place).qualified(job.system.node).node
    slowness = job.world.network.slowness(str(job.system.node), str(node))
    job.plan(
        seconds=slowness * duration(len(incoming.volumes), disk_files),
        batches=max(1, -(-disk_files // PART_DISK_FILES)),
        volumes=len(incoming.volumes),
    )


def _plan(job: Job, store: DataStore, done: Done, incoming: Incoming) -> Plan:
    """Find out what has to change in the tape catalogs; also after the world was opened anew."""
    groups = {group.id: group for group in _groups(job, store)}
    return plan(
        job.system.database,
        [target(groups[group]) for group in done.groups if group in groups],
        [volume.staged for volume in incoming.volumes],
        _rules(job, store),
        scratch=job.world.scratch,
        deletions={label: group for label, group in done.gone.items() if group in groups},
    )


def _groups(job: Job, store: DataStore) -> list[VolumeGroup]:
    return Configuration(job.world, job.system).groups(store.id)


def _finish(job: Job, store: DataStore, done: Done) -> None:
    """Write the second half of the report and end the run; errors make it unsuccessful (G-05)."""
    run = job.run
    if run.type == RunType.FULL:
        job.write(report.deletions(sorted(done.gone.items())))
    groups = {group.id: group for group in _groups(job, store)}
    job.write(
        report.import_summary(
            [_imported(job, groups[group], done) for group in done.groups if group in groups]
        )
    )
    if run.errors:
        errors = OperatorError(
            messages.IMPORT_ERRORS,
            process=job.process,
            store=store.id,
            errors=run.errors,
            report=run.report,
        )
        job.write(report.wrap(job.spoken(errors)))
        job.event(errors)
    ended = OperatorError(
        messages.IMPORTED,
        process=job.process,
        type=run.type,
        store=store.id,
        count=run.volumes,
        report=run.report,
    )
    job.finish(ended)


def _imported(job: Job, group: VolumeGroup, done: Done) -> report.ImportedGroup:
    return report.ImportedGroup(
        group.id,
        tape_catalog(group),
        job.written(job.tallies.get(group.id, Tally())),
        done.source.get(group.id, 0),
        *(done.numbers(group.id, kind) for kind in _KINDS),
    )


def fail(job: Job, error: OperatorError | StoreProblem) -> None:
    """End a run that cannot go on: fatal, whatever was applied before (G.3)."""
    _forget(job)
    run = job.run
    failed = OperatorError(
        messages.IMPORT_FAILED,
        process=job.process,
        store=run.store,
        reason=job.reason(error),
        report=run.report,
    )
    store = Configuration(job.world, job.system).find_store(run.store)
    if not run.export_id and store is not None:
        job.write(_head(job, store))
    else:
        job.write([""])
    job.fail(failed)
