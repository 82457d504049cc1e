"""What every test finds: session files as tests, the fixtures and the steps of nsksim."""

import re
from collections.abc import Callable

import pytest

from nsksim.testing import nsk_world, simulator
from nsksim.testing.sessions import pytest_addoption, pytest_collect_file

__all__ = ["nsk_world", "pytest_addoption", "pytest_collect_file", "simulator"]

pytest_plugins = ["nsksim.testing.steps", "pytester", "tests.provoked"]


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker even where nsksim is not installed as a plug-in."""
    config.addinivalue_line("markers", "nsk_scenario(name, seed=None): scenario of nsk_world")


def pytest_bdd_apply_tag(tag: str, function: Callable[..., object]) -> bool | None:
    """Take tags that are requirement ids for what they are: names, not markers."""
    del function
    return True if re.fullmatch(r"[A-Z]-\d\d", tag) else None
