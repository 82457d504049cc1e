"""Rules of generations, versions, copies, retention and expiration, one test a rule.

The names are those of the rules: F about tape files, R about retention and the cleanup.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from dsmtc_ground import (
    BACKUP_ID,
    DAILY,
    INSIDX,
    NOON,
    QCVC,
    SLABFC,
    SLABVC,
    TODAY,
    Systems,
    every,
    labels,
    refused,
)

from nsksim.dsmtc import (
    NEW_VERSION,
    CatalogKind,
    MediaDefsChange,
    NewTapeFile,
    Retention,
    TapeStatus,
)
from nsksim.messages import mediacom
from nsksim.names import CatalogName, Subvolume, TapeFilePattern

ENDS = date(2022, 2, 4)
"""The expiration date of what `Systems.write` writes."""


def f1_numbers_are_never_given_out_twice(systems: Systems) -> None:
    assert [systems.write(name).generation for name in ("A", "B")] == [1, 2]
    systems.etinium.ending.delete(SLABFC, every(generation=2))
    assert systems.write("C").generation == 3
    assert systems.etinium.tapefiles.last_generation(SLABFC, BACKUP_ID) == 3


def f2_relative_numbers_are_positions(systems: Systems) -> None:
    for name in ("A", "B", "C"):
        systems.write(name)
    media = systems.etinium
    media.ending.delete(SLABFC, every(generation=2))
    assert media.tapefiles.resolve(SLABFC, BACKUP_ID, TODAY, -2).generation == 1
    with refused(mediacom.DOES_NOT_EXIST):
        media.tapefiles.resolve(SLABFC, BACKUP_ID, TODAY, 2)
    listed = media.tapefiles.listing([TapeFilePattern("*")], TODAY, generation=-1)
    assert [each.entry.generation for each in listed] == [3]


def f3_a_new_version_ends_the_one_before(systems: Systems) -> None:
    systems.write("A")
    systems.write("B", generation=1, version=NEW_VERSION)
    assert systems.generations() == [(1, 0, "INVALID"), (1, 1, "VALID")]
    assert systems.etinium.ending.expire(TODAY).sets == 1
    assert systems.generations() == [(1, 1, "VALID")]
    assert systems.statuses()["A"] == "SCRATCH"


def f4_copies_have_the_generation_of_the_original(systems: Systems) -> None:
    systems.write("A")
    systems.write("B", generation=1, logical_copy=2)
    systems.write("C", generation=1, physical_copy=2)
    assert systems.generations() == [(1, 0, "VALID")] * 3
    media = systems.etinium
    assert media.ending.delete(SLABFC, every()) == 1
    assert media.ending.delete(SLABFC, every(physical_copy=None, logical_copy=None)) == 2


def _copy_elsewhere() -> NewTapeFile:
    return NewTapeFile(SLABFC, BACKUP_ID, QCVC, DAILY, NOON, ENDS, generation=1, logical_copy=2)


def _second_file_in(filecat: CatalogName) -> NewTapeFile:
    return NewTapeFile(filecat, BACKUP_ID, SLABVC, DAILY, NOON, ENDS, file_sequence=2)


def f5_a_copy_on_tapes_of_another_system_is_a_logical_copy(systems: Systems) -> None:
    systems.insidx.pools.add(QCVC, DAILY)
    systems.insidx.tapevolumes.add(QCVC, DAILY, labels("FAR"), systems.space(INSIDX))
    systems.write("A")
    systems.etinium.recording.create(_copy_elsewhere(), labels("FAR"))
    entries = systems.etinium.tapefiles.matching()
    copies = [(entry.volume_catalog, entry.logical_copy) for entry in entries]
    assert copies == [(str(SLABVC), 1), (str(QCVC), 2)]


def f6_a_tape_set_is_in_one_file_catalog(systems: Systems) -> None:
    other = CatalogName("OTHERFC")
    systems.etinium.catalogs.create(CatalogKind.FILECAT, other, Subvolume.parse("$D.OTHER"))
    systems.write("A")
    with refused(mediacom.SET_IN_OTHER_FILECAT, volume_set="A", catalog=SLABFC):
        systems.etinium.recording.create(_second_file_in(other), labels("A"))


def f6_what_a_killed_program_left_on_a_free_tape_is_no_set(systems: Systems) -> None:
    other = CatalogName("OTHERFC")
    systems.etinium.catalogs.create(CatalogKind.FILECAT, other, Subvolume.parse("$D.OTHER"))
    left = replace(_second_file_in(other), file_sequence=3, in_place=True)
    database = systems.etinium.database
    systems.etinium.recording.create(left, labels("A"))
    database.execute("DELETE FROM VTOFC")
    database.execute("UPDATE VOLUME SET VOLSETID = NULL, VOLUMESTATUS = 'SCRATCH', VOLINDEX = NULL")
    systems.write("A")
    systems.write("A", file_sequence=2)
    assert [entry.catalog for entry in systems.etinium.tapefiles.matching()] == ["SLABFC"] * 2


def r1_retention_counts_from_the_day_of_creation(systems: Systems) -> None:
    # 03:00 UTC is still the day before at this system, which is five hours behind
    systems.write("A", created=datetime(2022, 1, 5, 3))
    media = systems.etinium
    for retention, expires in (
        (Retention(10), date(2022, 1, 14)),
        (Retention(9999), date(2022, 1, 4) + timedelta(days=9999)),
        (Retention(None), None),
    ):
        media.ending.alter_retention(SLABFC, every(), TODAY, retention)
        assert media.tapefiles.matching()[0].expires == expires
    assert media.ending.expire(date(2022, 1, 20)).expired == 0


def r2_the_date_ends_it_and_the_last_of_the_set_frees_the_tape(systems: Systems) -> None:
    systems.write("A")
    systems.write("A", file_sequence=2, expires=ENDS + timedelta(days=3))
    media = systems.etinium
    assert media.tapefiles.resolve(SLABFC, BACKUP_ID, ENDS - timedelta(days=1), 1).generation == 1
    with refused(mediacom.DOES_NOT_EXIST):
        media.tapefiles.resolve(SLABFC, BACKUP_ID, ENDS, 1)
    assert media.ending.expire(ENDS).expired == 1
    assert systems.generations() == [(1, 0, "INVALID"), (2, 0, "VALID")]
    assert systems.statuses()["A"] == "ASSIGNED"
    assert media.ending.expire(ENDS + timedelta(days=3)).volumes == 1
    assert systems.generations() == []
    assert systems.statuses()["A"] == "SCRATCH"


def r3_a_cleanup_done_twice_changes_nothing_more(systems: Systems) -> None:
    systems.write("A")
    media = systems.etinium
    assert media.ending.expire(ENDS).sets == 1
    again = media.ending.expire(ENDS)
    assert (again.expired, again.sets, again.volumes) == (0, 0, 0)


def r4_a_suspicious_clock_blocks_it_until_it_is_confirmed(systems: Systems) -> None:
    systems.write("A")
    defaults, media = systems.etinium.defaults, systems.etinium
    media.ending.expire(TODAY)
    assert defaults.get().last_cleanup == TODAY
    for day in (TODAY - timedelta(days=4), TODAY + timedelta(days=4)):
        with refused(mediacom.CLOCK_SUSPICIOUS):
            media.ending.expire(day)
        assert defaults.get().suspicious
        with refused(mediacom.CLOCK_SUSPICIOUS):
            media.ending.expire(TODAY)  # it stays so, whatever the time is then
        defaults.alter(MediaDefsChange(suspicious=False))
        assert (defaults.get().suspicious, defaults.get().last_cleanup) == (False, None)
        media.ending.expire(TODAY)
    for day in (TODAY - timedelta(days=3), TODAY, TODAY + timedelta(days=3)):
        assert media.ending.expire(day).expired == 0
    assert systems.generations() == [(1, 0, "VALID")]


def r5_what_the_catalog_says_counts(systems: Systems) -> None:
    systems.write("A")
    media = systems.etinium
    media.ending.alter_expiration(SLABFC, every(), TODAY, TODAY)
    assert media.ending.expire(TODAY).volumes == 1


RULES: list[Callable[[Systems], None]] = [
    f1_numbers_are_never_given_out_twice,
    f2_relative_numbers_are_positions,
    f3_a_new_version_ends_the_one_before,
    f4_copies_have_the_generation_of_the_original,
    f5_a_copy_on_tapes_of_another_system_is_a_logical_copy,
    f6_a_tape_set_is_in_one_file_catalog,
    f6_what_a_killed_program_left_on_a_free_tape_is_no_set,
    r1_retention_counts_from_the_day_of_creation,
    r2_the_date_ends_it_and_the_last_of_the_set_frees_the_tape,
    r3_a_cleanup_done_twice_changes_nothing_more,
    r4_a_suspicious_clock_blocks_it_until_it_is_confirmed,
    r5_what_the_catalog_says_counts,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_holds(systems: Systems, rule: Callable[[Systems], None]) -> None:
    systems.add("A", "B", "C")
    rule(systems)


def test_info_has_tapes_last_generation_and_collisions_in_one_query(systems: Systems) -> None:
    """Q-12: what no command makes, replication into a shared catalog can."""
    systems.add("A", "B", "C")
    systems.write("A", "B")
    systems.write("C")
    files = systems.etinium.tapefiles

    def listed() -> list[tuple[int, int, int, list[str]]]:
        found = files.listing(
            [TapeFilePattern("SLABA*"), TapeFilePattern("X")], TODAY, volumes=True
        )
        return [
            (
                each.entry.generation,
                each.last_generation,
                each.twins,
                [v.volser for v in each.volumes],
            )
            for each in found
        ]

    assert listed() == [(1, 2, 1, ["A", "B"]), (2, 2, 1, ["C"])]
    for table in ("TAPEFILE", "TFTOV"):
        systems.etinium.database.execute(f"UPDATE {table} SET GENERATION = 7")
    assert listed() == [(7, 2, 2, ["A", "B"]), (7, 2, 2, ["C"])]
    systems.etinium.database.execute(
        "UPDATE TAPEFILE SET TAPEFILESTATUS = 'INVALID' WHERE VOLSETID = 'C'"
    )
    only = files.listing([TapeFilePattern("*")], TODAY, status="VALID")
    assert [(each.entry.volume_set, each.twins, each.volumes) for each in only] == [("A", 2, ())]


def test_a_dead_set_leaves_nothing_and_a_released_pool_keeps_its_tapes_released(
    systems: Systems,
) -> None:
    systems.add("A")
    systems.write("A")
    systems.force("A", TapeStatus.FULL)
    systems.etinium.database.execute("UPDATE POOL SET AUTOSCRATCH = 'N'")
    assert systems.etinium.ending.expire(ENDS).volumes == 1
    assert systems.statuses() == {"A": "RELEASED"}
    for table in ("TAPEFILE", "TFTOV", "DISKFILE", "DFTOV", "VTOFC"):
        assert systems.etinium.database.value(f"SELECT count(*) FROM {table}") == 0
