"""Two systems with tape catalogs and a staging directory between them, for the staging tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from catsync.replication.application import (
    GroupActivity,
    ImportRules,
    Step,
    apply_next,
    inspect,
    plan,
)
from catsync.replication.comparison import TargetGroup
from catsync.replication.extraction import SourceVolume, extract
from catsync.replication.staging import ExportMark, SourceGroup
from catsync.replication.tables import BULK, SMALL
from nsksim.schema import read
from nsksim.store import Database, Store

SOURCE = SourceGroup("VG_A", "DSM/TC", "\\A.SLABVC", "POOL_A")
TARGET = TargetGroup("VG_B", "VG_A", "\\B.QCVOLCAT", "POOL_B", "\\B.QCFILCAT", "LTO3")
START = datetime(2022, 1, 1)


@dataclass
class TwoSystems:
    """Databases A and B of one store, and the last staged file of each volume."""

    directory: Path
    a: Database
    b: Database
    staged: dict[str, Path] = field(default_factory=dict)
    exports: int = 0

    @property
    def scratch(self) -> Path:
        return self.directory / "scratch"

    def write(self, table: str, columns: str, rows: Sequence[Sequence[object]], at: str = "a"):
        """Insert rows given as values of `columns`."""
        marks = ", ".join("?" for _ in columns.split(","))
        for row in rows:
            getattr(self, at).execute(
                f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(row)
            )

    def volume(self, label: str, status: str = "SCRATCH", volume_set: str | None = None) -> None:
        """Add a volume at A."""
        self.write(
            "VOLUME",
            "CATALOG, VOLSER, POOLNAME, LABEL, TYPE, VOLUMESTATUS, VOLSETID, VOLINDEX",
            [("SLABVC", label, "POOL_A", "BACKUP", "CART3480", status, volume_set, 1)],
        )

    def tape_file(
        self,
        labels: Sequence[str],
        generation: int,
        disk_files: Mapping[str, int] | int = 0,
        file_id: str = "BAK",
    ) -> None:
        """Add a tape file on a set of volumes at A, its disk files spread over them in turn."""
        first, dumped = labels[0], START + timedelta(hours=generation)
        expires = date(2030, 1, 1)
        self.write(
            "TAPEFILE",
            "CATALOG, FILEID, GENERATION, CREATIONDATE, EXPIRATIONDATE, VOLUMECATALOG, POOLNAME,"
            " VOLSETID, CATALOGFILES",
            [("SLABFC", file_id, generation, dumped, expires, "\\A.SLABVC", "POOL_A", first, "Y")],
        )
        self.write(
            "TFTOV",
            "CATALOG, VOLUMECATALOG, VOLSER, POOLNAME, FILEID, GENERATION, VOLSETID, VOLINDEX",
            [
                ("SLABFC", "\\A.SLABVC", label, "POOL_A", file_id, generation, first, index)
                for index, label in enumerate(labels, 1)
            ],
        )
        if not self.a.one("SELECT 1 FROM VTOFC WHERE VOLSETID = ?", [first]):
            self.write(
                "VTOFC",
                "CATALOG, VOLSETID, POOLNAME, FILECATALOG",
                [("SLABVC", first, "POOL_A", "\\A.SLABFC")],
            )
        if isinstance(disk_files, int):
            disk_files = {f"\\A.$D.S.F{number}": number for number in range(disk_files)}
        for number, (name, code) in enumerate(disk_files.items()):
            self.disk_file(name, code, first, labels[number % len(labels)], generation, file_id)

    def disk_file(
        self, name: str, code: int, volume_set: str, label: str, generation: int, file_id: str
    ) -> None:
        """Add a disk file at A that stands on one volume."""
        dumped = START + timedelta(hours=generation)
        self.write(
            "DISKFILE",
            "CATALOG, DISKFILENAME, TIMEDUMPED, FILEID, GENERATION, FILECODE, LASTMODTIME,"
            " VOLSETID, POOLNAME, VOLUMECATALOG",
            [
                (
                    "SLABFC",
                    name,
                    dumped,
                    file_id,
                    generation,
                    code,
                    START,
                    volume_set,
                    "POOL_A",
                    "\\A.SLABVC",
                )
            ],
        )
        self.write(
            "DFTOV",
            "CATALOG, DISKFILENAME, TIMEDUMPED, VOLSER, VOLUMECATALOG, POOLNAME, VOLSETID",
            [("SLABFC", name, dumped, label, "\\A.SLABVC", "POOL_A", volume_set)],
        )

    def labels(self) -> list[str]:
        rows = self.a.rows("SELECT VOLSER FROM VOLUME WHERE POOLNAME = 'POOL_A' ORDER BY VOLSER")
        return [label for (label,) in rows]

    def export(self, labels: Sequence[str] | None = None, *, disk_files: bool = True):
        """Export volumes of A into files of the staging directory; return what was extracted."""
        self.exports += 1
        time = (START + timedelta(days=self.exports)).strftime("%Y-%m-%d %H:%M:%S.%f")
        mark = ExportMark(f"EXPORT-{self.exports}", time)
        wanted = self.labels() if labels is None else labels
        extracted = list(
            extract(
                self.a,
                [SOURCE],
                [SourceVolume(label, "VG_A", {"key": label}) for label in wanted],
                mark,
                disk_files=disk_files,
                scratch=self.scratch,
            )
        )
        for volume in extracted:
            path = self.directory / f"{volume.label}-{self.exports}"
            path.write_bytes(volume.content)
            self.staged[volume.label] = path
        return extracted

    def steps(
        self,
        labels: Sequence[str] | None = None,
        *,
        full: bool = True,
        disk_files: bool = True,
        nodes: Mapping[str, str] | None = None,
        deletions: Sequence[str] = (),
        most: int | None = None,
        **part: int,
    ) -> list[Step]:
        """Import staged files into B; `most` parts at most, then the process is killed."""
        files = [(k, v) for k, v in sorted(self.staged.items()) if labels is None or k in labels]
        good, refused = inspect(files)
        assert not refused
        size = part.pop("disk_files_max", 20_000)
        rules = ImportRules(full, disk_files, nodes or {}, size)
        gone = dict.fromkeys(deletions, "VG_B")
        pending = plan(self.b, [TARGET], good, rules, scratch=self.scratch, deletions=gone)
        assert not pending.refused
        steps: list[Step] = []
        parts = {"disk_files": part.pop("part", 500_000), **part}
        while not pending.done and (most is None or len(steps) < most):
            pending, step = apply_next(self.b, pending, scratch=self.scratch, **parts)
            steps.append(step)
        return steps

    def run(self, *args, **options) -> GroupActivity:
        """Import and return what was counted for the group."""
        total = GroupActivity()
        for step in self.steps(*args, **options):
            total += step.activity.get("VG_B", GroupActivity())
        return total

    def dump(self, at: str = "b") -> dict[str, list[tuple[object, ...]]]:
        """Return all rows of all catalog tables."""
        database: Database = getattr(self, at)
        names = [table.name for table in (*SMALL, *BULK)] + ["CONFIG", "POOL"]
        return {name: database.rows(f"SELECT * FROM {name} ORDER BY ALL") for name in names}


_ENTRIES = ("VOLUME", "TAPEFILE", "TFTOV", "VTOFC", "DISKFILE", "DFTOV", "CONFIG")


def make(directory: Path) -> TwoSystems:
    """Make two empty systems in a directory."""
    (directory / "scratch").mkdir()
    store = Store(directory)
    schema = read("nsksim.dsmtc")
    return TwoSystems(directory, store.create("a", schema), store.create("b", schema))


def clear(systems: TwoSystems) -> None:
    """Empty the catalogs and forget the staged files."""
    for table in _ENTRIES:
        systems.a.execute(f"DELETE FROM {table}")
        systems.b.execute(f"DELETE FROM {table}")
    systems.staged.clear()
    systems.exports = 0
