"""Tape catalogs without a world around them: in-memory databases that hold nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from dsmtc_ground import Systems, fresh


@pytest.fixture
def systems() -> Iterator[Systems]:
    r"""\ETINIUM with volume catalog SLABVC, file catalog SLABFC and pool DAILY; \INSIDX empty."""
    with fresh() as systems:
        yield systems
