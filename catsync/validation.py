"""Whether the volume groups of both sides fit: the sixth check of an import (G.3), and of H.

The primary's configuration comes from the summary of an export. Nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catsync import messages, report
from catsync.configuration import Configuration
from catsync.domain import SECONDARY_TYPES, Access, CatalogType, DataStore, VolumeGroup
from catsync.replication.staging import SourceGroup
from nsksim.dsmtc import CatalogKind
from nsksim.errors import OperatorError
from nsksim.guardian.system import System
from nsksim.names import CatalogName, PoolName
from nsksim.world import World


@dataclass(frozen=True, slots=True)
class Verdict:
    """One group of the primary side, its counterpart here, and what is wrong with the pair."""

    primary: SourceGroup
    group: VolumeGroup | None
    errors: tuple[OperatorError, ...] = ()

    @property
    def accepted(self) -> bool:
        """Say whether the volumes of the group are imported."""
        return self.group is not None and not self.errors

    def shown(self, domain: str) -> report.ValidatedGroup:
        """Give the entry of the report."""
        group = self.group
        secondary = None
        if group is not None:
            cataloged = (group.volcat, group.pool) if group.cataloged else ("", "")
            secondary = report.TapeCatalog(group.type, *cataloged)
        primary = self.primary
        return report.ValidatedGroup(
            group=group.id if group else "",
            primary_group=primary.id,
            primary=report.TapeCatalog(primary.catalog_type, primary.volcat, primary.pool),
            secondary=secondary,
            errors=[messages.spoken(domain, error) for error in self.errors],
        )


def validate(
    world: World, system: System, store: DataStore, groups: Sequence[SourceGroup]
) -> list[Verdict]:
    """Compare the groups of the primary side with those of a SECONDARY store, in their order."""
    configuration = Configuration(world, system)
    own = {group.primary: group for group in configuration.groups(store.id)}
    verdicts = []
    for primary in groups:
        group = own.get(primary.id)
        if group is None:
            missing = OperatorError(messages.GROUP_MISSING, primary=primary.id, store=store.id)
            verdicts.append(Verdict(primary, None, (missing,)))
            continue
        check = _Check(world, system, configuration, store, primary, group)
        verdicts.append(Verdict(primary, group, tuple(check.errors())))
    return verdicts


@dataclass(frozen=True, slots=True)
class _Check:
    """The rules for one pair of groups, one after the other."""

    world: World
    system: System
    configuration: Configuration
    store: DataStore
    primary: SourceGroup
    group: VolumeGroup

    def errors(self) -> Iterator[OperatorError]:
        """Yield what is wrong; a group of a wrong type is not looked at further."""
        group, primary = self.group, self.primary
        if group.type not in SECONDARY_TYPES:
            yield OperatorError(
                messages.CATALOG_TYPE, type=group.type, group=group.id, store=self.store.id
            )
            return
        if not group.cataloged:
            return
        if primary.catalog_type != CatalogType.DSM_TC.value:
            yield OperatorError(
                messages.GROUP_INCONSISTENT,
                group=group.id,
                primary=primary.catalog_type,
                secondary=group.type,
            )
            return
        missing = list(self._missing())
        yield from missing
        if not missing:
            yield from self._same()
            yield from self._shared()
            yield from self._isolated()

    def _catalogs(self) -> list[tuple[CatalogKind, str]]:
        return [
            (CatalogKind.VOLCAT, self.group.volcat),
            (CatalogKind.FILECAT, self.group.filecat),
        ]

    def _missing(self) -> Iterator[OperatorError]:
        """Find fields that are blank, and catalogs that cannot be reached (C-02, C-10, C-14)."""
        group = self.group
        for kind, name in self._catalogs():
            if not name:
                yield OperatorError(
                    messages.FIELD_MISSING, field=kind, object="volume group", name=group.id
                )
                continue
            try:
                self._look(kind, CatalogName.parse(name))
            except OperatorError as error:
                if error.message is messages.NOT_MODELLED:
                    yield error
                    continue
                yield OperatorError(
                    messages.CATALOG_UNREACHABLE, group=group.id, kind=kind, catalog=name
                )
        if not group.media_type:
            yield OperatorError(
                messages.FIELD_MISSING, field="Media Type", object="volume group", name=group.id
            )

    def _look(self, kind: CatalogKind, name: CatalogName) -> None:
        """Go to a catalog, for a VOLCAT also to the pool in it."""
        node = name.qualified(self.system.node).node or self.system.node
        media = self.world.media(self.world.reach(self.system.node, node))
        media.catalogs.check(kind, name)
        if kind is CatalogKind.VOLCAT:
            media.pools.get(name, PoolName(self.group.pool))
        if node != self.system.node:
            raise OperatorError(
                messages.NOT_MODELLED,
                what=f"An import into the catalogs of another system ({name})",
            )

    def _same(self) -> Iterator[OperatorError]:
        """Find names that are equal on both sides, unless both systems share a name (G-24)."""
        if self.store.import_.same_node_name:
            return
        if self._qualified(self.group.volcat) == self.primary.volcat:
            yield OperatorError(
                messages.SAME_CATALOG,
                group=self.group.id,
                kind=CatalogKind.VOLCAT,
                catalog=self.group.volcat,
            )

    def _shared(self) -> Iterator[OperatorError]:
        """Find catalogs that also register local backups, unless that is allowed (G-26, Z-32)."""
        if self.store.import_.shared_catalog:
            return
        configuration = self.configuration
        used = {configuration.default_volcat(), configuration.default_filecat()} - {""}
        for store in configuration.stores(Access.PRIMARY):
            for group in configuration.groups(store.id):
                used |= {self._qualified(name) for name in (group.volcat, group.filecat) if name}
        for kind, name in self._catalogs():
            if self._qualified(name) in used:
                yield OperatorError(
                    messages.SHARED_CATALOG, group=self.group.id, kind=kind, catalog=name
                )

    def _isolated(self) -> Iterator[OperatorError]:
        """Find node replacement into what has become the default file catalog (G-30)."""
        try:
            self.group.check_isolation(
                self.store, self.configuration.default_filecat(), self.system.node
            )
        except OperatorError as error:
            yield error

    def _qualified(self, name: str) -> str:
        return str(CatalogName.parse(name).qualified(self.system.node))
