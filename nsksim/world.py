"""A world: systems, network and clock, kept in a directory of its own (`world_directory`).

Nothing outside the directory is ever written.
"""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self, cast

from nsksim import expand, plugins, temporary
from nsksim.clock import Clock
from nsksim.errors import OperatorError
from nsksim.expand import Network
from nsksim.guardian.files import unused_contents
from nsksim.guardian.processes import Kind, Process
from nsksim.guardian.security import Requester
from nsksim.guardian.system import System
from nsksim.guardian.timers import Timer
from nsksim.guardian.users import User
from nsksim.messages import file_system
from nsksim.names import NodeName
from nsksim.store import MISREAD, SIZES, Store, StoreProblem, check_sizes, note_sizes
from nsksim.world_directory import (
    FILES,
    FORMAT,
    MARKER,
    NETWORK,
    SCRATCH,
    WorldProblem,
    check,
    check_marker,
    copy,
    database_name,
    linked,
    reason,
    refuse_links,
    take_lock,
)

if TYPE_CHECKING:  # the tape parts are loaded when they are first asked for: a start needs none
    from nsksim.dsmtc import HeldTape, MediaCatalog, SearchSpace
    from nsksim.tape import TapeLibrary, TapeServer

RESTORING = "RESTORING"
"""Names the snapshot that is being restored; who finds it when opening finishes the work."""

TERMINALS = "terminal"
"""The counter of terminals: two that are open at once never have the same name."""

SNAPSHOTS = "snapshots"
REPLACED = "replaced"

Verb = Callable[["World", System, Mapping[str, object]], None]
"""Scheduled work: runs inside a transaction of the system whose database holds its row."""

Failure = Callable[["World", System, Mapping[str, object], OperatorError | StoreProblem], None]
"""Ends scheduled work that failed, in a transaction after the one that was rolled back."""

StopListener = Callable[["World", System, Process], None]
"""What a plug-in names to end the work of a process that somebody stopped."""

LibraryFactory = Callable[["World", System], "TapeLibrary"]
"""What a plug-in names to bring a tape library."""


class SnapshotProblem(StoreProblem):
    """A snapshot cannot be taken, or not be restored; the world is as it was."""


class StartedProgram(Protocol):
    """A program that nobody waits for: it goes on as time passes, whoever lets it pass."""

    @property
    def system(self) -> System:
        """Return the system it runs on."""

    @property
    def process(self) -> Process:
        """Return its process."""

    @property
    def over(self) -> bool:
        """Say whether it has ended, or was stopped."""

    @property
    def due(self) -> datetime | None:
        """Give the instant (UTC) at which it goes on at the latest; None while only others know."""

    @property
    def busy(self) -> bool:
        """Say whether it needs nothing but time to go on."""

    @property
    def held_up(self) -> bool:
        """Say whether it waits for somebody else before it can go on with work of its own."""

    def go_on(self) -> bool:
        """Go on if what it waits for has come; say whether it did."""

    def close(self) -> None:
        """End it as it stands."""


@dataclass(frozen=True, slots=True)
class NextEvent:
    """What happens next by itself: scheduled work, or a started program goes on. `due` is UTC."""

    due: datetime
    system: System
    work: Timer | StartedProgram


@dataclass(frozen=True, slots=True)
class SystemPlan:
    """What has to be known to lay out one system."""

    node: NodeName
    number: int
    offset: timedelta


class World:
    """Systems, network and clock. Made by `create`, `open` or `copied`.

    A world belongs to the thread that made it; another one is turned away with a RuntimeError.
    """

    def __init__(self, directory: Path, *, ephemeral: bool = False) -> None:
        """Take the lock of the directory and open the instance; used by the class methods."""
        self.directory = directory
        self._ephemeral = ephemeral
        self._lock = take_lock(directory)
        self._thread = threading.get_ident()
        self._verbs: dict[str, Verb] = {}
        self._started: list[StartedProgram] = []
        self.restored = 0
        """How often a snapshot was restored: what was remembered before no longer holds."""
        self.progress: Callable[[str], None] = lambda _: None
        """Told by long work how far it has come, and "" when it is over."""
        self.systems: dict[str, System] = {}
        try:
            (directory / SNAPSHOTS).mkdir(exist_ok=True)  # many ways to copy skip empty directories
            self._keep_replaced_snapshot()
            shutil.rmtree(self.scratch, ignore_errors=True)
            self.scratch.mkdir()
            self._store = Store(directory, durable=not ephemeral)
        except OSError as error:
            self._lock.close()
            raise WorldProblem(f"{error.filename or directory}: {error.strerror}") from error
        except StoreProblem as problem:
            self._lock.close()
            raise WorldProblem(str(problem)) from problem

    # -- making, opening, closing ---------------------------------------------------------------

    @classmethod
    def create(
        cls,
        directory: Path,
        systems: Iterable[SystemPlan],
        *,
        now: datetime,
        seed: int = 0,
        scenario: str = "",
        ephemeral: bool = False,
    ) -> Self:
        """Lay out a new world in `directory`, which must be empty or not exist yet.

        Raises WorldProblem; what was begun is removed then.
        """
        try:
            directory.mkdir(parents=True, exist_ok=True)
            if any(directory.iterdir()):
                raise WorldProblem(f"{directory} is not empty")
            (directory / FILES).mkdir()
        except OSError as error:
            raise WorldProblem(f"{directory}: {error.strerror}") from error
        world = cls(directory, ephemeral=ephemeral)
        try:
            world._lay_out(list(systems), now, seed, scenario)
            world._mark(scenario)
        except StoreProblem as problem:
            world.discard()
            raise WorldProblem(str(problem)) from problem
        except BaseException:
            world.discard()
            raise
        return world

    @classmethod
    def open(cls, directory: Path, *, ephemeral: bool = False) -> Self:
        """Open an existing world. Raises WorldProblem."""
        check_marker(directory)
        refuse_links(directory)
        world = cls(directory, ephemeral=ephemeral)
        try:
            check_sizes(directory)
            world._finish_restore()
            with world.telling_damage():
                world._attach()
                for system in world.systems.values():
                    system.files.check_contents()
                (directory / SIZES).unlink(missing_ok=True)
                for system in world.systems.values():
                    system.processes.forget_terminals()
        except StoreProblem as problem:
            world._abandon()
            raise WorldProblem(str(problem)) from problem
        except OSError as error:
            world._abandon()
            raise WorldProblem(f"{error.filename or directory}: {error.strerror}") from error
        except BaseException:
            world._abandon()
            raise
        return world

    def telling_damage(self) -> AbstractContextManager[None]:
        """Say in one line which value cannot be read, should something fail over it.

        Raises StoreProblem for a value that somebody put there by other means than a command, and
        only over what reading such a value raises (a date beyond Python's is a text). Any other
        failure stays the mistake of ours that it is.
        """
        return _telling(lambda: _damage(self._store))

    @classmethod
    def temporary_directory(cls) -> Path:
        """Make the directory of a world that lives only in this process."""
        return temporary.make()

    @classmethod
    def copied(cls, source: Path) -> Self:
        """Open a private copy of the closed world in `source`; it is gone when it is closed."""
        parent = cls.temporary_directory()
        try:
            copy(source, parent / "world", linked)
            return cls.open(parent / "world", ephemeral=True)
        except BaseException:
            shutil.rmtree(parent / "world", ignore_errors=True)
            temporary.leave(parent)
            raise

    def close(self) -> None:
        """Write everything and let go of the directory; an ephemeral world disappears.

        The programs that still run are ended. Closing twice does no harm. Raises StoreProblem when
        something cannot be written; what was committed is kept then.
        """
        self.check_thread()
        try:
            self._end_programs()
            if not self._ephemeral:
                for system in self.systems.values():
                    system.processes.forget_terminals()
            self._store.close(checkpoint=not self._ephemeral)
            if not self._ephemeral and self.systems:
                with suppress(OSError):  # it only helps to find damages
                    note_sizes(self.directory)
        finally:
            self._abandon()
            if self._ephemeral:
                shutil.rmtree(self.directory, ignore_errors=True)
                temporary.leave(self.directory.parent)

    def discard(self) -> None:
        """Let go of the directory and remove it: what was being built in it failed."""
        self._abandon()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _abandon(self) -> None:
        """Let go without writing; what was committed is kept."""
        try:
            while self._started:
                with suppress(StoreProblem):
                    self._end_programs()
        finally:
            with suppress(StoreProblem):
                self._store.close(checkpoint=False)
            shutil.rmtree(self.scratch, ignore_errors=True)
            self.systems = {}
            self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def check_thread(self) -> None:
        """Turn away a thread that did not make this world. Raises RuntimeError."""
        if threading.get_ident() != self._thread:
            raise RuntimeError(
                "a world and its sessions belong to the thread that made them; this is another one"
            )

    def _lay_out(self, plans: list[SystemPlan], now: datetime, seed: int, scenario: str) -> None:
        network = self._store.create(NETWORK, expand.SCHEMA)
        with network.transaction():
            for name, value in (("now", now.isoformat()), ("seed", seed), ("scenario", scenario)):
                network.execute("INSERT INTO WORLD VALUES (?, ?)", [name, str(value)])
            for position, plan in enumerate(plans):
                minutes = int(plan.offset.total_seconds()) // 60
                network.execute(
                    "INSERT INTO SYSTEM VALUES (?, ?, ?, ?)",
                    [position, str(plan.node), plan.number, minutes],
                )
        schema = _schema()
        for plan in plans:
            self._store.create(database_name(plan.node), schema)
        self._assemble(attach=False)

    def _attach(self) -> None:
        self._store.open(NETWORK, expand.SCHEMA)
        self._assemble(attach=True)

    def _assemble(self, *, attach: bool) -> None:
        """Build the objects over the attached databases."""
        self._network_database = self._store.database(NETWORK)
        self.network = Network(self._network_database)
        now, plans = _read_network(self._store)
        self.clock = Clock(now, self._remember)
        self.systems = {}
        schema = _schema()
        for plan in plans:
            node, name = plan.node, database_name(plan.node)
            database = self._store.open(name, schema) if attach else self._store.database(name)
            directory = self.directory / FILES / node.bare
            self.systems[str(node)] = System(
                node, plan.number, plan.offset, database, self.clock, directory
            )

    # -- settings ---------------------------------------------------------------------------------

    def setting(self, name: str, default: str = "") -> str:
        """Return a setting of the world: now, seed, scenario, rate, ems-layout."""
        value = self._network_database.value("SELECT VALUE FROM WORLD WHERE NAME = ?", [name])
        return default if value is None else str(value)

    def set(self, name: str, value: str) -> None:
        """Keep a setting of the world."""
        with self._network_database.transaction():
            self._network_database.execute("DELETE FROM WORLD WHERE NAME = ?", [name])
            self._network_database.execute("INSERT INTO WORLD VALUES (?, ?)", [name, value])

    def rename(self, scenario: str) -> None:
        """Say that the world was made from another scenario, which extends the one it is from."""
        self.set("scenario", scenario)
        self._mark(scenario)

    def _mark(self, scenario: str) -> None:
        marker = {"nsksim-world": FORMAT, "scenario": scenario}
        (self.directory / MARKER).write_text(json.dumps(marker) + "\n", "utf-8")

    def _remember(self, now: datetime) -> None:
        self._network_database.execute(
            "UPDATE WORLD SET VALUE = ? WHERE NAME = 'now'", [now.isoformat()]
        )

    @property
    def scratch(self) -> Path:
        """Give a directory for files that live as long as one operation."""
        return self.directory / SCRATCH

    # -- systems ----------------------------------------------------------------------------------

    def system(self, node: NodeName | str) -> System:
        """Return a system of this world; KeyError when there is none of that name."""
        return self.systems[str(node)]

    def reach(self, origin: NodeName | str, node: NodeName | str, name: str = "") -> System:
        """Return the system `node` as `origin` reaches it over Expand.

        `name` is what the operator typed. Raises file-system errors 18 and 250; a system that is
        known and connected but not simulated answers as if all paths were down.
        """
        shown = name or str(node)
        if str(origin) != str(node):
            self.network.check(str(origin), str(node), shown)
        system = self.systems.get(str(node))
        if system is None:
            raise OperatorError(file_system.PATH_DOWN, name=shown)
        return system

    def requester(self, here: System, user: User, there: System, name: str) -> Requester:
        """Say who `user` of one system is on another. Raises file-system error 48.

        A remote requester needs the same user there and matching remote passwords on both sides.
        `name` is what the operator typed.
        """
        if there.node == here.node:
            return Requester(user)
        same = there.users.named(user.name)
        asked = here.users.remote_password(user, str(there.node))
        allowed = same and there.users.remote_password(same, str(there.node))
        if same is None or same.id != user.id or allowed is None or asked != allowed:
            raise OperatorError(file_system.SECURITY, name=name)
        return Requester(same, remote=True)

    def media(self, system: System) -> MediaCatalog:
        """Return the tape catalogs of a system, which reach those of others over Expand."""
        from nsksim.dsmtc import MediaCatalog

        def held() -> list[HeldTape]:
            from nsksim.tape import held_tapes

            return held_tapes(system, self.systems)

        def reach(node: NodeName) -> MediaCatalog:
            return self.media(self.reach(system.node, node))

        return MediaCatalog(system.database, system.node, system.offset, held, reach)

    def search_space(self, system: System) -> SearchSpace:
        """Return the search space of a system: its own search list, reached over Expand."""
        from nsksim.dsmtc import SearchSpace

        return SearchSpace(
            self.media(system), lambda node: self.media(self.reach(system.node, node))
        )

    def tapes(self, system: System) -> TapeServer:
        """Return the tape server of a system, with the tape libraries the plug-ins bring."""
        from nsksim.tape import TapeServer

        libraries = []
        for plugin in plugins.installed():
            if plugin.library:
                factory = cast("LibraryFactory", plugins.resolve(plugin.library))
                libraries.append(factory(self, system))
        return TapeServer(system, self, libraries)

    def tidy_tapes(self) -> None:
        """Have all tape servers notice who is no more, or can be reached or no longer be reached.

        To be called when lines or what systems know of each other have changed: a process loses its
        drive with the line, and what could not be ended without it is ended.
        """
        with self.telling_damage():
            for system in self.systems.values():
                self.tapes(system).leftovers.tidy()

    # -- scheduled work ---------------------------------------------------------------------------

    def next_timer(self) -> tuple[System, Timer] | None:
        """Return the work that is due first over all systems; ties by sequence, then by system."""
        waiting = [
            (timer.due, timer.sequence, position, system, timer)
            for position, system in enumerate(self.systems.values())
            if (timer := system.timers.next()) is not None
        ]
        if not waiting:
            return None
        *_, system, timer = min(waiting, key=lambda entry: entry[:3])
        return system, timer

    def run_next(self) -> bool:
        """Move the clock to the next scheduled work and do it; False when there is none.

        The row disappears in the transaction that writes its effect, so work that was cut off is
        done again. Work that fails leaves no effect behind; whoever brought its verb may end it.
        Raises what the work raises when nobody does, and StoreProblem when ending it is refused:
        what it needs was taken away by other means than a command.
        """
        found = self.next_timer()
        if found is None:
            return False
        self._work(*found)
        return True

    def _work(self, system: System, timer: Timer) -> None:
        """Move the clock to scheduled work and do it, as `run_next` says."""
        self.clock.advance(timer.due)
        try:
            with self.telling_damage(), system.database.transaction():
                system.timers.remove(timer.sequence)
                self._verb(system, timer.verb)(self, system, timer.values)
        except (OperatorError, StoreProblem) as problem:
            failure = self._failure(timer.verb)
            if failure is None:
                raise
            try:
                with system.database.transaction():
                    system.timers.remove(timer.sequence)
                    failure(self, system, timer.values, problem)
            except OperatorError as error:
                path = self._store.path(system.database.name)
                lost = f"{path} is damaged: its work {timer.verb} cannot be ended: {error.text}"
                raise StoreProblem(_damage(self._store) or lost) from error
        finally:
            self.progress("")

    def run_until(self, instant: datetime) -> None:
        """Do everything that is due up to `instant` (UTC), then set the clock to it."""
        self.go_on()
        while (found := self.next_event()) is not None and found.due <= instant:
            self.proceed(found)
        self.clock.advance(instant)

    @property
    def busy(self) -> bool:
        """Say whether a started process, on any system, needs only time to come to its end."""
        jobs = any(system.processes.of_kind(Kind.JOB) for system in self.systems.values())
        return jobs or any(program.busy for program in self._started)

    @property
    def quiet(self) -> bool:
        """Say whether nothing but daily housekeeping will happen by itself."""
        routine = frozenset[str]().union(*(each.housekeeping for each in plugins.installed()))
        timers = (timer for system in self.systems.values() for timer in system.timers.pending())
        return all(timer.verb in routine for timer in timers) and not any(
            program.due is not None for program in self._started
        )

    @property
    def held_up(self) -> list[tuple[System, Process]]:
        """Return the started programs that wait for what time does not bring: a tape mount."""
        return [(each.system, each.process) for each in self._started if each.held_up]

    # -- started programs -------------------------------------------------------------------------

    def start(self, program: StartedProgram) -> None:
        """Let a program run that nobody waits for, until its end or that of the open world."""
        self._started.append(program)

    def next_event(self) -> NextEvent | None:
        """Return what happens next by itself; scheduled work comes before a program."""
        first = self.next_timer()
        found = None if first is None else NextEvent(first[1].due, *first)
        for program in self._started:
            due = program.due
            if due is not None and (found is None or due < found.due):
                found = NextEvent(due, program.system, program)
        return found

    def proceed(self, event: NextEvent) -> None:
        """Move the clock to what `next_event` has found, and let it happen."""
        if isinstance(event.work, Timer):
            self._work(event.system, event.work)
        else:
            self.clock.advance(event.due)
        self.go_on()

    def settle(self, patience: timedelta) -> bool:
        """Let time pass until no started process runs, for at most so long.

        False when one still does, or waits for what time does not bring.
        """
        latest = self.clock.now + patience
        self.go_on()
        while self.busy:
            found = self.next_event()
            if found is None or self.quiet or found.due > latest:
                return False
            self.proceed(found)
        return not self.held_up

    def go_on(self) -> None:
        """Let the started programs go on until each waits again; one may help another."""
        self.check_thread()
        moved = True
        while moved:
            moved = False
            for program in list(self._started):
                with self.telling_damage():
                    moved = program.go_on() or moved
        self._started = [program for program in self._started if not program.over]

    def _end_programs(self, ending: Callable[[StartedProgram], bool] = lambda _: True) -> None:
        """End what still runs, while what it holds can be given back; the latest first."""
        for program in [each for each in reversed(self._started) if ending(each)]:
            self._started.remove(program)
            try:
                with self.telling_damage():
                    program.close()
            except KeyError:
                if self.systems:
                    raise
                # A restore was cut off: its system is gone, and its process with it.

    def stop(self, system: System, process: Process) -> None:
        """Stop a process from outside: it is gone, and the plug-ins end the work it was doing.

        A process that ends by itself is only removed, with `system.processes.stop`.
        """
        with system.database.transaction():
            system.processes.stop(process)
            for plugin in plugins.installed():
                if plugin.stopped:
                    cast("StopListener", plugins.resolve(plugin.stopped))(self, system, process)

    @staticmethod
    def _failure(verb: str) -> Failure | None:
        for plugin in plugins.installed():
            if verb in plugin.failures:
                return cast("Failure", plugins.resolve(plugin.failures[verb]))
        return None

    def _verb(self, system: System, name: str) -> Verb:
        if name not in self._verbs:
            for plugin in plugins.installed():
                if name in plugin.verbs:
                    self._verbs[name] = cast("Verb", plugins.resolve(plugin.verbs[name]))
        if name not in self._verbs:
            path = self._store.path(system.database.name)
            raise StoreProblem(
                f"{path} has work that nobody here knows: its column TIMER.VERB is {name!r}"
            )
        return self._verbs[name]

    # -- snapshots --------------------------------------------------------------------------------

    @property
    def snapshots(self) -> list[str]:
        """Name the snapshots of this world."""
        return sorted(entry.name for entry in (self.directory / SNAPSHOTS).iterdir())

    def snapshot(self, name: str) -> None:
        """Keep the present state under `name`; an older snapshot of that name is replaced.

        Raises ValueError for a name that is not one of a directory in here, SnapshotProblem when
        there is no room.
        """
        self.check_thread()
        target = self.directory / SNAPSHOTS / name
        if target.parent != self.directory / SNAPSHOTS or name.startswith("."):
            raise ValueError(f"{name!r} cannot be the name of a snapshot")
        try:
            self._store.checkpoint()
        except StoreProblem as problem:
            raise SnapshotProblem(str(problem)) from problem
        part, replaced = self.scratch / "snapshot", self.scratch / REPLACED
        try:
            part.mkdir()
            replaced.mkdir()
            for path in map(self._store.path, self._store.names):
                shutil.copyfile(path, part / path.name)
            note_sizes(part)
            shutil.copytree(self.directory / FILES, part / FILES, copy_function=linked)
            if target.exists():
                target.rename(replaced / name)
            part.rename(target)
        except OSError as error:
            raise SnapshotProblem(f"snapshot {name}: {reason(error)}") from error
        finally:
            self._keep_replaced_snapshot()
            for left in (part, replaced):
                shutil.rmtree(left, ignore_errors=True)

    def _keep_replaced_snapshot(self) -> None:
        """Give a snapshot its place back if the one that was to replace it did not come."""
        for old in (self.scratch / REPLACED).glob("*"):
            target = self.directory / SNAPSHOTS / old.name
            if not target.exists():
                old.rename(target)

    def restore(self, name: str) -> None:
        """Go back to the snapshot `name`, even if we are killed on the way.

        The terminals that are open stay open, with their processes and their names, and with the
        programs that print events on them. Other programs that nobody waits for end, those of the
        snapshot like those of now, as when a world is closed and opened; what they held is given
        back. KeyError when there is none of that name, SnapshotProblem when it is
        damaged or nothing can be begun. StoreProblem when there is no room half-way; opening the
        world again finishes the work then. Listings that are open must be closed.
        """
        self.check_thread()
        if name not in self.snapshots:
            raise KeyError(name)
        intention = self.scratch / RESTORING
        try:
            self._check_snapshot(name)
            intention.write_text(name, "utf-8")
        except StoreProblem as problem:
            raise SnapshotProblem(str(problem)) from problem
        except OSError as error:
            raise SnapshotProblem(f"snapshot {name}: {reason(error)}") from error
        self._end_programs(lambda program: program.busy or program.held_up)
        open_now = {
            node: (system.processes.of_kind(Kind.TERMINAL), system.counters.get(TERMINALS, "1"))
            for node, system in self.systems.items()
        }
        self._store.detach()
        self.systems = {}
        self.restored += 1
        try:
            intention.rename(self.directory / RESTORING)
            self._finish_restore()
        except OSError as error:
            raise StoreProblem(f"snapshot {name}: {reason(error)}") from error
        self._attach()
        for node, (processes, following) in open_now.items():
            system = self.systems[node]
            system.processes.replace_terminals(processes)
            kept = system.counters.get(TERMINALS, "1")
            system.counters.set(TERMINALS, max(kept, following, key=int))
            system.files.check_contents()
        self.tidy_tapes()  # what the programs of the snapshot held

    def _check_snapshot(self, name: str) -> None:
        """Refuse a snapshot that is not whole, before anything of ours is given up for it.

        Raises StoreProblem.
        """
        kept = self.directory / SNAPSHOTS / name
        check_sizes(kept)
        for part in (*(path.name for path in self.directory.glob(f"*{Store.SUFFIX}")), FILES):
            if not (kept / part).exists():
                raise StoreProblem(f"{kept / part} is missing: the copy of the world is incomplete")
        for log in kept.glob(f"*{Store.LOG_SUFFIX}"):
            raise StoreProblem(f"{log} does not belong there: a snapshot has no log")
        try:
            refuse_links(kept)
        except WorldProblem as problem:
            raise StoreProblem(str(problem)) from problem
        store = Store(kept, read_only=True)
        try:
            with _telling(lambda: _damage(store)):
                store.open(NETWORK, expand.SCHEMA)
                _, systems = _read_network(store)
                schema = _schema()
                for plan in systems:
                    database = store.open(database_name(plan.node), schema)
                    unused_contents(database, kept / FILES / plan.node.bare)
        finally:
            store.close(checkpoint=False)

    def _finish_restore(self) -> None:
        """Put the files of the snapshot that is being restored, if any, in place of ours.

        Doing it again from the beginning does no harm, so it may be cut off anywhere.
        """
        intention = self.directory / RESTORING
        if not intention.exists():
            return
        name = intention.read_text("utf-8", errors="replace")
        if name not in self.snapshots:
            raise StoreProblem(f"{intention} is damaged: it names no snapshot")
        self._check_snapshot(name)
        source = self.directory / SNAPSHOTS / name
        for kept in sorted(source.glob(f"*{Store.SUFFIX}")):
            (self.directory / f"{kept.name}{Store.LOG_SUFFIX}").unlink(missing_ok=True)
            shutil.copyfile(kept, self.directory / kept.name)
        shutil.rmtree(self.directory / FILES, ignore_errors=True)
        shutil.copytree(source / FILES, self.directory / FILES, copy_function=linked)
        intention.unlink()


@contextmanager
def _telling(look: Callable[[], str | None]) -> Iterator[None]:
    """Raise StoreProblem with what `look` finds, should something fail over it."""
    try:
        yield
    except MISREAD as error:
        found = look()
        if found is None:
            raise
        raise StoreProblem(found) from error


def _damage(store: Store) -> str | None:
    """Tell of what cannot be read in the databases that a store has open."""
    from nsksim.damage import damage

    return damage(store)


def _damage_in(directory: Path) -> str | None:
    """Tell of what cannot be read in the databases of a directory that nobody has open."""
    store, schema = Store(directory, read_only=True), _schema()
    try:
        for path in sorted(directory.glob(f"*{Store.SUFFIX}")):
            store.open(path.stem, expand.SCHEMA if path.stem == NETWORK else schema)
        return _damage(store)
    finally:
        store.close(checkpoint=False)


def _read_network(store: Store) -> tuple[datetime, list[SystemPlan]]:
    """Read the instant (UTC) and the systems from the database of the network.

    Raises StoreProblem for what is missing, and what reading a value raises that cannot be read.
    """
    network, path = store.database(NETWORK), store.path(NETWORK)
    settings: dict[str, str] = dict(network.rows("SELECT NAME, VALUE FROM WORLD"))
    for name, words in (("now", "clock"), ("seed", "seed"), ("scenario", "scenario")):
        if name not in settings:
            raise StoreProblem(f"{path} is damaged: it has no {words}")
    rows = network.rows("SELECT NODE, NUMBER, OFFSET_MINUTES FROM SYSTEM ORDER BY POSITION")
    if not rows:
        raise StoreProblem(f"{path} is damaged: it has no systems")
    plans = [
        SystemPlan(NodeName.parse(node), number, timedelta(minutes=minutes))
        for node, number, minutes in rows
    ]
    if len({plan.node for plan in plans}) < len(plans):
        raise StoreProblem(f"{path} is damaged: its table SYSTEM has a NODE twice")
    return datetime.fromisoformat(settings["now"]), plans


@contextmanager
def held(directory: Path) -> Iterator[None]:
    """Hold a closed world as it is, for somebody who only reads its databases.

    What a killed process left undone is done first. Raises WorldProblem, and StoreProblem as
    `World.telling_damage` does.
    """
    check(directory)
    logs = directory.glob(f"*{Store.SUFFIX}{Store.LOG_SUFFIX}")
    if (directory / RESTORING).exists() or any(logs):
        World.open(directory).close()
    lock = take_lock(directory)
    try:
        with _telling(lambda: _damage_in(directory)):
            yield
    finally:
        lock.close()


def _schema() -> str:
    """Give the DDL of the tables of a system, those of the plug-ins included."""
    return ";\n".join(
        cast("str", plugins.resolve(plugin.schema)).strip().rstrip(";")
        for plugin in plugins.installed()
        if plugin.schema
    )
