"""Two systems with small tape catalogs, and short ways to write names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any

import duckdb
import pytest

from nsksim.dsmtc import CatalogKind, MediaCatalog, NewTapeFile, SearchSpace, Selection, TapeStatus
from nsksim.dsmtc.tapefile import TapeFile
from nsksim.errors import Message, OperatorError
from nsksim.messages import file_system
from nsksim.names import (
    CatalogName,
    NodeName,
    PoolName,
    Subvolume,
    TapeFileId,
    TapeFilePattern,
    TapeLabel,
)
from nsksim.store import Database

ETINIUM, INSIDX = NodeName("ETINIUM"), NodeName("INSIDX")
SLABVC = CatalogName("SLABVC", node=ETINIUM)
SLABFC = CatalogName("SLABFC", node=ETINIUM)
QCVC = CatalogName("QCVC", node=INSIDX)
QCFC = CatalogName("QCFC", node=INSIDX)
DAILY = PoolName("DAILY")
BACKUP_ID = TapeFileId("SLABA-BAK11-DAILY")
TODAY = date(2022, 1, 5)
NOON = datetime(2022, 1, 5, 12)
SCHEMA = resources.files("nsksim.dsmtc").joinpath("schema.sql").read_text(encoding="utf-8")


def labels(*names: str) -> list[TapeLabel]:
    """Make tape labels."""
    return [TapeLabel(name) for name in names]


def every(file_id: str = "*", **values: Any) -> Selection:
    """Select tape files, all generations unless told otherwise."""
    return Selection(TapeFilePattern(file_id), **{"generation": None, **values})


@contextmanager
def refused(message: Message, **values: object) -> Iterator[None]:
    """Expect a refusal, with some of the values of its slots as they are printed."""
    with pytest.raises(OperatorError) as caught:
        yield
    assert caught.value.message.id == message.id, caught.value.lines
    printed = {name: str(caught.value.values[name]) for name in values}
    assert printed == {name: str(value) for name, value in values.items()}


class Systems:
    """The catalogs of two systems, their line, and what operators do to them in one line."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, schema: str) -> None:
        self.line_up = True
        self.media = {}
        for node in (ETINIUM, INSIDX):
            connection.execute(f"ATTACH ':memory:' AS \"{node.bare}\"")
            database = Database(connection.cursor(), node.bare)
            database.execute(schema)
            self.media[node] = MediaCatalog(database, node, timedelta(hours=-5), reach=self.resolve)
        self.etinium, self.insidx = self.media[ETINIUM], self.media[INSIDX]
        for media, volcat, filecat in (
            (self.etinium, SLABVC, SLABFC),
            (self.insidx, QCVC, QCFC),
        ):
            media.catalogs.create(CatalogKind.VOLCAT, volcat, Subvolume.parse("$DATA.VC"))
            media.catalogs.create(CatalogKind.FILECAT, filecat, Subvolume.parse("$DATA.FC"))
        self.etinium.pools.add(SLABVC, DAILY)

    def resolve(self, node: NodeName) -> MediaCatalog:
        """Reach another system over the line."""
        if not self.line_up:
            raise OperatorError(file_system.PATH_DOWN, name=node)
        return self.media[node]

    def space(self, node: NodeName = ETINIUM) -> SearchSpace:
        """Give the search space of a system."""
        return SearchSpace(self.media[node], self.resolve)

    def add(self, *names: str, pool: str = "DAILY", **values: Any) -> int:
        r"""Add tapes to a pool of SLABVC at \ETINIUM."""
        return self.etinium.tapevolumes.add(
            SLABVC, PoolName(pool), labels(*names), self.space(), **values
        )

    def write(
        self,
        *names: str,
        file_id: TapeFileId = BACKUP_ID,
        pool: PoolName = DAILY,
        status: TapeStatus = TapeStatus.ASSIGNED,
        **values: Any,
    ) -> TapeFile:
        """Write a tape file that is kept for thirty days; FILESEQ 2 and on via INUSE."""
        new = NewTapeFile(
            SLABFC,
            file_id,
            SLABVC,
            pool,
            **{"created": NOON, "expires": date(2022, 2, 4), **values},
        )
        if new.file_sequence not in (None, 1) and status is TapeStatus.ASSIGNED:
            entry = self.etinium.recording.create(new, labels(*names), status=TapeStatus.INUSE)
            self.etinium.recording.close(entry)
            return entry
        return self.etinium.recording.create(new, labels(*names), status=status)

    def force(self, name: str, status: TapeStatus, **columns: object) -> None:
        """Put a tape into a state without asking any rule."""
        assignments = "".join(f", {column} = ?" for column in columns)
        self.etinium.database.execute(
            f"UPDATE VOLUME SET VOLUMESTATUS = ?{assignments} WHERE VOLSER = ?",
            [status.value, *columns.values(), name],
        )

    def statuses(self) -> dict[str, str]:
        r"""Give the status of every tape at \ETINIUM."""
        return {
            volume.volser: volume.status.value for volume in self.etinium.tapevolumes.matching()
        }

    def generations(self, **values: Any) -> Sequence[tuple[int, int, str]]:
        """Give generation, version and status of every tape file entry."""
        return [
            (entry.generation, entry.version, entry.status)
            for entry in self.etinium.tapefiles.matching(**values)
        ]


@contextmanager
def fresh() -> Iterator[Systems]:
    """Give systems whose catalogs are new."""
    connection = duckdb.connect(":memory:")
    try:
        yield Systems(connection, SCHEMA)
    finally:
        connection.close()
