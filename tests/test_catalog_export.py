"""`nsksim export-catalog`: what is written, what is refused, and what a failure leaves behind."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from types import SimpleNamespace

import pytest

from nsksim.cli import main
from nsksim.dsmtc import views


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    directory = tmp_path_factory.mktemp("export") / "world"
    assert main(["world", "create", str(directory)]) == 0
    return directory


@pytest.fixture
def export(capfd, monkeypatch, tmp_path, world):
    monkeypatch.setenv("NSKSIM_HOME", str(tmp_path / "home"))

    def run(target, *options):
        capfd.readouterr()
        code = main(["export-catalog", "--world", str(world), *options, str(target)])
        captured = capfd.readouterr()
        return SimpleNamespace(code=code, out=captured.out, err=captured.err)

    return run


def written(directory):
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


def one_line(err):
    assert err.startswith("nsksim: ")
    assert err.count("\n") == 1
    return err


@pytest.mark.parametrize("form", ["parquet", "csv", "json"])
def test_the_same_catalogs_make_the_same_bytes(export, tmp_path, form):
    for name in ("one", "two"):
        ended = export(tmp_path / "new" / name, "--format", form)
        assert (ended.code, ended.out, ended.err) == (0, "", "")
    one = written(tmp_path / "new" / "one")
    assert one == written(tmp_path / "new" / "two")
    names = {path.rpartition("/")[2] for path in one}
    assert names == {f"{view.name}.{form}" for view in views.documented()}
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["one", "two"]


def test_the_files_hold_the_rows_of_each_catalog(export, tmp_path, world, capfd):
    assert export(tmp_path / "c", "--format", "csv").code == 0
    assert export(tmp_path / "j", "--format", "json").code == 0
    for path in (tmp_path / "c").rglob("*.csv"):
        view = f'"\\ETINIUM.{path.parent.name}".{path.stem}'
        main(["sql", "--world", str(world), "--format", "csv", "-c", f"FROM {view} ORDER BY ALL"])
        asked = list(csv.reader(capfd.readouterr().out.splitlines()))
        assert list(csv.reader(path.read_text().splitlines())) == asked
        lines = (tmp_path / "j" / path.parent.name / f"{path.stem}.json").read_text().splitlines()
        assert len([json.loads(line) for line in lines]) == len(asked) - 1


def test_another_system_can_be_chosen(export, tmp_path):
    assert export(tmp_path / "x", "--node", r"\INSIDX").code == 0
    assert export(tmp_path / "y", "--node", r"\NONE").code == 2
    assert not (tmp_path / "y").exists()


def test_nothing_is_overwritten(export, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("kept")
    (tmp_path / "file").write_text("kept")
    for name in ("full", "file"):
        ended = export(tmp_path / name)
        assert (ended.code, ended.out) == (2, "")
        assert name in one_line(ended.err)
    assert written(tmp_path) == {"file": b"kept", "full/mine": b"kept"}
    (tmp_path / "empty").mkdir()
    assert export(tmp_path / "empty").code == 0


def test_nothing_is_written_into_the_world(export, world):
    ended = export(world / "files" / "x")
    assert ended.code == 2
    assert "is inside the world" in one_line(ended.err)
    assert not (world / "files" / "x").exists()


def test_a_target_that_cannot_be_made_is_said_in_one_line(export, tmp_path):
    (tmp_path / "file").write_text("kept")
    ended = export(tmp_path / "file" / "x")
    assert ended.code == 3
    assert "file" in one_line(ended.err)


def test_a_system_without_catalogs_has_nothing_to_export(tmp_path, capfd):
    assert main(["export-catalog", "--scenario", "bare", str(tmp_path / "x")]) == 2
    assert r"\ALPHA has no catalogs" in one_line(capfd.readouterr().err)
    assert list(tmp_path.iterdir()) == []


FULL = """
import resource, sys
from nsksim.cli import main
import nsksim.store.inquiry as inquiry
limit = int(sys.argv[1])
write = inquiry.Inquiry.write
def limited(*arguments):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    write(*arguments)
inquiry.Inquiry.write = limited
sys.exit(main(sys.argv[2:]))
"""
"""A limit on the size of files stands for a disk that is full.

It is for compiled modules as well: Python would leave them cut off, for all others to fail over.
"""


@pytest.mark.parametrize("form", ["parquet", "csv", "json"])
def test_a_full_disk_leaves_nothing(tmp_path, world, form):
    words = ("export-catalog", "--world", str(world), "--format", form, str(tmp_path / "x"))
    found = subprocess.run(
        [sys.executable, "-B", "-c", FULL, "100", *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (found.returncode, found.stdout) == (3, "")
    assert "File too large" in one_line(found.stderr)
    assert list(tmp_path.iterdir()) == []
