"""Requests to the domain manager: checked in a fixed order, then a process is started.

Order of the checks (G.3, with those of the manual's text in between): domain manager, licence,
store, domain access, status, nothing else running, BBDBM prepared, destination or source
configured, report location. The first that fails is the answer; nothing has changed then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from catsync import exporter, importer, messages, output
from catsync.configuration import Configuration
from catsync.domain import ENGINE, GATEWAY, STARTER, Access, DataStore, Domain
from catsync.run import Direction, Run, Runs, RunType
from nsksim.errors import OperatorError, Severity
from nsksim.guardian.system import System
from nsksim.guardian.users import User
from nsksim.names import Subvolume
from nsksim.world import World

ALL = "ALL"
"""In the place of a store id: every store of the access the operation needs (L-04, L-05)."""

NEEDED = {Direction.EXPORT: Access.PRIMARY, Direction.IMPORT: Access.SECONDARY}


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of the domain manager."""

    direction: Direction
    store: str
    type: RunType
    disk_files: bool = False
    automatic: bool = False
    """Started by BackBox itself: disk files as configured (E-28)."""
    from_page: bool = False
    """Asked in the UI, which may also process an inactive store (B-42)."""

    @property
    def operation(self) -> str:
        """Name the operation in a refusal."""
        return f"catalog {self.direction.lower()}"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer for one store: the start message, or why nothing was started."""

    line: str
    outcome: OperatorError

    @property
    def refused(self) -> bool:
        """Say whether nothing was started."""
        return self.outcome.message.severity is Severity.ERROR


def submit(world: World, system: System, user: User, request: Request) -> list[Answer]:
    """Carry out a request and give one answer per store.

    Raises backbox.9902 and 9903. With one store named, its refusal is raised; with ALL a refusal is
    the answer for that store and the others go on. ALL raises 9904 and 9912.
    """
    configuration = Configuration(world, system)
    domain = configuration.domain()
    if system.processes.named(domain.manager) is None:
        raise OperatorError(messages.NO_MANAGER, process=domain.manager, node=system.node)
    if not domain.catalog_sync:
        raise OperatorError(messages.NO_LICENCE, domain=domain.id)
    if request.store.upper() != ALL:
        return [Answer(*_one(world, system, user, domain, request))]
    answers = []
    for store in _all(configuration, domain, request):
        try:
            answer = _one(world, system, user, domain, replace(request, store=store.id))
        except OperatorError as error:
            answer = (messages.spoken(domain.id, error), error)
        answers.append(Answer(*answer))
    return answers


def _all(configuration: Configuration, domain: Domain, request: Request) -> list[DataStore]:
    needed = NEEDED[request.direction]
    stores = [store for store in configuration.stores(needed) if _place(store, request)]
    if not stores:
        raise OperatorError(
            messages.NO_STORES,
            domain=domain.id,
            access=needed,
            operation=request.direction.lower(),
        )
    return stores


def _place(store: DataStore, request: Request) -> str:
    """Give the configured staging sub-volume, blank when there is none."""
    exports = request.direction is Direction.EXPORT
    return store.export.destination if exports else store.import_.source


def _one(
    world: World, system: System, user: User, domain: Domain, request: Request
) -> tuple[str, OperatorError]:
    """Check a request for one store and start its process; both or nothing."""
    store = Configuration(world, system).store(request.store)
    _check(world, system, domain, store, request)
    with system.database.transaction():
        started = _start(world, system, user, domain, store, request)
    return messages.spoken(domain.id, started), started


def _check(
    world: World, system: System, domain: Domain, store: DataStore, request: Request
) -> None:
    needed = NEEDED[request.direction]
    if store.access is not needed:
        raise OperatorError(
            messages.STORE_ACCESS,
            store=store.id,
            access=store.access,
            operation=request.operation,
            needed=needed,
        )
    if not store.active and not request.from_page:
        raise OperatorError(messages.STORE_INACTIVE, store=store.id, operation=request.operation)
    running = Runs(system.database).running(store.id)
    if running is not None:
        process = system.qualified(running.process)
        raise OperatorError(messages.ALREADY_RUNNING, store=store.id, process=process)
    groups = Configuration(world, system).groups(store.id)
    if any(group.cataloged for group in groups):
        check_gateway(system, domain)
    if not _place(store, request):
        missing = {
            Direction.EXPORT: messages.NO_DESTINATION,
            Direction.IMPORT: messages.NO_SOURCE,
        }
        raise OperatorError(missing[request.direction], store=store.id)


def check_gateway(system: System, domain: Domain) -> None:
    """Refuse to touch DSM/TC before BBDBM is prepared: backbox.9909 (N-01, N-06)."""
    name = Subvolume.parse(domain.subvolume).qualified(system.node).file(GATEWAY)
    file = system.files.find(name)
    if file is not None and file.compiled and file.licensed:
        return
    if file is None:
        reason = "it is not installed"
    elif not file.compiled:
        reason = "it is not SQL compiled"
    else:
        reason = "it is not licensed"
    raise OperatorError(messages.NOT_PREPARED, program=name.without_node, reason=reason)


def _start(
    world: World,
    system: System,
    user: User,
    domain: Domain,
    store: DataStore,
    request: Request,
) -> OperatorError:
    """Start the starter, which starts the engine and says so; give what it says (J-03)."""
    exports = request.direction is Direction.EXPORT
    settings = store.export if exports else store.import_
    runs = Runs(system.database)
    run_type = request.type
    disk_files = request.disk_files
    if exports:
        run_type = _converted(system, store, run_type)
        disk_files = store.export.disk_files and (disk_files or request.automatic)
    job = output.open_report(system, settings.report, user)
    manager = system.processes.named(domain.manager)
    priority = settings.priority or (manager.priority if manager else 0)
    programs = Subvolume.parse(domain.subvolume).without_node
    starter = system.processes.start(
        f"{programs}.{STARTER}", user, name=None, priority=priority, ancestor=domain.manager
    )
    process = system.processes.start(
        f"{programs}.{ENGINE}", user, name=None, priority=priority, ancestor=domain.manager
    )
    run = runs.begin(
        request.direction,
        store.id,
        run_type,
        process,
        user,
        disk_files=disk_files,
        export_id=runs.new_export_id(system) if exports else "",
        place=_place(store, request),
        report=settings.report,
        job=job,
    )
    started = _started(system, run)
    if domain.verbose:
        system.collector.write(
            system.qualified(starter.name),
            messages.SUBSYSTEM,
            messages.STARTED.number or 0,
            messages.spoken(domain.id, started),
        )
    system.processes.stop(starter)
    (exporter if exports else importer).begin(world, system, run)
    return started


def _converted(system: System, store: DataStore, run_type: RunType) -> RunType:
    """Convert an update into a full export when Full Export Frequency says so (E-20, E-23)."""
    days = store.export.full_frequency
    if run_type is RunType.FULL or not days:
        return run_type
    last = Runs(system.database).latest_full(Direction.EXPORT, store.id)
    due = datetime.min if last is None else last.started + timedelta(days=days)
    return RunType.FULL if system.clock.now >= due else run_type


def _started(system: System, run: Run) -> OperatorError:
    activity = "EXPORTING" if run.direction == Direction.EXPORT else "IMPORTING"
    full = run.type == RunType.FULL
    return OperatorError(
        messages.STARTED,
        process=system.qualified(run.process),
        activity=activity,
        what="the entire catalogs" if full else "the updates of the catalogs",
        store=run.store,
        report=run.report,
    )


def store_names(world: World, system: System) -> Iterator[tuple[str, str]]:
    """Give what may stand behind STOREID of the macros, each with what it is (L-03, L-05)."""
    for store in Configuration(world, system).stores():
        yield store.id, f"{store.access} Data Store"
    yield ALL, "every Data Store of the domain that the command is for"
