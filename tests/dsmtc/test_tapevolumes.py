"""Tape volumes: what ADD, ALTER and DELETE TAPEVOLUME accept, in the order they ask."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from dsmtc_ground import DAILY, ETINIUM, INSIDX, SLABVC, TODAY, Systems, labels, refused

from nsksim.dsmtc import EntryFilter, TapeAttributes, TapeStatus, VolumeFilter
from nsksim.dsmtc.status import BY_COMMAND, LIFE_CYCLE
from nsksim.dsmtc.tapevolume import check_advance
from nsksim.errors import Message
from nsksim.messages import file_system, mediacom, tape_server
from nsksim.names import (
    CatalogName,
    CatalogPattern,
    LabelPattern,
    PoolName,
    PoolPattern,
    TapeFilePattern,
)

ALL = list(TapeStatus)
FREE = {"BAD", "RELEASED", "SCRATCH"}
FILLED = {"FULL", "ASSIGNED"}


def allowed(source: str, target: str) -> bool:
    return any({source, target} <= group for group in (FREE, FILLED))


@pytest.mark.parametrize("source", ALL)
def test_alter_stays_inside_two_closed_groups(systems: Systems, source: TapeStatus) -> None:
    """T-07, V2."""
    systems.etinium.pools.add(SLABVC, PoolName("APPENDING"), append=True)
    systems.add("TAPE01", pool="APPENDING")
    alter = systems.etinium.tapevolumes.alter
    busy = source in {"SELECTED", "INUSE"}
    for target in ALL:
        systems.force("TAPE01", source, ENDOFDATALBA=10)
        if allowed(source, target):
            assert alter(SLABVC, labels("TAPE01"), target) == 1
            assert systems.statuses() == {"TAPE01": target}
            continue
        with refused(mediacom.WRONG_STATUS if busy else mediacom.STATUS_CHANGE, status=source):
            alter(SLABVC, labels("TAPE01"), target)
        assert systems.statuses() == {"TAPE01": source}


def test_the_two_tables_name_every_status() -> None:
    assert set(BY_COMMAND) == set(LIFE_CYCLE) == set(TapeStatus)


@pytest.mark.parametrize(
    ("label", "append", "end_of_data", "wanted", "message"),
    [
        ("BACKUP", False, 10, "FULL", mediacom.NOT_FOR_APPENDING),
        ("ANSI", True, 10, "FULL", mediacom.NOT_FOR_APPENDING),
        ("BACKUP", True, -1, "ASSIGNED", mediacom.FULL_BY_SYSTEM),
        ("ANSI", True, -1, "ASSIGNED", mediacom.NOT_FOR_APPENDING),
    ],
)
def test_full_and_assigned_are_only_for_appending(
    systems: Systems, label: str, append: bool, end_of_data: int, wanted: str, message: Message
) -> None:
    systems.etinium.pools.add(SLABVC, PoolName("OTHER"), append=append)
    systems.add("TAPE01", pool="OTHER", attributes=TapeAttributes(label=label))
    source = TapeStatus.ASSIGNED if wanted == "FULL" else TapeStatus.FULL
    systems.force("TAPE01", source, ENDOFDATALBA=end_of_data)
    with refused(message, name="TAPE01", wanted=wanted):
        systems.etinium.tapevolumes.alter(SLABVC, labels("TAPE01"), TapeStatus(wanted))


@pytest.mark.parametrize("status", ALL)
def test_delete_needs_a_tape_without_files(systems: Systems, status: TapeStatus) -> None:
    """T-07, V2."""
    systems.add("TAPE01")
    systems.force("TAPE01", status)
    if status in FREE:
        assert systems.etinium.tapevolumes.delete(SLABVC, labels("TAPE01")) == 1
        assert systems.statuses() == {}
    else:
        with refused(mediacom.WRONG_STATUS, name="TAPE01", status=status):
            systems.etinium.tapevolumes.delete(SLABVC, labels("TAPE01"))


def test_a_refusal_leaves_the_whole_list_unchanged(systems: Systems) -> None:
    systems.add("TAPE01", "TAPE02", "TAPE03")
    systems.force("TAPE02", TapeStatus.ASSIGNED)
    with refused(mediacom.STATUS_CHANGE, name="TAPE02"):
        systems.etinium.tapevolumes.alter(
            SLABVC, labels("TAPE01", "TAPE02", "TAPE03"), TapeStatus.BAD
        )
    assert systems.statuses() == {"TAPE01": "SCRATCH", "TAPE02": "ASSIGNED", "TAPE03": "SCRATCH"}


def test_alter_takes_a_hundred_names(systems: Systems) -> None:
    names = [f"T{number:05}" for number in range(101)]
    systems.add(*names)
    alter = systems.etinium.tapevolumes.alter
    with refused(mediacom.TOO_MANY_NAMES, count=101, limit=100):
        alter(SLABVC, labels(*names), TapeStatus.BAD)
    assert alter(SLABVC, labels(*names[:100]), TapeStatus.BAD) == 100


class TestOrderOfChecksOfAdd:
    """Each row breaks one rule more than the row before, and the earlier rule is named."""

    STEPS = (
        ("catalog", mediacom.DOES_NOT_EXIST),
        ("pool", mediacom.DOES_NOT_EXIST),
        ("twice", mediacom.NAME_TWICE),
        ("status", mediacom.VALUE_INVALID),
        ("attribute", mediacom.POOL_DISAGREES),
        ("in pool", mediacom.EXISTS),
        ("line", file_system.PATH_DOWN),
        ("search space", mediacom.LABEL_TAKEN),
    )

    @pytest.mark.parametrize("first", range(len(STEPS)))
    def test_row(self, systems: Systems, first: int) -> None:
        wrong = {name for name, _ in self.STEPS[first:]}
        systems.etinium.pools.add(SLABVC, PoolName("LTO"), TapeAttributes(type="LTO4"))
        systems.add("TAPE01", pool="LTO")
        systems.add("TAPE02")
        systems.etinium.database.execute("INSERT INTO SSL VALUES (1, ?)", [str(INSIDX)])
        systems.line_up = "line" not in wrong
        name = "TAPE01" if "in pool" in wrong else "TAPE02"
        with refused(self.STEPS[first][1]):
            systems.etinium.tapevolumes.add(
                CatalogName("NOSUCH", node=ETINIUM) if "catalog" in wrong else SLABVC,
                PoolName("NOSUCH" if "pool" in wrong else "LTO"),
                labels(name, name) if "twice" in wrong else labels(name),
                systems.space(),
                status=TapeStatus.ASSIGNED if "status" in wrong else TapeStatus.SCRATCH,
                attributes=TapeAttributes(type="LTO1" if "attribute" in wrong else "LTO4"),
            )
        assert len(systems.statuses()) == 2


def test_a_new_tape_takes_what_its_pool_demands(systems: Systems) -> None:
    systems.etinium.pools.add(SLABVC, PoolName("REEL"), TapeAttributes("ANSI", "OPEN", "6250"))
    systems.add("REEL01", pool="REEL")
    systems.add("TAPE01", status=TapeStatus.BAD, owner="OPS")
    reel, tape = (
        systems.etinium.tapevolumes.named(SLABVC, labels(name))[0] for name in ("REEL01", "TAPE01")
    )
    assert (reel.label, reel.type, reel.density, reel.status) == ("ANSI", "OPEN", "6250", "SCRATCH")
    assert (tape.label, tape.type, tape.density, tape.status) == ("BACKUP", "LTO4", "", "BAD")
    assert (tape.owner, tape.volume_set, tape.index) == ("OPS", None, None)


@pytest.mark.parametrize(
    ("attribute", "value", "word"),
    [("label", "IBM", "LABELS"), ("type", "LTO1", "TYPE"), ("density", "1600", "DENSITY")],
)
def test_a_tape_must_satisfy_its_pool(
    systems: Systems, attribute: str, value: str, word: str
) -> None:
    systems.etinium.pools.add(SLABVC, PoolName("REEL"), TapeAttributes("ANSI", "OPEN", "6250"))
    with refused(mediacom.POOL_DISAGREES, attribute=word, value=value, pool="REEL"):
        systems.add("REEL01", pool="REEL", attributes=TapeAttributes(**{attribute: value}))


def test_a_name_in_two_pools_needs_the_pool(systems: Systems) -> None:
    systems.etinium.pools.add(SLABVC, PoolName("SECOND"), searched=False)
    systems.add("TAPE01")
    systems.add("TAPE01", pool="SECOND")
    volumes = systems.etinium.tapevolumes
    with refused(mediacom.AMBIGUOUS, name="TAPE01", catalog=SLABVC):
        volumes.alter(SLABVC, labels("TAPE01"), TapeStatus.BAD)
    volumes.alter(SLABVC, labels("TAPE01"), TapeStatus.BAD, PoolName("SECOND"))
    assert [(v.pool, v.status) for v in volumes.matching()] == [
        ("DAILY", "SCRATCH"),
        ("SECOND", "BAD"),
    ]
    assert volumes.delete(SLABVC, labels("TAPE01"), PoolName("SECOND")) == 1
    assert [v.pool for v in volumes.matching()] == ["DAILY"]


def test_a_name_that_is_nowhere(systems: Systems) -> None:
    volumes = systems.etinium.tapevolumes
    nowhere = CatalogName("NOSUCH")
    with refused(mediacom.DOES_NOT_EXIST, object="VOLCAT", name="NOSUCH"):
        volumes.named(nowhere, labels("X"))
    with refused(mediacom.DOES_NOT_EXIST, object="POOL", name="Y"):
        volumes.named(SLABVC, labels("X"), PoolName("Y"))
    with refused(mediacom.DOES_NOT_EXIST, object="TAPEVOLUME", name="X"):
        volumes.named(SLABVC, labels("X"))


def test_listing_by_pattern_pool_catalog_and_status(systems: Systems) -> None:
    systems.etinium.pools.add(SLABVC, PoolName("WEEKLY"))
    systems.add("SAD002", "SAD001", "XYZ001")
    systems.add("SAD003", pool="WEEKLY", status=TapeStatus.BAD)
    volumes = systems.etinium.tapevolumes

    def names(*pattern: str, **values: Any) -> list[str]:
        patterns = [LabelPattern.parse(text) for text in pattern]
        return [v.volser for v in volumes.matching(*patterns, **values)]

    assert names() == ["SAD001", "SAD002", "XYZ001", "SAD003"]
    assert names("SAD*") == ["SAD001", "SAD002", "SAD003"]
    assert names("SAD00?", pool=PoolPattern("W*")) == ["SAD003"]
    assert names("SAD001") == ["SAD001"]
    assert names(status=[TapeStatus.BAD, TapeStatus.FULL]) == ["SAD003"]
    assert names(catalog=CatalogName("OTHER")) == []


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["OLD001", "SAD001", "SAD002", "SAD003"]),
        ({"names": ("SAD*", "*1")}, ["OLD001", "SAD001", "SAD002", "SAD003"]),
        ({"names": ("SAD*", "SAD001"), "status": "ASSIGNED"}, ["SAD001", "SAD002"]),
        ({"label": "IBM"}, ["OLD001"]),
        ({"type": "OPEN", "density": "6250"}, ["OLD001"]),
        ({"density": "1600"}, []),
        ({"format": "ARCHIVE"}, ["SAD001", "SAD002"]),
        ({"format": "NONBACKUP"}, []),
        ({"files": EntryFilter(TapeFilePattern("SLABA-*"))}, ["SAD001", "SAD002"]),
        ({"files": EntryFilter(generation=1)}, ["SAD001"]),
        ({"files": EntryFilter(generation=-1, today=TODAY)}, ["SAD002"]),
        ({"files": EntryFilter(generation=-1, today=date(2023, 1, 1))}, []),
        ({"files": EntryFilter(version=1)}, []),
        ({"files": EntryFilter(status="INVALID")}, []),
        ({"catalog": CatalogPattern("X*")}, []),
        ({"catalog": CatalogPattern("SLAB??"), "pool": PoolPattern("D*")}, None),
    ],
)
def test_what_an_inquiry_selects(
    systems: Systems, wanted: dict[str, Any], found: list[str] | None
) -> None:
    """Filters of INFO TAPEVOLUME (DSM/TC Programming Manual, 103), brief and in detail."""
    systems.add("SAD001", "SAD002", "SAD003")
    reel = TapeAttributes("IBM", "OPEN", "6250")
    systems.add("OLD001", attributes=reel)
    systems.write("SAD001")
    systems.write("SAD002")
    names = tuple(LabelPattern.parse(name) for name in wanted.get("names", ()))
    asked = VolumeFilter(**{**wanted, "names": names})
    listed = [line[0] for line in systems.etinium.inquiry(asked).lines()]
    assert listed == (found if found is not None else ["OLD001", "SAD001", "SAD002", "SAD003"])
    detailed = list(systems.etinium.inquiry(asked).detailed())
    assert [volume.volser for volume, _ in detailed] == listed
    files = {volume.volser: [file.generation for file in files] for volume, files in detailed}
    assert files.get("SAD002", [2]) == [2]
    assert files.get("SAD003", []) == []


def test_a_name_of_an_inquiry_is_missing_or_not_whatever_else_is_asked(systems: Systems) -> None:
    systems.add("SAD001")
    names = tuple(map(LabelPattern.parse, ("SAD00?", "SAD001", "SAD002")))
    assert systems.etinium.inquiry(VolumeFilter(names)).missing() == [names[2]]
    inquiry = systems.etinium.inquiry(VolumeFilter(names[:2], status="BAD"))
    assert (inquiry.missing(), list(inquiry.lines())) == ([], [])


def test_patterns_in_a_change_are_all_or_none(systems: Systems) -> None:
    systems.add("NEW001", "NEW002", "OLD001")
    systems.force("NEW002", TapeStatus.ASSIGNED)
    volumes = systems.etinium.tapevolumes
    new = [LabelPattern.parse("NEW*")]
    with refused(mediacom.STATUS_CHANGE, name="NEW002"):
        volumes.alter(SLABVC, new, TapeStatus.BAD)
    with refused(mediacom.WRONG_STATUS, name="NEW002"):
        volumes.delete(SLABVC, new)
    with refused(mediacom.DOES_NOT_EXIST, object="TAPEVOLUME", name="NONE*"):
        volumes.delete(SLABVC, [LabelPattern.parse("OLD*"), LabelPattern.parse("NONE*")])
    assert systems.statuses() == {"NEW001": "SCRATCH", "NEW002": "ASSIGNED", "OLD001": "SCRATCH"}
    mixed = [LabelPattern.parse("*1"), LabelPattern.parse("OLD001")]
    assert volumes.alter(SLABVC, mixed, TapeStatus.RELEASED) == 2
    assert volumes.delete(SLABVC, mixed, DAILY) == 2


@pytest.mark.parametrize("source", ALL)
def test_the_tape_server_follows_the_life_cycle(systems: Systems, source: TapeStatus) -> None:
    """V1."""
    systems.add("TAPE01")
    systems.force("TAPE01", source)
    volumes = systems.etinium.tapevolumes.named(SLABVC, labels("TAPE01"))
    for target in ALL:
        if source is target or target in LIFE_CYCLE[source]:
            check_advance(volumes, target)
        else:
            with refused(tape_server.CANNOT_BE_USED, volume="TAPE01"):
                check_advance(volumes, target)


def test_a_catalog_of_another_system_is_a_mistake_of_the_program(systems: Systems) -> None:
    with pytest.raises(ValueError, match="is not a catalog of"):
        systems.etinium.tapevolumes.matching(catalog=CatalogName("SLABVC", node=INSIDX))
