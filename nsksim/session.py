"""One person at a screen: terminals with open programs, a typed line, the lines it brings.

Drives the program generators and does nothing else: no terminal I/O, no real clock. What a program
waits for is made to happen by running the world's scheduled work.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nsksim.errors import OperatorError, Severity
from nsksim.interaction import NOT_TEXT, Block, Break, Effect, Read, Reader, Refused, Wait
from nsksim.messages import session as messages
from nsksim.names import NodeName
from nsksim.programs.console import Console
from nsksim.programs.program import Listener, ProgramRun, Terminal
from nsksim.programs.tacl.program import logged_on
from nsksim.world import World

LINE_LENGTH = 239
"""A longer line is refused whole; the real TACL cuts it, which could make another command of it."""

PATIENCE = timedelta(days=31)
"""So much virtual time may pass while a line waits for an event (ours): work that comes back again
and again, such as a retry every ten minutes, could otherwise keep it waiting for ever."""

REMEMBERED = 200
"""So many lines are remembered, to see which events EMSDIST has already printed on a console."""

Pace = Callable[[datetime | None], None]
"""Lets real time pass until the virtual instant (None: for ever); raises KeyboardInterrupt."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one typed line brought: its lines, and the messages among them."""

    lines: list[str]
    messages: list[OperatorError] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Say whether one of the messages was an error."""
        return any(error.message.severity is Severity.ERROR for error in self.messages)


@dataclass(slots=True)
class _Seat:
    """A terminal with its running TACL and what that asked for last."""

    terminal: Terminal
    run: ProgramRun
    read: Read | None = None
    listeners: list[Listener] = field(default_factory=list)
    console: Console | None = None
    """Shows the events of the system, where the terminal is a console."""
    driven: bool = False
    """Whether a typed line is still bringing its lines."""


class Session:
    """A screen with one logged-on terminal per system it has visited."""

    def __init__(
        self,
        world: World,
        node: NodeName,
        user_name: str,
        *,
        pace: Pace | None = None,
        notify: Callable[[str], None] = lambda _: None,
        questions: bool = True,
        consoles: bool = False,
    ) -> None:
        """Log `user_name` on at `node`.

        `pace` lets real time pass while a line waits; without it virtual time jumps. `notify` is
        told what concerns us and not the operator. `questions` off leaves TACL without its question
        at the end of input. `consoles` makes each terminal the console of its system, so that
        events appear above the prompt. Raises OperatorError when the system has no such user.
        """
        self.world = world
        self._pace = pace
        self._notify = notify
        self._user_name = user_name
        self._questions = questions
        self._consoles = consoles
        self._printed: deque[str] = deque(maxlen=REMEMBERED)
        self._seats: dict[NodeName, _Seat] = {}
        self.messages: list[OperatorError] = []
        """The messages printed since `clear` or the last `run`, in order."""
        self.break_requested = False
        """Set from outside when BREAK is pressed; looked at between two effects."""
        self.ended = False
        self._node = node
        self.greeting = list(self._sit_down(node))

    # -- what the terminal layer looks at -------------------------------------------------------

    @property
    def node(self) -> NodeName:
        """Give the system whose terminal is shown."""
        return self._node

    @property
    def prompt(self) -> str:
        """Give the prompt of whatever reads the next line."""
        return self._seat.read.prompt if self._seat.read else ""

    @property
    def secret(self) -> bool:
        """Say whether the next line is a password."""
        return bool(self._seat.read and self._seat.read.secret)

    @property
    def reader(self) -> Reader | None:
        """Return what completes the next line."""
        return self._seat.read.reader if self._seat.read else None

    @property
    def _seat(self) -> _Seat:
        return self._seats[self._node]

    # -- typing -----------------------------------------------------------------------------------

    def run(self, line: str) -> Result:
        """Type one line and collect everything it brings."""
        self.messages = []
        lines = list(self.type(line))
        return Result(lines, list(self.messages))

    def type(self, line: str | None) -> Iterator[str]:
        """Type one line (None is end of file) and yield the lines it brings as they come.

        Who closes the generator before the last line hangs up on it: BREAK is pressed until the
        next prompt, and nobody sees what is printed up to there. Raises RuntimeError while the line
        before is still bringing lines.
        """
        if line is not None and len(line) > LINE_LENGTH:
            yield from self._refuse(
                OperatorError(messages.LINE_TOO_LONG, length=len(line), limit=LINE_LENGTH)
            )
            return
        if line is not None and (not line.replace("\t", " ").isprintable() or NOT_TEXT in line):
            yield from self._refuse(OperatorError(messages.LINE_NOT_TEXT))
            return
        node = self._node
        yield from self._drive(lambda run: run.send(line))
        if node in self._seats:
            yield from self.console(node)

    def interrupt(self) -> Iterator[str]:
        """Press BREAK at the prompt. Raises RuntimeError as `type` does."""
        yield from self._drive(lambda run: run.throw(Break()))

    def abandon(self) -> Iterator[str]:
        """Drop the command that is being typed, with the lines of it that were typed before."""
        if self._seat.read and self._seat.read.goes_on:
            yield from self.interrupt()

    def console(self, node: NodeName | None = None) -> list[str]:
        """Return what has appeared meanwhile on the shown terminal, or on that of `node`.

        That is what background processes print, and on a console the events of the system.
        """
        seat = self._seats[node or self._node]
        with self.world.telling_damage():
            return [*self._background(seat), *self._events(seat)]

    def _background(self, seat: _Seat) -> list[str]:
        self.world.go_on()
        lines = [line for listener in seat.listeners for line in listener.lines()]
        self._printed.extend(lines)
        return lines

    def _events(self, seat: _Seat) -> list[str]:
        return [] if seat.console is None else seat.console.lines(self._printed)

    # -- the screen, as programs see it ---------------------------------------------------------

    def switch(self, node: NodeName) -> None:
        """Show the terminal of another system from the next prompt on."""
        if self.ended:
            return  # a background program outlives its terminal
        if node not in self._seats:
            self.greeting += self._sit_down(node)
        if node in self._seats:
            self._node = node

    def listen(self, terminal: Terminal, listener: Listener) -> None:
        """Show what `listener` prints on `terminal` from now on."""
        seat = self._seats.get(terminal.node)
        if seat is not None and seat.terminal is terminal:
            seat.listeners.append(listener)

    # -- driving ----------------------------------------------------------------------------------

    def _sit_down(self, node: NodeName) -> Iterator[str]:
        system = self.world.system(node)
        user = system.users.named(self._user_name)
        if user is None:
            raise OperatorError(messages.NO_USER, user=self._user_name, node=node)
        terminal = Terminal(node, f"$ZTN0.#PTY{system.counters.take_number('terminal'):04d}", self)
        run = logged_on(self.world, terminal, user, questions=self._questions)
        console = Console(self.world, node) if self._consoles else None
        self._seats[node] = _Seat(terminal, run, console=console)
        shown, self._node = self._node, node
        yield from self._drive(next)
        self._node = shown

    def _drive(self, resume: Callable[[ProgramRun], Effect]) -> Iterator[str]:
        """Run the shown terminal's programs until one of them reads again."""
        seat = self._seat
        self.world.check_thread()
        if seat.driven:
            raise RuntimeError("the line typed before is still bringing lines; read them all")
        seat.driven = True
        try:
            with self.world.telling_damage():
                yield from self._lines(seat, resume)
        except GeneratorExit:
            self._hang_up(seat)
            raise
        finally:
            seat.driven = False
            self.break_requested = False  # it was for this line, not for the next

    def _lines(self, seat: _Seat, resume: Callable[[ProgramRun], Effect]) -> Iterator[str]:
        """Yield what the programs of a terminal print until one of them reads again."""
        seat.read = None
        while True:
            try:
                effect = resume(seat.run)
            except StopIteration:
                self._leave(seat)
                return
            resume = next
            match effect:
                case str():
                    self._printed.append(effect)
                    yield effect
                case Block():
                    for line in effect.lines:
                        self._printed.append(line)
                        yield line
                        if self.break_requested:
                            break
                case Refused():
                    self.messages.append(effect.error)
                    yield from effect.printed
                case Wait():
                    if not (yield from self._wait(effect)):
                        resume = _break
                case Read():
                    seat.read = effect
                    return
            if self.break_requested:
                self.break_requested = False
                resume = _break

    def _hang_up(self, seat: _Seat) -> None:
        """Press BREAK, and again instead of each wait, until a program of the terminal reads."""
        resume: Callable[[ProgramRun], Effect] = _break
        while self._seats.get(seat.terminal.node) is seat:
            try:
                effect = resume(seat.run)
            except StopIteration:
                self._leave(seat)
                return
            if isinstance(effect, Read):
                seat.read = effect
                return
            resume = _break if isinstance(effect, Wait) else next

    def _leave(self, seat: _Seat) -> None:
        """Take a terminal away whose TACL has ended; the last one ends the session."""
        del self._seats[seat.terminal.node]
        if self._seats:
            self._node = next(iter(self._seats))
        else:
            self.ended = True

    def _wait(self, effect: Wait) -> Generator[str, None, bool]:
        """Let time pass until the wait is over; returns False when BREAK ends it."""
        seat, given_up = self._seat, self.world.clock.now + PATIENCE
        self.world.go_on()
        while not self.break_requested:
            if effect.done is not None and effect.done():
                return True
            # Not before `done` was asked: EMSDIST, which waits for events, prints them itself.
            yield from self._events(seat)
            found = self.world.next_event()
            due = found.due if found else None
            ends_first = effect.until is not None and (due is None or effect.until < due)
            target = effect.until if ends_first else due
            jumps = effect.jump or self._pace is None
            hopeless = effect.until is None and (
                target is None or self.world.quiet or target > given_up
            )
            if hopeless and jumps:
                self._notify(messages.ENDLESS_WAIT.text)
                self.messages.append(OperatorError(messages.ENDLESS_WAIT))
                return False
            try:
                if self._pace is not None and not jumps:
                    self._pace(target)
            except KeyboardInterrupt:
                return False
            if ends_first and effect.until is not None:
                self.world.clock.advance(effect.until)
                return True
            if found is not None:
                self.world.proceed(found)
            yield from self._background(seat)
        return False

    def _refuse(self, error: OperatorError) -> list[str]:
        self.messages.append(error)
        return error.lines

    def close(self) -> None:
        """Leave all terminals as they are; their processes end with the session."""
        seats = list(self._seats.values())
        self._seats.clear()
        self.ended = True
        with self.world.telling_damage(), ExitStack() as closing:
            for seat in seats:
                closing.callback(seat.run.close)


def _break(run: ProgramRun) -> Effect:
    return run.throw(Break())
