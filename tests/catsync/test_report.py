"""The BB051 reports, compared with the reconstructed samples of the manual to the last column."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catsync import report

GOLDEN = Path(__file__).parent / "golden"
DAILY, BRCOM = "VG_SLAB_A-DAILY", "VG_SLAB_A_BRCOM-DAILY"
SECOND_DAILY, SECOND_BRCOM = "VG_2ND_SLAB_A-DAILY", "VG_2ND_SLAB_A_BRCOM-DAILY"


def golden(name):
    return (GOLDEN / f"{name}.txt").read_text("utf-8").splitlines()


def tapes(daily, brcom):
    """List the thirty sample volumes with their group and status."""
    hexadecimal = "123456789ABCDEF"
    for position, digit in enumerate(hexadecimal):
        assigned = f"ASSIGNED SLABA-BAK11-DAILY, gen={18 + position}"
        yield f"SAD00{digit}", daily, assigned if position < 6 else "SCRATCH"
    generations = {"1": 23, "2": 24, "C": 19, "D": 20, "E": 21, "F": 22}
    for digit in hexadecimal:
        generation = generations.get(digit)
        assigned = f"ASSIGNED SLABA-BAK11-BRCOM-DAILY, gen={generation}"
        yield f"SARD0{digit}", brcom, assigned if generation else "SCRATCH"


def primary(pool):
    return report.TapeCatalog("DSM/TC", r"\ETINIUM.SLABVC", pool)


def secondary(pool):
    return report.TapeCatalog("DSM/TC", r"\INSIDX.QCVOLCAT", pool)


def export_report():
    lines = report.head(
        report.Header(
            domain="SLAB_A",
            process=r"\ETINIUM.$Z4M9",
            started=datetime(2022, 1, 5, 17, 44, 48),
            store="SLAB_A-DAILY",
            description="",
            process_type="EXPORT FULL catalogs",
            disk_files=report.NOT_EXPORTED,
            export_id="2022-01-05_17:44:48",
            place_label="Export destination",
            place=r"\INSIDX.$ETINET.SLABADL",
        )
    )
    lines += report.volumes_head()
    lines += [report.volume(*row) for row in tapes(DAILY, BRCOM)]
    sad006 = report.Written("SAD006", datetime(2022, 1, 4, 23, 2, 56))
    sard02 = report.Written("SARD02", datetime(2022, 1, 4, 19, 2, 32))
    lines += report.export_summary(
        [
            report.ExportedGroup(DAILY, primary("SLAB_A_DAILY"), sad006, 15, None),
            report.ExportedGroup(BRCOM, primary("SLAB_A_BRCOM_DAILY"), sard02, 15, None),
        ]
    )
    message = (
        r"SLAB_A-I3279 \ETINIUM.$Z4M9 exported FULL catalogs for data store SLAB_A-DAILY"
        " (30 volumes processed). Report in $S.#SLABA.EXPDAYL"
    )
    ended = datetime(2022, 1, 5, 17, 44, 50)
    return lines + report.tail("SLAB_A", message, r"\ETINIUM.$Z4M9", ended)


def import_report():
    lines = report.head(
        report.Header(
            domain="CH409DR",
            process=r"\INSIDX.$X0PC",
            started=datetime(2022, 1, 5, 23, 0, 6),
            store="2ND_SLAB_A-DAILY",
            description="",
            process_type="IMPORT FULL catalogs",
            disk_files=report.INSERT_AND_DELETE,
            export_id="2022-01-05_17:44:48",
            place_label="Import source",
            place=r"\INSIDX.$etinet.slabadl",
            primary_store="SLAB_A-DAILY",
        )
    )
    daily, brcom = secondary("CH409DR_2ND_SLABA_DAILY"), secondary("CH409DR_2ND_SLABA_BRCOM_DAILY")
    lines += report.validation(
        [
            report.ValidatedGroup(SECOND_DAILY, DAILY, primary("SLAB_A_DAILY"), daily),
            report.ValidatedGroup(SECOND_BRCOM, BRCOM, primary("SLAB_A_BRCOM_DAILY"), brcom),
        ]
    )
    lines += report.volumes_head()
    lines += [report.volume(*row) for row in tapes(SECOND_DAILY, SECOND_BRCOM)]
    lines += report.deletions([])
    counts = report.Counts
    lines += report.import_summary(
        [
            report.ImportedGroup(
                SECOND_DAILY,
                daily,
                report.Written("SAD006", datetime(2022, 1, 5, 4, 2, 56)),
                15,
                counts(0, 15, 0),
                counts(0, 2, 0),
                counts(1, 0, 1),
                counts(),
            ),
            report.ImportedGroup(
                SECOND_BRCOM,
                brcom,
                report.Written("SARD02", datetime(2022, 1, 5, 0, 2, 32)),
                15,
                counts(0, 15, 0),
                counts(0, 3, 0),
                counts(2, 0, 1),
                counts(),
            ),
        ]
    )
    message = (
        r"CH409DR-I3342 \INSIDX.$X0PC imported FULL catalogs for data store 2ND_SLAB_A-DAILY"
        " (30 volumes processed). Report in $S.#SLABA.IMPDAYL"
    )
    ended = datetime(2022, 1, 5, 23, 0, 8)
    return lines + report.tail("CH409DR", message, r"\INSIDX.$X0PC", ended)


@pytest.mark.parametrize(
    ("name", "made"), [("export_full", export_report), ("import_full", import_report)]
)
def test_report_equals_the_sample(name, made):
    assert made() == golden(name)


def test_disk_files_are_counted_where_they_are_exported():
    """K-07."""
    group = report.ExportedGroup(DAILY, primary("P"), None, 3, 31)
    assert report.export_summary([group])[-2] == (
        "                     none                                           3         31"
    )


def test_a_missing_group_shows_the_primary_side_and_the_error():
    """K-18."""
    missing = report.ValidatedGroup(
        "", BRCOM, primary("P"), None, ["CH409DR-E9950 Primary volume group X has no group."]
    )
    assert report.validation([missing])[4:-1] == [
        "                     Primary volume group: VG_SLAB_A_BRCOM-DAILY",
        r"                     Primary  : DSM/TC volcat \ETINIUM.SLABVC,",
        "                                pool P",
        "CH409DR-E9950 Primary volume group X has no group.",
    ]


def test_a_group_without_a_tape_catalog_shows_its_type():
    group = report.ExportedGroup(DAILY, report.TapeCatalog("NONE"), None, 0, None)
    assert report.export_summary([group])[4] == "VG_SLAB_A-DAILY      NONE"


@pytest.mark.parametrize(
    ("name", "beside"), [("V" * 19, True), ("V" * 20, True), ("V" * 21, False)]
)
def test_a_long_group_name_stands_alone(name, beside):
    group = report.ExportedGroup(name, primary("P"), None, 0, None)
    assert (report.export_summary([group])[4] == name) is not beside


def test_deleted_volumes_are_listed():
    """K-14."""
    assert report.deletions([("SAD010", SECOND_DAILY)])[-1] == f"SAD010 {SECOND_DAILY}"


@given(st.lists(st.text("abc$.-_", min_size=1, max_size=100), max_size=30))
def test_wrapping_keeps_the_words_and_the_width(words):
    """K-01."""
    text = " ".join(words)
    lines = report.wrap(text)
    assert all(len(line) <= 80 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
