"""The interactive terminal, driven by keys; never by the bytes it draws."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import stand_in
from prompt_toolkit.application import create_app_session
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from nsksim.api import World
from nsksim.names import NodeName
from nsksim.session import Session
from nsksim.terminal.editing import BottomBar, ErrorMarker, ReaderCompleter
from nsksim.terminal.history import open_history
from nsksim.terminal.keys import ask_key
from nsksim.terminal.pace import Pace
from nsksim.terminal.pager import More, Pager
from nsksim.terminal.plain import PlainReader, PlainScreen
from nsksim.terminal.prompt import PromptReader
from nsksim.terminal.shell import Shell, TerminalLeft

TWO = str(Path(__file__).parent / "data" / "two.toml")


@pytest.fixture(autouse=True)
def _stand_in(monkeypatch):
    monkeypatch.setattr("nsksim.session.logged_on", stand_in.logged_on)
    stand_in.BELL.lines()


@pytest.fixture
def world() -> Iterator[World]:
    with World.from_scenario(TWO) as made:
        yield made


@pytest.fixture
def session(world):
    return world.session().engine


class RealTimeOfTests:
    """Real time that passes only while somebody sleeps."""

    def __init__(self):
        self.slept: list[float] = []
        self._unread = timedelta()

    def pass_(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._unread += timedelta(seconds=seconds)

    def elapsed(self) -> timedelta:
        passed, self._unread = self._unread, timedelta()
        return passed


@pytest.fixture
def real():
    return RealTimeOfTests()


@pytest.fixture
def pace(world, session, real):
    return Pace(
        world.engine,
        interrupted=lambda: session.break_requested,
        elapsed=real.elapsed,
        sleep=real.pass_,
    )


# -- the pace -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rate", "seconds"), [("1", 10.0), ("60", 600.0), ("0.5", 5.0), ("HOLD", 0.0)]
)
def test_the_clock_runs_at_the_rate_of_the_world(world, pace, real, rate, seconds):
    world.engine.set("rate", rate)
    before = world.now
    real.pass_(10)
    pace.catch_up()
    assert (world.now - before).total_seconds() == seconds


@pytest.mark.parametrize(("rate", "seconds"), [("1", 7.0), ("2", 3.5), ("HOLD", 0.0)])
def test_a_wait_takes_real_time_according_to_the_rate(world, pace, real, rate, seconds):
    world.engine.set("rate", rate)
    target = world.now + timedelta(seconds=7)
    pace(target)
    assert sum(real.slept) == pytest.approx(seconds)
    assert world.now == (target if rate != "HOLD" else target - timedelta(seconds=7))


def test_time_spent_on_work_is_not_virtual_time(world, pace, real):
    before = world.now
    real.pass_(10)
    pace.skip()
    pace.catch_up()
    assert world.now == before


def test_break_ends_a_wait_and_the_time_until_then_has_passed(world, session, pace, real):
    before = world.now
    pace._interrupted = lambda: sum(real.slept) > 2.95
    with pytest.raises(KeyboardInterrupt):
        pace(before + timedelta(seconds=7))
    assert (world.now - before).total_seconds() == pytest.approx(3.0)


# -- the loop -----------------------------------------------------------------------------------


class Script:
    """A line reader that reads from a list; an exception in it is raised."""

    def __init__(self, *entries):
        self.entries = list(entries)

    def read(self):
        if not self.entries:
            raise EOFError
        entry = self.entries.pop(0)
        if isinstance(entry, type):
            raise entry
        return entry


class Events(Script):
    """Lets something happen while a line is typed."""

    def __init__(self, world, *entries):
        super().__init__(*entries)
        self._world = world

    def read(self):
        entry = super().read()
        system = next(iter(self._world.engine.systems.values()))
        system.collector.write(r"\ALPHA.$X", "TEST.1.1", 7, f"before {entry}")
        return entry


def test_an_event_is_shown_above_what_a_line_brings(world, capsys):
    session = Session(world.engine, NodeName("ALPHA"), "SUPER.SUPER", consoles=True)
    pace = Pace(world.engine, interrupted=lambda: False, elapsed=timedelta)
    Shell(session, pace, Events(world, "ECHO a", "ECHO b"), PlainScreen()).run()
    lines = capsys.readouterr().out.splitlines()[1:]
    assert [line.removeprefix(r"2022-01-05 17:44:48 \ALPHA.$X TEST.1.1 7 ") for line in lines] == [
        "before ECHO a",
        "a",
        "before ECHO b",
        "b",
    ]
    session.close()


def shown(session, pace, capsys, *entries) -> list[str]:
    Shell(session, pace, Script(*entries), PlainScreen()).run()
    return capsys.readouterr().out.splitlines()


def test_the_banner_comes_first_also_that_of_another_terminal(session, pace, capsys):
    assert shown(session, pace, capsys, "ECHO a", r"GOTO \BETA", "ECHO b") == [
        r"STAND-IN for SUPER.SUPER at \ALPHA",
        "a",
        r"STAND-IN for SUPER.SUPER at \BETA",
        "b",
    ]


def test_a_terminal_that_is_left_is_as_it_was(session, pace, capsys):
    lines = shown(session, pace, capsys, "MC", TerminalLeft, "ECHO b", TerminalLeft, "hello")
    assert lines == [
        r"STAND-IN for SUPER.SUPER at \ALPHA",
        "PROGRAM",
        r"STAND-IN for SUPER.SUPER at \BETA",
        "b",
        "you said hello",
    ]


def test_an_abandoned_line_changes_nothing(session, pace, capsys):
    lines = shown(session, pace, capsys, "MC", KeyboardInterrupt, "still here")
    assert lines[-1] == "you said still here"


def test_control_y_ends_the_open_program(session, pace, capsys):
    assert shown(session, pace, capsys, "MC", None, "ECHO x")[-2:] == ["END OF PROGRAM", "x"]


def test_pasted_lines_are_typed_one_by_one(session, pace, capsys):
    assert shown(session, pace, capsys, "ECHO a\nECHO b")[-2:] == ["a", "b"]


def test_the_shell_ends_with_the_last_terminal(session, pace, capsys):
    lines = shown(session, pace, capsys, "EXIT\nECHO never", "ECHO never")
    assert "never" not in lines


def test_console_messages_come_before_the_next_line(session, pace, capsys):
    stand_in.BELL.waiting.append("ding")
    assert shown(session, pace, capsys, "ECHO x")[-2:] == ["ding", "x"]


def test_control_c_breaks_a_line_that_waits(session, real, world, capsys):
    def sleep(seconds: float) -> None:
        real.pass_(seconds)
        signal.raise_signal(signal.SIGINT)

    pace = Pace(
        world.engine,
        interrupted=lambda: session.break_requested,
        elapsed=real.elapsed,
        sleep=sleep,
    )
    session._pace = pace
    before = signal.getsignal(signal.SIGINT)
    assert shown(session, pace, capsys, "FOREVER", "ECHO on")[-2:] == ["BREAK", "on"]
    assert signal.getsignal(signal.SIGINT) is before


# -- plain --------------------------------------------------------------------------------------


def test_the_plain_shell_needs_no_terminal(session, pace, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("MC\nhello\n\x19\nECHO x\n"))
    Shell(session, pace, PlainReader(session), PlainScreen()).run()
    assert capsys.readouterr().out == (
        "STAND-IN for SUPER.SUPER at \\ALPHA\n"
        "\\ALPHA 1> PROGRAM\n"
        "MC>you said hello\n"
        "MC>END OF PROGRAM\n"
        "\\ALPHA 2> x\n"
        "\\ALPHA 3> \n"
    )


# -- the prompt ---------------------------------------------------------------------------------


@pytest.fixture
def keyboard():
    """What is sent here is what the person types."""
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        yield pipe


@pytest.fixture
def history():
    return InMemoryHistory()


@pytest.fixture
def prompt(session, pace, history, keyboard):
    del keyboard  # the prompt session takes its input from it
    return PromptReader(session, pace, history)


def test_a_line_is_read_and_remembered(prompt, keyboard, history):
    keyboard.send_text("ECHO x\r")
    assert prompt.read() == "ECHO x"
    assert history.get_strings() == ["ECHO x"]


@pytest.mark.parametrize(("keys", "error"), [("\x03", KeyboardInterrupt), ("\x04", EOFError)])
def test_control_c_abandons_and_control_d_leaves(prompt, keyboard, keys, error):
    keyboard.send_text(("ECHO" if error is KeyboardInterrupt else "") + keys)
    with pytest.raises(error):
        prompt.read()


def test_f2_turns_to_the_next_terminal(prompt, keyboard):
    keyboard.send_text("half a line\x1bOQ")
    with pytest.raises(TerminalLeft):
        prompt.read()


def test_control_y_is_the_end_of_file(prompt, keyboard, history):
    keyboard.send_text("half a line\x19")
    assert prompt.read() is None
    assert history.get_strings() == []


def test_tab_completes_what_the_program_knows(prompt, keyboard):
    def go_on(buffer: Buffer) -> None:
        if buffer.text == "ECHO":
            keyboard.send_text(" hi\r")

    prompt._lines.default_buffer.on_text_changed += go_on
    keyboard.send_text("EC\t")
    assert prompt.read() == "ECHO hi"


def test_up_finds_lines_that_begin_alike(prompt, keyboard, history):
    for line in ("ECHO one", "MC", "ECHO two", "COUNT 3"):
        history.append_string(line)
    keyboard.send_text("EC\x1b[A\x1b[A\r")
    assert prompt.read() == "ECHO one"


def test_control_r_searches_the_history(prompt, keyboard, history):
    for line in ("ECHO one", "MC"):
        history.append_string(line)
    keyboard.send_text("\x12one\r\r")
    assert prompt.read() == "ECHO one"


def test_a_password_is_not_remembered(session, prompt, keyboard, history):
    session.run("ASK")
    keyboard.send_text("secret\r")
    assert prompt.read() == "secret"
    assert history.get_strings() == []


def test_the_world_goes_on_while_nobody_types(world, prompt, session, keyboard, real, monkeypatch):
    printed: list[str] = []

    def ring(lines: list[str]) -> None:
        printed.extend(lines)
        keyboard.send_text("\r")

    monkeypatch.setattr("nsksim.terminal.prompt._write", ring)
    monkeypatch.setattr("nsksim.terminal.prompt.REFRESH_SECONDS", 0.01)
    before = world.now
    real.pass_(90)
    stand_in.BELL.waiting.append("ding")
    assert prompt.read() == ""
    assert printed == ["ding"]
    assert world.now - before == timedelta(seconds=90)


def test_a_failure_of_the_world_ends_the_reading(prompt, keyboard, monkeypatch):
    def fail() -> None:
        raise LookupError("lost")

    monkeypatch.setattr(prompt._pace, "catch_up", fail)
    monkeypatch.setattr("nsksim.terminal.prompt.REFRESH_SECONDS", 0.01)
    with pytest.raises(LookupError):
        prompt.read()


# -- beside the line ----------------------------------------------------------------------------


def test_completions_say_what_they_are(session):
    found = list(ReaderCompleter(session).get_completions(Document("e"), None))
    assert [(each.text, each.start_position, each.display_meta_text) for each in found] == [
        ("ECHO", -1, "the command ECHO"),
        ("EXIT", -1, "the command EXIT"),
    ]


@pytest.mark.parametrize(
    ("text", "styled"),
    [
        ("ECHO x", [("", "ECHO x")]),
        ("ECHO ?x", [("", "ECHO "), ("class:wrong", "?x")]),
        ("  ", [("", "  ")]),
    ],
)
def test_a_line_is_marked_from_where_it_goes_wrong(session, text, styled):
    assert ErrorMarker(session).lex_document(Document(text))(0) == styled


def test_a_prompt_without_a_reader_offers_and_marks_nothing(session):
    session.run("MC")
    assert list(ReaderCompleter(session).get_completions(Document("e"), None)) == []
    assert ErrorMarker(session).lex_document(Document("?"))(0) == [("", "?")]


@pytest.mark.parametrize(
    ("rate", "columns", "hint", "speed"),
    [
        ("1", 60, " words ...", ""),
        ("60", 60, " words ...", "  x60"),
        ("HOLD", 60, " words ...", "  HOLD"),
        ("1", 36, " words…", ""),
        ("1", 28, "", ""),
    ],
)
def test_the_bar_shows_syntax_system_and_time(world, session, pace, rate, columns, hint, speed):
    world.engine.set("rate", rate)
    bar = BottomBar(session, pace).line("ECHO ", columns)
    right = rf"\ALPHA  2022-01-05 17:44:48{speed} "
    assert bar == hint + right.rjust(columns - len(hint))


def test_the_history_is_kept_per_user_and_without_passwords(tmp_path):
    history, reason = open_history(tmp_path / "history", "ops.night")
    assert reason == ""
    for line in ("TIME", "LOGON SUPER.SUPER,secret", "logon ops.night", "PASSWORD new"):
        history.append_string(line)
    again, _ = open_history(tmp_path / "history", "OPS.NIGHT")
    assert list(again.load_history_strings()) == ["logon ops.night", "TIME"]
    other, _ = open_history(tmp_path / "history", "SUPER.SUPER")
    assert list(other.load_history_strings()) == []
    assert (tmp_path / "history" / "OPS.NIGHT").stat().st_mode & 0o077 == 0


def test_a_user_name_cannot_lead_out_of_the_history_folder(tmp_path):
    open_history(tmp_path / "history", "../../x")
    assert [path.name for path in tmp_path.rglob("*")] == ["history", "OTHER"]


def test_a_history_that_cannot_be_kept_says_why(tmp_path):
    (tmp_path / "history").write_text("a file", "utf-8")
    history, reason = open_history(tmp_path / "history", "A.B")
    assert isinstance(history, InMemoryHistory)
    assert "history" in reason


# -- the pager ----------------------------------------------------------------------------------


def paged(capsys, count: int, *answers: More, columns: int = 80, width: int = 10) -> int:
    """Show `count` lines on a screen of 7 rows; return how many appeared."""
    waiting = list(answers)
    pager = Pager(lambda: waiting.pop(0), lambda: os.terminal_size((columns, 7)))
    pager.show(iter(["x" * width] * count))
    assert waiting == []
    return len(capsys.readouterr().out.splitlines())


@pytest.mark.parametrize(
    ("count", "answers", "appeared"),
    [
        (5, [], 5),
        (6, [More.PAGE], 6),
        (11, [More.PAGE, More.NOTHING], 10),
        (9, [More.LINE, More.LINE, More.NOTHING], 7),
        (500, [More.ALL], 500),
        (500, [More.NOTHING], 5),
    ],
)
def test_output_stops_after_a_screenful(capsys, count, answers, appeared):
    assert paged(capsys, count, *answers) == appeared


def test_a_wrapped_line_counts_as_the_rows_it_takes(capsys):
    assert paged(capsys, 4, More.NOTHING, columns=20, width=50) == 1


def test_what_is_not_wanted_is_done_all_the_same(session, capsys):
    pager = Pager(lambda: More.NOTHING, lambda: os.terminal_size((80, 5)))
    pager.show(session.type("COUNT 50"))
    assert session.prompt == r"\ALPHA 2> "
    assert len(capsys.readouterr().out.splitlines()) == 3


@pytest.mark.parametrize(
    ("key", "answer"), [("q", "no"), ("\r", "line"), ("z", "default"), (" ", "page")]
)
def test_one_key_answers(keyboard, key, answer):
    keyboard.send_text(key)
    answers = {"q": "no", "enter": "line", " ": "page"}
    assert ask_key("more?", answers, default="default") == answer


def test_control_c_is_no_answer(keyboard):
    keyboard.send_text("\x03")
    with pytest.raises(KeyboardInterrupt):
        ask_key("more?", {}, default=None)
