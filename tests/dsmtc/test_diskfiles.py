"""Disk file entries: entered in bulk, listed by pattern, gone with their tape file."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from dsmtc_ground import BACKUP_ID, NOON, SLABFC, TODAY, Systems, every, refused

from nsksim.dsmtc import DumpedFile, EntryFilter, TapeStatus
from nsksim.messages import mediacom
from nsksim.names import (
    CatalogName,
    DiskfilePattern,
    FileName,
    TapeFileId,
    TapeFilePattern,
    TapeLabel,
)

MODIFIED = datetime(2022, 1, 4, 9, 30)


def dumped(name: str, **values: Any) -> DumpedFile:
    return DumpedFile(FileName.parse(name), MODIFIED, **values)


def names(systems: Systems, *patterns: str, **values: Any) -> list[str]:
    found = systems.etinium.diskfiles.matching(
        [DiskfilePattern.parse(pattern) for pattern in patterns],
        SLABFC,
        EntryFilter(**values, today=TODAY),
    )
    return [file.name for file in found]


def test_every_column_of_a_dumped_file_comes_back(systems: Systems) -> None:
    systems.add("TAPE01")
    entry = systems.write("TAPE01", catalog_files=True)
    large = dumped(
        r"\ETINIUM.$DATA.SLABA.LARGE",
        eof=5_000_000_000,
        code=101,
        type="TA",
        audited=True,
        position=77,
    )
    assert systems.etinium.diskfiles.record(entry, [large], NOON) == 1
    assert systems.etinium.diskfiles.record(entry, [], NOON) == 0
    [found] = systems.etinium.diskfiles.of_tapefile(entry)
    assert (found.name, found.eof, found.code) == (str(large.name), 5_000_000_000, 101)
    assert (found.type, found.audited, found.opened) == ("TA", True, False)
    assert (found.dumped, found.modified, found.status) == (NOON, MODIFIED, "VA")
    assert (found.file_id, found.generation, found.volume_set) == (BACKUP_ID.value, 1, "TAPE01")
    row = systems.etinium.database.one("SELECT DISKFILEEOF, DISKFILEEOF64 FROM DISKFILE")
    assert row == (-1, 5_000_000_000)
    assert systems.etinium.database.value("SELECT FILEPOSITIONLBA FROM DFTOV") == 77


def test_a_disk_file_stands_on_every_tape_between_its_first_and_its_last(
    systems: Systems,
) -> None:
    systems.add("TAPE01", "TAPE02", "TAPE03")
    entry = systems.write("TAPE01", "TAPE02", "TAPE03")
    systems.etinium.diskfiles.record(
        entry,
        [
            dumped(r"\ETINIUM.$DATA.A.SMALL"),
            dumped(r"\ETINIUM.$DATA.B.LARGE", first_index=1, last_index=3, position=5),
        ],
        NOON,
    )
    every_file = [DiskfilePattern.parse(r"\ETINIUM.$*.*.*")]
    listed = systems.etinium.diskfiles.detailed(every_file, SLABFC)
    assert [(file.name, [(v.volser, v.index) for v in volumes]) for file, volumes in listed] == [
        (r"\ETINIUM.$DATA.A.SMALL", [("TAPE01", 1)]),
        (r"\ETINIUM.$DATA.B.LARGE", [("TAPE01", 1), ("TAPE02", 2), ("TAPE03", 3)]),
    ]


def test_listing_by_pattern_tape_file_and_generation(systems: Systems) -> None:
    systems.add("TAPE01", "TAPE02")
    files = [
        dumped(rf"\{node}.$DATA.{subvolume}.F{number}")
        for node in ("ETINIUM", "NODEP")
        for subvolume in ("PAY", "SLABA")
        for number in (2, 1)
    ]
    systems.etinium.diskfiles.record(systems.write("TAPE01"), files, NOON)
    systems.etinium.diskfiles.record(
        systems.write("TAPE02", file_id=TapeFileId("OTHER")), files[:1], NOON
    )
    assert names(systems, r"\NODEP.$*.*.*") == [
        r"\NODEP.$DATA.PAY.F1",
        r"\NODEP.$DATA.PAY.F2",
        r"\NODEP.$DATA.SLABA.F1",
        r"\NODEP.$DATA.SLABA.F2",
    ]
    assert names(systems, r"\ETINIUM.$D*.PA?.F2") == [r"\ETINIUM.$DATA.PAY.F2"] * 2
    assert len(names(systems, r"\ETINIUM.$DATA.PAY.F2")) == 2
    other = TapeFilePattern("OT*")
    assert names(systems, r"\ETINIUM.$*.*.*", file_id=other, generation=1) == [
        r"\ETINIUM.$DATA.PAY.F2"
    ]
    assert names(systems, r"\NODEP.$*.PAY.F1", r"\NODEP.$DATA.*.F1") == [
        r"\NODEP.$DATA.PAY.F1",
        r"\NODEP.$DATA.SLABA.F1",
    ]
    assert names(systems, r"\INSIDX.$*.*.*") == []
    assert systems.etinium.diskfiles.count(SLABFC) == 9
    missing = systems.etinium.diskfiles.missing
    asked = [DiskfilePattern.parse(rf"\NODEP.$DATA.PAY.F{n}") for n in (1, 3, 4)]
    assert missing(asked, SLABFC) == asked[1:]
    assert missing([DiskfilePattern.parse(r"\INSIDX.$*.*.*")], SLABFC) == []


def test_a_relative_generation_counts_the_valid_tape_files(systems: Systems) -> None:
    """Rule F2: positions among existing entries, and a deletion shifts them."""
    systems.add("TAPE01", "TAPE02", "TAPE03")
    for number in (1, 2, 3):
        entry = systems.write(f"TAPE0{number}")
        file = dumped(rf"\ETINIUM.$DATA.A.F{number}")
        systems.etinium.diskfiles.record(entry, [file], NOON)
    listed = [names(systems, r"\ETINIUM.$*.*.*", generation=-n) for n in (1, 2, 4)]
    assert listed == [[r"\ETINIUM.$DATA.A.F3"], [r"\ETINIUM.$DATA.A.F2"], []]
    systems.etinium.ending.delete(SLABFC, every(generation=2))
    assert names(systems, r"\ETINIUM.$*.*.*", generation=-2) == [r"\ETINIUM.$DATA.A.F1"]


def test_they_go_with_their_tape_file(systems: Systems) -> None:
    systems.add("TAPE01", "TAPE02")
    for tape in ("TAPE01", "TAPE02"):
        entry = systems.write(tape)
        systems.etinium.diskfiles.record(entry, [dumped(r"\ETINIUM.$DATA.A.B")], NOON)
    systems.etinium.ending.delete(SLABFC, every(generation=1))
    database = systems.etinium.database
    assert database.rows("SELECT VOLSETID FROM DISKFILE") == [("TAPE02",)]
    assert database.rows("SELECT VOLSER FROM DFTOV") == [("TAPE02",)]


def test_an_entry_is_marked_unusable_and_usable_again(systems: Systems) -> None:
    systems.add("TAPE01")
    entry = systems.write("TAPE01")
    systems.etinium.diskfiles.record(entry, [dumped(r"\ETINIUM.$DATA.A.B")], NOON)
    alter = systems.etinium.diskfiles.alter
    pattern = DiskfilePattern.parse(r"\ETINIUM.$DATA.A.B")
    for usable, status in ((False, "IN"), (True, "VA")):
        assert alter([pattern], SLABFC, EntryFilter(generation=1), usable=usable) == 1
        assert [f.status for f in systems.etinium.diskfiles.of_tapefile(entry)] == [status]
    absent = DiskfilePattern.parse(r"\ETINIUM.$DATA.A.C*")
    for patterns, wanted, refused_name in (
        ([pattern], EntryFilter(generation=2), pattern.typed),
        ([pattern, absent], EntryFilter(), absent.typed),
    ):
        with refused(mediacom.DOES_NOT_EXIST, object="DISKFILE", name=refused_name):
            alter(patterns, SLABFC, wanted, usable=False)
    assert [f.status for f in systems.etinium.diskfiles.of_tapefile(entry)] == ["VA"]
    with refused(mediacom.DOES_NOT_EXIST, object="FILECAT"):
        alter([pattern], CatalogName("NOSUCH"), EntryFilter(), usable=False)


def test_they_stay_valid_when_their_tape_file_expires(systems: Systems) -> None:
    """User's Guide 1-12: they end with the entry of their tape file, when a cleanup removes it."""
    systems.add("TAPE01", "TAPE02")
    for tape, expires in (("TAPE01", TODAY), ("TAPE02", date(2022, 2, 4))):
        entry = systems.write(tape, expires=expires)
        systems.etinium.diskfiles.record(entry, [dumped(rf"\ETINIUM.$DATA.A.{tape}")], NOON)

    def listed(today: date, status: str | None = None) -> list[tuple[str, str]]:
        wanted = EntryFilter(status=status, today=today)
        pattern = DiskfilePattern.parse(r"\ETINIUM.$*.*.*")
        brief = systems.etinium.diskfiles.matching([pattern], SLABFC, wanted)
        found = [(line.name[-6:], line.status) for line in brief]
        full = systems.etinium.diskfiles.detailed([pattern], SLABFC, wanted)
        assert [(file.name[-6:], file.status) for file, _ in full] == found
        return found

    assert listed(TODAY - timedelta(days=1)) == [("TAPE01", "VA"), ("TAPE02", "VA")]
    assert listed(TODAY, "VA") == [("TAPE01", "VA"), ("TAPE02", "VA")]
    assert listed(TODAY, "IN") == []
    systems.etinium.ending.expire(TODAY)
    assert listed(TODAY) == [("TAPE02", "VA")]


def test_files_of_two_systems_under_one_name_are_listed_together(systems: Systems) -> None:
    """R-09: in one file catalog nothing tells them apart but their tape files."""
    systems.add("TAPE01", "TAPE02")
    for tape, file_id in (("TAPE01", BACKUP_ID), ("TAPE02", TapeFileId("IMPORTED"))):
        entry = systems.write(tape, file_id=file_id)
        systems.etinium.diskfiles.record(entry, [dumped(r"\ETINIUM.$DATA.A.B")], NOON)
    assert names(systems, r"\ETINIUM.$DATA.A.B") == [r"\ETINIUM.$DATA.A.B"] * 2
    only = names(systems, r"\ETINIUM.$DATA.A.B", file_id=TapeFilePattern("IMPORTED"))
    assert only == [r"\ETINIUM.$DATA.A.B"]


@pytest.mark.parametrize("tapes", [1, 3])
def test_a_hundred_thousand_rows_of_a_select(systems: Systems, tapes: int) -> None:
    labels = [f"TAPE{number:02}" for number in range(tapes)]
    systems.add(*labels)
    entry = systems.write(labels[0], status=TapeStatus.INUSE)
    for label in labels[1:]:
        systems.etinium.recording.extend(entry, TapeLabel(label))
    source = (
        r"SELECT '\ETINIUM.$DATA.S' || i // 1000 || '.F' || i % 1000 AS DISKFILENAME,"
        " ?::TIMESTAMP AS LASTMODTIME, i AS DISKFILEEOF64, 0 AS FILECODE, 'EN' AS FILETYPE,"
        " 'N' AS OPENED, 'N' AS BROKEN, 'N' AS RFNEEDED, 'N' AS CORRUPT, 'N' AS AUDITED,"
        " 1 AS FIRSTINDEX, 1 AS LASTINDEX, -1 AS FILEPOSITIONLBA FROM range(100000) t(i)"
    )
    assert systems.etinium.diskfiles.insert(entry, source, [MODIFIED], NOON) == 100_000
    assert systems.etinium.database.value("SELECT count(*) FROM DFTOV") == 100_000
    assert len(names(systems, r"\ETINIUM.$DATA.S7.*")) == 1000
    listing = systems.etinium.diskfiles.of_tapefile(entry)
    assert next(listing).name == r"\ETINIUM.$DATA.S0.F0"
    # another statement in the middle of a listing does not disturb it
    assert systems.statuses()[labels[0]] == "INUSE"
    assert next(listing).name == r"\ETINIUM.$DATA.S0.F1"
    assert isinstance(listing, Generator)
    listing.close()
    systems.etinium.recording.close(entry)
    systems.etinium.ending.delete(SLABFC, every())
    assert systems.etinium.diskfiles.count(SLABFC) == 0
