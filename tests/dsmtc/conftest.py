"""Tape catalogs without a world around them: in-memory databases that hold nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

import duckdb
import pytest
from dsmtc_ground import Systems

SCHEMA = resources.files("nsksim.dsmtc").joinpath("schema.sql").read_text(encoding="utf-8")


@pytest.fixture
def systems() -> Iterator[Systems]:
    r"""\ETINIUM with volume catalog SLABVC, file catalog SLABFC and pool DAILY; \INSIDX empty."""
    connection = duckdb.connect(":memory:")
    yield Systems(connection, SCHEMA)
    connection.close()
