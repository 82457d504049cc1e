r"""What all inquiries share, and whose date counts for the tape files of another system."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from nsksim.dsmtc import NewTapeFile
from nsksim.names import CatalogName, PoolName, TapeFileId, TapeLabel
from nsksim.programs.mediacom.program import Mediacom
from nsksim.world import World
from tests.programs.harness import BETA, NOW, create, drive, environment

SETUP = (
    r"CREATE VOLCAT \BETA.VC, $DATA.VC",
    r"CREATE FILECAT \BETA.VC, $DATA.VC",
    r"ADD POOL P, VOLCAT \BETA.VC",
    r"ADD TAPEVOLUME (A, B), POOL P, VOLCAT \BETA.VC",
)

INQUIRIES = (
    "INFO TAPEVOLUME *",
    "INFO TAPEFILE *",
    "INFO DISKFILE $*.*.*",
    "INFO POOL *",
    "INFO VOLCAT",
    "INFO FILECAT",
    "INFO MEDIADEFS",
    "STATUS TAPEDRIVE",
    "STATUS TAPEMOUNT",
    "INFO TAPEDRIVE",
    "INFO CONSOLE",
    "STATUS SERVER",
)


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    r"""\BETA has two generations; the newer one expires on January 6, its date but not \ALPHA's."""
    directory = tmp_path_factory.mktemp("inquiries") / "world"
    built = create(directory)
    assert drive(Mediacom(environment(built)), SETUP).refused == []
    catalog, pool = CatalogName("VC"), PoolName("P")
    recording = built.media(built.system(BETA)).recording
    for label, expires in (("A", date(2022, 2, 1)), ("B", date(2022, 1, 6))):
        new = NewTapeFile(catalog, TapeFileId("F"), catalog, pool, NOW, expires)
        recording.close(recording.create(new, [TapeLabel(label)]))
    built.clock.advance(datetime(2022, 1, 6, 1, 0))
    built.close()
    return directory


@pytest.fixture
def world(furnished: Path) -> Iterator[World]:
    with World.copied(furnished) as opened:
        yield opened


def test_every_inquiry_is_here() -> None:
    """INFO TAPELABEL reads a tape, which these do not."""
    inquiries = {
        entry.name
        for entry in Mediacom.language.reference()
        if entry.name.startswith(("INFO", "STATUS"))
    }
    assert inquiries - {"INFO TAPELABEL"} == {
        " ".join(command.split()[:2]) for command in INQUIRIES
    }


@pytest.mark.parametrize("command", INQUIRIES)
def test_brief_and_detail_exclude_each_other(world: World, command: str) -> None:
    assert drive(Mediacom(environment(world, f"{command}, BRIEF"))).refused == []
    assert drive(Mediacom(environment(world, f"{command}, DETAIL"))).refused == []
    both = drive(Mediacom(environment(world, f"{command}, BRIEF, DETAIL")))
    assert both.refused == ["mediacom.5935"]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (r"ALTER TAPEFILE F, GEN 2, FILECAT \BETA.VC, RETENTION 9", "GEN 2 does not exist."),
        (r"ALTER TAPEFILE F, GEN 2, FILECAT \BETA.VC, EXPIRATION OCT202022", "does not exist."),
        (r"EXPIRE TAPEFILE, FILECAT \BETA.VC", "1 tape file expired."),
    ],
)
def test_the_date_of_the_system_of_the_catalog_counts(world: World, line: str, answer: str) -> None:
    assert drive(Mediacom(environment(world, line))).lines[-1].endswith(answer)


def test_a_relative_generation_counts_by_the_date_of_the_catalog(world: World) -> None:
    line = r"INFO TAPEFILE F, GEN -1, FILECAT \BETA.VC"
    *_, row, _ = drive(Mediacom(environment(world, line))).lines
    assert row.split()[1] == "1"
