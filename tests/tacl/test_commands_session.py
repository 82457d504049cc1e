"""The prompt, logging on and off, history: what is seen of the TACL around the commands."""

from __future__ import annotations

import pytest
from laboratory import converse, screen, sit_down

from nsksim.guardian.users import sealed
from nsksim.session import Session
from nsksim.world import World

SUPER_BANNER = 5
"""Lines of the banner that LOGON prints."""


def test_a_session_starts_logged_on_without_a_banner(world: World) -> None:
    session = sit_down(world)
    assert session.greeting == []
    assert session.prompt == "\\ALPHA 1> "


def test_what_the_start_up_files_print_is_shown(world: World) -> None:
    assert sit_down(world, "OPS.NIGHT").greeting == ["good night"]


def test_only_lines_with_text_count(session: Session) -> None:
    assert screen(session, "", "   ", "TIME") == ["January 5, 2022 22:44:48"]
    assert session.prompt == "\\ALPHA 2> "


def test_a_continued_command_has_one_number(session: Session) -> None:
    assert screen(session, "FILENAMES &") == []
    assert session.prompt == "\\ALPHA 1> "
    assert screen(session, "& LIB, &", "LOOP") == ["$DATA.LAB.LIB", "$DATA.LAB.LOOP"]
    assert session.prompt == "\\ALPHA 2> "


def test_an_open_bracket_is_continued(session: Session) -> None:
    assert screen(session, "[#IF 1 |THEN|") == []
    assert screen(session, "#OUTPUT yes]") == ["yes"]


def test_a_tab_is_a_blank(session: Session) -> None:
    assert screen(session, "FILENAMES\tLIB") == ["$DATA.LAB.LIB"]


def test_a_macro_file_that_invokes_itself_is_stopped(session: Session) -> None:
    assert screen(session, "LAB.ROUND") == [
        "*ERROR* Stopped after 200 function calls without input, output or waiting."
    ]


def test_break_abandons_a_continued_line(session: Session) -> None:
    screen(session, "FILENAMES &")
    assert list(session.interrupt()) == []
    assert screen(session, "TIME") == ["January 5, 2022 22:44:48"]


def test_setprompt_puts_the_defaults_into_the_prompt(session: Session) -> None:
    for parts, prompt in [
        ("VOLUME", "\\ALPHA $DATA 2> "),
        ("SUBVOL", "\\ALPHA LAB 3> "),
        ("BOTH", "\\ALPHA $DATA LAB 4> "),
        ("none", "\\ALPHA 5> "),
    ]:
        screen(session, f"SETPROMPT {parts}")
        assert session.prompt == prompt


def test_the_prompter_is_invoked_before_each_prompt(session: Session) -> None:
    screen(session, "[#DEF _prompter MACRO |BODY| #SET #PREFIX [#DEFAULTS]]")
    screen(session, "#SET #PROMPT -1", "VOLUME $DATA.OTHER")
    assert session.prompt == "$DATA.OTHER 4> "


def test_history_lists_the_newest_commands(session: Session) -> None:
    converse(
        session,
        [
            ("TIME", ["January 5, 2022 22:44:48"]),
            ("#PUSH a &", []),
            ("b", []),
            ("HISTORY", ["1> TIME", "2> #PUSH a &", "2> b", "3> HISTORY"]),
            ("HISTORY 1", ["4> HISTORY 1"]),
        ],
    )


def test_earlier_lines_are_shown_and_repeated(session: Session) -> None:
    screen(session, "#OUTPUT one", "#OUTPUT two")
    converse(
        session,
        [
            ("?", ["\\ALPHA 3> #OUTPUT two"]),
            ("? 1", ["\\ALPHA 3> #OUTPUT one"]),
            ("!1", ["\\ALPHA 3> #OUTPUT one", "one"]),
            ("! -2", ["\\ALPHA 4> #OUTPUT two", "two"]),
            ("!#out", ["\\ALPHA 5> #OUTPUT two", "two"]),
            ("!99", ["*ERROR* No command line 99 in the history."]),
            ("! NOPE", ["*ERROR* No command line NOPE in the history."]),
        ],
    )


def test_fc_edits_a_line_under_it(session: Session) -> None:
    screen(session, "#OUTPUT ome")
    assert screen(session, "FC") == ["\\ALPHA 2> #OUTPUT ome"]
    assert session.prompt == "..        "
    assert screen(session, "         rn") == ["\\ALPHA 2> #OUTPUT one"]
    assert screen(session, "") == ["one"]


def test_fc_can_be_abandoned(session: Session) -> None:
    screen(session, "#OUTPUT one", "FC")
    assert screen(session, None) == []
    assert session.prompt == "\\ALPHA 2> "


def test_exit_asks_and_end_of_file_too(world: World) -> None:
    session = sit_down(world, questions=True)
    for end in ("EXIT", None):
        screen(session, end)
        assert session.prompt == "Are you sure you want to stop this TACL (\\ALPHA.$Y100)? "
        screen(session, "N")
        assert not session.ended
    screen(session, "EXIT", "Y")
    assert session.ended


@pytest.mark.parametrize(("answer", "ended"), [("Y", True), (None, True), ("TIME", False)])
def test_exit_asks_without_questions_too(session: Session, answer: str | None, ended: bool) -> None:
    screen(session, "EXIT")
    assert session.prompt.startswith("Are you sure")
    screen(session, answer)
    assert session.ended is ended


def test_without_questions_end_of_file_leaves(session: Session) -> None:
    assert screen(session, None) == []
    assert session.ended
    assert session.world.system("\\ALPHA").processes.named("$Y100") is None


def test_the_super_id_logs_on_as_anyone(session: Session) -> None:
    lines = screen(session, "logon ops.night")
    assert lines[SUPER_BANNER:] == [
        "(Invoking $SYSTEM.SYSTEM.TACLLOCL)",
        "(Invoking $DATA.NIGHT.TACLCSTM)",
        "good night",
    ]
    assert screen(session, "WHO")[-3:] == [
        "Current volume: $DATA.NIGHT",
        "Saved volume: $DATA.NIGHT",
        'Userid: 40,7   Username: OPS.NIGHT   Security: "OOOO"',
    ]
    assert "40,007 $SYSTEM.SYSTEM.TACL" in screen(session, "STATUS")[-1]


def test_others_need_the_password(world: World) -> None:
    session = sit_down(world, "OPS.NIGHT")
    screen(session, "LOGON OPS.MANAGER")
    assert session.prompt == "Password:"
    assert session.secret
    wrong = ["Invalid username or password"]
    assert screen(session, "NIGHT") == wrong
    assert screen(session, "LOGON NO.BODY,X") == wrong
    assert screen(session, "LOGON 255,255,") != wrong
    assert len(screen(session, "LOGON 40,255,BOSS")) > SUPER_BANNER
    assert len(screen(session, "LOGON OPS.NIGHT")) > SUPER_BANNER, "a manager needs no password"


def test_a_sealed_password_is_one_and_the_end_of_file_is_none(world: World) -> None:
    session = sit_down(world, "OPS.NIGHT")
    screen(session, "LOGON OPS.MANAGER")
    assert screen(session, sealed("NIGHT")) == ["Invalid username or password"]
    screen(session, "LOGON OPS.MANAGER")
    assert len(screen(session, sealed("BOSS"))) > SUPER_BANNER
    screen(session, "LOGOFF", "LOGON SUPER.SUPER")
    assert screen(session, None) == ["Invalid username or password"]
    screen(session, "LOGON SUPER.SUPER")
    assert len(screen(session, "")) > 1, "an empty password, which is this user's"


def test_the_history_keeps_no_password(world: World) -> None:
    session = sit_down(world, "OPS.NIGHT")
    screen(session, "LOGON OPS.MANAGER,WRONG")
    assert screen(session, "HISTORY") == ["1> LOGON OPS.MANAGER", "2> HISTORY"]


def test_a_second_logon_keeps_params_and_a_logoff_drops_them(session: Session) -> None:
    screen(session, "PARAM KEPT YES", "ADD DEFINE =KEPT, FILE X", "LOGON SUPER.SUPER")
    assert screen(session, "PARAM") == ["KEPT (YES)"]
    screen(session, "LOGOFF", "LOGON OPS.NIGHT,NIGHT")
    assert screen(session, "PARAM") == []
    assert "=KEPT" not in "".join(screen(session, "INFO DEFINE **"))


def test_logged_off_little_can_be_done(session: Session) -> None:
    assert screen(session, "LOGOFF") == []
    assert session.prompt == "TACL 1> "
    refusal = ["Expecting: LOGON, PAUSE or TIME"]
    for line in ("WHO", "FILEINFO", "#OUTPUT x", "EXIT", "TIMES"):
        assert screen(session, line) == refusal
    assert screen(session, "TIME") == ["January 5, 2022 22:44:48"]
    screen(session, "LOGON SUPER.SUPER")
    assert session.prompt == "Password:", "nobody is not the super ID"


def test_remote_passwords_open_the_way(world: World) -> None:
    session = sit_down(world)
    there = "\\BETA.$DATA.LAB.F*"
    assert screen(session, f"FILENAMES {there}") == ["\\BETA.$DATA.LAB.FARAWAY"]
    screen(session, "REMOTEPASSWORD \\BETA")
    assert screen(session, f"FILENAMES {there}") == [f"*ERROR* 048 security violation ({there})"]
    screen(session, "REMOTEPASSWORD \\BETA, SECRET")
    assert screen(session, f"FILENAMES {there}") == ["\\BETA.$DATA.LAB.FARAWAY"]
    screen(session, "REMOTEPASSWORD")
    assert session.run(f"FILENAMES {there}").refused
    assert session.run("REMOTEPASSWORD \\NOWHERE, X").refused
