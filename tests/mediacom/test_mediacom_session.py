"""MEDIACOM's session: OBEY, recalled lines, defaults, where output goes, HELP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nsksim.expand import LineState
from nsksim.guardian.files import EDIT
from nsksim.names import CatalogName, Defaults, FileName, VolumeName
from nsksim.programs.mediacom.displays.session import OWN_MESSAGES
from nsksim.programs.mediacom.program import Mediacom
from nsksim.world import World
from tests.programs.harness import ALPHA, BETA, Outcome, create, drive, environment

PLACE = Defaults(ALPHA, VolumeName("SYSTEM"), "BBOX")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with create(tmp_path / "world") as built:
        yield built


def session(world: World, *typed: str, user: str = "SUPER.SUPER") -> Outcome:
    """Converse; the banner is left out."""
    outcome = drive(Mediacom(environment(world, user=user)), typed)
    del outcome.lines[0]
    return outcome


def written(world: World, name: str, *lines: str) -> None:
    """Make an EDIT file in the default subvolume."""
    system = world.system(ALPHA)
    owner = system.users.named("SUPER.SUPER")
    assert owner is not None
    text = "".join(f"{line}\n" for line in lines).encode()
    system.files.write(FileName.parse(name, PLACE), text, owner, code=EDIT)


def read(world: World, name: str) -> list[str]:
    files = world.system(ALPHA).files
    found = files.find(FileName.parse(name, PLACE))
    assert found is not None
    return files.read_lines(found)


# -- OBEY ---------------------------------------------------------------------------------------


def test_obey_goes_on_behind_a_refusal_and_ends_at_eof(world: World) -> None:
    written(
        world, "SETUP", "CREATE VOLCAT VC, &", "  $DATA.VC == ours", "", "NO", "ENV", "eof", "INFO"
    )
    outcome = session(world, "OBEY SETUP", "INFO VOLCAT VC")
    assert outcome.lines[0] == "1 volume catalog created."
    assert outcome.lines[1:4] == [
        "NO",
        "^",
        "**ERROR-5900** Syntax error: NO is not a command of MEDIACOM.",
    ]
    assert outcome.lines[4].startswith("System")
    assert outcome.lines[-1] == "1 volume catalog returned."
    assert outcome.refused == ["mediacom.5900"]


def test_obey_inside_obey_ends(world: World) -> None:
    written(world, "AGAIN", "OBEY AGAIN", "INFO VOLCAT")
    outcome = session(world, "OBEY AGAIN", "INFO VOLCAT")
    assert outcome.refused == ["mediacom.5911"]
    assert outcome.lines == [
        "**ERROR-5911** OBEY files are nested more than 8 deep.",
        "0 volume catalogs returned.",
    ]


def test_exit_in_an_obeyed_file_ends_the_program(world: World) -> None:
    written(world, "LEAVE", "EXIT", "INFO VOLCAT")
    assert session(world, "OBEY LEAVE", "INFO VOLCAT").lines == []


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("NOSUCH", "file-system.11"),
        ("A.B.C.D", "file-system.13"),
        (r"\NOPE.$A.B.C", "file-system.18"),
    ],
)
def test_what_cannot_be_obeyed_is_refused(world: World, name: str, error: str) -> None:
    assert session(world, f"OBEY {name}").refused == [error]


def test_obeyed_lines_are_not_kept_in_the_history(world: World) -> None:
    written(world, "ONE", "INFO VOLCAT")
    assert session(world, "OBEY ONE", "HISTORY").lines[1:] == ["1> OBEY ONE", "2> HISTORY"]


# -- output -------------------------------------------------------------------------------------


def test_out_inside_an_obeyed_file_while_logging(world: World) -> None:
    written(world, "ONE", "INFO VOLCAT", "OUT REPORT", "INFO FILECAT", "X", "OUT", "INFO VOLCAT")
    outcome = session(world, "LOG COPY", "OBEY ONE", "LOG")
    assert outcome.lines == ["0 volume catalogs returned."] * 2
    assert outcome.refused == ["mediacom.5900"]
    refusal = ["X", "^", "**ERROR-5900** Syntax error: X is not a command of MEDIACOM."]
    assert read(world, "REPORT") == ["0 file catalogs returned.", *refusal]
    assert read(world, "COPY") == [
        "MC> OBEY ONE",
        "0 volume catalogs returned.",
        "0 file catalogs returned.",
        *refusal,
        "0 volume catalogs returned.",
        "MC> LOG",
    ]


def test_the_end_of_the_program_writes_what_was_printed(world: World) -> None:
    assert session(world, "OUT REPORT", "INFO VOLCAT", "EXIT").lines == []
    assert read(world, "REPORT") == ["0 volume catalogs returned."]


def test_the_terminal_is_no_log_of_itself(world: World) -> None:
    outcome = session(world, "OUT $ZTN0.#PTY0001", "LOG $ZTN0.#PTY0001", "INFO VOLCAT")
    assert outcome.refused == ["mediacom.5901"]
    assert outcome.lines[-1] == "0 volume catalogs returned."


def test_a_file_others_own_is_not_written(world: World) -> None:
    written(world, "MINE", "A")
    outcome = session(world, "OUT $SYSTEM.BBOX.MINE", "X", user="OPS.NIGHT")
    assert outcome.refused == ["file-system.48", "mediacom.5900"]
    assert read(world, "MINE") == ["A"]


# -- defaults -----------------------------------------------------------------------------------


def test_a_program_begins_at_the_default_system_of_its_tacl(world: World) -> None:
    surroundings = environment(world, "CREATE VOLCAT VC, $DATA.VC")
    surroundings.defaults = Defaults(BETA, VolumeName("DATA"), "X")
    assert drive(Mediacom(surroundings)).lines == ["1 volume catalog created."]
    assert world.media(world.system(ALPHA)).catalogs.matching() == []
    (made,) = world.media(world.system(BETA)).catalogs.matching()
    assert str(made.name).endswith("VC")


def test_session_defaults_go_before_media_defaults(world: World) -> None:
    session(
        world,
        "CREATE VOLCAT VC, $DATA.VC",
        "CREATE VOLCAT VD, $DATA.VD",
        "ALTER MEDIADEFS, VOLCAT VC",
        "VOLCAT VD",
        "ADD POOL P",
    )
    catalog = world.media(world.system(ALPHA)).pools.matching()[0].catalog
    assert CatalogName.parse(str(catalog)).value == "VD"


def test_a_default_node_behind_a_line_that_went_down(world: World) -> None:
    program = Mediacom(environment(world))
    drive(program, [r"SYSTEM \BETA"])
    world.network.set_line(str(ALPHA), str(BETA), LineState.DOWN)
    program.ended = False
    for line in ("ENV", "TAPEDRIVE $T", "INFO MEDIADEFS"):
        assert drive(program, [line]).refused == ["file-system.250"], line
    for line in ("INFO VOLCAT", "VOLCAT X", "ADD POOL P"):
        assert drive(program, [line]).refused == ["mediacom.603"], line
    assert program.language.complete("INFO VOLCAT ", program.context)
    assert drive(program, ["SYSTEM", "INFO VOLCAT"]).refused == []


@pytest.mark.parametrize("line", [r"SYSTEM \BETA", r"INFO VOLCAT \BETA.*"])
def test_who_is_unknown_there_stays_here(world: World, line: str) -> None:
    outcome = session(world, line, "INFO VOLCAT", user="OPS.DAY")
    assert outcome.refused == ["file-system.48"]
    assert outcome.lines[-1] == "0 volume catalogs returned."


# -- HELP ---------------------------------------------------------------------------------------


def test_help_has_a_line_for_every_command(world: World) -> None:
    lines = session(world, "HELP").lines
    for entry in Mediacom.language.reference():
        if entry.statement.modelled:
            assert f"  {entry.name} " in "\n".join(lines) + " "
    assert [line for line in lines if line == "Session"]


def test_help_on_a_command_begins_with_its_syntax(world: World) -> None:
    for entry in Mediacom.language.reference():
        if entry.statement.modelled:
            lines = session(world, f"HELP {entry.name}").lines
            assert entry.name.split()[0] in lines[0]
            syntax = "".join(lines[: lines.index("")])
            assert entry.syntax.replace(" ", "") == syntax.replace(" ", "")


def test_help_on_an_object_lists_its_commands(world: World) -> None:
    lines = session(world, "HELP tapevolume").lines
    assert [line.split()[0] for line in lines][:4] == ["ADD", "ALTER", "DELETE", "INFO"]
    assert all("TAPEVOLUME" in line for line in lines)


def test_help_names_the_messages_that_are_ours(world: World) -> None:
    lines = session(world, "HELP MESSAGES").lines
    assert [int(line[:4]) for line in lines[1:]] == sorted(OWN_MESSAGES)
    assert all(5900 <= number < 6000 for number in OWN_MESSAGES)
    assert session(world, "HELP 5920").lines[0].startswith("5920  <object> <name> does not")


@pytest.mark.parametrize(
    ("number", "text", "origin"),
    [
        (603, "The catalog manager could", "The number is the vendor's, the text is the simula"),
        (5048, "DISKFILE <name> is invalid.", "The number and the text are the vendor's."),
        (6310, "Only logical copies of the", "The number and the text are the vendor's."),
    ],
)
def test_help_knows_the_numbers_of_the_vendor(
    world: World, number: int, text: str, origin: str
) -> None:
    lines = session(world, f"HELP {number}").lines
    assert lines[0].startswith(f"{number}  {text}")
    assert lines[-1].startswith(origin)


@pytest.mark.parametrize("topic", ["NONSENSE", "INFO NONSENSE", "5049", "TAPEVOLUME ADD", "!!"])
def test_help_on_nothing_names_the_topic(world: World, topic: str) -> None:
    outcome = session(world, f"HELP {topic}")
    assert outcome.lines == [f"**ERROR-5912** There is no help on {topic}."]
