"""From staging files to the catalogs: the set-based core of an import.

`inspect` checks files, `plan` finds out what differs and examines the disk files that will be read,
`apply_next` applies a bounded part in one transaction. A plan is only a list of what to look at
again: each part is compared with the catalogs once more when it is applied, so after a kill at any
instant a new plan from the same files ends at the same catalogs. Checks of configuration, roles and
label uniqueness come before and are the caller's.

Simulated TMF commits share the transaction of their part, where nobody can observe it; a part never
ends between two of them (G-20).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from catsync.replication import comparison
from catsync.replication.comparison import NO_ACTIVITY, Activity, TargetGroup, Unit
from catsync.replication.disk_files import (
    DiskFileChanges,
    DiskFileImport,
    Work,
    classify,
    staged_rows,
)
from catsync.replication.examination import examine
from catsync.replication.staging import StagedVolume, decode_volume, volume_sets
from nsksim.errors import OperatorError
from nsksim.store import Database, foreign_rows

PART_DISK_FILES = 500_000
PART_VOLUMES = 20_000
"""How much one part of an import holds unless the caller says otherwise."""


@dataclass(frozen=True, slots=True)
class ImportRules:
    """What an import may do.

    `full`: volumes no longer listed and obsolete disk files are deleted (G-08, G-34); an update
    deletes neither (G-35). Either way a volume that was written again loses the entries of the tape
    files it held before. `disk_files`: whether staged disk files are imported (G-33). `nodes` maps
    old to new node names with backslash (G-28). `disk_files_max`: disk files of one TMF transaction
    (G-20).
    """

    full: bool
    disk_files: bool
    nodes: Mapping[str, str] = field(default_factory=dict)
    disk_files_max: int = 20_000


@dataclass(frozen=True, slots=True)
class GroupActivity:
    """What an import did in one volume group (K-09, K-11)."""

    volumes: Activity = NO_ACTIVITY
    tape_files: Activity = NO_ACTIVITY
    disk_files: Activity = NO_ACTIVITY

    def __add__(self, other: GroupActivity) -> GroupActivity:
        return GroupActivity(
            self.volumes + other.volumes,
            self.tape_files + other.tape_files,
            self.disk_files + other.disk_files,
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """What is still to be looked at and applied.

    What fits into one part is not compared in advance, so a plan may hold units without difference.
    `refused` are the files that were found wrong when their disk files were examined; they are not
    in the plan. `examined` are the labels of those that were found right.
    """

    rules: ImportRules
    units: tuple[Unit, ...]
    refused: tuple[tuple[str, OperatorError], ...] = ()
    examined: frozenset[str] = frozenset()
    works: Mapping[int, Work] | None = None
    """What `units` need, as found by the transaction that planned; for its own first part only."""

    @property
    def done(self) -> bool:
        """Say whether nothing is left."""
        return not self.units


@dataclass(frozen=True, slots=True)
class Step:
    """What one part did: by group id, in how many TMF commits, and which volumes are finished."""

    activity: Mapping[str, GroupActivity]
    commits: int
    labels: tuple[str, ...]


def inspect(
    files: Iterable[tuple[str, Path]],
) -> tuple[list[StagedVolume], list[tuple[str, OperatorError]]]:
    """Check staging files given as label and host path; return the good ones and the refusals."""
    good: list[StagedVolume] = []
    refused: list[tuple[str, OperatorError]] = []
    for label, path in files:
        try:
            good.append(decode_volume(path, label))
        except OperatorError as error:
            refused.append((label, error))
    return good, refused


def cataloged_labels(
    database: Database, group: TargetGroup, labels: Sequence[str]
) -> frozenset[str]:
    """Say which of the labels have a VOLUME entry in the group's VOLCAT and pool.

    Those without one will be added and must be unique in the search space (Q-02); those with one
    that the BackPak catalog does not know are somebody else's (A-10).
    """
    rows = database.rows(
        "SELECT VOLSER FROM VOLUME WHERE CATALOG = ? AND POOLNAME = ?"
        " AND VOLSER IN (SELECT unnest(?::VARCHAR[])) ORDER BY VOLSER",
        [group.volcat.rpartition(".")[2], group.pool, list(labels)],
    )
    return frozenset(label for (label,) in rows)


def unreferenced(
    known: Mapping[str, str], listed: Collection[str] | None, rules: ImportRules
) -> list[str]:
    """Name the volumes to delete: known to the BackPak catalog, not in the list of the FULL.

    `known` maps labels to target group ids; `listed` is None without a full summary, and then
    nothing is deleted (F-10). Only a full import deletes (G-08).
    """
    if not rules.full or listed is None:
        return []
    return sorted(known.keys() - set(listed))


def plan(
    database: Database,
    groups: Sequence[TargetGroup],
    volumes: Iterable[StagedVolume],
    rules: ImportRules,
    *,
    scratch: Path,
    deletions: Mapping[str, str] | None = None,
) -> Plan:
    """Find the volumes whose catalog entries may differ from what was staged.

    The group of each volume must be the `primary` of one of `groups`. `deletions` maps the labels
    of `unreferenced` to target group ids. `scratch` is a directory inside the world. Changes
    nothing. The first part is to be applied before anything else changes the catalogs.
    """
    staged = list(volumes)
    units = _units(groups, staged, deletions or {})
    if not rules.disk_files:
        return _narrowed(database, Plan(rules, units))
    works = classify(database, units, rules.nodes)
    read = [v for number in works if works[number] is not Work.NONE for v in units[number].volumes]
    refused = examine(read, scratch)
    if refused:
        units = _units(groups, [v for v in staged if v.label not in refused], deletions or {})
        works = classify(database, units, rules.nodes)
    examined = frozenset(volume.label for volume in read)
    errors = tuple((label, refused[label]) for label in sorted(refused))
    return _narrowed(database, Plan(rules, units, errors, examined, works))


def _units(
    groups: Sequence[TargetGroup], volumes: Iterable[StagedVolume], deletions: Mapping[str, str]
) -> tuple[Unit, ...]:
    """Make the units: first the deletions, then the volumes by group."""
    by_id = {group.id: group for group in groups}
    by_primary = {group.primary: group for group in groups}
    units = [
        Unit(label, by_id[group], ())
        for label, group in sorted(deletions.items())
        if by_id[group].volcat
    ]
    members: dict[str, list[StagedVolume]] = defaultdict(list)
    for volume in volumes:
        group = by_primary[volume.group]
        if group.volcat and volume.cataloged:
            members[group.id].append(volume)
    for group in groups:
        units += _united(group, members[group.id])
    return tuple(units)


def _narrowed(database: Database, planned: Plan) -> Plan:
    """Leave out the units without difference, unless all fit into one part anyway."""
    units, works = planned.units, planned.works
    staged = sum(map(staged_rows, units)) if works is not None else 0
    if len(units) <= PART_VOLUMES and staged <= PART_DISK_FILES:
        return planned
    with database.transaction(), comparison.comparison(database, units):
        differing = comparison.differing_units(database)
    if works is None:
        return replace(planned, units=tuple(units[number] for number in sorted(differing)))
    differing |= {number for number, work in works.items() if work is not Work.NONE}
    kept = sorted(differing)
    return replace(
        planned,
        units=tuple(units[number] for number in kept),
        works={place: works[number] for place, number in enumerate(kept) if number in works},
    )


def _united(group: TargetGroup, volumes: Sequence[StagedVolume]) -> list[Unit]:
    """Make units of a group: volumes that share a volume set belong together."""
    members: dict[str, list[StagedVolume]] = {}
    unit_of: dict[str, str] = {}
    for volume in sorted(volumes, key=lambda volume: volume.label):
        joined = [volume]
        sets = volume_sets(volume.entries, volume.label)
        for other in sorted({unit_of[name] for name in sets if name in unit_of}):
            joined += members.pop(other)
        for member in joined:
            for name in volume_sets(member.entries, member.label):
                unit_of[name] = volume.label
        members[volume.label] = joined
    united = (tuple(sorted(joined, key=lambda v: v.label)) for joined in members.values())
    return sorted((Unit(v[0].label, group, v) for v in united), key=lambda unit: unit.label)


def apply_next(
    database: Database,
    planned: Plan,
    *,
    scratch: Path,
    disk_files: int = PART_DISK_FILES,
    volumes: int = PART_VOLUMES,
) -> tuple[Plan, Step]:
    """Apply the next part of a plan in one transaction; return the rest of the plan.

    A part has at most `volumes` units and about `disk_files` staged disk files, but always whole
    TMF commits. `scratch` is a directory inside the world. Joins a transaction of the caller, who
    keeps the old plan when that one is rolled back. Raises StoreProblem when the host fails or rows
    cannot be applied, and backbox.9976 for a file that became needed after the plan was made.
    """
    rules = planned.rules
    units = _part(planned, disk_files, volumes)
    commit_rows = max(disk_files // rules.disk_files_max, 1) * rules.disk_files_max
    activity: dict[str, GroupActivity] = defaultdict(GroupActivity)
    tape_files: list[comparison.TapeFileChange] = []
    changed_volumes: Mapping[int, int] = {}
    changes = DiskFileChanges()
    with foreign_rows(_named(units)), database.transaction():
        works = planned.works
        with comparison.comparison(database, units) as found:
            if "OBSOLETE" in found:
                works = None
                for group, dropped in comparison.drop_disk_files(database).items():
                    activity[group] += GroupActivity(disk_files=Activity(deleted=dropped))
            if found:
                changed_volumes = comparison.changed_volumes(database)
                for group, changed in comparison.volume_activity(database).items():
                    activity[group] += GroupActivity(volumes=changed)
                tape_files = comparison.tape_file_changes(database)
                comparison.write(database, found)
        if rules.disk_files:
            if works is None:
                works = classify(database, units, rules.nodes)
                _examine_late(units, works, planned.examined, scratch)
            changes = _apply_disk_files(database, units, works, rules, scratch, commit_rows)
    for change in tape_files:
        activity[change.group] += GroupActivity(tape_files=change.activity)
    for group, counted in changes.activity.items():
        activity[group] += GroupActivity(disk_files=counted)
    touched = {(change.unit, change.key) for change in tape_files}
    commits = _commits(touched, changes, changed_volumes, rules.disk_files_max)
    rest = planned.units[len(units) :] if changes.finished else planned.units
    labels = tuple(label for u in units for label in u.labels) if changes.finished else ()
    counted_groups = {group: activity[group] for group in sorted(activity)}
    return replace(planned, units=rest, works=None), Step(counted_groups, commits, labels)


def _named(units: Sequence[Unit]) -> str:
    """Name the volumes of a part in a problem: the first, and how many there are."""
    labels = [label for unit in units for label in unit.labels]
    return f"volume {labels[0]}" if len(labels) == 1 else f"{len(labels)} volumes"


def _examine_late(
    units: Sequence[Unit], works: Mapping[int, Work], examined: Collection[str], scratch: Path
) -> None:
    """Examine the files that nobody needed when the plan was made. Raises backbox.9976."""
    read = [
        volume
        for number, work in works.items()
        if work is not Work.NONE
        for volume in units[number].volumes
        if volume.label not in examined
    ]
    for error in examine(read, scratch).values():
        raise error


def _apply_disk_files(
    database: Database,
    units: Sequence[Unit],
    works: Mapping[int, Work],
    rules: ImportRules,
    scratch: Path,
    rows: int,
) -> DiskFileChanges:
    works = {number: work for number, work in works.items() if number < len(units)}
    if all(work is Work.NONE for work in works.values()):
        return DiskFileChanges()
    with TemporaryDirectory(dir=scratch, prefix="import-") as directory:
        importer = DiskFileImport(
            database, Path(directory), rules.nodes, delete_obsolete=rules.full
        )
        return importer.apply(units, works, rows)


def _part(planned: Plan, disk_files: int, volumes: int) -> tuple[Unit, ...]:
    """Take the first units of a plan that fit into one part, at least one."""
    rows = 0
    for number, unit in enumerate(planned.units[:volumes]):
        rows += staged_rows(unit) if planned.rules.disk_files else 0
        if number and rows > disk_files:
            return planned.units[:number]
    return planned.units[:volumes]


def _commits(
    touched: Collection[tuple[int, tuple[object, ...]]],
    changes: DiskFileChanges,
    changed_volumes: Mapping[int, int],
    disk_files_max: int,
) -> int:
    """Count the TMF commits: one for each tape file and each full count of disk files (G-20).

    A volume without tape files that change takes one of its own.
    """
    rows = dict.fromkeys(touched, 0) | changes.written
    with_files = {unit for unit, _ in rows}
    commits = sum(max(1, -(-written // disk_files_max)) for written in rows.values())
    return commits + sum(n for unit, n in changed_volumes.items() if unit not in with_files)
