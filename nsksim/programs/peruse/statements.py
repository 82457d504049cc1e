"""The commands of PERUSE."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Self

from nsksim.errors import OperatorError, Origin
from nsksim.guardian.spooler import LINES_PER_PAGE, JobState
from nsksim.interaction import Break, Interaction, Wait
from nsksim.language import Statement
from nsksim.messages import peruse
from nsksim.names import SpoolLocation

if TYPE_CHECKING:
    from nsksim.programs.peruse.program import Peruse

COPIES_MOST = 32_767
PRIORITY_MOST = 7
DELAYS = range(2, 32_768)
PAGES_ENDINGS = ("1", "*", "9999")
"""What may finish a range that is still being typed: its last page is not before its first."""
_DEFAULT_LOCATION = SpoolLocation("DEFAULT")


@dataclass(frozen=True, slots=True)
class Pages:
    """A range of pages, the first one is 1; `last` None reaches to the end of the job."""

    first: int
    last: int | None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `n`, `n/m` or `n/*`. Raises ValueError."""
        first, slash, last = text.partition("/")
        start = int(first)
        if not slash:
            end: int | None = start
        else:
            end = None if last in {"*", "L", "l"} else int(last)
        if start < 1 or (end is not None and end < start):
            raise ValueError(f"{text} is not a range of pages")
        return cls(start, end)

    def __str__(self) -> str:
        if self.last == self.first:
            return str(self.first)
        return f"{self.first}/{'*' if self.last is None else self.last}"


@dataclass(frozen=True, slots=True)
class Job(Statement):
    """List your jobs, or make one of them the current job.

    The current job is marked J. Only the super group may select a job of somebody else.
    """

    number: int | None = None

    fidelity = Origin.INFERRED

    def run(self, context: Peruse) -> Interaction:
        """List the jobs or select one."""
        if self.number is None:
            yield from context.listing()
        else:
            context.select(self.number)


@dataclass(frozen=True, slots=True)
class List(Statement):
    """List the first page of the current job, other pages, or ALL of it.

    The lines are printed unchanged. Of a job that is still open, what is there is listed.
    """

    pages: tuple[Pages | str, ...] = (Pages(1, 1),)

    fidelity = Origin.INFERRED

    def run(self, context: Peruse) -> Interaction:
        """Print the lines of the pages."""
        job = context.current_job()
        spooler = context.spooler
        count = spooler.pages(job.number)
        for each in self.pages:
            pages = each if isinstance(each, Pages) else Pages(1, None)
            if pages.first > count:
                raise OperatorError(peruse.NO_SUCH_PAGE, page=pages.first)
            start = (pages.first - 1) * LINES_PER_PAGE
            stop = None if pages.last is None else pages.last * LINES_PER_PAGE
            yield from islice(spooler.lines(job.number), start, stop)


@dataclass(frozen=True, slots=True)
class Del(Statement):
    """Delete the current job.

    The newest of the others becomes current. An open job cannot be deleted.
    """

    fidelity = Origin.INFERRED

    def run(self, context: Peruse) -> Interaction:
        """Delete the job; nothing is printed."""
        yield from ()
        job = context.closed_job()
        context.spooler.delete(job.number)
        context.current = context.newest()


@dataclass(frozen=True, slots=True)
class Loc(Statement):
    """Send the current job to another location; alone, to the default one."""

    location: SpoolLocation = _DEFAULT_LOCATION

    fidelity = Origin.INFERRED

    def run(self, context: Peruse) -> Interaction:
        """Change the location; nothing is printed."""
        yield from ()
        job = context.closed_job()
        context.spooler.change(job.number, location=str(self.location))


@dataclass(frozen=True, slots=True)
class Status(Statement):
    """List your jobs again and again, until BREAK is pressed.

    The list is printed at once and whenever one of the jobs has changed.
    Jobs that have changed are marked C.
    """

    delay: int = 10

    fidelity = Origin.DOCUMENTED
    source = "Spooler Utilities Reference Manual 3-51"

    def run(self, context: Peruse) -> Interaction:
        """Print the display and wait for changes."""
        if self.delay not in DELAYS:
            raise OperatorError(peruse.VALUE_INVALID)
        seen = context.jobs()
        yield from context.listing()
        while True:
            known = seen

            def changed(known: object = known) -> bool:
                return not context.answers or context.jobs() != known

            try:
                yield Wait(done=changed)
            except Break:
                return
            seen = context.jobs()
            yield from context.listing(frozenset(j.number for j in seen if j not in known))


@dataclass(frozen=True, slots=True)
class Hold(Statement):
    """Hold the current job before printing, or release it with OFF."""

    off: bool = False

    fidelity = Origin.INFERRED

    def run(self, context: Peruse) -> Interaction:
        """Change the state; nothing is printed."""
        yield from ()
        job = context.closed_job()
        state = JobState.READY if self.off else JobState.HOLD
        context.spooler.change(job.number, state=state)


@dataclass(frozen=True, slots=True)
class Copies(Statement):
    """Set how often the current job is printed."""

    number: int

    fidelity = Origin.INFERRED

    def run(self, context: Peruse) -> Interaction:
        """Change the number of copies; nothing is printed."""
        yield from ()
        job = context.current_job()
        if not 1 <= self.number <= COPIES_MOST:
            raise OperatorError(peruse.VALUE_INVALID)
        context.spooler.change(job.number, copies=self.number)


@dataclass(frozen=True, slots=True)
class Pri(Statement):
    """Set the priority of the current job, 0 to 7."""

    number: int

    fidelity = Origin.INFERRED

    def run(self, context: Peruse) -> Interaction:
        """Change the priority; nothing is printed."""
        yield from ()
        job = context.current_job()
        if self.number > PRIORITY_MOST:
            raise OperatorError(peruse.VALUE_INVALID)
        context.spooler.change(job.number, priority=self.number)


@dataclass(frozen=True, slots=True)
class Open(Statement):
    r"""Look at the jobs of another spooler, such as \NODE.$SPLS."""

    supervisor: str

    fidelity = Origin.INFERRED

    def run(self, context: Peruse) -> Interaction:
        """Change the spooler; its newest job of the user becomes current."""
        yield from ()
        context.open(self.supervisor)
