"""What BACKUP and RESTORE make of the attributes of a DEFINE."""

from __future__ import annotations

from datetime import date

import pytest

from nsksim.dsmtc import NEW_VERSION, Retention
from nsksim.errors import OperatorError
from nsksim.guardian.define_classes import CLASSES as DEFINE_CLASSES
from nsksim.guardian.define_classes import Attribute
from nsksim.names import CatalogName, Defaults, NodeName, TapeFileId, TapeLabel, VolumeName
from nsksim.tape import TapeDefinition
from nsksim.tape.definition import CLASSES

ALPHA, BETA = NodeName("ALPHA"), NodeName("BETA")
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


def test_the_number_of_a_version_is_for_tapes_that_are_not_cataloged() -> None:
    assert read(VERSION="9").version is None
    assert read(VERSION="9", CATALOG="OFF").version == 9


@pytest.mark.parametrize(
    "attributes",
    [
        {"DEVICE": r"\BETA.$TAPE0"},
        {"AVRSYSTEM": r"\BETA"},
        {"CLASS": "TAPE", "LABELS": "ANSI", "SYSTEM": r"\BETA"},
    ],
)
def test_the_tape_is_mounted_on_the_system_that_is_named(attributes: dict[str, str]) -> None:
    assert read(**attributes).system == BETA
    assert read().system == ALPHA


def test_a_catalog_without_a_node_is_that_of_the_system_the_program_runs_on() -> None:
    found = read(AVRSYSTEM=r"\BETA", FILECAT="FC", VOLCAT=r"\BETA.VC")
    assert (str(found.filecat), str(found.volcat)) == (r"\ALPHA.FC", r"\BETA.VC")


@pytest.mark.parametrize(
    "attributes",
    [{"CATALOG": "OFF", "POOL": "DAILY"}, {"CLASS": "TAPE", "GEN": "0001", "VERSION": "00"}],
)
def test_an_uncataloged_tape_has_no_pool(attributes: dict[str, str]) -> None:
    found = read(**attributes)
    assert not found.cataloged
    assert (found.pool, found.retention) == (None, None)


def test_class_tape_keeps_files_longer_than_the_catalog() -> None:
    assert read(CLASS="TAPE", RETENTION="30000").retention == Retention(30000)


SAMPLES = (
    "7",
    "+1",
    "ON",
    "IDRC",
    "OFF",
    "OUT",
    "STREAM",
    "F",
    "6250",
    "BACKUP",
    "$TAPE1",
    r"\ALPHA",
    "JAN012030",
    "NAMED",
)
"""One of these is a value of every attribute."""
PLACE = Defaults(ALPHA, VolumeName("DATA"), "PAY")


def _sample(attribute: Attribute, without: str) -> str:
    for text in SAMPLES:
        try:
            value = attribute.value([text], PLACE)
        except OperatorError:
            continue
        if value not in (attribute.default, without):
            return value
    raise AssertionError(attribute.name)


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind in CLASSES for name in DEFINE_CLASSES[kind].attributes]
)
def test_an_attribute_changes_something_or_is_refused(kind: str, name: str) -> None:
    """No attribute of a tape is accepted and then ignored."""
    base = {"CLASS": kind, "LABELS": "ANSI", "DEVICE": "$TAPE0"}
    base = {"CLASS": kind, "LABELS": "OMITTED", "DEVICE": "$TAPE0"} if kind == "TAPE" else base
    value = _sample(DEFINE_CLASSES[kind].attributes[name], base.get(name, ""))
    plain = TapeDefinition.read("=T", base, ALPHA)
    try:
        changed = TapeDefinition.read("=T", {**base, name: value}, ALPHA)
    except OperatorError:
        return
    # The sample is the system where the program runs anyway; no drive here compresses; the number
    # of a version says nothing in the catalog.
    without = {"SYSTEM", "AVRSYSTEM", "COMPRESSION"} | ({"VERSION"} if changed.cataloged else set())
    assert changed != plain or name in without, f"{name} {value}"


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ({"TAPEMODE": "STREAM"}, "not-modelled"),
        ({"OWNER": "PAYROLL"}, "not-modelled"),
        ({"CLASS": "MAP"}, "wrong-class"),
        ({"LABELS": "OMITTED"}, "attribute-missing"),
        ({"LABELS": "IBM"}, "not-modelled"),
        ({"LABELS": "IBMBACKUP"}, "not-modelled"),
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
