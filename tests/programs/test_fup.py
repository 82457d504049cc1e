"""FUP: listings, copies, licences, and who may do what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from nsksim.expand import LineState
from nsksim.programs.fup import Fup
from nsksim.world import World
from tests.programs.harness import ALPHA, BETA, Outcome, drive, environment, put

PROGRAM = "$SYSTEM.BBOX.BBDBMOBJ"


def fup(world: World, *lines: str, user: str = "SUPER.SUPER", interactive: bool = True) -> Outcome:
    """Converse, and leave the banner away."""
    outcome = drive(Fup(environment(world, user=user, interactive=interactive)), lines)
    outcome.lines = outcome.lines[2:]
    return outcome


def furnish(world: World) -> None:
    put(world.system(ALPHA), PROGRAM, "x" * 300)
    put(world.system(ALPHA), "$SYSTEM.BBOX.MACROS", "one\ntwo\n")
    put(world.system(ALPHA), "$DATA.NIGHT.JOBS", "JOB\n", owner="OPS.NIGHT")
    put(world.system(BETA), "$DATA.STAGE.SAD001", "tape\n")


@pytest.fixture
def world(world: World) -> World:
    furnish(world)
    return world


@pytest.fixture(scope="module")
def unchanged(furnished: Path) -> Iterator[World]:
    """One world for all the lines that change nothing."""
    with World.copied(furnished) as opened:
        furnish(opened)
        yield opened


def flags(outcome: Outcome, name: str) -> str:
    """Give code and flags of a file in an INFO listing."""
    (line,) = [line for line in outcome.lines if line.split()[:1] == [name]]
    return line.split()[1]


def test_conversation_has_banner_and_prompt(world: World) -> None:
    outcome = drive(Fup(environment(world)), ["EXIT"])
    assert outcome.lines[0].startswith("File Utility Program")
    assert outcome.prompts == ["-"]
    assert outcome.code == 0


def test_one_command_from_tacl_has_no_banner(world: World) -> None:
    outcome = drive(Fup(environment(world, "INFO MACROS")))
    assert outcome.prompts == []
    assert outcome.lines[1] == "$SYSTEM.BBOX"


def test_info_shows_only_the_time_of_what_was_modified_today(world: World) -> None:
    today = fup(world, "INFO MACROS").lines[-1]
    assert today.split() == ["MACROS", "101", "8", "17:44", "-1", "NUNU"]
    world.run_until(world.clock.now + timedelta(days=1))
    later = fup(world, "INFO MACROS").lines[-1]
    assert later.split() == ["MACROS", "101", "8", "05JAN2022", "17:44", "-1", "NUNU"]
    assert today.index("17:44") == later.index("17:44")


def test_info_of_another_system_shows_its_name_and_its_time(world: World) -> None:
    outcome = fup(world, "INFO \\BETA.$DATA.*.*")
    assert outcome.lines[1] == "\\BETA.$DATA.STAGE"
    assert outcome.lines[2].split()[3] == "22:44"


def test_license_is_silent_and_shown_behind_the_code(world: World) -> None:
    outcome = fup(world, "LICENSE BBDBMOBJ")
    assert outcome.lines == []
    assert flags(fup(world, "INFO BBDBMOBJ"), "BBDBMOBJ") == "100L"
    fup(world, "REVOKE BBDBMOBJ")
    assert flags(fup(world, "INFO BBDBMOBJ"), "BBDBMOBJ") == "100"


def test_only_the_super_id_licenses(world: World) -> None:
    outcome = fup(world, f"LICENSE {PROGRAM}", user="SUPER.OPER")
    assert outcome.refused == ["file-system.48"]
    assert outcome.lines == [f"ERROR - {PROGRAM}: FILE SYSTEM ERROR: ERR 48"]
    assert flags(fup(world, "INFO BBDBMOBJ"), "BBDBMOBJ") == "100"


def test_only_programs_are_licensed(world: World) -> None:
    assert fup(world, "LICENSE MACROS").refused == ["file-system.2"]


def test_a_remote_super_id_licenses_nothing(world: World) -> None:
    put(world.system(BETA), "$SYSTEM.BBOX.BBDBMOBJ")
    assert fup(world, "LICENSE \\BETA.$SYSTEM.BBOX.BBDBMOBJ").refused == ["file-system.48"]


def test_a_copy_is_not_licensed(world: World) -> None:
    outcome = fup(world, "LICENSE BBDBMOBJ", "DUP BBDBMOBJ, COPYOBJ", "INFO *")
    assert "FILES DUPLICATED: 1" in outcome.lines
    assert flags(outcome, "BBDBMOBJ") == "100L"
    assert flags(outcome, "COPYOBJ") == "100"


def test_dup_keeps_parts_of_the_name_and_crosses_to_another_system(world: World) -> None:
    outcome = fup(world, "DUP *, \\BETA.$DATA.*.*", "INFO \\BETA.$DATA.BBOX.*")
    assert "FILES DUPLICATED: 2" in outcome.lines
    assert flags(outcome, "MACROS") == "101"


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("DUP MACROS, BBDBMOBJ", "file-system.10"),
        ("DUP MACROS, MACROS", "fup.same-file"),
        ("DUP MACROS, M*", "fup.target-wildcard"),
        ("DUP MACROS, $NONE.A.B", "file-system.14"),
        ("DUP MACROS, B, SAVEALL", "fup.not-modelled"),
        ("INFO NOSUCH", "file-system.11"),
        ("INFO $NONE.A.*", "file-system.14"),
        ("INFO \\GAMMA.$DATA.A.B", "file-system.18"),
        ("INFO MACROS, DETAIL", "fup.not-modelled"),
        ("INFO * WHERE EOF > 0", "fup.not-modelled"),
        ("INFO $DATA.A", "fup.syntax"),
        ("INFO", "fup.syntax"),
        ("COPY BBDBMOBJ", "fup.not-modelled"),
        ("COPY MACROS, MACROS", "fup.same-file"),
        ("RENAME MACROS, $DATA.BBOX.MACROS", "file-system.13"),
        ("RENAME MACROS, BBDBMOBJ", "file-system.10"),
        ("SECURE MACROS, XXXX", "fup.syntax"),
        ("SECURE MACROS, PROGID", "fup.not-modelled"),
        ("GIVE MACROS, NO.BODY", "fup.no-user"),
        ("GIVE MACROS, 256,1", "fup.syntax"),
        ("SUBVOLS $NONE", "file-system.14"),
        ("ALTER MACROS, CODE 5", "fup.not-modelled"),
        ("FC", "fup.not-modelled"),
        ("INFOMACROS", "fup.unknown-command"),
        ("HELP NONSENSE", "fup.unknown-command"),
    ],
)
def test_refusals_change_nothing(unchanged: World, line: str, refused: str) -> None:
    files = unchanged.system(ALPHA).files
    before = files.in_subvolume("$SYSTEM", "BBOX")
    assert fup(unchanged, line).refused == [refused]
    assert files.in_subvolume("$SYSTEM", "BBOX") == before


def test_a_mistake_is_pointed_at_in_the_line_as_typed(world: World) -> None:
    assert fup(world, "SEC MACROS, XXXX").lines[:2] == ["SEC MACROS, XXXX", "            ^"]


def test_a_line_down_is_an_error_of_the_file_system(world: World) -> None:
    world.network.set_line(str(ALPHA), str(BETA), LineState.DOWN)
    assert fup(world, "INFO \\BETA.$DATA.STAGE.*").lines == [
        "ERROR - \\BETA.$DATA.STAGE.*: FILE SYSTEM ERROR: ERR 250"
    ]


def test_without_remote_passwords_nobody_comes_in(world: World) -> None:
    assert fup(world, "INFO \\BETA.$DATA.*.*", user="SUPER.OPER").refused == ["file-system.48"]


@pytest.mark.parametrize(
    ("letters", "refused"),
    [("NUNU", []), ("OOOO", ["file-system.48"]), ("AAAA", ["file-system.48"])],
)
def test_the_security_letters_hold_for_copies_from_afar(
    world: World, letters: str, refused: list[str]
) -> None:
    system = world.system(BETA)
    (file,) = system.files.in_subvolume("$DATA", "STAGE")
    system.files.secure(file, letters)
    assert fup(world, "DUP \\BETA.$DATA.STAGE.SAD001, MINE").refused == refused


def test_purge_asks_before_each_file(world: World) -> None:
    outcome = fup(world, "PURGE MACROS, BBDBMOBJ", "N", "y", "FILES")
    assert outcome.prompts[1:3] == [
        "PURGE $SYSTEM.BBOX.MACROS (Y/N)? ",
        f"PURGE {PROGRAM} (Y/N)? ",
    ]
    assert f"{PROGRAM} PURGED." in outcome.lines
    assert outcome.lines[-1].split() == ["MACROS"]


@pytest.mark.parametrize("line", ["PURGE ! *", "PURGE *!", "PURGE ! * !"])
def test_purge_with_an_exclamation_mark_does_not_ask(world: World, line: str) -> None:
    outcome = fup(world, line)
    assert outcome.lines == ["$SYSTEM.BBOX.BBDBMOBJ PURGED.", "$SYSTEM.BBOX.MACROS PURGED."]


def test_purge_needs_the_mark_when_nobody_can_answer(world: World) -> None:
    assert fup(world, "PURGE MACROS", interactive=False).refused == ["fup.purge-unconfirmed"]
    assert fup(world, "PURGE ! MACROS", interactive=False).lines == []


def test_end_of_file_purges_nothing(world: World) -> None:
    fup(world, "PURGE *")
    assert len(world.system(ALPHA).files.in_subvolume("$SYSTEM", "BBOX")) == 2


def test_purge_refuses_files_of_others_and_running_programs(world: World) -> None:
    assert fup(world, "PURGE ! $SYSTEM.BBOX.*", user="OPS.NIGHT").refused == ["file-system.48"]
    put(world.system(ALPHA), "$SYSTEM.SYSTEM.TEST")
    assert fup(world, "PURGE ! $SYSTEM.SYSTEM.TEST").refused == ["file-system.12"]


def test_rename_secure_and_give(world: World) -> None:
    outcome = fup(world, "RENAME MACROS, OLD.MACROS", "SECURE OLD.*, OOOO", "GIVE OLD.MACROS, 40,7")
    assert outcome.lines == []
    line = fup(world, "INFO OLD.MACROS").lines[-1]
    assert line.split()[-2:] == ["40,7", "OOOO"]


def test_only_owner_manager_and_super_id_secure_and_give(world: World) -> None:
    name = "$DATA.NIGHT.JOBS"
    assert fup(world, f"SECURE {name}, AAAA", user="OPS.DAY").refused == ["file-system.48"]
    assert fup(world, f"GIVE {name}, OPS.DAY", user="OPS.NIGHT").refused == []
    assert fup(world, f"SECURE {name}", user="OPS.DAY").refused == []
    assert fup(world, f"INFO {name}").lines[-1].split()[-2:] == ["40,8", "OOOO"]


def test_copy_displays_and_writes_into_an_existing_file(world: World) -> None:
    assert fup(world, "COPY MACROS").lines == ["one", "two", "RECORDS TRANSFERRED: 2"]
    fup(world, "COPY MACROS, $DATA.NIGHT.JOBS")
    outcome = fup(world, "INFO $DATA.NIGHT.JOBS", "COPY $DATA.NIGHT.JOBS")
    assert outcome.lines[2].split()[-2:] == ["40,7", "NUNU"]
    assert outcome.lines[3:5] == ["one", "two"]


def test_volume_and_system_change_what_completes_names(world: World) -> None:
    outcome = fup(
        world,
        "VOLUME $DATA.NIGHT",
        "FILENAMES",
        "SYSTEM \\BETA",
        "VOLUME STAGE",
        "FILENAMES",
        "VOLUME",
        "FILENAMES M*",
        "SUBVOLS $DATA",
        "VOLUME $DATA",
        "SYSTEM",
    )
    assert outcome.refused == []
    assert outcome.lines[:3] == [
        "$DATA.NIGHT.JOBS",
        "\\BETA.$DATA.STAGE.SAD001",
        "$SYSTEM.BBOX.MACROS",
    ]
    assert outcome.lines[-1].split() == ["NIGHT"]


def test_help_is_derived_and_abbreviations_work(world: World) -> None:
    listed = fup(world, "HELP").lines
    assert any(line.startswith("LICENSE") for line in listed)
    assert fup(world, "HELP LIC").lines[0].startswith("LICENSE ")
    assert fup(world, "fi $data.night").refused == ["fup.unknown-command"]
    assert fup(world, "inf macros").refused == []


def test_completion_offers_commands_and_files(world: World) -> None:
    reader = Fup.inline_reader(environment(world))
    assert reader is not None
    assert [each.text for each in reader.complete("LIC")] == ["LICENSE"]
    assert [each.text for each in reader.complete("LIC B")] == ["BBDBMOBJ"]
    assert reader.error_at("LIC BB,,") == 6
    assert reader.error_at("LICENSE BB") is None
    assert reader.hint("LICE") == reader.hint("LICENSE")
