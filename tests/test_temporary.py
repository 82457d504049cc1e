"""Directories that live only in one process: made, left, and removed when a process was killed."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from nsksim import temporary

BUILD = """
import sys, time
from nsksim import World
world = World.from_scenario(sys.argv[1])
print("there", flush=True)
time.sleep(60)
"""


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    temporary._remove_abandoned.cache_clear()
    yield tmp_path
    temporary._remove_abandoned.cache_clear()


def again():
    temporary._remove_abandoned.cache_clear()
    temporary._remove_abandoned()


def test_a_directory_is_gone_when_it_is_left(place):
    made = temporary.make()
    again()
    assert list(place.iterdir()) == [made]
    temporary.leave(made)
    temporary.leave(made)
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("kill", [signal.SIGQUIT, signal.SIGKILL])
def test_what_a_killed_process_left_is_removed(place, monkeypatch, kill):
    monkeypatch.setenv("TMPDIR", str(place))
    process = subprocess.Popen(
        [sys.executable, "-c", BUILD, "bare"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "there\n"
    running = set(place.iterdir())
    again()
    assert set(place.iterdir()) == running, "it is still in use"
    process.send_signal(kill)
    process.communicate()
    again()
    assert running
    assert list(place.iterdir()) == []


def test_nothing_else_is_removed(place):
    made = temporary.make()
    temporary._held.clear()  # as if we had been killed, but for the lock, which stays
    for name, mark in (("nsksim-bare", None), ("nsksim-other", b"mine"), ("elsewhere", b"mine")):
        (place / name).mkdir()
        if mark is not None:
            (place / name / temporary.MARK).write_bytes(mark)
    (place / "nsksim-link").symlink_to(place / "elsewhere")
    (place / "nsksim-file").write_text("x")
    before = set(place.iterdir())
    again()
    assert set(place.iterdir()) == before
    assert (made / temporary.MARK).exists()
