"""The languages of the utility programs are closed, and statements come back from their text."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from nsksim.language import Language
from nsksim.names import DriveName, NodeName, PoolName, SpoolLocation, TapeLabel
from nsksim.plugins import programs
from nsksim.programs.emsdist import Emsdist
from nsksim.programs.fup import Fup
from nsksim.programs.interpreter import Interpreter
from nsksim.programs.peruse import Peruse
from nsksim.programs.peruse.statements import Pages
from nsksim.programs.shipped import PROGRAMS
from nsksim.programs.sim import Sim
from nsksim.programs.spoolcom import Spoolcom
from nsksim.programs.spoolcom.statements import OtherAction, Owner
from nsksim.world import World
from tests.language import closure
from tests.language.strategies import Operands
from tests.programs.harness import environment

PARTS = st.from_regex(r"[A-Z][A-Z0-9]{0,5}", fullmatch=True)
REST = st.sampled_from(["X", "ON $A, B", "3 ERRORS"])
LOCATIONS = st.builds(SpoolLocation, PARTS, PARTS)
COUNTS = st.integers(0, 9999)
NODES = st.builds(NodeName, PARTS)
SUPERVISORS = PARTS.map(lambda name: f"${name}")

OPERANDS: dict[str, Operands] = {
    "fup": {
        "FILESET": PARTS.map(lambda name: f"$A.{name}.*"),
        "FILE": PARTS.map(lambda name: f"$A.B.{name}"),
        "SUBVOLUME": PARTS.map(lambda name: f"$A.{name}"),
        "VOLUME": PARTS.map(lambda name: f"${name}"),
        "NODE": NODES.map(str),
        "SECURITY": st.text("OUGCAN-", min_size=4, max_size=4),
        "USER_NUMBER": st.integers(0, 255),
        "USER_NAME": PARTS.map(lambda name: f"OPS.{name}"),
        "REST": REST,
    },
    "peruse": {
        "JOB_NUMBER": COUNTS,
        "PAGES": st.tuples(st.integers(1, 999), st.none() | st.integers(0, 999)).map(
            lambda pages: Pages(pages[0], None if pages[1] is None else sum(pages))
        ),
        "NUMBER": COUNTS,
        "LOCATION": LOCATIONS,
        "SUPERVISOR": SUPERVISORS,
        "REST": REST,
    },
    "spoolcom": {
        "JOB_NUMBER": COUNTS,
        "LOCATION": LOCATIONS,
        "COLLECTOR": SUPERVISORS,
        "OWNER": st.just(Owner("40,7")) | PARTS.map(lambda name: Owner(f"OPS.{name}")),
        "OTHER_ACTION": st.sampled_from([OtherAction("COPIES 4"), OtherAction("DEV $LP")]),
        "SUPERVISOR": SUPERVISORS,
        "REST": REST,
    },
    "emsdist": {
        "NAME": SUPERVISORS,
        "MOMENT": st.sampled_from(["17:44", "9:05:59", "2022-01-05", "1999-12-31", "MAR", "5"]),
        "NUMBER": COUNTS,
    },
    "sim": {
        "NODE": NODES,
        "OTHER_NODE": NODES,
        "COUNT": COUNTS,
        "DATE": st.just("2022-01-05"),
        "TIME_OF_DAY": st.sampled_from(["17:44:48", "23:00:00"]),
        "LABEL": st.just(TapeLabel("SAD001")),
        "POOL_NAME": st.just(PoolName("VAULT")),
        "DRIVE": st.just(DriveName("TAPE0")),
        "SNAPSHOT": PARTS,
        "REST": REST,
    },
}

UTILITIES: list[type[Emsdist | Interpreter]] = [Emsdist, Fup, Peruse, Sim, Spoolcom]
LANGUAGES = [utility.language for utility in UTILITIES]


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: each.name)
def test_closed(language: Language) -> None:
    closure.check(language)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: each.name)
def test_round_trip(language: Language) -> None:
    closure.check_round_trip(language, OPERANDS[language.name], examples=50)


@pytest.mark.parametrize("utility", UTILITIES)
def test_any_line_gets_consistent_answers(
    world: World, utility: type[Emsdist | Interpreter]
) -> None:
    place = environment(world)
    context = utility(place) if issubclass(utility, Interpreter) else place
    closure.check_any_line(utility.language, context, examples=30)


def test_every_program_says_what_it_is_and_what_is_simulated() -> None:
    assert set(UTILITIES) <= set(PROGRAMS) <= set(programs())
    for program in UTILITIES:
        assert program.simulated
        assert program.__doc__
