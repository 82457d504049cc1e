"""Sessions over the stand-in for TACL, and over the real one."""

from __future__ import annotations

import pytest

from nsksim.names import NodeName
from nsksim.scenario import build
from nsksim.session import Session
from nsksim.world import World
from tests import stand_in
from tests.conftest import TWO

ALPHA, BETA = NodeName("ALPHA"), NodeName("BETA")


@pytest.fixture
def open_session(two, monkeypatch):
    """Open sessions at the stand-in; they are closed after the test."""
    monkeypatch.setattr("nsksim.session.logged_on", stand_in.logged_on)
    stand_in.BELL.lines()
    sessions = []

    def make(node=ALPHA, user="SUPER.SUPER", **options):
        sessions.append(Session(two, node, user, **options))
        return sessions[-1]

    yield make
    for session in sessions:
        session.close()


@pytest.fixture(scope="session")
def furnished_directory(tmp_path_factory):
    """A closed world of two systems with every program on it."""
    place = tmp_path_factory.mktemp("furnished")
    text = TWO.read_text("utf-8").replace("programs = false", "programs = true")
    (place / "furnished.toml").write_text(text, "utf-8")
    build(str(place / "furnished.toml"), place / "world").close()
    return place / "world"


@pytest.fixture
def furnished(furnished_directory):
    """A private copy of that world."""
    with World.copied(furnished_directory) as world:
        yield world


@pytest.fixture
def tacl(furnished):
    """A session of SUPER.SUPER at the real TACL of the first system."""
    session = Session(furnished, ALPHA, "SUPER.SUPER", questions=False)
    yield session
    session.close()
