"""Tape names are unique in the volume catalogs of all systems of the search list (Q-01 to Q-07)."""

from __future__ import annotations

from dsmtc_ground import DAILY, ETINIUM, INSIDX, QCVC, SLABVC, Systems, labels, refused

from nsksim.dsmtc import Holder, MediaDefsChange, PoolChange
from nsksim.messages import file_system, mediacom
from nsksim.names import CatalogName, PoolName, Subvolume

SECOND = PoolName("SECOND")


def share(systems: Systems) -> None:
    for media in systems.media.values():
        media.defaults.alter(MediaDefsChange(search_list=[ETINIUM, INSIDX]))


def add_at_insidx(systems: Systems, *names: str, override: bool = False) -> int:
    return systems.insidx.tapevolumes.add(
        QCVC, SECOND, labels(*names), systems.space(INSIDX), override=override
    )


def test_separate_systems_may_use_the_same_names(systems: Systems) -> None:
    systems.insidx.pools.add(QCVC, SECOND)
    systems.add("SAD001")
    assert add_at_insidx(systems, "SAD001") == 1
    assert systems.space().duplicates() == []


def test_a_shared_search_list_refuses_the_name_and_says_where_it_is(systems: Systems) -> None:
    systems.insidx.pools.add(QCVC, SECOND)
    systems.add("SAD001")
    share(systems)
    with refused(
        mediacom.LABEL_TAKEN, name="SAD001", catalog=r"\ETINIUM.SLABVC", pool="DAILY"
    ) as _:
        add_at_insidx(systems, "SAD000", "SAD001")
    assert systems.insidx.tapevolumes.matching() == []
    systems.insidx.defaults.alter(MediaDefsChange(search_list=[INSIDX]))
    assert add_at_insidx(systems, "SAD000", "SAD001") == 2


def test_fixing_one_side_leaves_the_violation_visible_from_the_other(systems: Systems) -> None:
    share(systems)
    systems.insidx.defaults.alter(MediaDefsChange(search_list=[INSIDX]))
    systems.insidx.pools.add(QCVC, SECOND)
    systems.add("SAD001")
    add_at_insidx(systems, "SAD001")
    assert systems.space(INSIDX).duplicates() == []
    assert systems.space(ETINIUM).duplicates() == [
        Holder("SAD001", r"\ETINIUM.SLABVC", "DAILY"),
        Holder("SAD001", r"\INSIDX.QCVC", "SECOND"),
    ]


def test_an_excluded_pool_may_repeat_names_but_not_its_own(systems: Systems) -> None:
    systems.insidx.pools.add(QCVC, SECOND, searched=False)
    systems.add("SAD001")
    share(systems)
    assert add_at_insidx(systems, "SAD001") == 1
    with refused(mediacom.EXISTS, object="TAPEVOLUME", name="SAD001"):
        add_at_insidx(systems, "SAD001")
    # and what stands there does not hinder others
    systems.etinium.tapevolumes.delete(SLABVC, labels("SAD001"))
    assert systems.add("SAD001") == 1


def test_a_pool_is_brought_into_the_search_space_only_with_new_names(systems: Systems) -> None:
    systems.insidx.pools.add(QCVC, SECOND, searched=False)
    systems.add("SAD001")
    share(systems)
    add_at_insidx(systems, "SAD001")
    include = PoolChange(searched=True)
    with refused(mediacom.LABEL_TAKEN, name="SAD001", pool="DAILY"):
        systems.insidx.pools.alter(QCVC, SECOND, include, systems.space(INSIDX))
    systems.etinium.tapevolumes.delete(SLABVC, labels("SAD001"))
    systems.insidx.pools.alter(QCVC, SECOND, include, systems.space(INSIDX))
    with refused(mediacom.LABEL_TAKEN, name="SAD001", pool="SECOND"):
        systems.add("SAD001")


def test_without_override_the_whole_space_must_be_reachable(systems: Systems) -> None:
    systems.insidx.pools.add(QCVC, SECOND)
    share(systems)
    systems.line_up = False
    with refused(file_system.PATH_DOWN):
        add_at_insidx(systems, "SAD001")
    assert add_at_insidx(systems, "SAD001", override=True) == 1
    with refused(mediacom.EXISTS):
        add_at_insidx(systems, "SAD001", override=True)


def test_a_name_is_unique_in_its_system_whatever_the_list_says(systems: Systems) -> None:
    other = CatalogName("OTHERVC", node=ETINIUM)
    kind = systems.etinium.catalogs.matching()[1].kind
    systems.etinium.catalogs.create(kind, other, Subvolume.parse("$DATA.OTHER"))
    systems.etinium.pools.add(other, DAILY)
    systems.add("SAD001")
    systems.etinium.defaults.alter(MediaDefsChange(search_list=[INSIDX]))
    assert systems.space().nodes == (ETINIUM, INSIDX)
    with refused(mediacom.LABEL_TAKEN, catalog=r"\ETINIUM.SLABVC"):
        systems.etinium.tapevolumes.add(other, DAILY, labels("SAD001"), systems.space())


def test_the_first_name_in_the_order_typed_is_refused(systems: Systems) -> None:
    systems.add("AAA001", "BBB001")
    systems.etinium.pools.add(SLABVC, SECOND)
    with refused(mediacom.LABEL_TAKEN, name="BBB001"):
        systems.add("NEW001", "BBB001", "AAA001", pool="SECOND")
