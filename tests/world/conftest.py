"""Worlds in directories of their own, and work that can be scheduled in them."""

from __future__ import annotations

import pytest

from nsksim import plugins
from nsksim.world_directory import copy
from tests.world.scheduled import GUEST


@pytest.fixture
def directory(two_directory, tmp_path):
    """A closed world that a test may damage."""
    copy(two_directory, tmp_path / "world")
    return tmp_path / "world"


@pytest.fixture
def scheduled(monkeypatch):
    """Let the verbs of the guest be known, beside those of the installed ones."""
    known = (*plugins.installed(), GUEST)
    monkeypatch.setattr(plugins, "installed", lambda: known)
