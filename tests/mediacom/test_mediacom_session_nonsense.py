"""Typed nonsense: no line is a traceback, and no success is told of what was not done.

The lines follow the grammar most of the way, so that they get past the parser: each next word is
one that is expected there, or any other, and operands are names that exist or do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nsksim.expand import LineState
from nsksim.language import END
from nsksim.programs.mediacom.program import Mediacom
from nsksim.world import World
from tests.programs.harness import ALPHA, BETA, create, drive, environment

SETUP = (
    r"ALTER MEDIADEFS, SSL (\ALPHA)",
    "CREATE VOLCAT VC, $DATA.VC",
    "CREATE FILECAT VC, $DATA.VC",
    "ALTER MEDIADEFS, VOLCAT VC, FILECAT VC",
    "ADD POOL P",
    "ADD TAPEVOLUME (A, B1), POOL P",
)

OPERANDS = {
    "tape-name": ["A", "B1", "C", "*", "B?", '"', "(A, B1)", "TOOLONG"],
    "tape-file-id": ["F", "*", "F.1-2", "?"],
    "disk-file-name": ["$A.B.C", r"\BETA.$*.*.*", r"\NOPE.$A.B.C", "$$"],
    "pool-name": ["P", "Q", "*", "9"],
    "catalog-name": ["VC", r"\BETA.VC", "NC", r"\NOPE.X", "V*"],
    "$volume.subvolume": ["$DATA.X", "$NO.X", "$DATA.VC", r"\BETA.$DATA.X"],
    "\\node": [r"\ALPHA", r"\BETA", r"\NOPE", "BETA"],
    "mmmddyyyy": ["JAN052022", "FEB302022", "JAN 5 2030"],
    "days or PERMANENT": ["1", "9999", "PERMANENT", "0"],
    "media-type": ["LTO4", "OPEN", "ANY", "X"],
    "group,user": ["255,255", "1,2", "9"],
    '"rwep"': ['"NUNU"', "OOOO", "X"],
    "$tape": ["$T", r"\BETA.$T", "$NOSUCH", "*"],
    "file-name": ["SETUP", "$DATA.A.B", "$S.#X", "$NO.A.B", "A.B.C.D"],
    "message-number": ["1", r"\BETA.2", "99999"],
}
NOISE = [
    "",
    ",",
    "(",
    ")",
    "&",
    "--",
    "==",
    '"',
    "\\",
    "\x01",
    "ä",
    "DETAIL",
    "ALL",
    "\t",
    "-1",
    ";",
]
DONE = re.compile(r"([1-9]\d*) (.*) (added|altered|created|deleted|dropped|expired)\.")
KEPT = {"tape drive": "TAPE_DRIVE", "tape volume": "VOLUME", "pool": "POOL"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    built = create(tmp_path_factory.mktemp("nonsense") / "world")
    assert drive(Mediacom(environment(built)), SETUP).refused == []
    yield built
    built.close()


def typed(choices: list[tuple[int, int]]) -> str:
    """Make a line: at each place an expected word, seldom another one."""
    line = ""
    for which, noise in choices:
        expected = [word for word in Mediacom.language.expected(line) if word != END]
        if noise == 0 or not expected:
            line += f" {NOISE[which % len(NOISE)]}"
            continue
        word = expected[which % len(expected)]
        values = [word] if word == "," or word.isupper() else OPERANDS.get(word, ["1", "X", "ALL"])
        line += f" {values[(which // len(expected)) % len(values)]}"
    return line


def content(world: World) -> dict[str, tuple[int, int]]:
    """Give the number of rows and their fingerprint for every table of both systems."""
    database = world.system(ALPHA).database
    tables = database.rows(
        "SELECT table_catalog, table_name FROM information_schema.tables"
        " WHERE table_type = 'BASE TABLE' AND table_schema = 'main' ORDER BY ALL"
    )
    one = 'SELECT \'{0}.{1}\', count(*), bit_xor(hash(t)) FROM "{0}"."{1}" t'
    every = " UNION ALL ".join(one.format(part, table) for part, table in tables)
    return {name: (count, mark) for name, count, mark in database.rows(every)}


@settings(
    max_examples=25,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 11)), min_size=1, max_size=12),
    st.sampled_from(["SUPER.SUPER", "SUPER.SUPER", "OPS.NIGHT", "OPS.DAY"]),
    st.booleans(),
)
def test_nonsense_is_refused_and_never_a_false_success(
    world: World, choices: list[tuple[int, int]], user: str, up: bool
) -> None:
    world.network.set_line(str(ALPHA), str(BETA), LineState.UP if up else LineState.DOWN)
    line = typed(choices)
    program = Mediacom(environment(world, user=user))
    before = content(world)
    outcome = drive(program, [line, "N", ""])
    after = content(world)
    told = [found for found in map(DONE.fullmatch, outcome.lines) if found]
    for found in told:
        count, what, done = int(found[1]), found[2].removesuffix("s"), found[3]
        if done == "altered":  # to what it was, perhaps; but only what is there
            rows = [after[name][0] for name in after if name.endswith(f".{KEPT.get(what)}")]
            assert not rows or count <= sum(rows), f"{line!r}: {found[0]}"
        else:
            assert before != after, f"{line!r}: {found[0]}"
    if user.startswith("OPS"):
        assert not told, f"{line!r} by {user}"
    known = ("mediacom.", "file-system.", "tape-server.")
    assert all(message.startswith(known) for message in outcome.refused), outcome.refused
