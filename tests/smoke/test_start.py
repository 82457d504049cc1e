"""The program as it starts: in a process of its own, at a terminal of its own. No fixed pauses."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from nsksim.clock import RealTime
from tests.sweep import swept

SECONDS = 60
"""How long a machine under load may take for a step."""

_ESCAPE = re.compile(rb"\x1b(\[[0-9;?]*[a-zA-Z]|[=>]|\][^\x07]*\x07)")


def environment(home: object) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("NSKSIM")}
    return kept | {
        "NSKSIM_HOME": str(home),
        "TERM": "xterm",
        "PROMPT_TOOLKIT_NO_CPR": "1",
        "PYTHONUNBUFFERED": "1",
    }


def nsksim(*arguments: str, home: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nsksim", *arguments],
        env=environment(home),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


# -- what is not loaded -------------------------------------------------------------------------

LOADED = """
import sys
from nsksim.cli import main
main(sys.argv[1:])
seldom = {"duckdb", "prompt_toolkit", "lark", "nsksim.columns", "nsksim.damage"}
print(sorted(seldom & set(sys.modules)))
"""


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["run", "--help"], ["shell", "--help"], ["world", "--help"]],
)
def test_help_starts_neither_the_database_nor_the_terminal(tmp_path, arguments):
    ended = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    assert ended.stdout.splitlines()[-1] == "[]"


def test_a_batch_run_starts_no_terminal_and_looks_for_no_damage(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-c", LOADED, "run", "--scenario", "bare", "-c", "TIME"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    loaded = ended.stdout.splitlines()[-1]
    assert "duckdb" in loaded
    assert "prompt_toolkit" not in loaded
    assert "nsksim" not in loaded


def test_the_fixtures_load_nothing_until_they_are_used(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-c", LOADED.replace("main(sys.argv[1:])", "import nsksim.testing")],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    assert ended.stdout.splitlines()[-1] == "[]"


# -- without a terminal -------------------------------------------------------------------------


def test_lines_from_a_pipe(tmp_path):
    ended = nsksim("run", "--scenario", "bare", home=tmp_path, stdin="TIME\nNOSUCHWORD\n")
    assert ended.returncode == 1
    assert ended.stdout.startswith("January 5, 2022 22:44:48\n")
    assert ended.stderr == ""


def test_a_reader_that_goes_away_leaves_no_noise(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "nsksim", "run", "--scenario", "bare", "-"],
        env=environment(tmp_path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()
    process.stdin.write(b"TIME\n")
    process.stdin.close()
    assert process.wait(SECONDS) == 130
    with process.stderr:
        assert process.stderr.read() == b""


# -- at a terminal ------------------------------------------------------------------------------


class Terminal:
    """A process at a pseudo terminal; what it shows is looked for, never waited for blindly."""

    def __init__(self, home: object, *arguments: str) -> None:
        primary, secondary = pty.openpty()
        termios.tcsetwinsize(primary, (24, 80))
        self._primary = primary
        self._seen = b""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "nsksim", *arguments],
            env=environment(home),
            stdin=secondary,
            stdout=secondary,
            stderr=secondary,
            start_new_session=True,
        )
        os.close(secondary)

    def type(self, keys: str) -> None:
        os.write(self._primary, keys.encode())

    def expect(self, words: str) -> None:
        """Read until `words` are shown; what comes after them stays to be looked for."""
        self._read_until(lambda: words.encode() in self._seen, words)
        self._seen = self._seen.split(words.encode(), 1)[1]

    def expect_a_running_line(self) -> None:
        """Read until the process no longer edits a line: keys are signals again."""
        self._read_until(lambda: termios.tcgetattr(self._primary)[3] & termios.ISIG, "a line")

    def interrupt_until(self, words: str) -> None:
        """Press Ctrl-C, and again after each second, until `words` are shown.

        One that comes while the line editor gives the terminal back is lost with the editor.
        """
        real, since = RealTime(), timedelta(seconds=1)

        def pressed() -> bool:
            nonlocal since
            since += real.elapsed()
            if words.encode() in self._seen:
                return True
            if since >= timedelta(seconds=1):
                self.process.send_signal(signal.SIGINT)
                since = timedelta()
            return False

        self._read_until(pressed, words)
        self._seen = self._seen.split(words.encode(), 1)[1]

    def _read_until(self, arrived: Callable[[], object], what: str) -> None:
        real, passed = RealTime(), timedelta()
        while not arrived():
            passed += real.elapsed()
            assert passed.total_seconds() < SECONDS, f"no {what!r} after {self._seen!r}"
            if select.select([self._primary], [], [], 0.05)[0]:
                try:
                    self._seen = _ESCAPE.sub(b"", self._seen + os.read(self._primary, 4096))
                except OSError as error:  # the other side is closed
                    raise AssertionError(f"ended before {what!r}: {self._seen!r}") from error

    def ended(self) -> int:
        """Read the rest and return the exit code."""
        while True:
            try:
                if not os.read(self._primary, 4096):
                    break
            except OSError:
                break
        return self.process.wait(SECONDS)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._primary)


@pytest.fixture
def terminal(tmp_path) -> Iterator[Terminal]:
    opened: list[Terminal] = []

    def start(*arguments: str) -> Terminal:
        opened.append(Terminal(tmp_path, *arguments))
        return opened[-1]

    yield start
    for each in opened:
        each.close()


@pytest.mark.parametrize("options", [["--plain"], []])
def test_the_shell_answers_and_control_d_leaves(terminal, options):
    shell = terminal("shell", "--scenario", "bare", *options)
    shell.expect("\\ALPHA 1>")
    shell.type("TIME\r")
    shell.expect("January 5, 2022 22:4")
    shell.expect("\\ALPHA 2>")
    shell.type("\x04")
    assert shell.ended() == 0


def test_control_c_abandons_the_line_and_breaks_a_wait(terminal):
    shell = terminal("shell", "--scenario", "bare")
    shell.expect("\\ALPHA 1>")
    shell.type("NOSUCH\x03")
    shell.expect("\\ALPHA 1>")
    shell.type("DELAY 1 HOURS\r")
    shell.expect_a_running_line()
    shell.interrupt_until("\\ALPHA 2>")
    shell.type("\x04")
    assert shell.ended() == 0


def test_long_output_stops_after_a_screenful(terminal):
    shell = terminal("shell", "--scenario", "bare")
    shell.expect("\\ALPHA 1>")
    shell.type("SIM\r")
    shell.expect("Q no more")
    shell.type("q")
    shell.expect("\\ALPHA 2>")
    shell.type("\x04")
    assert shell.ended() == 0


@pytest.mark.parametrize("signal_number", swept([signal.SIGTERM, signal.SIGHUP]))
def test_being_ended_closes_the_world(terminal, tmp_path, signal_number):
    assert nsksim("world", "create", str(tmp_path / "w"), "--scenario", "bare",
                  home=tmp_path).returncode == 0  # fmt: skip
    shell = terminal("shell", "--world", str(tmp_path / "w"))
    shell.expect("\\ALPHA 1>")
    shell.process.send_signal(signal_number)
    assert shell.ended() == 130
    assert list((tmp_path / "w").glob("*.wal")) == []
    assert nsksim("world", "show", str(tmp_path / "w"), home=tmp_path).returncode == 0


def test_a_demonstration_waits_for_a_key(terminal, tmp_path):
    path = tmp_path / "x.session"
    path.write_text(
        "# scenario: bare\n# Look\n\\ALPHA 1> TIME\nJanuary 5, 2022 22:44:48\n", "utf-8"
    )
    play = terminal("play", "--step", "--fast", str(path))
    play.expect("# Look")
    play.expect("press any key")
    play.type(" ")
    play.expect("\\ALPHA 1> TIME")
    assert play.ended() == 0
