"""MEDIACOM's language is closed: grammar, classes, operands and help agree, both ways."""

from __future__ import annotations

from hypothesis import strategies as st

from nsksim.dsmtc import MEDIA_TYPES, Retention
from nsksim.names import (
    CatalogName,
    CatalogPattern,
    DriveName,
    LabelPattern,
    NodeName,
    PoolName,
    PoolPattern,
    Security,
    Subvolume,
    TapeFileId,
    TapeFilePattern,
    TapeLabel,
    UserId,
    VolumeName,
)
from nsksim.programs.mediacom.operands import (
    ConsoleFile,
    LabelText,
    MessageNumber,
    RestoreOptions,
    TypedPattern,
)
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
    "CATALOG_PATTERN": st.builds(
        lambda node, name: CatalogPattern(name, node=node), NODES, PATTERNS
    ),
    "VERSION_NUMBER": st.integers(0, 100),
    "PHYSICAL_COPY": st.integers(1, 99),
    "LOGICAL_COPY": st.integers(1, 2),
    "SUBVOLUME": st.builds(lambda disk, name: Subvolume(VolumeName(disk), name), WORDS, WORDS),
    "NODE_NAME": NODES,
    "GENERATION": st.integers(-32768, 32767).filter(bool),
    "NUMBER": st.integers(0, 9999),
    "RETENTION_PERIOD": st.one_of(st.none(), st.integers(1, 9999)).map(Retention),
    "MEDIA_TYPE": st.sampled_from(MEDIA_TYPES),
    "USER_NUMBER": st.builds(UserId, st.integers(0, 255), st.integers(0, 255)),
    "SECURITY_LETTERS": st.text("OUGCAN-", min_size=4, max_size=4).map(Security),
    "MESSAGE_NUMBER": st.builds(MessageNumber, st.integers(0, 9999), st.none() | NODES),
    "ACS_NUMBER": st.integers(0, 126),
    "LSM_NUMBER": st.integers(0, 15),
    "PANEL_NUMBER": st.integers(0, 19),
    "DRIVE_NUMBER": st.integers(0, 3),
    "OWNER_ID": st.sampled_from(["OPS", "NIGHT SHIFT"]).map(LabelText),
    "COMMENT_TEXT": st.sampled_from(["weekly", "For the audit, twice"]).map(LabelText),
    "VOLUME_INDEX": st.integers(1, 32767),
    "CONSOLE_FILE": WORDS.map(ConsoleFile),
    "DRIVE_NAME": st.builds(lambda node, name: DriveName(name, node=node), NODES, WORDS),
    "COMMAND_FILE": WORDS,
    "OUTPUT_FILE": WORDS,
    "DEFAULT_PLACE": st.builds("${}.{}".format, WORDS, WORDS),
    "LINE_COUNT": st.integers(1, 32767),
    "DATE_PART": st.sampled_from(["OCT202022", "OCT", "20", "2022", "5-JAN-2030"]),
    "TIME_PART": st.sampled_from(["OCT202022", "OCT", "20", "2022", "17:30", "17:30:05"]),
    "RESTORE_OPTIONS": st.sampled_from(["KEEP", "MYID, LISTALL"]).map(RestoreOptions),
    "REST": st.from_regex(r"[A-Z0-9]{1,9}( [A-Z0-9]{1,9}){0,2}", fullmatch=True),
}


def test_grammar_classes_operands_and_help_agree() -> None:
    closure.check(Mediacom.language)


def test_every_statement_can_be_written_and_read_back() -> None:
    closure.check_round_trip(Mediacom.language, OPERANDS)
