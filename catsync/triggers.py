"""What starts an export by itself: changes of volumes, the end of another run, the extractors.

Automatic exports are UPDATEs of SUPER.SUPER with disk files as configured. They need an EMS
extractor that runs (E-18); what cannot be exported now stays pending, and the extractors retry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catsync import extractor, messages, request
from catsync.catalog import BackPakCatalog
from catsync.configuration import Configuration
from catsync.domain import Access, DataStore
from catsync.run import Direction, Runs, RunType
from nsksim.errors import OperatorError
from nsksim.guardian.system import System
from nsksim.world import World

SUPER = "SUPER.SUPER"


def changed(world: World, system: System, store: DataStore, labels: Sequence[str]) -> None:
    """Note that volumes of a store changed, and export them if that is possible now (E-03, E-04).

    Only a PRIMARY store has anything to export.
    """
    if store.access is not Access.PRIMARY:
        return
    BackPakCatalog(system.database).pend(store.id, labels, system.clock.now)
    _export(world, system, store)


def ended(world: World, system: System, arguments: Mapping[str, object]) -> None:
    """Verb `catsync.ended`: an export ended; updates that came meanwhile leave now (Z-17).

    After a failure the extractors wait for the check delay.
    """
    store = Configuration(world, system).find_store(str(arguments["store"]))
    if store is None:
        return
    if arguments["failed"]:
        extractor.arm(system, store)
    else:
        _export(world, system, store)


def retry(world: World, system: System, arguments: Mapping[str, object]) -> None:
    """Verb `catsync.retry`: the extractors look at a store with pending updates (E-15, E-16)."""
    store = Configuration(world, system).find_store(str(arguments["store"]))
    if store is not None and _export(world, system, store):
        extractor.arm(system, store)  # until it has ended, its updates are pending


def _export(world: World, system: System, store: DataStore) -> bool:
    """Start an automatic export of a store if it has pending updates and nothing is in the way.

    Say whether it was started. If something is in the way, the extractors will look again.
    """
    if not BackPakCatalog(system.database).pending_count(store.id):
        return False
    domain = Configuration(world, system).domain()
    ready = (
        domain.catalog_sync
        and store.access is Access.PRIMARY
        and store.active
        and store.export.destination
        and extractor.running(system, domain)
        and Runs(system.database).running(store.id) is None
    )
    owner = system.users.named(SUPER) if ready else None
    if owner is None:
        extractor.arm(system, store)
        return False
    wanted = request.Request(Direction.EXPORT, store.id, RunType.UPDATE, automatic=True)
    try:
        request.submit(world, system, owner, wanted)
    except OperatorError as error:
        process = next(name for name in domain.extractors if system.processes.named(name))
        text = messages.spoken(domain.id, error)
        number = error.message.number or 0
        system.collector.write(system.qualified(process), messages.SUBSYSTEM, number, text)
        extractor.arm(system, store)
        return False
    return True
