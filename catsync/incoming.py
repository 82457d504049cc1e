"""What an import finds in the staging area, and what of it may come in: checks 5 to 7 of G.3.

Nothing is changed here. A refusal of one volume leaves the others alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from catsync import messages
from catsync.area import SUMMARY, StagingArea
from catsync.catalog import BackPakCatalog, BackPakVolume
from catsync.domain import DataStore, VolumeGroup
from catsync.replication.application import cataloged_labels, inspect
from catsync.replication.comparison import TargetGroup
from catsync.replication.container import invalid, read_time
from catsync.replication.staging import StagedVolume, Summary, decode_summary
from catsync.validation import Verdict, validate
from nsksim.errors import OperatorError
from nsksim.guardian.files import DiskFile
from nsksim.guardian.system import System
from nsksim.names import InvalidName, PoolName, TapeLabel, label_of_file_id
from nsksim.world import World


@dataclass(frozen=True, slots=True)
class IncomingVolume:
    """A volume that comes in: its group here, its staged file and its BackPak record."""

    group: VolumeGroup
    staged: StagedVolume
    record: BackPakVolume


@dataclass(frozen=True, slots=True)
class Incoming:
    """All an import found."""

    summary: Summary
    verdicts: tuple[Verdict, ...]
    volumes: tuple[IncomingVolume, ...]
    """By group and label."""
    refused: tuple[OperatorError, ...]
    """Why single volumes do not come in."""
    listed: frozenset[str] | None
    """The labels that exist at the primary side; None where no full export says it (F-10)."""

    @property
    def errors(self) -> int:
        """Count everything that was refused; an import with errors is not successful (G-05)."""
        return len(self.refused) + sum(len(verdict.errors) for verdict in self.verdicts)

    @property
    def refused_groups(self) -> frozenset[str]:
        """Name the groups of this side that take no part."""
        return frozenset(
            verdict.group.id for verdict in self.verdicts if verdict.group and not verdict.accepted
        )

    def without(self, refused: Iterable[tuple[str, OperatorError]]) -> Incoming:
        """Leave out volumes that were refused later, by label."""
        errors = dict(refused)
        volumes = tuple(v for v in self.volumes if v.staged.label not in errors)
        return replace(self, volumes=volumes, refused=(*self.refused, *errors.values()))


def target(group: VolumeGroup) -> TargetGroup:
    """Give a group as the replication knows it."""
    if not group.cataloged:
        return TargetGroup(group.id, group.primary)
    return TargetGroup(
        group.id, group.primary, group.volcat, group.pool, group.filecat, group.media_type
    )


def read_summary(area: StagingArea, store: DataStore) -> Summary:
    """Read the summary of the staging area, which must be one of the store's primary side.

    Raises backbox.9944 and 9945, file-system error 48, and 9970 to 9978 for a file that is none.
    """
    file = area.find(SUMMARY)
    if file is None:
        raise OperatorError(messages.NO_SUMMARY, place=area)
    area.check_readable([file])
    found = decode_summary(area.system.files.path(file), f"{area}.{SUMMARY}")
    if found.store != store.primary:
        raise OperatorError(
            messages.STORE_DIFFERS, place=area, found=found.store, wanted=store.primary
        )
    return found


def receive(
    world: World,
    system: System,
    store: DataStore,
    area: StagingArea,
    wanted: Callable[[DiskFile], bool],
) -> Incoming:
    """Read the volume files that are `wanted` and decide about each volume.

    Raises what `read_summary` raises, and file-system error 48.
    """
    summary = read_summary(area, store)
    files = area.volume_files()
    chosen = [file for file in files.values() if wanted(file)]
    area.check_readable(chosen)
    paths = [(_label(file.name), area.system.files.path(file)) for file in chosen]
    staged, damaged = inspect(sorted(paths))
    refused = [error for _, error in damaged]
    verdicts = validate(world, system, store, summary.groups)
    labels = {_label(name) for name in files}
    stale = {
        volume.label
        for volume in staged
        if summary.labels is not None
        and summary.full is not None
        and volume.label not in summary.labels
        and volume.mark.time <= summary.full.time
    }
    fresh = [volume for volume in staged if volume.label not in stale]
    volumes, more = _assign(system, store, verdicts, fresh)
    refused += more
    kept: list[IncomingVolume] = []
    for position, verdict in enumerate(verdicts):
        if verdict.accepted and verdict.group is not None:
            own = [volume for volume in volumes if volume.group is verdict.group]
            check = _Labels(world, system, store, verdict.group)
            try:
                good, bad = check.divide(own)
            except OperatorError as error:
                verdicts[position] = Verdict(verdict.primary, verdict.group, (error,))
                continue
            kept += good
            refused += bad
    if summary.labels is not None and len(chosen) == len(files):
        refused += [
            OperatorError(messages.FILE_MISSING, label=label, place=area)
            for label in sorted(set(summary.labels) - labels)
        ]
    listed = None
    if summary.labels is not None:
        listed = frozenset(labels - stale | set(summary.labels))
    kept.sort(key=lambda volume: (volume.group.id, volume.staged.label))
    return Incoming(summary, tuple(verdicts), tuple(kept), tuple(refused), listed)


def _label(name: str) -> str:
    """Give the label a file stands for; a name that no export makes stands for itself."""
    try:
        return label_of_file_id(name).value
    except InvalidName:
        return name


def _assign(
    system: System, store: DataStore, verdicts: Iterable[Verdict], staged: Iterable[StagedVolume]
) -> tuple[list[IncomingVolume], list[OperatorError]]:
    """Find the group of each volume; those of a refused group are passed over (C-04)."""
    by_primary = {verdict.primary.id: verdict for verdict in verdicts}
    volumes, refused = [], []
    for volume in staged:
        verdict = by_primary.get(volume.group)
        if verdict is None:
            refused.append(
                OperatorError(
                    messages.GROUP_NOT_IN_SUMMARY, label=volume.label, primary=volume.group
                )
            )
        elif verdict.accepted and verdict.group is not None:
            try:
                record = _record(volume, store, verdict.group)
            except OperatorError as error:
                refused.append(error)
            else:
                volumes.append(IncomingVolume(verdict.group, volume, record))
    return volumes, refused


def _record(staged: StagedVolume, store: DataStore, group: VolumeGroup) -> BackPakVolume:
    """Make the BackPak volume of this side; the key manager is the volume's own (C-16, D-04)."""
    fields, name = staged.record, staged.label
    unloaded = fields.get("unloaded")
    written, media_type = fields.get("written"), fields.get("media_type")
    key_manager = fields.get("key_manager")
    if not (
        isinstance(written, bool) and isinstance(media_type, str) and isinstance(key_manager, str)
    ):
        raise invalid(name, "the BackPak record is not one")
    return BackPakVolume(
        label=staged.label,
        store=store.id,
        group=group.id,
        media_type=group.media_type or media_type,
        created=read_time(fields.get("created"), name),
        unloaded=None if unloaded is None else read_time(unloaded, name),
        written=written,
        key_manager=key_manager,
    )


@dataclass(frozen=True, slots=True)
class _Labels:
    """Whether labels are unique for one group: in domain, node and search space (Q-05)."""

    world: World
    system: System
    store: DataStore
    group: VolumeGroup

    def divide(
        self, volumes: Sequence[IncomingVolume]
    ) -> tuple[list[IncomingVolume], list[OperatorError]]:
        """Part the volumes from those whose label is taken, with the refusal of each.

        Raises backbox.9958 when the search space cannot be searched.
        """
        labels = [volume.staged.label for volume in volumes]
        taken: dict[str, OperatorError] = {}
        if labels and self.group.cataloged:
            taken |= self._outside(labels) | self._own_pool(labels)
        catalog = BackPakCatalog(self.system.database)
        for label, store in catalog.holders(labels, self.store.id).items():
            taken[label] = OperatorError(messages.LABEL_IN_DOMAIN, label=label, store=store)
        good = [volume for volume in volumes if volume.staged.label not in taken]
        return good, [taken[label] for label in sorted(taken)]

    def _outside(self, labels: Sequence[str]) -> dict[str, OperatorError]:
        """Find labels that other pools of the search space have (Q-02, Q-06, Q-07)."""
        pool = PoolName(self.group.pool)
        volcat = self.group.volume_catalog
        if not self.world.media(self.system).pools.get(volcat, pool).searched:
            return {}
        space = self.world.search_space(self.system)
        try:
            holders = space.holders([TapeLabel(label) for label in labels])
        except OperatorError as error:
            raise OperatorError(
                messages.SPACE_UNKNOWN, group=self.group.id, reason=error.text
            ) from error
        own = (str(volcat.qualified(self.system.node)), pool.value)
        return {
            holder.label: self._taken(holder.label, holder.catalog, holder.pool)
            for holder in reversed(holders)
            if (holder.catalog, holder.pool) != own
        }

    def _own_pool(self, labels: Sequence[str]) -> dict[str, OperatorError]:
        """Find tapes of the group's own pool that are somebody else's (A-10, G-09)."""
        database = self.system.database
        present = cataloged_labels(database, target(self.group), labels)
        known = BackPakCatalog(database).existing(sorted(present))
        return {
            label: self._taken(label, self.group.volcat, self.group.pool)
            for label in present - known
        }

    @staticmethod
    def _taken(label: str, catalog: str, pool: str) -> OperatorError:
        return OperatorError(messages.LABEL_TAKEN, label=label, catalog=catalog, pool=pool)
