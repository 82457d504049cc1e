"""Which tape a request to write gets: named tapes, tape sets, and the rule of append pools."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from dsmtc_ground import BACKUP_ID, DAILY, ETINIUM, SLABFC, SLABVC, Systems, fresh, labels, refused
from hypothesis import given, settings
from hypothesis import strategies as st

from nsksim.dsmtc import (
    OutputChoice,
    OutputRequest,
    PoolChange,
    TapeAttributes,
    TapeStatus,
)
from nsksim.errors import Message
from nsksim.messages import file_system, mediacom, tape_server
from nsksim.names import CatalogName, TapeLabel

ANSI = TapeAttributes(label="ANSI")
OTHERFC = CatalogName("OTHERFC", node=ETINIUM)


def request(*names: str, **values: Any) -> OutputRequest:
    """Ask for a tape of pool DAILY."""
    wanted = {"names": tuple(labels(*names)), "labels": "BACKUP", "filecat": SLABFC, **values}
    return OutputRequest(SLABVC, DAILY, BACKUP_ID, **wanted)


def take(systems: Systems, *names: str, **values: Any) -> OutputChoice:
    return systems.etinium.output.select(request(*names, **values))


def lines(choice: OutputChoice) -> list[str]:
    return [line for report in choice.reports for line in report.lines]


def appending(systems: Systems, *, on: bool = True) -> None:
    change = PoolChange(append=on)
    systems.etinium.pools.alter(SLABVC, DAILY, change, systems.space())


def last_used(systems: Systems, name: str) -> None:
    systems.etinium.database.execute("UPDATE POOL SET LASTSCRATCHVOL = ?", [name])


def written(systems: Systems, *names: str, end: int = 10, **values: Any) -> None:
    """Write a tape file on tapes, as a BACKUP does that comes to its end."""
    entry = systems.write(*names, status=TapeStatus.INUSE, **{"file_sequence": None, **values})
    systems.etinium.recording.close(entry, end)


class TestScratchTapes:
    def test_they_are_taken_in_turn_and_round_again(self, systems: Systems) -> None:
        systems.add("TAPE01", "TAPE02", "TAPE03")
        assert [str(take(systems).label) for _ in range(2)] == ["TAPE01", "TAPE02"]
        systems.etinium.output.give_back(SLABVC, DAILY, TapeLabel("TAPE01"))
        assert [str(take(systems).label) for _ in range(2)] == ["TAPE03", "TAPE01"]
        assert set(systems.statuses().values()) == {"SELECTED"}

    def test_those_on_a_drive_come_first(self, systems: Systems) -> None:
        systems.add("TAPE01", "TAPE02", "TAPE03")
        ready = tuple(labels("NOSUCH", "TAPE03"))
        assert str(take(systems, ready=ready).label) == "TAPE03"
        assert str(take(systems, ready=ready).label) == "TAPE01"

    def test_named_tapes_come_first_and_others_are_reported(self, systems: Systems) -> None:
        systems.add("TAPE01", "TAPE02", "TAPE03")
        systems.force("TAPE02", TapeStatus.ASSIGNED)
        choice = take(systems, "TAPE02", "NOSUCH", "TAPE03")
        assert (str(choice.label), choice.any_scratch) == ("TAPE03", False)
        assert lines(choice) == [
            "ERROR 1021 - VOLUME TAPE02 CAN NOT BE USED, SELECTING ALTERNATE",
            "ERROR 1021 - VOLUME NOSUCH CAN NOT BE USED, SELECTING ALTERNATE",
        ]
        assert take(systems, "TAPE02").any_scratch

    def test_a_pool_of_mixed_labels_gives_what_serves(self, systems: Systems) -> None:
        systems.add("ANSI01", attributes=ANSI)
        systems.add("BACK01", "BACK02")
        choice = take(systems, "ANSI01")
        assert str(choice.label) == "BACK01"
        assert lines(choice) == ["ERROR 1021 - VOLUME ANSI01 CAN NOT BE USED, SELECTING ALTERNATE"]
        assert str(take(systems, labels="ANSI").label) == "BACK02"
        assert str(take(systems, labels="ANSI").label) == "ANSI01"

    def test_an_empty_pool_is_reported(self, systems: Systems) -> None:
        systems.add("ANSI01", attributes=ANSI)
        choice = take(systems)
        assert choice.label is None
        assert lines(choice) == ["ERROR 1018 - POOL DAILY IS OUT OF SCRATCH TAPES, WILL RETRY"]
        assert systems.statuses() == {"ANSI01": "SCRATCH"}


class TestTapeSets:
    """The file after the first of a set: VOLUME names its first tape, or the last one used."""

    @pytest.fixture
    def tape_set(self, systems: Systems) -> Systems:
        systems.add("SET001", "SET002", "SET003", "FREE01", attributes=ANSI)
        systems.add("ALONE1")
        systems.write("SET001", "SET002", "SET003")
        systems.write("ALONE1")
        return systems

    @pytest.mark.parametrize(
        ("names", "sequence", "result"),
        [
            (("SET001",), 2, "SET003"),
            (("SET003",), 2, "SET003"),
            (("FREE01", "SET002", "SET003"), 2, "SET003"),
            ((), 2, tape_server.VOLUME_NEEDED),
            (("FREE01", "NOSUCH"), 2, tape_server.VOLUME_NEEDED),
            (("SET002",), 2, tape_server.VOLUME_NEEDED),
            (("SET001",), 3, tape_server.FILESEQ_INCORRECT),
            (("ALONE1",), 2, tape_server.FILESEQ_INCORRECT),
            (("SET001",), 1, "FREE01"),
            (("SET001",), None, "FREE01"),
        ],
    )
    def test_which_tape_it_is_written_on(
        self,
        tape_set: Systems,
        names: tuple[str, ...],
        sequence: int | None,
        result: str | Message,
    ) -> None:
        wanted = {"labels": "ANSI", "file_sequence": sequence}
        last_used(tape_set, "ALONE1")
        if isinstance(result, Message):
            with refused(result):
                take(tape_set, *names, **wanted)
            assert set(tape_set.statuses().values()) == {"ASSIGNED", "SCRATCH"}
            return
        choice = take(tape_set, *names, **wanted)
        assert str(choice.label) == result
        assert choice.any_scratch is (result == "FREE01")

    def test_a_set_is_in_one_file_catalog(self, tape_set: Systems) -> None:
        """F6."""
        with refused(mediacom.SET_IN_OTHER_FILECAT, volume_set="SET001", catalog=SLABFC):
            take(
                tape_set,
                "SET001",
                labels="ANSI",
                file_sequence=2,
                filecat=OTHERFC,
            )
        tape_set.add("BACK01")
        appending(tape_set)
        written(tape_set, str(take(tape_set).label))
        chosen = take(tape_set).label
        tape_set.etinium.output.give_back(SLABVC, DAILY, TapeLabel(str(chosen)))
        assert take(tape_set, filecat=OTHERFC).label != chosen
        with refused(mediacom.SET_IN_OTHER_FILECAT):
            take(tape_set, str(chosen), filecat=OTHERFC)

    def test_a_set_in_the_hands_of_a_process_cannot_be_used(self, tape_set: Systems) -> None:
        assert take(tape_set, "SET001", labels="ANSI", file_sequence=2).label is not None
        with refused(tape_server.CANNOT_BE_USED, volume="SET003"):
            take(tape_set, "SET001", labels="ANSI", file_sequence=2)
        tape_set.etinium.output.give_back(SLABVC, DAILY, TapeLabel("SET003"))
        assert tape_set.statuses()["SET003"] == "ASSIGNED"


@dataclass(frozen=True)
class Rule:
    """A pool with three tapes, and what the rule makes of it: a tape, or a refusal."""

    result: str | Message
    append: bool = True
    last: str = "TAPE02"
    first: dict[str, Any] | None = None
    """How TAPE01 was written, None for a scratch tape; TAPE02 and TAPE03 the same."""
    second: dict[str, Any] | None = None
    wanted: dict[str, Any] | None = None


USED: dict[str, Any] = {}
LONGNAME = {"tape_format": "LONGNAME"}
RULES = {
    "the last used tape": Rule("TAPE02", first=USED, second=USED),
    "the next one, where the last is no more": Rule("TAPE01", last="TAPE09", first=USED),
    "the next one, where the last has another format": Rule("TAPE01", first=USED, second=LONGNAME),
    "a scratch tape, where none has the format": Rule("TAPE03", first=LONGNAME, second=LONGNAME),
    "a scratch tape, where none was used": Rule("TAPE01", last="", second=USED),
    "a scratch tape without APPEND": Rule("TAPE03", append=False, first=USED, second=USED),
    "a scratch tape for ANSI labels": Rule(
        "TAPE03", first=USED, second=USED, wanted={"labels": "ANSI"}
    ),
    "a scratch tape for a further reel": Rule(
        "TAPE03", first=USED, second=USED, wanted={"further": True}
    ),
    "no tape for an old program": Rule(
        file_system.APPEND_INCAPABLE, wanted={"append_capable": False}
    ),
    "an old program does not mind other pools": Rule(
        "TAPE03", append=False, wanted={"append_capable": False}
    ),
    "the place in the set is chosen": Rule("TAPE02", second=USED, wanted={"file_sequence": 2}),
    "another place is an error": Rule(
        mediacom.FILESEQ_MISMATCH, second=USED, wanted={"file_sequence": 3}
    ),
    "also the first place": Rule(
        mediacom.FILESEQ_MISMATCH, second=USED, wanted={"file_sequence": 1}
    ),
    "a tape that is named": Rule(
        "TAPE01", first=USED, second=USED, wanted={"names": tuple(labels("TAPE01"))}
    ),
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_rule_of_append_pools(systems: Systems, rule: Rule) -> None:
    """User's Guide 1-9, line by line."""
    systems.add("TAPE01", "TAPE02", "TAPE03")
    appending(systems)
    for name, how in (("TAPE01", rule.first), ("TAPE02", rule.second)):
        if how is not None:
            written(systems, name, **how)
    appending(systems, on=rule.append)
    last_used(systems, rule.last)
    if isinstance(rule.result, Message):
        with refused(rule.result):
            take(systems, **(rule.wanted or {}))
        assert "SELECTED" not in systems.statuses().values()
        return
    assert str(take(systems, **(rule.wanted or {})).label) == rule.result
    assert systems.statuses()[rule.result] == "SELECTED"


def test_full_and_other_tapes_are_not_appended_to(systems: Systems) -> None:
    systems.add("TAPE01", "TAPE02", "OPEN01")
    appending(systems)
    written(systems, "TAPE01", end=-1)
    written(systems, "TAPE02")
    systems.force("OPEN01", TapeStatus.ASSIGNED, ENDOFDATALBA=5, TYPE="OPEN")
    assert systems.statuses()["TAPE01"] == "FULL"
    last_used(systems, "OPEN01")
    systems.etinium.tapevolumes.alter(SLABVC, labels("TAPE02"), TapeStatus.FULL)
    assert take(systems).label is None
    systems.etinium.tapevolumes.alter(SLABVC, labels("TAPE02"), TapeStatus.ASSIGNED)
    assert str(take(systems).label) == "TAPE02"


def test_a_set_that_rolls_over_leaves_full_tapes_behind(systems: Systems) -> None:
    systems.add("TAPE01", "TAPE02", "TAPE03")
    appending(systems)
    written(systems, "TAPE01", end=7)
    media = systems.etinium
    entry = systems.write("TAPE01", file_sequence=None, status=TapeStatus.INUSE)
    assert str(take(systems, further=True).label) == "TAPE02"
    media.recording.extend(entry, TapeLabel("TAPE02"))
    media.recording.close(entry, 3)
    assert systems.statuses() == {"TAPE01": "FULL", "TAPE02": "ASSIGNED", "TAPE03": "SCRATCH"}
    last_used(systems, "TAPE02")
    written(systems, str(take(systems).label), end=9)
    rows = systems.etinium.database.rows(
        "SELECT GENERATION, VOLSER, VOLSETID, VOLINDEX, FILESECTION, FILESEQUENCE, FILESEQLABELLBA"
        " FROM TFTOV ORDER BY FILESEQUENCE, VOLINDEX"
    )
    assert rows == [
        (1, "TAPE01", "TAPE01", 1, 1, 1, 0),
        (2, "TAPE01", "TAPE01", 1, 1, 2, 7),
        (2, "TAPE02", "TAPE01", 2, 2, 2, 0),
        (3, "TAPE02", "TAPE01", 2, 1, 3, 3),
    ]
    ends = systems.etinium.database.rows("SELECT VOLSER, ENDOFDATALBA FROM VOLUME ORDER BY VOLSER")
    assert ends == [("TAPE01", -1), ("TAPE02", 9), ("TAPE03", -1)]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(["write", "roll", "full", "off", "on"]), max_size=6))
def test_what_is_chosen_can_be_written(steps: list[str]) -> None:
    """Whatever happened before, a tape that is chosen takes the next file of its set."""
    with fresh() as systems:
        systems.add(*(f"TAPE{number:02}" for number in range(20)))
        appending(systems)
        for step in steps:
            if step in ("on", "off"):
                appending(systems, on=step == "on")
                continue
            choice = take(systems)
            assert choice.label is not None
            names = [str(choice.label)]
            new: dict[str, Any] = {"file_sequence": None, "status": TapeStatus.INUSE}
            entry = systems.write(*names, **new)
            if step == "roll":
                further = take(systems, further=True).label
                assert further is not None
                systems.etinium.recording.extend(entry, further)
            systems.etinium.recording.close(entry, -1 if step == "full" else 5)
