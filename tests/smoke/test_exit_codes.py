"""How the program ends, seen from the process that started it: exit codes, Ctrl-C, a full disk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from nsksim.clock import RealTime

pytestmark = pytest.mark.slow
"""Each starts processes of its own; `tests/test_cli.py` checks the same codes within one."""

SECONDS = 60
"""How long a machine under load may take for a step."""

SESSION = "# scenario: bare\n\\ALPHA 1> TIME\nJanuary 5, 2022 22:44:48\n"


@pytest.fixture
def environment(tmp_path):
    kept = {key: value for key, value in os.environ.items() if not key.startswith("NSKSIM")}
    (tmp_path / "temporary").mkdir()
    return kept | {"NSKSIM_HOME": str(tmp_path / "home"), "TMPDIR": str(tmp_path / "temporary")}


@pytest.fixture
def start(environment, tmp_path):
    """Start the program; what is still running after the test is ended."""
    started = []

    def begin(*arguments, module="nsksim"):
        process = subprocess.Popen(
            [sys.executable, "-m", module, *map(str, arguments)],
            env=environment,
            cwd=tmp_path,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def ended(start):
    """Run the program to its end: exit code, output, what it says about itself."""

    def run(*arguments, stdin="", **options):
        process = start(*arguments, **options)
        out, err = process.communicate(stdin, timeout=SECONDS)
        return process.returncode, out, err

    return run


def one_line(err):
    assert err.startswith("nsksim: ")
    assert err.count("\n") == 1
    return err


# -- exit codes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("module", ["nsksim", "nsksim.cli"])
def test_done_is_0(ended, module):
    arguments = ("run", "--scenario", "bare", "-c", "TIME")
    assert ended(*arguments, module=module) == (0, "January 5, 2022 22:44:48\n", "")


def test_a_refused_line_is_1(ended):
    code, out, err = ended("run", "--scenario", "bare", "-c", "NOSUCH", "-c", "TIME")
    assert (code, err) == (1, "")
    assert out.endswith("January 5, 2022 22:44:48\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("nosuch",),
        ("run", "--nosuch"),
        ("run", "-c", "TIME", "lines.txt"),
        ("run", "--world", "w", "--scenario", "bare", "-c", "TIME"),
        ("run", "--scenario", "bare", "--node", r"\NONE", "-c", "TIME"),
        ("run", "--scenario", "bare", "--user", "NO.BODY", "-c", "TIME"),
        ("play", "nosuch"),
        ("test", "nosuch.session"),
        ("explain", "nosuch"),
    ],
)
def test_wrong_usage_is_2(ended, arguments):
    code, out, err = ended(*arguments)
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    assert err


def test_what_cannot_be_used_is_3(ended, tmp_path):
    (tmp_path / "wrong.toml").write_text("[world]\nclok = 1\n")
    code, out, err = ended("run", "--scenario", "wrong.toml", "-c", "TIME")
    assert (code, out) == (3, "")
    assert one_line(err) == "nsksim: wrong.toml: world.clock: is missing; there is clok\n"
    for words in (("run", "--scenario", "nosuch", "-c", "TIME"), ("world", "show", "nosuch")):
        code, out, err = ended(*words)
        assert (code, out) == (3, "")
        assert "nosuch" in one_line(err)


def test_a_session_that_differs_is_4(ended, tmp_path):
    (tmp_path / "x.session").write_text(SESSION.replace("5, 2022", "6, 2022"))
    code, out, err = ended("test", "x.session")
    assert (code, out) == (4, "")
    assert "- January 6, 2022 22:44:48" in err
    assert "+ January 5, 2022 22:44:48" in err
    assert ended("play", "--fast", "x.session")[0] == 4


def test_a_mistake_of_ours_is_70(ended, tmp_path):
    assert ended("world", "create", "w", "--scenario", "bare")[0] == 0
    (tmp_path / "w" / "SIZES").unlink()
    with duckdb.connect(str(tmp_path / "w" / "node_ALPHA.duckdb")) as connection:
        connection.execute("INSERT INTO COUNTER VALUES ('terminal', 'no number')")
    code, _, err = ended("run", "--world", "w", "-c", "TIME")
    assert code == 70
    assert one_line(err).startswith("nsksim: internal error in run (scenario bare, seed 0): ")


# -- reading makes nothing ----------------------------------------------------------------------


@pytest.mark.parametrize("command", ["stores", "sync-status"])
def test_looking_at_stores_makes_no_world(ended, tmp_path, command):
    code, out, err = ended(command, "--json")
    assert code == 0
    assert out.startswith('{\n  "version": 1,')
    assert (
        one_line(err) == "nsksim: you have no world yet; this is a fresh one of scenario manual\n"
    )
    assert not (tmp_path / "home").exists()
    assert ended("world", "create", tmp_path / "home" / "world", "--scenario", "bare")[0] == 0
    code, out, err = ended(command, "--json")
    assert (code, err) == (0, "")
    assert "SLAB_A-DAILY" not in out


# -- Ctrl-C -------------------------------------------------------------------------------------


def wait_for(arrived, process):
    real, passed = RealTime(), 0.0
    while not arrived():
        assert process.poll() is None, process.communicate()
        passed += real.elapsed().total_seconds()
        assert passed < SECONDS
        RealTime.sleep(0.01)


INTERRUPTED = (130, -signal.SIGINT)
"""A shell shows both as 130. Python ends by the signal itself where it came while code was made."""


def interrupt(process):
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=SECONDS)
    assert process.returncode in INTERRUPTED
    assert one_line(err) == "nsksim: interrupted; everything done so far is kept\n"


def test_an_interrupted_run_keeps_what_was_done(start, ended, tmp_path):
    assert ended("world", "create", "w", "--scenario", "bare")[0] == 0
    process = start("run", "--world", "w", "-")
    process.stdin.write("SIM CLOCK ADVANCE 1 HOURS\n")
    process.stdin.flush()
    assert process.stdout.readline()
    interrupt(process)
    assert ended("run", "--world", "w", "-c", "TIME")[1] == "January 5, 2022 23:44:48\n"


def test_an_interrupted_creation_leaves_nothing(start, tmp_path):
    process = start("world", "create", tmp_path / "worlds" / "w")
    wait_for(lambda: list(tmp_path.glob("worlds/.w-*/world/*.duckdb")), process)
    interrupt(process)
    assert list((tmp_path / "worlds").iterdir()) == []


def test_an_interrupted_demonstration_leaves_nothing(start, tmp_path):
    process = start("play", "--fast", "sample-run")
    wait_for(lambda: list(tmp_path.glob("temporary/nsksim-*/world/*.duckdb")), process)
    interrupt(process)
    assert list((tmp_path / "temporary").iterdir()) == []


def test_an_interrupted_test_leaves_nothing(start, tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.session").write_text(SESSION.replace("bare", "manual"))
    process = start("test", "a.session", "b.session")
    wait_for(lambda: list(tmp_path.glob("temporary/nsksim-*/world/*.duckdb")), process)
    interrupt(process)
    assert list((tmp_path / "temporary").iterdir()) == []


# -- a full disk --------------------------------------------------------------------------------

FULL = """
import resource, sys
from nsksim.cli import main
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
sys.exit(main(sys.argv[2:]))
"""
"""A limit on the size of files stands for a disk that is full."""


def on_a_full_disk(environment, where: Path, limit, *arguments):
    return subprocess.run(
        [sys.executable, "-B", "-c", FULL, str(limit), *map(str, arguments)],
        env=environment,
        cwd=where,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.mark.parametrize("limit", [10, 5_000, 300_000, 1_000_000])
def test_a_world_for_which_there_is_no_room_is_not_made(environment, tmp_path, limit):
    found = on_a_full_disk(environment, tmp_path, limit, "world", "create", tmp_path / "ws" / "w")
    assert found.returncode == 3
    assert "File too large" in one_line(found.stderr)
    assert list((tmp_path / "ws").iterdir()) == []


def test_a_snapshot_for_which_there_is_no_room_changes_nothing(environment, ended, tmp_path):
    assert ended("world", "create", "w", "--scenario", "bare")[0] == 0
    lines = ("-c", "SIM SNAPSHOT S")
    found = on_a_full_disk(environment, tmp_path, 300_000, "run", "--world", "w", *lines)
    assert found.returncode == 3
    assert "File too large" in one_line(found.stderr)
    assert ended("run", "--world", "w", "-c", "SIM SNAPSHOTS")[1] == "There are no snapshots\n"
