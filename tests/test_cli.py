"""The command line as a script sees it: what is on stdout, what on stderr, and the exit code."""

from __future__ import annotations

import errno
import io
import os
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import stand_in

from nsksim import plugins
from nsksim.cli import main
from nsksim.commands.outcome import ExitCode
from nsksim.programs.tacl import program
from nsksim.world import World

TWO = str(Path(__file__).parent / "data" / "two.toml")


@pytest.fixture(autouse=True)
def _stand_in(monkeypatch, tmp_path):
    monkeypatch.setattr("nsksim.session.logged_on", stand_in.logged_on)
    monkeypatch.setenv("NSKSIM_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("NSKSIM_DEBUG", raising=False)


@pytest.fixture
def nsksim(capsys, monkeypatch):
    """Run a command; return its exit code, stdout and stderr."""

    def run(*arguments: str | Path, stdin: bytes | None = None):
        stream = io.TextIOWrapper(io.BytesIO(stdin or b""))
        stream.isatty = lambda: stdin is None
        monkeypatch.setattr(sys, "stdin", stream)
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return SimpleNamespace(code=code, out=captured.out, err=captured.err)

    return run


# -- run: what is printed -----------------------------------------------------------------------


def test_stdout_is_what_the_programs_print_and_nothing_else(nsksim):
    ended = nsksim("run", "--scenario", TWO, "-c", "ECHO hi", "-c", "MC", "-c", "hello")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "hi\nPROGRAM\nyou said hello\nEND OF PROGRAM\n"


@pytest.mark.parametrize("way", ["file", "dash", "stdin"])
def test_lines_come_from_a_file_or_a_pipe(nsksim, tmp_path, way):
    (tmp_path / "lines.txt").write_text("ECHO a\r\nECHO b", "utf-8")
    stdin = None if way == "file" else b"ECHO a\nECHO b\n"
    names = {"file": [tmp_path / "lines.txt"], "dash": ["-"], "stdin": []}[way]
    assert nsksim("run", "--scenario", TWO, *names, stdin=stdin).out == "a\nb\n"


def test_echo_writes_a_session_that_the_test_command_accepts(nsksim, tmp_path):
    ended = nsksim(
        "run", "--scenario", TWO, "--seed", "7", "--user", "SUPER.SUPER", "--echo",
        "-c", "ECHO # x", "-c", r"GOTO \BETA", "-c", "MC", "-c", "hello",
    )  # fmt: skip
    assert ended.out.splitlines() == [
        f"# scenario: {TWO}",
        "# seed: 7",
        "# user: SUPER.SUPER",
        r"\ALPHA 1> ECHO # x",
        "# x (output)",
        r"\ALPHA 2> GOTO \BETA",
        r"\BETA 1> MC",
        "PROGRAM",
        "MC> hello",
        "you said hello",
        "MC> EOF!",
        "END OF PROGRAM",
    ]
    session = tmp_path / "x.session"
    session.write_text(ended.out, "utf-8")
    assert nsksim("test", session).code == 0


@pytest.mark.parametrize("key", [b"EOF!", b"\x19"])
def test_control_y_stands_in_a_file_as_a_session_writes_it(nsksim, key):
    ended = nsksim("run", "--scenario", TWO, stdin=b"MC\nhello\n" + key + b"\nECHO x\n")
    assert (ended.code, ended.out) == (0, "PROGRAM\nyou said hello\nEND OF PROGRAM\nx\n")


def test_what_is_no_text_is_echoed_as_a_session_that_holds(nsksim, tmp_path):
    typed = b"ECHO a\nEC\x1b[31mHO\nEC\tHO\n\xff\nECHO \x00\n"
    ended = nsksim("run", "--scenario", TWO, "--echo", stdin=typed)
    assert ended.code == 1
    (tmp_path / "a.session").write_text(ended.out, "utf-8")
    assert nsksim("test", tmp_path / "a.session").code == 0


def test_a_password_is_never_echoed_and_the_session_can_be_typed_again(nsksim, tmp_path):
    ended = nsksim("run", "--scenario", TWO, "--echo", "-c", "ASK", "-c", "secret", "-c", "ECHO x")
    assert "secret" not in ended.out
    session = tmp_path / "x.session"
    session.write_text(ended.out, "utf-8")
    assert nsksim("test", session).code == 0
    (tmp_path / "lines").write_text("ASK\n*2bb80d537b1da3e3*\nECHO x\n", "utf-8")
    again = nsksim("run", "--scenario", TWO, "--echo", tmp_path / "lines")
    assert again.out == ended.out


def test_the_node_and_the_user_can_be_chosen(nsksim):
    ended = nsksim("run", "--scenario", TWO, "--node", "beta", "--echo", "-c", "ECHO x")
    assert "\\BETA 1> ECHO x\nx\n" in ended.out
    ended = nsksim("run", "--scenario", TWO, "--user", "OPS.NIGHT", "--echo", "-c", "ECHO x")
    assert "# user: OPS.NIGHT\n" in ended.out


def test_a_program_that_ignores_the_end_of_input_is_left(nsksim):
    assert nsksim("run", "--scenario", TWO, "-c", "STUBBORN").code == 0


def test_a_wait_that_nothing_can_end_is_refused_on_stderr(nsksim):
    ended = nsksim("run", "--scenario", TWO, "-c", "FOREVER")
    assert (ended.code, ended.out) == (1, "BREAK\n")
    assert len(ended.err.splitlines()) == 1


# -- run: the exit code -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "code", "out"),
    [
        (["ECHO x"], 0, "x\n"),
        (["WARN"], 0, "*ERROR* Beware.\n"),
        (["FAIL", "ECHO x"], 1, "*ERROR* It failed.\nx\n"),
        (["x" * 10_000, "ECHO x"], 1, None),
        (["\x00\x01", "ECHO x"], 1, None),
    ],
)
def test_a_refused_line_is_exit_code_1_and_the_rest_is_typed(nsksim, lines, code, out):
    ended = nsksim("run", "--scenario", TWO, stdin="".join(f"{x}\n" for x in lines).encode())
    assert ended.code == code
    assert ended.out.endswith("x\n") if out is None else ended.out == out


def test_bytes_that_are_no_text_are_refused_in_one_line(nsksim):
    ended = nsksim("run", "--scenario", TWO, stdin=b"\xff\xfe\x00ECHO\nECHO x\n")
    assert ended.code == 1
    assert len(ended.out.splitlines()) == 2


@pytest.mark.parametrize(
    ("lines", "code", "said"),
    [
        (["EXIT", "Y"], 0, ""),
        (["EXIT"], 0, ""),
        (["EXIT", "Y", "", "TIME"], 1, "; 1 line was not typed\n"),
        (["STOP $Y100", "TIME", "TIME"], 1, "; 2 lines were not typed\n"),
    ],
)
def test_lines_left_when_the_last_tacl_has_ended_are_counted(
    nsksim, monkeypatch, lines, code, said
):
    monkeypatch.setattr("nsksim.session.logged_on", program.logged_on)
    ended = nsksim("run", "--scenario", "bare", stdin="".join(f"{x}\n" for x in lines).encode())
    assert (ended.code, ended.out) == (code, "")
    assert ended.err == (f"nsksim: the last TACL has ended{said}" if said else "")


def test_an_exit_that_is_not_confirmed_stays(nsksim, monkeypatch):
    monkeypatch.setattr("nsksim.session.logged_on", program.logged_on)
    ended = nsksim("run", "--scenario", "bare", "-c", "EXIT", "-c", "N", "-c", "#OUTPUT here")
    assert (ended.code, ended.out) == (0, "here\n")


def test_stop_on_error_types_nothing_more(nsksim):
    ended = nsksim(
        "run", "--scenario", TWO, "--stop-on-error", "-c", "MC", "-c", "EXIT", "-c", "FAIL",
        "-c", "ECHO never",
    )  # fmt: skip
    assert ended.code == 1
    assert "never" not in ended.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "-c", "X", __file__], "-c and FILE exclude each other"),
        (["run"], "nothing to type"),
        (["run", "/no/such/file"], "No such file"),
        (["run", "--scenario", TWO, "--world", "/somewhere", "-c", "X"], "exclude each other"),
        (["run", "--world", "/somewhere", "--seed", "1", "-c", "X"], "--seed"),
        (["run", "--scenario", TWO, "--node", r"\GAMMA", "-c", "X"], r"\ALPHA, \BETA"),
        (["run", "--scenario", TWO, "--node", "x-y", "-c", "X"], "--node x-y"),
        (["run", "--scenario", TWO, "--user", "NO.BODY", "-c", "X"], "NO.BODY"),
        (["bogus"], "bogus"),
        (["run", "--bogus"], "--bogus"),
        (["play", "no-such-demo"], "no-such-demo"),
        (["play", "no-such.session"], "no-such.session"),
        (["play", "--step", "x"], "needs a terminal"),
        (["explain", "99999"], "there is no message 99999"),
        (["explain", "nobody", "5048"], "nobody is called nobody"),
        (["explain", "a", "b", "c"], "explain takes"),
        (["world", "list", "/no/such/dir"], "does not exist"),
        (["test", "/no/such.session"], "does not exist"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_says_what_is_wrong(nsksim, arguments, said):
    ended = nsksim(*arguments)
    assert (ended.code, ended.out) == (2, "")
    [line] = ended.err.splitlines()
    assert said in line


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "--scenario", "no-such", "-c", "X"],
        ["run", "--scenario", "no-such.toml", "-c", "X"],
        ["run", "--world", "/no/such", "-c", "X"],
        ["world", "show", "/no/such"],
        ["world", "delete", "/no/such"],
        ["world", "copy", "/no/such", "/no/such/either"],
        ["world", "create", "/proc/nothing/here"],
    ],
)
def test_an_unusable_world_is_exit_code_3_in_one_line(nsksim, arguments):
    ended = nsksim(*arguments)
    assert (ended.code, ended.out) == (3, "")
    assert len(ended.err.splitlines()) == 1


def test_a_mistake_of_ours_is_exit_code_70_in_one_line(nsksim):
    ended = nsksim("run", "--scenario", TWO, "--seed", "7", "-c", "ECHO x", "-c", "LOSE")
    assert (ended.code, ended.out) == (70, "x\n")
    (line,) = ended.err.splitlines()
    assert f"internal error in run (scenario {TWO}, seed 7): LookupError: lost" in line
    assert "report" in line


@pytest.mark.parametrize("way", ["option", "environment"])
def test_debug_shows_the_traceback(nsksim, monkeypatch, way):
    if way == "environment":
        monkeypatch.setenv("NSKSIM_DEBUG", "1")
    option = ["--debug"] if way == "option" else []
    ended = nsksim(*option, "run", "--scenario", TWO, "-c", "LOSE")
    assert ended.code == 70
    assert "Traceback (most recent call last)" in ended.err
    assert "stand_in.py" in ended.err


@pytest.mark.parametrize("debug", [True, False])
def test_debug_shows_what_was_behind_a_damaged_world(nsksim, tmp_path, debug):
    world = tmp_path / "w"
    nsksim("world", "create", world, "--scenario", TWO)
    with World.open(world) as opened:
        opened.system(r"\BETA").database.execute("UPDATE USERS SET SECURITY = 'X'")
    ended = nsksim(*["--debug"] * debug, "run", "--world", world, "-c", "LOSE")
    *shown, line = ended.err.splitlines()
    assert ended.code == 3
    told = "is damaged: its column USERS.SECURITY cannot be read: 'X' is not a security string"
    assert f"nsksim: {world}/node_BETA.duckdb {told}" in line
    assert ("Traceback (most recent call last):" in shown) == debug
    assert ("LookupError: lost" in shown) == debug
    assert bool(shown) == debug


def test_a_full_disk_is_exit_code_3_in_one_line(nsksim, monkeypatch):
    def fill(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "files/7")

    monkeypatch.setattr("nsksim.commands.running._refused", fill)
    ended = nsksim("run", "--scenario", TWO, "-c", "ECHO x")
    assert (ended.code, ended.err) == (
        3, "nsksim: files/7: No space left on device\n"
    )  # fmt: skip


def test_an_interrupt_is_exit_code_130_and_the_world_stays_usable(nsksim, tmp_path, monkeypatch):
    nsksim("world", "create", tmp_path / "w", "--scenario", TWO)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("nsksim.commands.running._refused", interrupt)
        assert nsksim("run", "--world", tmp_path / "w", "-c", "ECHO x").code == 130
    assert nsksim("run", "--world", tmp_path / "w", "-c", "ECHO x").code == 0


def test_every_exit_code_stands_in_the_help(nsksim):
    shown = nsksim("--help").out.split("Exit codes:")[1]
    assert {int(number) for number in re.findall(r"(\d+)  \w", shown)} == set(ExitCode)


# -- test and play ------------------------------------------------------------------------------

GOOD = f"# scenario: {TWO}\n# Hello\n\\ALPHA 1> ECHO hi\nhi\n\\BETA 1> ECHO there\nthere\n"


def test_a_session_that_differs_is_exit_code_4_and_shows_both_sides(nsksim, tmp_path):
    (tmp_path / "a.session").write_text(GOOD, "utf-8")
    (tmp_path / "b.session").write_text(GOOD.replace("\nthere", "\nhere"), "utf-8")
    ended = nsksim("test", tmp_path / "a.session", tmp_path / "b.session")
    assert (ended.code, ended.out) == (4, "")
    assert f"{tmp_path / 'b.session'}:5: differs" in ended.err
    assert "  - here\n  + there\n" in ended.err
    assert "a.session:" not in ended.err


def test_a_session_with_a_wrong_head_is_a_wrong_argument(nsksim, tmp_path):
    (tmp_path / "a.session").write_text("# seed: x\n", "utf-8")
    ended = nsksim("test", tmp_path / "a.session")
    assert ended.code == 2
    assert "a.session:1:" in ended.err


def test_a_demonstration_shows_narration_and_typing(nsksim, tmp_path):
    (tmp_path / "a.session").write_text(GOOD, "utf-8")
    ended = nsksim("play", "--fast", tmp_path / "a.session")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == GOOD.split("\n", 1)[1]


def test_a_demonstration_takes_the_time_of_a_human(nsksim, tmp_path, monkeypatch):
    slept: list[float] = []
    monkeypatch.setattr("nsksim.commands.playing.RealTime.sleep", slept.append)
    (tmp_path / "a.session").write_text(GOOD, "utf-8")
    nsksim("play", tmp_path / "a.session")
    assert not slept, "nobody waits for a file to be written"
    monkeypatch.setattr("nsksim.commands.playing.watched", lambda: True)
    nsksim("play", tmp_path / "a.session")
    assert 1.5 < sum(slept) < 6


def test_a_long_demonstration_is_over_within_a_minute(nsksim, tmp_path, monkeypatch):
    slept: list[float] = []
    monkeypatch.setattr("nsksim.commands.playing.RealTime.sleep", slept.append)
    monkeypatch.setattr("nsksim.commands.playing.watched", lambda: True)
    (tmp_path / "a.session").write_text(GOOD + "# narration\n" * 5000, "utf-8")
    nsksim("play", tmp_path / "a.session")
    assert 20 < sum(slept) < 45


def test_a_demonstration_that_goes_otherwise_is_exit_code_4(nsksim, tmp_path):
    (tmp_path / "a.session").write_text(GOOD.replace("\nhi", "\nho"), "utf-8")
    ended = nsksim("play", "--fast", tmp_path / "a.session")
    assert ended.code == 4
    assert "  - ho\n  + hi\n" in ended.err
    assert "there" in ended.out


def test_demonstrations_follow_each_other_each_in_a_world_of_its_own(nsksim, tmp_path):
    (tmp_path / "a.session").write_text(GOOD, "utf-8")
    (tmp_path / "b.session").write_text(GOOD.replace("Hello", "Again"), "utf-8")
    ended = nsksim("play", "--fast", tmp_path / "a.session", tmp_path / "b.session")
    assert (ended.code, ended.err) == (0, "")
    shown = GOOD.split("\n", 1)[1]
    assert ended.out == shown + shown.replace("Hello", "Again")


def test_a_session_that_types_nothing_is_no_session(nsksim, tmp_path):
    (tmp_path / "a.session").write_text("# only words\n", "utf-8")
    ended = nsksim("test", tmp_path / "a.session")
    assert (ended.code, ended.out) == (2, "")
    assert "types nothing" in ended.err


def test_a_demonstration_is_found_by_name(nsksim, tmp_path, monkeypatch):
    path = tmp_path / "a.session"
    path.write_text(GOOD, "utf-8")
    monkeypatch.setattr("nsksim.plugins.shipped", lambda *_: {"hello": path})
    assert nsksim("play", "--fast", "hello").code == 0


# -- worlds -------------------------------------------------------------------------------------


def test_a_world_is_made_shown_copied_listed_and_deleted(nsksim, tmp_path):
    made, copied = tmp_path / "w", tmp_path / "x"
    assert nsksim("world", "create", made, "--scenario", TWO, "--seed", "3").code == 0
    shown = nsksim("world", "show", made)
    assert shown.code == 0
    assert r"system     \ALPHA  2022-01-05 17:44:48 local time" in shown.out
    assert "seed       3" in shown.out
    assert nsksim("world", "copy", made, copied).code == 0
    assert nsksim("world", "list", tmp_path).out == f"{made}  {TWO}\n{copied}  {TWO}\n"
    assert nsksim("world", "delete", made).code == 0
    assert not made.exists()
    assert copied.exists()


def test_only_a_world_is_deleted(nsksim, tmp_path):
    (tmp_path / "precious").write_text("x", "utf-8")
    assert nsksim("world", "delete", tmp_path).code == 3
    assert (tmp_path / "precious").exists()


def test_a_world_is_not_made_over_something(nsksim, tmp_path):
    (tmp_path / "precious").write_text("x", "utf-8")
    assert nsksim("world", "create", tmp_path, "--scenario", TWO).code == 3
    assert os.listdir(tmp_path) == ["precious"]


def test_a_world_that_could_not_be_made_leaves_nothing(nsksim, tmp_path):
    assert nsksim("world", "create", tmp_path / "w", "--scenario", "no-such").code == 3
    assert os.listdir(tmp_path) == []


def test_what_is_done_in_a_world_stays(nsksim, tmp_path):
    nsksim("world", "create", tmp_path / "w", "--scenario", TWO)
    first = nsksim("run", "--world", tmp_path / "w", "-c", "WAIT 60")
    assert first.out == "it is 17:45:48\n"
    second = nsksim("run", "--world", tmp_path / "w", "--echo", "-c", "WAIT 60")
    assert "a world that has moved on" in second.err
    assert "\\ALPHA 1> WAIT 60\nit is 17:46:48\n" in second.out


def test_a_world_that_is_open_elsewhere_is_refused_with_the_holder(nsksim, tmp_path):
    from nsksim.api import World

    nsksim("world", "create", tmp_path / "w", "--scenario", TWO)
    with World.open(tmp_path / "w"):
        ended = nsksim("run", "--world", tmp_path / "w", "-c", "ECHO x")
    assert ended.code == 3
    assert f"pid {os.getpid()}" in ended.err


def test_the_shell_keeps_a_world_of_the_users_own(nsksim, tmp_path, monkeypatch):
    monkeypatch.setattr("nsksim.commands.worlds.DEFAULT_SCENARIO", TWO)
    first = nsksim(stdin=b"ECHO one\n")
    assert first.code == 0
    assert "one\n" in first.out
    assert str(tmp_path / "home" / "world") in first.err
    again = nsksim("shell", "--plain", stdin=b"ECHO two\n")
    assert (again.code, again.err) == (0, "")
    assert nsksim("world", "list").out == f"{tmp_path / 'home' / 'world'}  {TWO}\n"
    assert nsksim("shell", "--seed", "1", stdin=b"").code == 2


def test_a_shell_in_a_fresh_world_says_that_nothing_is_kept(nsksim):
    ended = nsksim("shell", "--scenario", TWO, stdin=b"ECHO one\n")
    assert ended.code == 0
    assert "gone when you leave" in ended.err


def test_the_list_of_worlds_says_what_is_wrong(nsksim, tmp_path):
    from nsksim.api import World

    nsksim("world", "create", tmp_path / "a-good", "--scenario", TWO)
    for name in ("b-cut", "c-missing", "d-half", "e-odd", "f-open"):
        nsksim("world", "copy", tmp_path / "a-good", tmp_path / name)
    (tmp_path / "b-cut" / "node_BETA.duckdb").write_bytes(b"x")
    (tmp_path / "c-missing" / "node_BETA.duckdb").unlink()
    (tmp_path / "d-half" / "nsksim-world.json").unlink()
    (tmp_path / "e-odd" / "nsksim-world.json").write_bytes(b"x")
    (tmp_path / "no-world").mkdir()
    with World.open(tmp_path / "f-open"):
        ended = nsksim("world", "list", tmp_path)
    assert ended.code == 0
    good, cut, missing, half, odd, held = ended.out.splitlines()
    assert good == f"{tmp_path / 'a-good'}  {TWO}"
    assert re.search(r"cannot be used: .*node_BETA.duckdb is damaged: it has 1 bytes and had", cut)
    assert re.search(r"cannot be used: .*node_BETA.duckdb is missing", missing)
    assert half.endswith("cannot be used: the copy of the world is incomplete")
    assert odd.endswith("nsksim-world.json is damaged")
    assert held == f"{tmp_path / 'f-open'}  {TWO}  open in process {os.getpid()}"
    for name in ("b-cut", "c-missing", "d-half", "e-odd"):
        for words in (("show", tmp_path / name), ("copy", tmp_path / name, tmp_path / "x")):
            ended = nsksim("world", *words)
            assert (ended.code, ended.out, ended.err.count("\n")) == (3, "", 1)
    assert not (tmp_path / "x").exists()
    for name in ("d-half", "e-odd"):
        assert nsksim("world", "delete", tmp_path / name).code == 3
        assert (tmp_path / name).exists()


def test_without_worlds_the_list_is_empty(nsksim):
    ended = nsksim("world", "list")
    assert (ended.code, ended.out) == (0, "")


# -- explain, scenarios, plug-ins ---------------------------------------------------------------


def test_a_message_is_explained_by_number_id_and_speaker(nsksim):
    by_number = nsksim("explain", "5048")
    assert by_number.code == 0
    for part in ("mediacom.5048", "**ERROR-5048**", "Cause:", "Effect:", "Recovery:"):
        assert part in by_number.out
    assert nsksim("explain", "MEDIACOM.5048").out == by_number.out
    assert nsksim("explain", "mediacom", "5048").out == by_number.out
    assert max(map(len, by_number.out.splitlines())) <= 80


def test_every_message_of_a_number_is_explained(nsksim):
    out = nsksim("explain", "session.line-too-long").out
    assert "chosen by this simulator" in out


def test_the_scenarios_are_listed_with_their_titles(nsksim):
    assert re.search(r"^bare +One system", nsksim("scenarios").out, re.MULTILINE)


def test_a_plugin_brings_commands_that_are_loaded_when_called(nsksim, monkeypatch):
    command = plugins.LazyCommand("no_such_module:command", "Say something.")
    guest = plugins.Plugin("guest", "nsksim", commands={"guest-command": command})
    monkeypatch.setattr(plugins, "installed", lambda: (plugins.HOST, guest))
    assert re.search(r"guest-command +Say something\.", nsksim("--help").out)
    assert nsksim("guest-command").code == 70
    monkeypatch.setitem(guest.commands, "guest-command", plugins.LazyCommand("test_cli:GUEST", "x"))
    assert nsksim("guest-command").out == "from the guest\n"


def _guest_command():
    import click

    return click.Command("guest-command", callback=lambda: click.echo("from the guest"))


GUEST = _guest_command()
