r"""The order of MEDIACOM's checks: of two neighbours that both fail, the first one speaks.

The table stands in nsksim/programs/mediacom/program.py. In each line below two things are wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nsksim.expand import LineState
from nsksim.programs.mediacom.program import Mediacom
from nsksim.world import World
from tests.programs.harness import ALPHA, BETA, create, drive, environment

SETUP = (
    r"CREATE VOLCAT VC, $DATA.VC",
    "ADD POOL P, VOLCAT VC",
    "ADD POOL IBM, VOLCAT VC, LABELS IBM",
    "ADD TAPEVOLUME (TAKEN, BUSY), POOL P, VOLCAT VC",
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    r"""\ALPHA has a catalog with tapes and no default; \BETA is in its search list, line down."""
    built = create(tmp_path_factory.mktemp("order") / "world")
    outcome = drive(Mediacom(environment(built)), [*SETUP, r"ALTER MEDIADEFS, SSL (\ALPHA, \BETA)"])
    assert outcome.refused == ["mediacom.5976"]  # only a warning: \BETA's list is its own
    built.system(ALPHA).database.execute(
        "UPDATE VOLUME SET VOLUMESTATUS = 'ASSIGNED' WHERE VOLSER='BUSY'"
    )
    built.network.set_line(str(ALPHA), str(BETA), LineState.DOWN)
    yield built
    built.close()


@pytest.mark.parametrize(
    ("user", "line", "first"),
    [
        ("SUPER.SUPER", "ADD POOL 9X, NONSENSE", "mediacom.5900"),
        ("OPS.NIGHT", "ADD POOL 9X", "mediacom.5903"),
        ("OPS.NIGHT", r"ADD POOL X, VOLCAT \NOWHERE.VC", "mediacom.5902"),
        ("SUPER.SUPER", r"ADD TAPEVOLUME A, VOLCAT \NOWHERE.VC", "file-system.18"),
        ("SUPER.SUPER", "ADD TAPEVOLUME A, VOLCAT NOSUCH", "mediacom.5908"),
        ("SUPER.SUPER", "ADD TAPEVOLUME A, VOLCAT NOSUCH, POOL NOSUCH", "mediacom.5920"),
        ("SUPER.SUPER", "ADD TAPEVOLUME (A, A), VOLCAT VC, POOL NOSUCH", "mediacom.5920"),
        ("SUPER.SUPER", "ADD TAPEVOLUME (A, A), VOLCAT VC, POOL IBM, LABELS ANSI", "mediacom.5906"),
        ("SUPER.SUPER", "ADD TAPEVOLUME TAKEN, VOLCAT VC, POOL IBM, LABELS ANSI", "mediacom.5934"),
        ("SUPER.SUPER", "ADD TAPEVOLUME TAKEN, VOLCAT VC, POOL P", "mediacom.5921"),
        ("SUPER.SUPER", "DELETE TAPEVOLUME (BUSY, NOSUCH), VOLCAT VC", "mediacom.5920"),
        ("SUPER.SUPER", "DELETE TAPEVOLUME (BUSY, BUSY), VOLCAT NOSUCH", "mediacom.5920"),
        (
            "SUPER.SUPER",
            "ALTER TAPEVOLUME (BUSY, BUSY), STATUS BAD, VOLCAT VC, POOL NOSUCH",
            "mediacom.5920",
        ),
    ],
    ids=[
        "syntax before names",
        "names before authority",
        "authority before node",
        "node before defaults",
        "defaults before catalog",
        "catalog before pool",
        "pool before list rules",
        "list rules before attributes",
        "attributes before duplicates",
        "duplicates before search space",
        "existence before status",
        "catalog before list rules (DELETE)",
        "pool before list rules (ALTER)",
    ],
)
def test_the_first_of_two_mistakes_is_named(world: World, user: str, line: str, first: str) -> None:
    outcome = drive(Mediacom(environment(world, line, user=user)))
    assert outcome.refused == [first], outcome.lines


def test_the_catalog_and_not_the_pool_is_what_is_missing(world: World) -> None:
    line = "ADD TAPEVOLUME A, VOLCAT NOCAT, POOL NOPOOL"
    (refusal,) = drive(Mediacom(environment(world, line))).lines
    assert refusal.startswith("**ERROR-5920** VOLCAT ")
