r"""Fixtures for people who test against the simulator; a pytest plug-in, active once installed.

    def test_labels(nsk_world):
        result = nsk_world.session(r"\INSIDX").run("MEDIACOM INFO TAPEVOLUME SAD001")
        assert not result.refused

    @pytest.mark.nsk_scenario("shared-ssl")
    def test_import(nsk_world): ...

`nsksim.testing.steps` holds steps for pytest-bdd, `nsksim.testing.sessions` collects session files
as tests; both are used by naming them in a conftest. This module is imported by every run of pytest
where nsksim is installed, so it imports nothing but pytest until a fixture is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from nsksim.api import World

MARKER = "nsk_scenario"


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker that chooses a scenario."""
    config.addinivalue_line(
        "markers", f"{MARKER}(name, seed=None): the scenario of the fixture nsk_world"
    )


@pytest.fixture
def simulator() -> Iterator[Callable[..., World]]:
    """Make fresh worlds: `simulator("manual")`, `simulator("bare", seed=7)`.

    A scenario is built once per process and copied; the worlds are closed after the test.
    """
    from nsksim.api import World

    worlds: list[World] = []

    def make(scenario: str = "manual", *, seed: int | None = None) -> World:
        worlds.append(World.from_scenario(scenario, seed=seed))
        return worlds[-1]

    yield make
    for world in worlds:
        world.close()


@pytest.fixture
def nsk_world(request: pytest.FixtureRequest, simulator: Callable[..., World]) -> World:
    """Give a fresh world of scenario `manual`, or of the one the marker `nsk_scenario` names."""
    marker = request.node.get_closest_marker(MARKER)
    return simulator(*marker.args, **marker.kwargs) if marker else simulator()
