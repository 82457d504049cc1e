"""MEDIACOM's language is closed: grammar, classes, operands and help agree, both ways."""

from __future__ import annotations

from hypothesis import strategies as st

from nsksim.dsmtc import MEDIA_TYPES, Retention
from nsksim.names import (
    CatalogName,
    LabelPattern,
    NodeName,
    PoolName,
    PoolPattern,
    Security,
    Subvolume,
    TapeFileId,
    TapeFilePattern,
    TapeLabel,
    VolumeName,
)
from nsksim.programs.mediacom.operands import TypedPattern
from nsksim.programs.mediacom.program import Mediacom
from tests.language import closure

WORDS = st.from_regex(r"[A-Z][A-Z0-9]{0,5}", fullmatch=True)
NODES = WORDS.map(NodeName)
PATTERNS = st.from_regex(r"[A-Z][A-Z0-9]{0,3}\*?", fullmatch=True)

OPERANDS = {
    "TAPE_NAME": WORDS.map(TapeLabel),
    "TAPE_PATTERN": PATTERNS.map(LabelPattern),
    "TAPE_FILE_PATTERN": PATTERNS.map(TapeFilePattern),
    "TAPE_FILE_ID": WORDS.map(TapeFileId),
    "DISK_FILE_PATTERN": st.builds("\\{}.$*.{}.*".format, WORDS, WORDS).map(TypedPattern),
    "POOL_NAME": WORDS.map(PoolName),
    "POOL_PATTERN": PATTERNS.map(PoolPattern),
    "CATALOG_NAME": st.builds(lambda node, name: CatalogName(name, node=node), NODES, WORDS),
    "SUBVOLUME": st.builds(lambda disk, name: Subvolume(VolumeName(disk), name), WORDS, WORDS),
    "NODE_NAME": NODES,
    "GENERATION": st.integers(-32768, 32767),
    "NUMBER": st.integers(0, 9999),
    "RETENTION_PERIOD": st.one_of(st.none(), st.integers(1, 9999)).map(Retention),
    "MEDIA_TYPE": st.sampled_from(MEDIA_TYPES),
    "SECURITY_LETTERS": st.text("OUGCAN-", min_size=4, max_size=4).map(Security),
    "REST": st.from_regex(r"[A-Z0-9]{1,9}( [A-Z0-9]{1,9}){0,2}", fullmatch=True),
}


def test_grammar_classes_operands_and_help_agree() -> None:
    closure.check(Mediacom.language)


def test_every_statement_can_be_written_and_read_back() -> None:
    closure.check_round_trip(Mediacom.language, OPERANDS)
