"""Cases that differ in one number: some are tried with each change, all of them on demand."""

from __future__ import annotations

from collections.abc import Iterable

import pytest


def swept(cases: Iterable[object], step: int = 3) -> list[object]:
    """Give the values of a parameter, or of several as tuples.

    The first and each `step`-th after it are tried by default, the others by `make test-slow`.
    """
    return [
        pytest.param(
            *(case if isinstance(case, tuple) else (case,)),
            marks=[pytest.mark.slow] if place % step else [],
        )
        for place, case in enumerate(cases)
    ]
