"""Which tapes of a system are in the hands of processes: on their drives, or asked for."""

from __future__ import annotations

from nsksim.dsmtc import HeldTape
from nsksim.guardian.processes import Process
from nsksim.guardian.system import System
from nsksim.tape.drive import Drives, Holder
from nsksim.tape.mount_request import MountRequests


def process_of(system: System, holder: Holder) -> Process | None:
    """Find the process that has a drive or waits for a tape, None when it is no more."""
    process = system.processes.numbered(holder.cpu, holder.pin)
    return process if process is not None and process.started == holder.started else None


def held_tapes(system: System) -> list[HeldTape]:
    """List the labeled tapes that running processes have on drives or ask for."""
    drives = [
        (drive.volume, drive.use, drive.holder)
        for drive in Drives(system.database).all()
        if drive.volume and drive.holder is not None
    ]
    asked = [
        (request.label, request.use, request.holder)
        for request in MountRequests(system.database).waiting()
        if request.for_tape
    ]
    return [
        HeldTape(label, use.catalog, use.pool)
        for label, use, holder in drives + asked
        if process_of(system, holder) is not None
    ]
