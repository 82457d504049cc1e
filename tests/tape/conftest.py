"""The world of the tape tests: laid out once, copied for each test, with a library of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tape_ground import Ground, Site, furnish


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """A world to copy; modules whose tests begin with the same go further in one of their own."""
    return furnish(tmp_path_factory.mktemp("tape") / "built")


@pytest.fixture
def site(furnished: Ground) -> Iterator[Site]:
    """A fresh copy of the world, with the library brought by a plug-in."""
    with furnished.copied() as site:
        yield site
