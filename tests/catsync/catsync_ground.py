"""The sample world without a terminal: requests, time that passes, what an operator looks at."""

from __future__ import annotations

from datetime import timedelta

from catsync.configuration import Configuration
from catsync.request import Request, submit
from catsync.run import Direction, RunType
from nsksim.expand import LineState
from nsksim.guardian.ems import Layout

PRIMARY, SECONDARY = r"\ETINIUM", r"\INSIDX"
STORE, SECOND_STORE = "SLAB_A-DAILY", "2ND_SLAB_A-DAILY"
DAILY, BRCOM = "VG_SLAB_A-DAILY", "VG_SLAB_A_BRCOM-DAILY"


class Ground:
    """One world and both of its operators."""

    def __init__(self, world):
        self.world = world
        self.primary = world.system(PRIMARY)
        self.secondary = world.system(SECONDARY)

    def configuration(self, system=None):
        return Configuration(self.world, system or self.primary)

    def ask(self, direction, store, run_type=RunType.FULL, user="SUPER.SUPER", **options):
        """Send a request as a macro does and give the answers."""
        system = self.primary if direction is Direction.EXPORT else self.secondary
        options.setdefault("disk_files", False)
        request = Request(direction, store, run_type, **options)
        return submit(self.world, system, system.users.named(user), request)

    def export(self, run_type=RunType.FULL, **options):
        """Run an export of the sample store to its end."""
        answers = self.ask(Direction.EXPORT, STORE, run_type, **options)
        self.settle()
        return answers[0].line

    def import_(self, run_type=RunType.FULL, **options):
        """Run an import of the sample store to its end."""
        answers = self.ask(Direction.IMPORT, SECOND_STORE, run_type, **options)
        self.settle()
        return answers[0].line

    def settle(self):
        """Let time pass until no started process runs, and do what is due then."""
        while self.world.busy:
            assert self.world.run_next()
        self.world.run_until(self.world.clock.now)

    def wait(self, **duration):
        self.world.run_until(self.world.clock.now + timedelta(**duration))

    def line(self, state):
        self.world.network.set_line(PRIMARY, SECONDARY, LineState[state])

    def events(self, system):
        """Give the printed events of a system."""
        return [
            line
            for event in system.collector.events()
            for line in event.lines(Layout.MANUAL, system.offset)
        ]

    def report(self, system, number=-1):
        """Give the lines of a spooler job, the newest one unless told otherwise."""
        return list(system.spooler.lines(system.spooler.jobs()[number].number))

    def staged(self):
        """Name the files of the staging area."""
        return [file.name for file in self.secondary.files.in_subvolume("$ETINET", "SLABADL")]
