"""Which tapes are in the hands of processes: on the drives of all systems, or asked for there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nsksim.dsmtc import HeldTape
from nsksim.guardian.processes import Process
from nsksim.guardian.system import System
from nsksim.tape.drive import Drives, Holder, TapeSource, TapeUse
from nsksim.tape.mount_request import MountRequests


def process_of(system: System, holder: Holder) -> Process | None:
    """Find the process of `system` that has a drive or waits for a tape; None: it is no more."""
    process = system.processes.numbered(holder.cpu, holder.pin)
    return process if process is not None and process.started == holder.started else None


def held_tapes(home: System, systems: Mapping[str, System]) -> list[HeldTape]:
    """List the labeled tapes of the catalogs of `home` that running processes have or ask for.

    On its own drives those of which no catalog is known as well. That a line which is down changes
    nothing is our choice: a tape that is read elsewhere is not to be given away.
    """
    return [
        HeldTape(label, use.place[0].value if use.catalog else "", use.pool, holder)
        for place in systems.values()
        for label, use, holder in _in_hands(place)
        if _is_of(home, place, use)
        and holder.node in systems
        and process_of(systems[holder.node], holder) is not None
    ]


def written_files(systems: Mapping[str, System], besides: Holder) -> list[TapeSource]:
    """List the tape files that running processes write, other ones than `besides`."""
    uses: list[tuple[TapeUse, Holder | None]] = []
    for place in systems.values():
        uses += [(each.use, each.holder) for each in Drives(place.database).all()]
        uses += [(each.use, each.holder) for each in MountRequests(place.database).all()]
    return [
        use.source
        for use, holder in uses
        if use.output
        and use.source.catalog
        and holder is not None
        and holder != besides
        and holder.node in systems
        and process_of(systems[holder.node], holder) is not None
    ]


def _in_hands(system: System) -> Iterable[tuple[str, TapeUse, Holder]]:
    for drive in Drives(system.database).all():
        if drive.volume and drive.holder is not None:
            yield drive.volume, drive.use, drive.holder
    for request in MountRequests(system.database).waiting():
        if request.for_tape:
            yield request.label, request.use, request.holder


def _is_of(home: System, place: System, use: TapeUse) -> bool:
    return use.place[0].node == home.node if use.catalog else place is home
