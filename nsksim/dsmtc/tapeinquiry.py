"""INFO TAPEVOLUME: the tapes that are asked for, with what their file catalogs say of them.

A file catalog may be of another system: only those are asked in which tapes that are asked for are
noted, each once. The tapes of one that cannot be asked are listed without their tape files, and are
not among those that hold a certain one; both is our choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import cast

from nsksim.dsmtc.catalog import CatalogKind, Catalogs, noted_catalog
from nsksim.dsmtc.query import WITH_FORMAT, Condition, node_of, tapefiles
from nsksim.dsmtc.tapefile import SetFile, TapeFiles
from nsksim.dsmtc.tapeset import SetName
from nsksim.dsmtc.tapevolume import (
    VOLUME_COLUMNS,
    VOLUME_FORMAT,
    VOLUME_ORDER,
    TapeVolume,
    VolumeFilter,
)
from nsksim.errors import OperatorError
from nsksim.names import LabelPattern, NodeName
from nsksim.store import Database

TapeVolumeLine = tuple[str, str, str, str, str, str, str]
"""What the brief display shows of a tape, a plain row because there may be a hundred thousand:
name, pool, label type, tape type, format, status, and the catalog without its node."""

_LINE = f"v.VOLSER, v.POOLNAME, v.LABEL, v.TYPE, {VOLUME_FORMAT}, v.VOLUMESTATUS, v.CATALOG"
_HOME = node_of("f.FILECATALOG")
"""The system that has the tape files of a tape."""
_BATCH = 2048
"""So many tapes are shown with the files of their sets by one query for the files."""


class TapeInquiry:
    """The tapes of one system that an inquiry wants.

    `refusals` tells, once all tapes were listed, why the file catalogs of some systems could not be
    read: mediacom.603, 5957 or file-system error 18, one for each system.
    """

    def __init__(
        self,
        database: Database,
        node: NodeName,
        catalogs: Catalogs,
        files: Callable[[NodeName | None], TapeFiles],
        wanted: VolumeFilter,
    ) -> None:
        """Ask `database` for tapes; `files` gives the tape files of a system, or refuses."""
        self._database = database
        self._node = node
        self._own = f"{node}."
        self._catalogs = catalogs
        self._files = files
        self._wanted = wanted
        self._homes: dict[str, TapeFiles | None] = {self._own: files(node)}
        self.refusals: list[OperatorError] = []

    def lines(self) -> Iterator[TapeVolumeLine]:
        """List the tapes by catalog, pool and name as they are read; committed ones only."""
        where = self._condition()
        rows = self._database.stream(
            f"SELECT {_LINE} {WITH_FORMAT} WHERE {where.text} ORDER BY {VOLUME_ORDER}",
            where.parameters,
        )
        return cast(Iterator[TapeVolumeLine], rows)

    def detailed(self) -> Iterator[tuple[TapeVolume, list[SetFile]]]:
        """List the tapes as `lines` does, each with every file of its set, expired or not.

        Where the file catalog of a set cannot be read, none.
        """
        where = self._condition()
        rows = self._database.stream(
            f"SELECT {VOLUME_COLUMNS}, {VOLUME_FORMAT}, f.FILECATALOG {WITH_FORMAT}"
            f" WHERE {where.text} ORDER BY {VOLUME_ORDER}",
            where.parameters,
        )
        while volumes := [TapeVolume.of(row) for row in islice(rows, _BATCH)]:
            files = self._contents(volumes)
            for volume in volumes:
                yield volume, files.get(self._set(volume), [])

    def missing(self) -> list[LabelPattern]:
        """Give the tapes named without wildcards that the catalogs and pools do not have.

        They are in the order of the names. Whether a tape has the status or the attributes that are
        asked for does not matter.
        """
        names = [name for name in self._wanted.names if name.single is not None]
        if not names:
            return []
        asked = VolumeFilter(tuple(names), self._wanted.catalog, self._wanted.pool)
        where = asked.condition(self._catalogs)
        rows = self._database.rows(
            f"SELECT DISTINCT v.VOLSER FROM VOLUME v WHERE {where.text} ORDER BY v.VOLSER",
            where.parameters,
        )
        found = {volser for (volser,) in rows}
        return [name for name in names if name.single not in found]

    # -- inside ---------------------------------------------------------------------------------

    def _condition(self) -> Condition:
        """Give the condition on VOLUME v joined with VTOFC f."""
        where = self._wanted.condition(self._catalogs)
        return where if self._wanted.files.open else where.also(self._holding(where))

    def _holding(self, selected: Condition) -> Condition:
        """Demand a tape whose set holds a tape file that is asked for, wherever that is cataloged.

        Asked are the systems that have the tape files of the tapes `selected`.
        """
        wanted = self._wanted.files
        files = wanted.condition("TAPEFILESTATUS")
        here = Condition().add(
            "(? || v.CATALOG, v.POOLNAME, v.VOLSETID) IN (SELECT VOLUMECATALOG, POOLNAME,"
            f" VOLSETID FROM {tapefiles(wanted.today)} WHERE {files.text})",
            self._own,
            *files.parameters,
        )
        rows = self._database.rows(
            f"SELECT min((f.FILECATALOG, v.CATALOG, v.VOLSETID)) {WITH_FORMAT}"
            f" WHERE {selected.text} AND NOT starts_with(f.FILECATALOG, ?)"
            f" GROUP BY {_HOME} ORDER BY {_HOME}",
            [*selected.parameters, self._own],
        )
        homes = [self._home(*one_of_them) for (one_of_them,) in rows]
        found = [home.holding(wanted, self._node) for home in homes if home is not None]
        key = ("v.CATALOG", "v.POOLNAME", "v.VOLSETID")
        return Condition().any_of(
            [here, *(Condition().tuples(key, sets) for sets in found if sets)]
        )

    def _contents(self, volumes: Sequence[TapeVolume]) -> dict[SetName, list[SetFile]]:
        """List the tape files of the sets of some tapes, each set in tape order."""
        there: dict[str, dict[SetName, TapeVolume]] = {}
        for volume in volumes:
            if volume.volume_set is not None:
                system = _system(self._filecat(volume))
                there.setdefault(system, {})[self._set(volume)] = volume
        listed: dict[SetName, list[SetFile]] = {}
        for sets in there.values():
            volume = next(iter(sets.values()))
            files = self._home(self._filecat(volume), volume.catalog, volume.volume_set or "")
            if files is not None:
                listed |= files.contents(list(sets), self._wanted.files.today)
        return listed

    def _home(self, filecat: str, volcat: str, volume_set: str) -> TapeFiles | None:
        """Give the tape files of the system of a file catalog, None where they cannot be read.

        It is noted in a volume catalog for a set, which a refusal names.
        """
        system = _system(filecat)
        if system not in self._homes:
            holder = self._own + volcat
            try:
                node = noted_catalog(CatalogKind.FILECAT, filecat, holder, volume_set).node
                self._homes[system] = self._files(node)
            except OperatorError as error:
                self._homes[system] = None
                self.refusals.append(error)
        return self._homes[system]

    def _filecat(self, volume: TapeVolume) -> str:
        """Name the file catalog of a tape; one that nobody noted is here."""
        return self._own if volume.file_catalog is None else volume.file_catalog

    def _set(self, volume: TapeVolume) -> SetName:
        return self._own + volume.catalog, volume.pool, volume.volume_set or ""


def _system(catalog: str) -> str:
    """Give the system of a catalog, with the dot behind it; a name without system has none."""
    return "".join(catalog.partition(".")[:2])
