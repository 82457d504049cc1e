"""Tape files: generations, versions, copies, tape sets, and how they end."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from dsmtc_ground import (
    BACKUP_ID,
    DAILY,
    ETINIUM,
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
    Cleanup,
    EntryFilter,
    HeldTape,
    MediaCatalog,
    MediaDefsChange,
    NewTapeFile,
    PoolChange,
    Retention,
    Selection,
    TapeStatus,
    VolumeFilter,
)
from nsksim.errors import Message
from nsksim.messages import mediacom, tape_server
from nsksim.names import (
    CatalogName,
    CatalogPattern,
    PoolName,
    Subvolume,
    TapeFileId,
    TapeFilePattern,
)

AFTER = date(2022, 2, 4)
"""The expiration date of what `Systems.write` writes."""


def tapes(systems: Systems, count: int) -> list[str]:
    names = [f"TAPE{number:02}" for number in range(1, count + 1)]
    systems.add(*names)
    return names


class TestGenerations:
    def test_the_first_is_1_and_the_next_one_more(self, systems: Systems) -> None:
        for name in tapes(systems, 3):
            systems.write(name)
        assert systems.generations() == [(n, 0, "VALID") for n in (1, 2, 3)]
        assert systems.etinium.tapefiles.last_generation(SLABFC, BACKUP_ID) == 3

    def test_a_deleted_number_is_not_given_out_again(self, systems: Systems) -> None:
        one, two, three = tapes(systems, 3)
        systems.write(one)
        systems.write(two)
        systems.etinium.ending.delete(SLABFC, every(generation=2))
        assert systems.write(three).generation == 3
        assert [g for g, _, _ in systems.generations()] == [1, 3]

    def test_an_absolute_number_moves_the_counter_up_only(self, systems: Systems) -> None:
        one, two, three = tapes(systems, 3)
        assert systems.write(one, generation=18).generation == 18
        assert systems.write(two, generation=3).generation == 3
        assert systems.write(three).generation == 19

    def test_they_end_at_32767(self, systems: Systems) -> None:
        one, two = tapes(systems, 2)
        systems.write(one, generation=32767)
        with refused(mediacom.GENERATIONS_EXHAUSTED, limit=32767):
            systems.write(two)
        assert systems.statuses() == {one: "ASSIGNED", two: "SCRATCH"}

    def test_relative_numbers_are_positions_and_shift(self, systems: Systems) -> None:
        for name in tapes(systems, 3):
            systems.write(name)
        find = systems.etinium.tapefiles.resolve

        def at(relative: int) -> int:
            return find(SLABFC, BACKUP_ID, TODAY, relative).generation

        assert [at(-1), at(-2), at(-3)] == [3, 2, 1]
        systems.etinium.ending.delete(SLABFC, every(generation=2))
        assert [at(-1), at(-2)] == [3, 1]
        with refused(mediacom.DOES_NOT_EXIST, name="SLABA-BAK11-DAILY, GEN -3"):
            at(-3)
        with refused(mediacom.DOES_NOT_EXIST, name="SLABA-BAK11-DAILY, GEN 2"):
            at(2)

    def test_what_expires_today_is_no_longer_found(self, systems: Systems) -> None:
        one, two = tapes(systems, 2)
        systems.write(one, expires=None)
        systems.write(two)
        find = systems.etinium.tapefiles.resolve
        assert find(SLABFC, BACKUP_ID, date(2022, 2, 3)).generation == 2
        assert find(SLABFC, BACKUP_ID, AFTER).generation == 1

    def test_special_characters_of_an_id_are_not_wildcards(self, systems: Systems) -> None:
        one, two = tapes(systems, 2)
        star = TapeFileId.parse('"A*"')
        systems.write(one, file_id=star)
        systems.write(two, file_id=TapeFileId("AB"))
        assert systems.etinium.tapefiles.resolve(SLABFC, star, TODAY).file_id == "A*"


class TestVersions:
    def test_the_previous_one_turns_invalid(self, systems: Systems) -> None:
        one, two = tapes(systems, 2)
        systems.write(one)
        assert systems.write(two, generation=1, version=NEW_VERSION).version == 1
        assert systems.generations() == [(1, 0, "INVALID"), (1, 1, "VALID")]
        found = systems.etinium.tapefiles.resolve(SLABFC, BACKUP_ID, TODAY)
        assert (found.generation, found.version) == (1, 1)
        cleanup = systems.etinium.ending.expire(TODAY)
        assert (cleanup.expired, cleanup.sets, cleanup.volumes) == (0, 1, 1)
        assert systems.statuses() == {one: "SCRATCH", two: "ASSIGNED"}

    @pytest.mark.parametrize(
        ("first", "second", "message"),
        [
            ({}, {"generation": 2, "version": NEW_VERSION}, mediacom.DOES_NOT_EXIST),
            ({}, {"generation": 1}, mediacom.EXISTS),
            ({"version": 5}, {"generation": 1, "version": 5}, mediacom.EXISTS),
            ({"version": 5}, {"generation": 1, "version": 4}, mediacom.EXISTS),
            (
                {"version": 100},
                {"generation": 1, "version": NEW_VERSION},
                mediacom.VERSIONS_EXHAUSTED,
            ),
            ({"version": 5}, {"generation": 1, "version": 6}, None),
            ({}, {"generation": 1, "physical_copy": 2}, None),
            ({}, {"generation": 1, "logical_copy": 2}, None),
        ],
    )
    def test_numbers_that_are_taken(
        self,
        systems: Systems,
        first: dict[str, Any],
        second: dict[str, Any],
        message: Message | None,
    ) -> None:
        one, two = tapes(systems, 2)
        systems.write(one, **first)
        if message is None:
            systems.write(two, **second)
            assert len(systems.generations()) == 2
            return
        with refused(message):
            systems.write(two, **second)
        assert systems.statuses() == {one: "ASSIGNED", two: "SCRATCH"}
        assert len(systems.generations()) == 1

    def test_a_copy_has_the_version_of_the_original(self, systems: Systems) -> None:
        one, two, three = tapes(systems, 3)
        systems.write(one)
        systems.write(two, generation=1, version=NEW_VERSION)
        assert systems.write(three, generation=1, logical_copy=2).version == 1
        assert systems.generations(status="VALID") == [(1, 1, "VALID")] * 2


class TestTapeSets:
    def test_a_file_over_several_tapes(self, systems: Systems) -> None:
        one, two, three = tapes(systems, 3)
        entry = systems.write(two, three, status=TapeStatus.INUSE)
        systems.etinium.recording.extend(entry, labels(one)[0])
        assert set(systems.statuses().values()) == {"INUSE"}
        systems.etinium.recording.close(entry)
        places = systems.etinium.tapefiles.volumes(entry)
        assert [(v.volser, v.index, v.section, v.sequence) for v in places] == [
            (two, 1, 1, 1),
            (three, 2, 2, 1),
            (one, 3, 3, 1),
        ]
        assert {
            (v.volser, v.status.value, v.volume_set, v.index, v.format)
            for v in systems.etinium.tapevolumes.matching()
        } == {
            (two, "ASSIGNED", two, 1, "ARCHIVE"),
            (three, "ASSIGNED", two, 2, "ARCHIVE"),
            (one, "ASSIGNED", two, 3, "ARCHIVE"),
        }

    def test_several_files_on_one_set(self, systems: Systems) -> None:
        one, two = tapes(systems, 2)
        systems.write(one)
        systems.write(one, two, file_sequence=2)
        wanted = VolumeFilter(files=EntryFilter(today=TODAY))
        listed = list(systems.etinium.inquiry(wanted).detailed())
        assert [volume.volser for volume, _ in listed] == [one, two]
        for volume, files in listed:
            assert volume.file_catalog == str(SLABFC)
            assert [(entry.file_catalog, entry.generation, entry.status) for entry in files] == [
                (str(SLABFC), 1, "VALID"),
                (str(SLABFC), 2, "VALID"),
            ]

    def test_a_set_may_repeat_a_name_of_an_excluded_pool(self, systems: Systems) -> None:
        second = PoolName("SECOND")
        systems.etinium.pools.add(SLABVC, second, searched=False)
        [one] = tapes(systems, 1)
        systems.add(one, pool="SECOND")
        systems.write(one)
        systems.write(one, pool=second)
        systems.etinium.ending.delete(SLABFC, every(generation=2))
        assert [(v.pool, v.status.value) for v in systems.etinium.tapevolumes.matching()] == [
            ("DAILY", "ASSIGNED"),
            ("SECOND", "SCRATCH"),
        ]

    @pytest.mark.parametrize(
        ("names", "sequence", "message"),
        [
            (["TAPE01"], 1, tape_server.CANNOT_BE_USED),
            (["TAPE03", "TAPE01"], 1, tape_server.CANNOT_BE_USED),
            (["TAPE01"], 3, tape_server.FILESEQ_INCORRECT),
            (["TAPE03"], 2, tape_server.FILESEQ_INCORRECT),
            (["TAPE01", "TAPE02"], 2, tape_server.CANNOT_BE_USED),
            (["TAPE04"], 1, tape_server.CANNOT_BE_USED),
            (["NOSUCH"], 1, mediacom.DOES_NOT_EXIST),
        ],
    )
    def test_tapes_that_do_not_fit(
        self, systems: Systems, names: list[str], sequence: int, message: Message
    ) -> None:
        one, two, *_ = tapes(systems, 4)
        systems.write(one)
        systems.write(two)
        systems.force("TAPE04", TapeStatus.BAD)
        before = systems.statuses(), systems.generations()
        with refused(message):
            systems.write(*names, file_sequence=sequence)
        assert (systems.statuses(), systems.generations()) == before

    def test_all_files_of_a_set_are_in_one_file_catalog(self, systems: Systems) -> None:
        [one] = tapes(systems, 1)
        systems.write(one)
        other = CatalogName("OTHERFC")
        systems.etinium.catalogs.create(CatalogKind.FILECAT, other, Subvolume.parse("$D.OTHER"))
        new = NewTapeFile(
            other, BACKUP_ID, SLABVC, DAILY, datetime(2022, 1, 5), None, file_sequence=2
        )
        with refused(mediacom.SET_IN_OTHER_FILECAT, volume_set=one, catalog=SLABFC):
            systems.etinium.recording.create(new, labels(one))

    def test_tapes_of_a_system_that_is_out_of_reach_are_not_pretended(
        self, systems: Systems
    ) -> None:
        new = NewTapeFile(SLABFC, BACKUP_ID, QCVC, DAILY, datetime(2022, 1, 5), None)
        systems.line_up = False
        with refused(mediacom.NO_CATALOG_MANAGER, node=INSIDX):
            systems.etinium.recording.create(new, labels("TAPE01"))


class TestDelete:
    @pytest.mark.parametrize(("autoscratch", "status"), [(True, "SCRATCH"), (False, "RELEASED")])
    def test_the_last_file_frees_the_tapes(
        self, systems: Systems, autoscratch: bool, status: str
    ) -> None:
        """T-08."""
        one, two = tapes(systems, 2)
        change = PoolChange(autoscratch=autoscratch)
        systems.etinium.pools.alter(SLABVC, DAILY, change, systems.space())
        systems.write(one, two)
        assert systems.etinium.ending.delete(SLABFC, every()) == 1
        assert systems.statuses() == {one: status, two: status}
        assert systems.generations() == []
        [volume, _] = systems.etinium.tapevolumes.matching()
        assert (volume.volume_set, volume.index, volume.format) == (None, None, "")
        for table in ("TFTOV", "VTOFC"):
            assert systems.etinium.database.value(f"SELECT count(*) FROM {table}") == 0

    def test_one_of_several_files_turns_invalid_until_the_last(self, systems: Systems) -> None:
        [one] = tapes(systems, 1)
        systems.write(one)
        systems.write(one, file_sequence=2)
        delete = systems.etinium.ending.delete
        assert delete(SLABFC, every(generation=1)) == 1
        assert systems.generations() == [(1, 0, "INVALID"), (2, 0, "VALID")]
        assert systems.statuses() == {one: "ASSIGNED"}
        with refused(mediacom.DOES_NOT_EXIST):
            delete(SLABFC, every(generation=1))
        assert delete(SLABFC, Selection(TapeFilePattern("SLABA*"))) == 1
        assert systems.generations() == []
        assert systems.statuses() == {one: "SCRATCH"}

    def test_a_whole_set_at_once(self, systems: Systems) -> None:
        one, two = tapes(systems, 2)
        systems.write(one)
        systems.write(one, file_sequence=2, file_id=TapeFileId("OTHER"))
        systems.write(two)
        selection = Selection(TapeFilePattern("OTHER"), volume_set=True)
        assert systems.etinium.ending.delete(SLABFC, selection) == 2
        assert systems.statuses() == {one: "SCRATCH", two: "ASSIGNED"}

    def test_not_while_it_is_written(self, systems: Systems) -> None:
        [one] = tapes(systems, 1)
        systems.write(one, status=TapeStatus.INUSE)
        with refused(mediacom.TAPEFILE_IN_USE, volume=one, state="has status INUSE"):
            systems.etinium.ending.delete(SLABFC, every())
        assert systems.generations() == [(1, 0, "VALID")]

    @pytest.mark.parametrize(
        ("held", "kept"),
        [
            (("", ""), True),
            (("SLABVC", "DAILY"), True),
            (("SLABVC", "OTHER"), False),
        ],
    )
    def test_not_while_a_tape_of_the_set_is_read(
        self, systems: Systems, held: tuple[str, str], kept: bool
    ) -> None:
        one, two = tapes(systems, 2)
        systems.write(one, two)
        media = MediaCatalog(systems.etinium.database, ETINIUM, held=lambda: [HeldTape(two, *held)])
        if not kept:
            assert media.ending.delete(SLABFC, every()) == 1
            return
        state = "is read by a process, or asked for"
        with refused(mediacom.TAPEFILE_IN_USE, volume=two, state=state):
            media.ending.delete(SLABFC, every())
        with refused(mediacom.TAPEFILE_IN_USE, volume=two, state=state):
            media.ending.alter_expiration(SLABFC, every(), TODAY, TODAY)
        with refused(mediacom.TAPEFILE_IN_USE, volume=two, state=state):
            media.ending.alter_retention(SLABFC, every(), TODAY, Retention(0))
        assert media.ending.alter_retention(SLABFC, every(), TODAY, Retention(9)) == 1
        assert media.ending.expire(AFTER) == Cleanup(0, 0, 0)
        assert systems.generations() == [(1, 0, "VALID")]

    def test_selecting_by_pattern_and_relative_generation(self, systems: Systems) -> None:
        names = iter(tapes(systems, 4))
        for file_id in ("AAA", "AAB"):
            systems.write(next(names), file_id=TapeFileId(file_id))
            systems.write(next(names), file_id=TapeFileId(file_id))
        select = systems.etinium.tapefiles.select
        newest = select(SLABFC, Selection(TapeFilePattern("AA*")), TODAY)
        assert [(f.file_id, f.generation) for f in newest] == [("AAA", 2), ("AAB", 2)]
        older = select(SLABFC, Selection(TapeFilePattern("AA?"), generation=-2), TODAY)
        assert [(f.file_id, f.generation) for f in older] == [("AAA", 1), ("AAB", 1)]


class TestAlter:
    def test_retention_counts_from_the_local_day_of_creation(self, systems: Systems) -> None:
        [one] = tapes(systems, 1)
        # 03:00 UTC is still the day before at this system, which is five hours behind
        systems.write(one, created=datetime(2022, 1, 5, 3))
        media = systems.etinium
        for retention, expires in (
            (Retention(10), date(2022, 1, 14)),
            (Retention(None), None),
        ):
            assert media.ending.alter_retention(SLABFC, every(), TODAY, retention) == 1
            assert media.tapefiles.matching()[0].expires == expires
        assert media.ending.alter_expiration(SLABFC, every(), TODAY, date(2023, 1, 1)) == 1
        assert media.tapefiles.matching()[0].expires == date(2023, 1, 1)

    def test_the_default_is_the_newest_first_copy(self, systems: Systems) -> None:
        one, two, three = tapes(systems, 3)
        systems.write(one)
        systems.write(two)
        systems.write(three, generation=2, logical_copy=2)
        media = systems.etinium
        media.ending.alter_expiration(
            SLABFC, Selection(TapeFilePattern("*")), TODAY, date(2023, 1, 1)
        )
        assert [f.expires == date(2023, 1, 1) for f in media.tapefiles.matching()] == [
            False,
            True,
            False,
        ]

    def test_an_invalid_entry_of_a_set_can_be_revived(self, systems: Systems) -> None:
        [one] = tapes(systems, 1)
        systems.write(one)
        systems.write(one, file_sequence=2)
        media = systems.etinium
        media.ending.delete(SLABFC, every(generation=1))
        with refused(mediacom.NEEDS_ONE_ENTRY, count=2):
            media.ending.revive(SLABFC, every(), TODAY)
        with refused(mediacom.ALREADY_VALID):
            media.ending.revive(SLABFC, every(generation=2), TODAY)
        with refused(mediacom.ALONE_ON_TAPE):  # what expired by then, R2
            media.ending.revive(SLABFC, every(generation=2), date(2022, 2, 4))
        with refused(mediacom.DOES_NOT_EXIST):
            media.ending.revive(SLABFC, every(generation=3), TODAY)
        media.ending.revive(SLABFC, every(generation=1), TODAY, retention=Retention(365))
        assert systems.generations(status="VALID") == [(1, 0, "VALID"), (2, 0, "VALID")]
        assert media.tapefiles.matching()[0].expires == date(2023, 1, 5)

    def test_the_last_valid_file_takes_the_expired_ones_of_its_set_along(
        self, systems: Systems
    ) -> None:
        """Also those that no cleanup has marked."""
        [one] = tapes(systems, 1)
        systems.write(one)
        systems.write(one, file_sequence=2, expires=date(2022, 1, 6))
        ending = systems.etinium.ending
        assert ending.delete(SLABFC, every(generation=1), date(2022, 1, 5)) == 1
        assert systems.generations() == [(1, 0, "INVALID"), (2, 0, "VALID")]
        ending.revive(SLABFC, every(generation=1), date(2022, 1, 5))
        assert ending.delete(SLABFC, every(generation=1), date(2022, 1, 6)) == 1
        assert systems.generations() == []

    def test_a_version_that_is_named_takes_the_place_of_the_valid_one(
        self, systems: Systems
    ) -> None:
        [one] = tapes(systems, 1)
        systems.write(one)
        systems.write(one, generation=1, version=NEW_VERSION, file_sequence=2)
        assert systems.generations() == [(1, 0, "INVALID"), (1, 1, "VALID")]
        systems.etinium.ending.revive(SLABFC, every(generation=1, version=0), TODAY)
        assert systems.generations() == [(1, 0, "VALID"), (1, 1, "INVALID")]

    def test_but_its_tape_set_must_hold_another_valid_file(self, systems: Systems) -> None:
        one, two = tapes(systems, 2)
        systems.write(one)
        systems.write(two, generation=1, version=NEW_VERSION)
        with refused(mediacom.ALONE_ON_TAPE):
            systems.etinium.ending.revive(SLABFC, every(generation=1, version=0), TODAY)
        assert systems.generations() == [(1, 0, "INVALID"), (1, 1, "VALID")]

    def test_the_version_has_to_be_named_where_another_copy_is_valid(
        self, systems: Systems
    ) -> None:
        [one] = tapes(systems, 1)
        systems.write(one)
        systems.write(one, generation=1, version=NEW_VERSION, file_sequence=2, physical_copy=2)
        with refused(mediacom.NEWER_VALID):
            systems.etinium.ending.revive(SLABFC, every(generation=1, physical_copy=1), TODAY)
        systems.etinium.ending.revive(SLABFC, every(generation=1, version=0), TODAY)
        assert systems.generations() == [(1, 0, "VALID"), (1, 1, "INVALID")]

    def test_a_revived_entry_needs_a_date_that_has_not_come(self, systems: Systems) -> None:
        [one] = tapes(systems, 1)
        systems.write(one)
        systems.write(one, file_sequence=2, expires=None)
        media = systems.etinium
        media.ending.expire(AFTER)
        expired = every(generation=-2)
        for values in ({}, {"retention": Retention(30)}, {"expires": AFTER}):
            with refused(mediacom.DATE_PAST, expires=AFTER):
                media.ending.revive(SLABFC, expired, AFTER, **values)
        media.ending.revive(SLABFC, expired, AFTER, expires=date(2022, 2, 5))
        assert systems.generations(status="VALID") == [(1, 0, "VALID"), (2, 0, "VALID")]


class TestCleanup:
    def test_it_frees_the_tapes_whose_date_has_come(self, systems: Systems) -> None:
        one, two, three = tapes(systems, 3)
        systems.write(one)
        systems.write(two, expires=date(2022, 2, 5))
        systems.write(three, expires=None)
        expire = systems.etinium.ending.expire
        assert expire(date(2022, 2, 3)).sets == 0
        done = expire(AFTER)
        assert (done.expired, done.sets, done.volumes) == (1, 1, 1)
        assert systems.statuses() == {one: "SCRATCH", two: "ASSIGNED", three: "ASSIGNED"}
        systems.etinium.defaults.alter(MediaDefsChange(suspicious=False))
        assert expire(date(2099, 1, 1)).sets == 1
        assert systems.statuses()[three] == "ASSIGNED"

    def test_a_set_waits_for_its_last_file(self, systems: Systems) -> None:
        [one] = tapes(systems, 1)
        systems.write(one)
        last = AFTER + timedelta(days=3)
        systems.write(one, file_sequence=2, expires=last)
        done = systems.etinium.ending.expire(AFTER)
        assert (done.expired, done.sets) == (1, 0)
        assert systems.generations() == [(1, 0, "INVALID"), (2, 0, "VALID")]
        assert systems.etinium.ending.expire(last).volumes == 1
        assert systems.generations() == []

    def test_it_spares_what_is_being_written(self, systems: Systems) -> None:
        [one] = tapes(systems, 1)
        entry = systems.write(one, status=TapeStatus.INUSE, expires=TODAY)
        assert systems.etinium.ending.expire(AFTER).sets == 0
        systems.etinium.recording.close(entry)
        assert systems.etinium.ending.expire(AFTER).sets == 1

    def test_a_suspicious_clock_stops_it(self, systems: Systems) -> None:
        [one] = tapes(systems, 1)
        systems.write(one)
        defaults = systems.etinium.defaults
        defaults.alter(MediaDefsChange(suspicious=True))
        with refused(mediacom.CLOCK_SUSPICIOUS, node=ETINIUM):
            systems.etinium.ending.expire(AFTER)
        defaults.alter(MediaDefsChange(suspicious=False))
        assert systems.etinium.ending.expire(AFTER).sets == 1

    def test_only_in_the_file_catalogs_that_are_named(self, systems: Systems) -> None:
        [one] = tapes(systems, 1)
        systems.write(one)
        media = systems.etinium
        other = CatalogName("OTHERFC")
        with refused(mediacom.DOES_NOT_EXIST, object="FILECAT", name=r"\ETINIUM.OTHERFC"):
            media.ending.expire(AFTER, CatalogPattern("OTHERFC"))
        systems.etinium.catalogs.create(CatalogKind.FILECAT, other, Subvolume.parse("$D.OTHER"))
        assert media.ending.expire(AFTER, CatalogPattern("OTHERFC")).expired == 0
        assert media.ending.expire(AFTER, CatalogPattern("NO*")).expired == 0
        assert media.ending.expire(AFTER, CatalogPattern("*FC")).expired == 1

    @pytest.mark.parametrize("days", [0, 1, 2])
    def test_an_incomplete_file_is_kept_for_the_abend_retention(
        self, systems: Systems, days: int
    ) -> None:
        """With 0 it is valid, and can be read, until the cleanup (User's Guide 2-8)."""
        [one] = tapes(systems, 1)
        systems.etinium.defaults.alter(MediaDefsChange(abend_retention=days))
        entry = systems.write(one, status=TapeStatus.INUSE)
        systems.etinium.recording.shorten(entry, TODAY)
        systems.etinium.recording.close(entry)
        ends = TODAY + timedelta(days=max(days, 1))
        systems.etinium.ending.expire(ends - timedelta(days=1))
        assert systems.etinium.tapefiles.resolve(SLABFC, BACKUP_ID, TODAY).generation == 1
        assert systems.statuses() == {one: "ASSIGNED"}
        systems.etinium.ending.expire(ends)
        assert systems.generations() == []


def test_a_pattern_stays_in_its_file_catalog(systems: Systems) -> None:
    """Q-10, Q-11: with a catalog of their own, patterns reach replicated entries only."""
    own = CatalogName("REPLFC")
    systems.etinium.catalogs.create(CatalogKind.FILECAT, own, Subvolume.parse("$DATA.REPLFC"))
    systems.add("TAPE01", "TAPE02")
    systems.write("TAPE01")
    replicated = NewTapeFile(own, BACKUP_ID, SLABVC, DAILY, NOON, None)
    tapefiles, ending = systems.etinium.tapefiles, systems.etinium.ending
    systems.etinium.recording.create(replicated, labels("TAPE02"), status=TapeStatus.ASSIGNED)
    assert tapefiles.collisions() == []
    assert ending.alter_retention(own, every("*"), TODAY, Retention(9)) == 1
    assert ending.delete(own, every("*")) == 1
    assert [entry.catalog for entry in tapefiles.matching()] == ["SLABFC"]
    assert systems.statuses() == {"TAPE01": "ASSIGNED", "TAPE02": "SCRATCH"}


def test_two_sets_under_one_name_are_shown_as_a_collision(systems: Systems) -> None:
    one, two = tapes(systems, 2)
    systems.write(one)
    systems.write(two)
    assert systems.etinium.tapefiles.collisions() == []
    systems.etinium.database.execute("UPDATE TAPEFILE SET GENERATION = 7")
    found = systems.etinium.tapefiles.collisions(SLABFC)
    assert [(f.generation, f.volume_set) for f in found] == [(7, one), (7, two)]


def test_an_aborted_transaction_leaves_nothing(systems: Systems) -> None:
    """T-11."""
    [one] = tapes(systems, 1)

    def write_and_abort() -> None:
        with systems.etinium.database.transaction():
            systems.write(one)
            raise KeyError

    with pytest.raises(KeyError):
        write_and_abort()
    assert systems.generations() == []
    assert systems.statuses() == {one: "SCRATCH"}
    assert systems.write(one).generation == 1
