"""The EMS extractors of a domain: who takes charge of automatic exports, and when they retry.

An extractor looks at a store only while updates are pending; then every Export Check Delay minutes.
"""

from __future__ import annotations

from datetime import timedelta

from catsync.catalog import BackPakCatalog
from catsync.domain import Access, DataStore, Domain
from nsksim.guardian.system import System

RETRY = "catsync.retry"
"""Verb of the event at which the extractors look at a store."""


def running(system: System, domain: Domain) -> bool:
    """Say whether any extractor of the domain runs; any one takes charge (E-17, E-18)."""
    return any(system.processes.named(name) for name in domain.extractors)


def arm(system: System, store: DataStore) -> None:
    """Have the extractors look at a store after its Export Check Delay, unless they will anyway.

    Nothing is scheduled without pending updates, for a delay of 0 (E-16), without destination, or
    for a store that is inactive or not PRIMARY.
    """
    export = store.export
    wanted = export.check_delay and export.destination and store.active
    if not wanted or store.access is not Access.PRIMARY:
        return
    if not BackPakCatalog(system.database).pending_count(store.id):
        return
    if any(timer.values["store"] == store.id for timer in system.timers.pending(RETRY)):
        return
    due = system.clock.now + timedelta(minutes=export.check_delay)
    system.timers.add(due, RETRY, {"store": store.id})
