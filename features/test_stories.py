"""The stories of this folder, run by pytest-bdd; the steps are those nsksim offers everybody."""

from __future__ import annotations

from pytest_bdd import scenarios

scenarios(".")
