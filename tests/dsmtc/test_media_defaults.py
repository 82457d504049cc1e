"""INFO and ALTER MEDIADEFS, the search list, and retention."""

from __future__ import annotations

from datetime import date

import pytest
from dsmtc_ground import ETINIUM, INSIDX, QCVC, SLABFC, SLABVC, Systems, refused

from nsksim.dsmtc import MediaDefsChange, Retention, SupportLevel
from nsksim.messages import mediacom
from nsksim.names import CatalogName, PoolName


def test_a_new_system_has_the_documented_defaults(systems: Systems) -> None:
    found = systems.etinium.defaults.get()
    assert found.level is SupportLevel.COMPATIBLE
    assert (found.volcat, found.filecat, found.pool) == (None, None, None)
    assert (found.abend_retention, found.automated) == (1, False)
    assert (found.suspicious, found.search_list) == (False, ())


def test_what_is_not_named_stays(systems: Systems) -> None:
    defaults = systems.etinium.defaults
    defaults.alter(
        MediaDefsChange(
            level=SupportLevel.MEDIACAT,
            volcat=CatalogName("SLABVC"),
            filecat=SLABFC,
            pool=PoolName("DAILY"),
            retention=Retention(None),
            abend_retention=0,
            automated=True,
            suspicious=True,
            search_list=[INSIDX, ETINIUM],
        )
    )
    defaults.alter(MediaDefsChange(suspicious=False))
    found = defaults.get()
    assert (found.level, found.volcat, found.filecat) == ("MEDIACAT", SLABVC, SLABFC)
    assert (found.pool, str(found.retention)) == (PoolName("DAILY"), "PERMANENT")
    assert (found.abend_retention, found.automated) == (0, True)
    assert (found.suspicious, found.search_list) == (False, (INSIDX, ETINIUM))
    defaults.alter(MediaDefsChange(retention=Retention(7), search_list=[]))
    assert (str(defaults.get().retention), defaults.get().search_list) == ("7", ())


def test_a_search_list_names_a_system_once(systems: Systems) -> None:
    defaults = systems.etinium.defaults
    before = defaults.get()
    twice = [INSIDX, ETINIUM, INSIDX]
    with refused(mediacom.NAME_TWICE, object="SSL", name=INSIDX):
        defaults.alter(MediaDefsChange(retention=Retention(7), search_list=twice))
    assert defaults.get() == before


def test_the_default_catalogs(systems: Systems) -> None:
    defaults = systems.etinium.defaults
    with refused(mediacom.NO_DEFAULT, object="VOLCAT", node=ETINIUM):
        defaults.volcat()
    with refused(mediacom.DOES_NOT_EXIST, object="VOLCAT", name=r"\ETINIUM.NOSUCH"):
        defaults.alter(MediaDefsChange(volcat=CatalogName("NOSUCH")))
    # what stands on another system is not looked at
    defaults.alter(MediaDefsChange(volcat=QCVC))
    assert defaults.volcat() == QCVC
    assert defaults.volcat(CatalogName("SLABVC")) == SLABVC
    with refused(mediacom.NO_DEFAULT, object="FILECAT"):
        defaults.filecat()


@pytest.mark.parametrize("days", [-1, 10000])
def test_abend_retention_has_a_range(systems: Systems, days: int) -> None:
    with refused(mediacom.VALUE_INVALID, option="ABENDRETENTION", value=days):
        systems.etinium.defaults.alter(MediaDefsChange(abend_retention=days))


@pytest.mark.parametrize(
    ("text", "expires"),
    [
        ("1", date(2022, 1, 6)),
        ("9999", date(2049, 5, 22)),
        ("0000009999", date(2049, 5, 22)),
        ("PERMANENT", None),
        ("permanent", None),
    ],
)
def test_retention_counts_from_the_day_of_creation(text: str, expires: date | None) -> None:
    retention = Retention.parse(text)
    assert retention.expiration(date(2022, 1, 5)) == expires
    assert Retention.parse(str(retention)) == retention


@pytest.mark.parametrize(
    "text", ["", "0", "10000", "0000110000", "-1", "1.5", "99999999999999999999", "\u0661"]
)
def test_a_wrong_retention(text: str) -> None:
    with refused(mediacom.VALUE_INVALID, option="RETENTION", value=text):
        Retention.parse(text)
