"""The DEFINE commands: values and their rules."""

from __future__ import annotations

import pytest
from laboratory import converse, screen

from nsksim.guardian.define_classes import CLASSES
from nsksim.session import Session

TYPICAL: list[tuple[str, list[str]]] = [
    ("ADD DEFINE =OUT, CLASS TAPECATALOG,&", []),
    ("& LABELS BACKUP,&", []),
    ("& FILEID SLABA-BAK11-DAILY,&", []),
    ("& VOLUME SCRATCH,&", []),
    ("& POOL SLAB_A_DAILY,&", []),
    ("& USE OUT", []),
]


def test_the_typical_define(desk: Session) -> None:
    converse(
        desk,
        [
            *TYPICAL,
            (
                "INFO DEFINE =OUT",
                [
                    "  Define Name       =OUT",
                    "  CLASS             TAPECATALOG",
                    "  VOLUME            SCRATCH",
                    "  FILEID            SLABA-BAK11-DAILY",
                ],
            ),
            (
                "INFO DEFINE =out, DETAIL",
                [
                    "  Define Name       =OUT",
                    "  CLASS             TAPECATALOG",
                    "  VOLUME            SCRATCH",
                    "  LABELS            BACKUP",
                    "  FILEID            SLABA-BAK11-DAILY",
                    "  POOL              SLAB_A_DAILY",
                    "  USE               OUT",
                    "  CATALOG           ON",
                ],
            ),
        ],
    )


def test_map_names_a_file_in_full(desk: Session) -> None:
    for typed, kept in [
        ("FULL", "\\ALPHA.$DATA.LAB.FULL"),
        ("\\B.$SETINET.SLABADL.FULL", "\\B.$SETINET.SLABADL.FULL"),
        ("$S.#SLABA.EXPDAYL", "\\ALPHA.$S.#SLABA.EXPDAYL"),
        ("$ZTN0.#PTA1", "\\ALPHA.$ZTN0.#PTA1"),
    ]:
        screen(desk, f"ADD DEFINE =F, FILE {typed}")
        assert screen(desk, "INFO DEFINE =F")[-1] == f"  FILE              {kept}"
        screen(desk, "DELETE DEFINE =F")


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("ADD DEFINE =A", "Current attribute set is incomplete"),
        ("ADD DEFINE =A, CLASS SPOOL", "Current attribute set is incomplete"),
        ("ADD DEFINE =A, CLASS NO", "*ERROR* There is no DEFINE class NO"),
        ("ADD DEFINE =A, FOO 1", 'There is no attribute "FOO" for the current class'),
        (
            "ADD DEFINE =A, FILE X, CLASS MAP",
            "*ERROR* CLASS must be the first attribute, and not together with LIKE",
        ),
        ("ADD DEFINE =OLD, FILE X", "*ERROR* DEFINE =OLD already exists"),
        ("ADD DEFINE =_X, FILE X", "*ERROR* DEFINE =_X belongs to the system"),
        ("DELETE DEFINE =_DEFAULTS", "*ERROR* DEFINE =_DEFAULTS belongs to the system"),
        ("ADD DEFINE =A*, FILE X", "*ERROR* =A* is a template; a new DEFINE needs a name"),
        ("ADD DEFINE =A, LIKE =NO", "*ERROR* DEFINE =NO does not exist"),
        ("INFO DEFINE =NO*", "*ERROR* DEFINE =NO* does not exist"),
        ("ALTER DEFINE =NO, FILE X", "*ERROR* DEFINE =NO does not exist"),
        ("ALTER DEFINE =OLD, RESET FILE", "Current attribute set is incomplete"),
        ("SHOW DEFINE LABELS", 'There is no attribute "LABELS" for the current class'),
        ("RESET DEFINE FOO", 'There is no attribute "FOO" for the current class'),
    ],
)
def test_refusals_change_nothing(desk: Session, line: str, refusal: str) -> None:
    screen(desk, "ADD DEFINE =OLD, FILE X")
    before = screen(desk, "INFO DEFINE **, DETAIL")
    result = desk.run(line)
    assert result.lines[-1] == refusal
    assert result.refused
    assert screen(desk, "INFO DEFINE **, DETAIL") == before
    assert screen(desk, "SHOW DEFINE") == ["  CLASS             MAP"]


@pytest.mark.parametrize(
    ("attributes", "check"),
    [
        ("DEVICE $T, RETENTION 3, EXPIRATION OCT202001", 1),
        ("VOLUME (A,B), USE IN, LABELS ANSI, REELS 1", 2),
        ("LABELS BACKUP", 3),
        ("VOLUME A, DEVICE $T", 3),
        ("VOLUME A, LABELS ANSI, EBCDIC ON", 4),
        ("VOLUME A, LABELS IBM, FILEID X, RECFORM F, RECLEN 80, BLOCKLEN 81", 5),
        ("VOLUME A, LABELS ANSI, DEVICE $T, SYSTEM \\BETA", 6),
        ("LABELS OMITTED", 7),
        ("DEVICE $T, LABELS BYPASS, FILEID X", 7),
        ("VOLUME SCRATCH, LABELS ANSI, USE EXTEND", 8),
        ("VOLUME A, LABELS IBMBACKUP", 9),
        ("VOLUME A, LABELS ANSI, RECLEN 20", 10),
    ],
)
def test_the_checks_of_class_tape(desk: Session, attributes: str, check: int) -> None:
    assert screen(desk, f"ADD DEFINE =T, CLASS TAPE, {attributes}") == [
        f"Current attribute set is inconsistent, check number {check:03d}"
    ]


@pytest.mark.parametrize(
    ("attributes", "check"),
    [
        ("FILEID X, RETENTION 3, EXPIRATION 20OCT2001", 1),
        ("FILEID X, DEVICE $T, AVRSYSTEM \\BETA", 6),
        ("LABELS BYPASS, CATALOG OFF", 7),
        ("FILEID X, VOLUME SCRATCH, USE IN", 8),
        ("FILEID X, USE IN, RETENTION 3", 101),
        ("FILEID X, CATALOG OFF, GEN +1", 102),
        ("FILEID X, GEN 0", 102),
        ("FILEID X, GEN +2", 103),
        ("FILEID X, USE IN, VERSION NEW", 104),
        ("FILEID X, LABELS BACKUP, USE EXTEND", 105),
        ("LABELS BYPASS, DEVICE $T", 106),
        ("VOLUME A", 107),
    ],
)
def test_the_checks_of_class_tapecatalog(desk: Session, attributes: str, check: int) -> None:
    lines = screen(desk, f"ADD DEFINE =T, CLASS TAPECATALOG, {attributes}")
    assert lines[0].startswith("Current attribute set is inconsistent, check number")
    assert lines[0].endswith(f"{check:03d}") or check in {102, 103}


@pytest.mark.parametrize(
    ("kind", "attribute", "value", "accepted"),
    [
        ("TAPE", "FILEID", "SLABA-BAK11-DAILY", True),
        ("TAPE", "FILEID", "SLABA-BAK11-DAILY1", False),
        ("TAPECATALOG", "FILEID", "SLABA-BAK11-DAILY1", True),
        ("TAPECATALOG", "RETENTION", "PERMANENT", True),
        ("TAPE", "RETENTION", "PERMANENT", False),
        ("TAPE", "EXPIRATION", "FEB302001", False),
        ("TAPE", "EXPIRATION", '"20 OCT 2001"', True),
        ("TAPE", "LABELS", "FUNNY", False),
        ("TAPE", "VOLUME", "(A,SCRATCH)", True),
        ("TAPE", "VOLUME", "TOOLONG", False),
        ("TAPE", "USE", "OPENFLAG", True),
        ("TAPECATALOG", "USE", "OPENFLAG", False),
        ("TAPECATALOG", "VERSION", "NEW", True),
        ("TAPECATALOG", "GEN", "-32768", True),
        ("TAPECATALOG", "GEN", "-32769", False),
        ("TAPECATALOG", "GEN", "+1", True),
        ("TAPE", "GEN", "1", True),
        ("TAPE", "GEN", "+1", False),
        ("TAPE", "VERSION", "99", True),
        ("TAPE", "VERSION", "+1", False),
        ("TAPECATALOG", "POOL", "9POOL", False),
        ("TAPECATALOG", "VOLCAT", "\\BETA.SLABVC", True),
        ("TAPECATALOG", "REELS", "1", None),
        ("SPOOL", "LOC", "$S.#A.B", True),
        ("SPOOL", "LOC", "A.B", False),
        ("MAP", "FILE", "$DATA.A", False),
        ("CATALOG", "SUBVOL", "(A,B)", False),
        ("DEFAULTS", "VOLUME", "$DATA", True),
    ],
)
def test_values(
    desk: Session, kind: str, attribute: str, value: str, accepted: bool | None
) -> None:
    lines = screen(desk, f"SET DEFINE CLASS {kind}, {attribute} {value}")
    if accepted:
        assert lines == []
    elif accepted is None:
        assert lines == [f'There is no attribute "{attribute}" for the current class']
    else:
        assert lines[0].startswith(f"*ERROR* Invalid value for DEFINE attribute {attribute}")


def test_the_working_set(desk: Session) -> None:
    converse(
        desk,
        [
            ("SET DEFINE CLASS TAPE, VOLUME A1, LABELS ANSI", []),
            ("ADD DEFINE =ONE, USE IN", []),
            ("SHOW DEFINE", [
                "  CLASS             TAPE",
                "  VOLUME            A1",
                "  LABELS            ANSI",
            ]),
            ("SHOW DEFINE USE", ["  USE               "]),
            ("SET DEFINE LIKE =ONE, FILEID X", []),
            ("SHOW DEFINE USE", ["  USE               IN"]),
            ("RESET DEFINE LABELS", []),
            ("RESET DEFINE *", []),
            ("SHOW DEFINE", ["  CLASS             MAP"]),
            ("ALTER DEFINE =ONE, FILEID X", []),
            ("ALTER DEFINE =ONE, RESET (USE, FILEID), DENSITY 6250", []),
            ("ADD DEFINE (=TWO, =THREE), LIKE =ONE", []),
            ("DELETE DEFINE =T*", []),
        ],
    )  # fmt: skip
    assert screen(desk, "INFO DEFINE =*")[4:5] == ["  Define Name       =ONE"]
    detail = "\n".join(screen(desk, "INFO DEFINE =ONE, DETAIL"))
    assert "VOLUME" in detail
    assert "USE" not in detail
    assert "FILEID" not in detail
    shown = screen(desk, "SET DEFINE CLASS TAPE", "SHOW DEFINE *")
    assert shown[0] == "  CLASS             TAPE"
    assert shown[-1] == "Current attribute set is inconsistent, check number 007"


def test_programs_get_the_defines(session: Session) -> None:
    converse(
        session,
        [
            ("ADD DEFINE =F, FILE X", []),
            ("TOY SHOW", ["[]", "['=F']"]),
            ("SET DEFMODE OFF", []),
            ("SHOW DEFMODE", ["Defmode Off"]),
            ("TOY SHOW", ["[]", "[]"]),
        ],
    )


@pytest.mark.parametrize("kind", sorted(CLASSES))
def test_every_class_accepts_its_defaults(desk: Session, kind: str) -> None:
    assert screen(desk, f"SET DEFINE CLASS {kind}") == []
    assert screen(desk, "SHOW DEFINE *")[0] == f"  CLASS             {kind}"
