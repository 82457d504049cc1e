"""Tape volumes: the tapes of the pools and their states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from nsksim.dsmtc.attributes import ANY, TAPE_FORMATS, TapeAttributes
from nsksim.dsmtc.catalog import CatalogKind, Catalogs
from nsksim.dsmtc.pool import Pool, Pools
from nsksim.dsmtc.query import EVERY_ENTRY, WITH_FORMAT, Condition, EntryFilter
from nsksim.dsmtc.search import Holder, SearchSpace
from nsksim.dsmtc.status import BUSY, BY_COMMAND, FILLED, FREE, LIFE_CYCLE, TapeStatus
from nsksim.errors import OperatorError
from nsksim.messages import mediacom, tape_server
from nsksim.names import (
    CatalogName,
    CatalogPattern,
    LabelPattern,
    NodeName,
    PoolName,
    PoolPattern,
    TapeLabel,
)
from nsksim.store import Database, Row


@dataclass(frozen=True, slots=True)
class TapeVolume:
    """One tape volume; names as stored, the catalog without its node, `density` "" for none."""

    catalog: str
    volser: str
    pool: str
    label: str
    type: str
    status: TapeStatus
    volume_set: str | None
    """VOLSETID: the name of the first tape of the set, None while the tape holds no data."""
    index: int | None
    """VOLINDEX: the place in the set, from 1."""
    owner: str | None
    density: str
    end_of_data: int
    """ENDOFDATALBA: where the next file would be appended, -1 where nothing was appended."""
    format: str = ""
    """ARCHIVE, LONGNAME or NONBACKUP; "" while the tape holds no data, and where it is not asked
    for (`named`)."""
    file_catalog: str | None = None
    """The file catalog of the set, with its node; None where nobody noted it, and where it is not
    asked for: only `TapeInquiry` does."""

    @classmethod
    def of(cls, row: Row) -> Self:
        """Make a tape of `VOLUME_COLUMNS`, and of what follows them."""
        values = list(row)
        values[_STATUS] = TapeStatus(values[_STATUS])
        return cls(*values)


@dataclass(frozen=True, slots=True)
class VolumeFilter:
    """Which tapes an inquiry wants; what is None is not asked for."""

    names: tuple[LabelPattern, ...] = ()
    """Those that fit one of them; without names all."""
    catalog: CatalogName | CatalogPattern | None = None
    pool: PoolPattern | None = None
    status: str | None = None
    label: str | None = None
    type: str | None = None
    density: str | None = None
    format: str | None = None
    """ARCHIVE, LONGNAME or NONBACKUP."""
    files: EntryFilter = EVERY_ENTRY
    """A tape is wanted when its set holds a tape file, expired or not, that this asks for."""

    def condition(self, catalogs: Catalogs) -> Condition:
        """Give the condition on VOLUME v, joined with VTOFC f where a tape format is asked for.

        What `files` asks for is not in it: it may be for other systems to say.
        """
        where = catalogs.demanded("v.CATALOG", self.catalog)
        where.like("v.POOLNAME", self.pool).any_like("v.VOLSER", self.names)
        where.equal("v.VOLUMESTATUS", self.status).equal("v.LABEL", self.label)
        where.equal("v.TYPE", self.type).equal("v.DENSITY", self.density)
        return where.equal("f.TAPEFORMAT", self.format and _FORMATS[self.format])


MOST_NAMES = 100
"""So many names ALTER TAPEVOLUME takes."""

_FORMATS = {word: number for number, word in enumerate(TAPE_FORMATS, start=1)}
VOLUME_FORMAT = " ".join(
    (
        "CASE f.TAPEFORMAT",
        *(f"WHEN {number} THEN '{word}'" for word, number in _FORMATS.items()),
        "ELSE '' END",
    )
)
"""The format of a tape, where VOLUME v is joined with VTOFC f."""

VOLUME_COLUMNS = (
    "v.CATALOG, v.VOLSER, v.POOLNAME, v.LABEL, v.TYPE, v.VOLUMESTATUS, v.VOLSETID, v.VOLINDEX,"
    " v.OWNERID, coalesce(v.DENSITY, ''), v.ENDOFDATALBA"
)

_STATUS = 5
"""Where the status stands among the columns."""

VOLUME_ORDER = "v.CATALOG, v.POOLNAME, v.VOLSER"


def check_alter(volume: TapeVolume, pool: Pool, wanted: TapeStatus) -> None:
    """Refuse a change of status that ALTER TAPEVOLUME does not allow.

    Raises mediacom.5930 for a tape in use, 5931 for the other group, 5932 and 5933 for FULL and
    ASSIGNED, in this order.
    """
    if volume.status in BUSY:
        raise OperatorError(mediacom.WRONG_STATUS, name=volume.volser, status=volume.status)
    if wanted not in BY_COMMAND[volume.status]:
        raise OperatorError(
            mediacom.STATUS_CHANGE, name=volume.volser, status=volume.status, wanted=wanted
        )
    if wanted not in FILLED:
        return
    if not (pool.append and volume.label == "BACKUP"):
        raise OperatorError(mediacom.NOT_FOR_APPENDING, name=volume.volser, wanted=wanted)
    returned = volume.status is TapeStatus.FULL and wanted is TapeStatus.ASSIGNED
    if returned and volume.end_of_data < 0:
        raise OperatorError(mediacom.FULL_BY_SYSTEM, name=volume.volser, wanted=wanted)


def check_advance(volumes: Sequence[TapeVolume], to: TapeStatus) -> None:
    """Refuse a step that is not one of the life cycle: tape-server.1021. Staying is no step."""
    for volume in volumes:
        if to is not volume.status and to not in LIFE_CYCLE[volume.status]:
            raise OperatorError(tape_server.CANNOT_BE_USED, volume=volume.volser)


def check_once(what: str, names: Sequence[TapeLabel | LabelPattern | NodeName]) -> None:
    """Refuse a list of `what` that has a name twice: mediacom.5906."""
    seen: set[TapeLabel | LabelPattern | NodeName] = set()
    for name in names:
        if name in seen:
            raise OperatorError(mediacom.NAME_TWICE, object=what, name=name)
        seen.add(name)


class TapeVolumes:
    """The tape volumes of all volume catalogs of one system.

    A command over several names is one transaction: the first refusal, in the order of the names,
    is raised and nothing is changed (our choice).
    """

    def __init__(
        self,
        database: Database,
        node: NodeName,
        catalogs: Catalogs,
        pools: Pools,
    ) -> None:
        self._database = database
        self._node = node
        self._catalogs = catalogs
        self._pools = pools

    def add(
        self,
        catalog: CatalogName,
        pool: PoolName,
        labels: Sequence[TapeLabel],
        space: SearchSpace,
        *,
        attributes: TapeAttributes = TapeAttributes(),
        status: TapeStatus = TapeStatus.SCRATCH,
        owner: str | None = None,
        override: bool = False,
    ) -> int:
        """Catalog tapes in a pool and return how many. Raises what `check_addition` raises."""
        with self._database.transaction():
            tape = self.check_addition(
                catalog,
                pool,
                labels,
                space,
                attributes=attributes,
                status=status,
                override=override,
            )
            density = None if tape.density == ANY else tape.density
            return self._database.execute(
                "INSERT INTO VOLUME (CATALOG, VOLSER, POOLNAME, LABEL, TYPE, VOLUMESTATUS, OWNERID,"
                " DENSITY) SELECT ?, unnest(?::VARCHAR[]), ?, ?, ?, ?, ?, ?",
                [
                    self._catalogs.local(catalog),
                    [label.value for label in labels],
                    pool.value,
                    tape.label,
                    tape.type,
                    status.value,
                    owner,
                    density,
                ],
            )

    def check_addition(
        self,
        catalog: CatalogName,
        pool: PoolName,
        labels: Sequence[TapeLabel],
        space: SearchSpace,
        *,
        attributes: TapeAttributes = TapeAttributes(),
        status: TapeStatus = TapeStatus.SCRATCH,
        override: bool = False,
    ) -> TapeAttributes:
        """Say what tapes would be that are added to a pool, or refuse them.

        Raises, in this order: mediacom.5920 (catalog, pool), 5906 (a name given twice), 5904 (a
        status a new tape cannot have), 5934 (an attribute of the pool), 5921 (the name is in this
        pool), what the line to a system of the search list raises (not with `override`), 5922 (the
        name is in the search space; not asked for an excluded pool).
        """
        found = self._pools.get(catalog, pool)
        check_once("TAPEVOLUME", labels)
        if status not in FREE:
            raise OperatorError(
                mediacom.VALUE_INVALID,
                option="STATUS",
                value=status,
                allowed="BAD, RELEASED or SCRATCH",
            )
        tape = attributes.of_tape(found.attributes)
        for label in labels[:1]:
            tape.check_against(found.attributes, found.name, str(label))
        places = self._places(labels)
        self._check_new(found, labels, places)
        if found.searched:
            here = self._searched(places)
            space.check(labels, reachable_only=override, here=here)
        return tape

    def alter(
        self,
        catalog: CatalogName,
        labels: Sequence[TapeLabel | LabelPattern],
        status: TapeStatus,
        pool: PoolName | None = None,
    ) -> int:
        """Change the status of tapes by command and return how many were named.

        Raises mediacom.5920 (catalog, pool), 5905 for more than 100 names, 5906, what `named`
        raises, 5920 for a pattern that fits no tape, then for each tape 5957 where its pool is not
        there, and what `check_alter` raises.
        """
        self._check_place(catalog, pool)
        if len(labels) > MOST_NAMES:
            raise OperatorError(mediacom.TOO_MANY_NAMES, count=len(labels), limit=MOST_NAMES)
        check_once("TAPEVOLUME", labels)
        with self._database.transaction():
            volumes = self._chosen(catalog, labels, pool)
            pools = {found.name: found for found in self._pools.matching(catalog)}
            for volume in volumes:
                if volume.pool not in pools:
                    raise self._in_no_pool(volume)
                check_alter(volume, pools[volume.pool], status)
            self._set_status(volumes, status)
        return len(volumes)

    def delete(
        self,
        catalog: CatalogName,
        labels: Sequence[TapeLabel | LabelPattern],
        pool: PoolName | None = None,
    ) -> int:
        """Take tapes out of the catalog and return how many.

        Raises mediacom.5920 (catalog, pool), 5906, what `named` raises, 5920 for a pattern that
        fits no tape, and 5930 unless a tape is BAD, RELEASED or SCRATCH.
        """
        self._check_place(catalog, pool)
        check_once("TAPEVOLUME", labels)
        with self._database.transaction():
            volumes = self._chosen(catalog, labels, pool)
            for volume in volumes:
                if volume.status not in FREE:
                    raise OperatorError(
                        mediacom.WRONG_STATUS, name=volume.volser, status=volume.status
                    )
            where = self._key(volumes)
            return self._database.execute(
                f"DELETE FROM VOLUME WHERE {where.text}", where.parameters
            )

    def named(
        self, catalog: CatalogName, labels: Sequence[TapeLabel], pool: PoolName | None = None
    ) -> list[TapeVolume]:
        """Find tapes by name, in the order of the names.

        Raises mediacom.5920 (catalog, pool, a tape) or 5923 (a name in several pools, none given).
        """
        where = Condition().equal("v.CATALOG", self._catalogs.local(catalog))
        where.equal("v.POOLNAME", pool and pool.value)
        where.among("v.VOLSER", [label.value for label in labels])
        rows = self._database.rows(
            f"SELECT {VOLUME_COLUMNS} FROM VOLUME v WHERE {where.text}", where.parameters
        )
        found: dict[str, list[TapeVolume]] = {}
        for volume in map(TapeVolume.of, rows):
            found.setdefault(volume.volser, []).append(volume)
        if len(found) < len(labels):
            self._check_place(catalog, pool)
        for label in labels:
            if label.value not in found:
                raise OperatorError(mediacom.DOES_NOT_EXIST, object="TAPEVOLUME", name=label)
            if len(found[label.value]) > 1:
                raise OperatorError(mediacom.AMBIGUOUS, name=label, catalog=catalog)
        return [found[label.value][0] for label in labels]

    def find(self, catalog: CatalogName, pool: PoolName, label: TapeLabel) -> TapeVolume | None:
        """Find the tape of a name in a pool; its format is not asked for."""
        row = self._database.one(
            f"SELECT {VOLUME_COLUMNS} FROM VOLUME v"
            " WHERE v.CATALOG = ? AND v.POOLNAME = ? AND v.VOLSER = ?",
            [self._catalogs.local(catalog), pool.value, label.value],
        )
        return TapeVolume.of(row) if row else None

    def matching(
        self,
        pattern: LabelPattern | None = None,
        *,
        catalog: CatalogName | CatalogPattern | None = None,
        pool: PoolPattern | None = None,
        status: Iterable[TapeStatus] = (),
    ) -> list[TapeVolume]:
        """List tapes by catalog, pool and name. `status` names the wanted ones, none means all."""
        names = () if pattern is None else (pattern,)
        where = VolumeFilter(names, catalog, pool).condition(self._catalogs)
        wanted = [one.value for one in status]
        if wanted:
            where.among("v.VOLUMESTATUS", wanted)
        rows = self._database.rows(
            f"SELECT {VOLUME_COLUMNS}, {VOLUME_FORMAT} {WITH_FORMAT} WHERE {where.text}"
            f" ORDER BY {VOLUME_ORDER}",
            where.parameters,
        )
        return [TapeVolume.of(row) for row in rows]

    def holders(self, labels: Sequence[TapeLabel] | None) -> list[Holder]:
        """Find names outside excluded pools, by name, catalog and pool; None means every name."""
        return self._searched(self._places(labels))

    def _places(self, labels: Sequence[TapeLabel] | None) -> list[Holder]:
        """Find names in every pool, as `holders` does."""
        where = Condition()
        if labels is not None:
            where.among("VOLSER", [label.value for label in labels])
        rows = self._database.rows(
            f"SELECT VOLSER, CATALOG, POOLNAME FROM VOLUME WHERE {where.text}"
            " ORDER BY VOLSER, CATALOG, POOLNAME",
            where.parameters,
        )
        return [Holder(volser, self._qualified(catalog), pool) for volser, catalog, pool in rows]

    def _searched(self, places: Sequence[Holder]) -> list[Holder]:
        """Leave out the places in excluded pools."""
        if not places:
            return []
        excluded = {
            (self._qualified(pool.catalog), pool.name)
            for pool in self._pools.matching()
            if not pool.searched
        }
        return [place for place in places if (place.catalog, place.pool) not in excluded]

    def _check_new(self, pool: Pool, labels: Sequence[TapeLabel], places: Sequence[Holder]) -> None:
        here = (self._qualified(pool.catalog), pool.name)
        taken = {place.label for place in places if (place.catalog, place.pool) == here}
        for label in labels:
            if label.value in taken:
                raise OperatorError(mediacom.EXISTS, object="TAPEVOLUME", name=label)

    def _check_place(self, catalog: CatalogName, pool: PoolName | None) -> None:
        self._catalogs.check(CatalogKind.VOLCAT, catalog)
        if pool is not None:
            self._pools.get(catalog, pool)

    def _chosen(
        self,
        catalog: CatalogName,
        names: Sequence[TapeLabel | LabelPattern],
        pool: PoolName | None,
    ) -> list[TapeVolume]:
        """Find the tapes a change means, each once: those named, then those of the patterns."""
        patterns = [name for name in names if isinstance(name, LabelPattern)]
        wild = [pattern for pattern in patterns if pattern.single is None]
        labels = [name for name in names if isinstance(name, TapeLabel)]
        labels += [TapeLabel(each.single) for each in patterns if each.single is not None]
        found = {(each.pool, each.volser): each for each in self.named(catalog, labels, pool)}
        for pattern in wild:
            matching = self.matching(
                pattern, catalog=catalog, pool=PoolPattern(pool.value) if pool else None
            )
            if not matching:
                raise OperatorError(mediacom.DOES_NOT_EXIST, object="TAPEVOLUME", name=pattern)
            found.update({(each.pool, each.volser): each for each in matching})
        return list(found.values())

    def _in_no_pool(self, volume: TapeVolume) -> OperatorError:
        return OperatorError(
            mediacom.CATALOG_DAMAGED,
            object=CatalogKind.VOLCAT,
            catalog=self._qualified(volume.catalog),
            reason=f"TAPEVOLUME {volume.volser} is in POOL {volume.pool}, which does not exist",
        )

    def _set_status(self, volumes: Sequence[TapeVolume], status: TapeStatus) -> None:
        changed = [volume for volume in volumes if volume.status is not status]
        if changed:
            where = self._key(changed)
            self._database.execute(
                f"UPDATE VOLUME SET VOLUMESTATUS = ? WHERE {where.text}",
                [status.value, *where.parameters],
            )

    @staticmethod
    def _key(volumes: Sequence[TapeVolume]) -> Condition:
        """Name some tapes of one catalog."""
        return Condition().tuples(
            ["CATALOG", "POOLNAME", "VOLSER"],
            [(volume.catalog, volume.pool, volume.volser) for volume in volumes],
        )

    def _qualified(self, name: str) -> str:
        return f"{self._node}.{name}"
