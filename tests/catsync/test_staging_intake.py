"""Altered staging files through a whole import: report, events and the other volumes."""

from __future__ import annotations

import json

import pytest
from catsync_ground import SECOND_STORE, Ground
from hypothesis import given, settings
from hypothesis import strategies as st
from resealing import CATALOGUED, ODD, paths, sealed

from catsync import exporter
from catsync.replication.tables import TAPEFILE, VOLUME
from catsync.run import Direction, Runs
from nsksim.names import FileName
from nsksim.world import World


def staged(ground, name):
    file = FileName.parse(rf"\INSIDX.$ETINET.SLABADL.{name}")
    return file, ground.secondary.files.find(file)


def alter(ground, name, place, value):
    """Change one value in the header of a staged file."""
    file, found = staged(ground, name)
    _, header, sections = ground.secondary.files.read(found).split(b"\n", 2)
    fields = json.loads(header)
    inner = fields
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    owner = ground.secondary.users.named("SUPER.SUPER")
    content = sealed(json.dumps(fields).encode(), sections)
    ground.secondary.files.write(file, content, owner, code=found.code)


def imported(ground):
    """Import; give the refusals in the list of volumes, and the run."""
    ground.import_(disk_files=True)
    report, events = ground.report(ground.secondary), ground.events(ground.secondary)
    assert all(line.isprintable() for line in (*report, *events))
    run = Runs(ground.secondary.database).latest(Direction.IMPORT, SECOND_STORE)
    assert run.ended is not None
    refusals = [line for line in report if any(f"-E{key} " in line for key in CATALOGUED)]
    return refusals, run


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("record", "unloaded"), "a\nb"),
        (("record", "key_manager"), "\x1b[2J"),
        (("record", "created"), "0001-01-01 00:00:00.000000"),
        (("label",), "SAD\n01"),
        (("group",), "VG\x07"),
        (("entries", "VOLUME", 0, 0), "SAD002"),
        (("entries", "VOLUME", 0, 3), "LOST"),
        (("entries", "VOLUME", 0, VOLUME.staged.index("LABEL")), "ANY"),
        (
            ("entries", "TAPEFILE", 0, TAPEFILE.staged.index("CREATIONDATE")),
            "9900-01-01 00:00:00",
        ),
        (("export", "id"), "x\ny"),
    ],
)
def test_a_volume_with_a_wrong_value_is_refused_alone(exported, place, value):
    alter(exported, exporter.staged_name("SAD001"), place, value)
    refusals, run = imported(exported)
    assert len(refusals) == 1
    assert " SAD001 is " in refusals[0]
    assert (run.volumes, run.errors, run.fatal) == (29, 1, False)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("groups", 0, 0), "VG\n"),
        (("labels", 0), "SAD\x1b1"),
        (("store",), "S\nT"),
        (("export", "time"), "9999-12-31 23:59:59.999999"),
        (("type",), None),
    ],
)
def test_a_summary_with_a_wrong_value_ends_the_import(exported, place, value):
    alter(exported, "SUMMARY", place, value)
    refusals, run = imported(exported)
    assert refusals == []
    assert run.fatal
    text = " ".join(exported.report(exported.secondary))
    assert "SUMMARY is not valid" in text


@pytest.mark.slow
@given(data=st.data())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_an_altered_file_never_breaks_an_import(exported_directory, data):
    with World.copied(exported_directory) as world:
        ground = Ground(world)
        name = data.draw(st.sampled_from(["SUMMARY", exporter.staged_name("SAD001")]))
        _, found = staged(ground, name)
        _, header, _ = ground.secondary.files.read(found).split(b"\n", 2)
        place = data.draw(st.sampled_from(list(paths(json.loads(header)))))
        alter(ground, name, place, data.draw(st.sampled_from(ODD)))
        refusals, run = imported(ground)
        if name != "SUMMARY":
            assert run.volumes + len(refusals) == 30
            assert run.volumes >= 29
