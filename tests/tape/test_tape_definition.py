"""What BACKUP and RESTORE make of the attributes of a DEFINE."""

from __future__ import annotations

from datetime import date

import pytest

from nsksim.dsmtc import NEW_VERSION, Retention
from nsksim.errors import OperatorError
from nsksim.names import CatalogName, NodeName, TapeFileId, TapeLabel
from nsksim.tape import TapeDefinition

ALPHA = NodeName("ALPHA")
BASE = {"CLASS": "TAPECATALOG", "LABELS": "ANSI", "CATALOG": "ON"}


def read(**attributes: str) -> TapeDefinition:
    return TapeDefinition.read("=T", {**BASE, **attributes}, ALPHA)


def test_values_come_out_of_the_text() -> None:
    found = read(
        FILEID='"WITH BLANK"',
        VOLUME='(SAD001, "A,B", 12)',
        GEN="-2",
        VERSION="NEW",
        DEVICE=r"\ALPHA.$TAPE0",
        FILECAT=r"\ALPHA.FC",
        RETENTION="PERMANENT",
        EXPIRATION="01 OCT 2022",
        MOUNTMSG="to the rack",
    )
    assert found.cataloged
    assert found.file_id == TapeFileId("WITH BLANK")
    assert found.volumes == (TapeLabel("SAD001"), TapeLabel("A,B"), TapeLabel("12"))
    assert (found.generation, found.version) == (-2, NEW_VERSION)
    assert (found.device, found.filecat) == ("$TAPE0", CatalogName("FC", node=ALPHA))
    assert (found.retention, found.expiration) == (Retention(None), date(2022, 10, 1))
    assert found.mount_message == "to the rack"


def test_scratch_and_the_next_generation_are_what_is_meant_without_a_name() -> None:
    found = read(VOLUME="SCRATCH", GEN="+1")
    assert found.volumes == ()
    assert found.generation is None


@pytest.mark.parametrize(
    "attributes",
    [{"CATALOG": "OFF"}, {"CLASS": "TAPE", "GEN": "0001", "VERSION": "00"}],
)
def test_an_uncataloged_tape_has_no_pool(attributes: dict[str, str]) -> None:
    found = read(**attributes, POOL="DAILY")
    assert not found.cataloged
    assert (found.pool, found.retention) == (None, None)


def test_class_tape_keeps_files_longer_than_the_catalog() -> None:
    assert read(CLASS="TAPE", RETENTION="30000").retention == Retention(30000)


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ({"CLASS": "MAP"}, "wrong-class"),
        ({"LABELS": "OMITTED"}, "attribute-missing"),
        ({"LABELS": "IBM"}, "not-modelled"),
        ({"LABELS": "IBMBACKUP"}, "not-modelled"),
        ({"AVRSYSTEM": r"\BETA"}, "not-modelled"),
        ({"DEVICE": r"\BETA.$TAPE0"}, "not-modelled"),
        ({"VOLCAT": r"\BETA.VC"}, "not-modelled"),
        ({"DEVICE": "$TOOLONG"}, "wrong-attribute"),
        ({"EXPIRATION": "TOMORROW"}, "wrong-attribute"),
        ({"RETENTION": "10000"}, "wrong-attribute"),
        ({"FILESEQ": "ONE"}, "wrong-attribute"),
    ],
)
def test_what_cannot_be_used_is_refused(attributes: dict[str, str], message: str) -> None:
    with pytest.raises(OperatorError) as caught:
        read(**attributes)
    assert caught.value.message.id == f"backup.{message}"
    assert "\n" not in caught.value.text
