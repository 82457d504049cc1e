r"""The tape on a drive that a command reads or labels: waiting for it, and unloading it.

Source: MEDIACOM manual, 2-24, 2-25 and 2-147. That the drive is asked about only while it has no
tape is inferred from the words of the prompt, as is what happens to the tapes of a list with UNLOAD
OFF: the last one stays on the drive, the others make room for the next. A tape that cannot be read
is not there before somebody accepted it, unless it comes while the command waits for it: then it
is taken as it is, and $ZSVR does not ask. That is inferred too, as $ZSVR asks "if you mount a new
tape before issuing" the command.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from nsksim.errors import OperatorError
from nsksim.guardian.system import System
from nsksim.interaction import Break, Effect, Interaction, Read
from nsksim.messages import mediacom as messages
from nsksim.messages import tape_drive
from nsksim.names import DriveName, TapeLabel
from nsksim.programs.mediacom.context import Context
from nsksim.programs.mediacom.displays.form import counted
from nsksim.tape import Holder, TapeDrive, TapeServer

N = TypeVar("N", bound=TapeLabel | None)

STOP = "STOP"


@dataclass(frozen=True, slots=True)
class Mounting:
    """The drive of one command, and how its tapes come and go."""

    server: TapeServer
    drive: DriveName
    """With its node."""
    prompt: bool
    unload: bool
    interactive: bool
    holder: Holder
    """The process the command runs in."""
    reach: Callable[[], object]
    """Refuses, as at the beginning, when the system of the drive can no longer be reached."""

    @classmethod
    def of(cls, context: Context, drive: DriveName | None, prompt: str, unload: str) -> Mounting:
        """Find the drive of the options TAPEDRIVE, PROMPT and UNLOAD.

        Raises mediacom.5908, file-system errors 18, 48, 250, and 14 (no such drive, or $ZSVR does
        not run there).
        """
        _, name = context.drive(drive)
        server = context.tape_server(name.node)
        environment = context.environment
        return cls(
            server,
            name,
            prompt == "ON",
            unload == "ON",
            environment.interactive,
            Holder.of(environment.node, environment.process),
            lambda: context.tape_server(name.node),
        )

    @property
    def system(self) -> System:
        """Return the system of the drive."""
        return self.server.system

    @property
    def place(self) -> TapeDrive:
        """Return the drive as it is now."""
        return self.server.drives.named(self.drive.without_node)

    def each(
        self,
        names: Sequence[N],
        work: Callable[[TapeDrive, N], None],
        *,
        override: bool | None = None,
    ) -> Generator[Effect, str | None, int]:
        """Do `work` with one tape after the other, None for whatever tape comes.

        Gives with how many it was done before the operator stopped. A refusal ends it; the tape is
        unloaded, or stays, all the same. `override` is what OVERRIDE says where tapes are to be
        labeled: True lets a library load its tape into the empty drive. Raises what `work` raises,
        mediacom.5995 for False and tape-drive.library-tape for None where the tape is a library's,
        mediacom.5989, and backup.stopped-waiting for BREAK.
        """
        for count, name in enumerate(names):
            tape = yield from self._bring(name, override=override)
            if tape is None:
                return count
            self.reach()
            try:
                work(tape, name)
            finally:
                self._finish(last=count == len(names) - 1)
        return len(names)

    def counted(
        self,
        names: Sequence[N],
        work: Callable[[TapeDrive, N], None],
        what: str,
        done: str,
        *,
        override: bool | None = None,
    ) -> Interaction:
        """Do `work` as `each` does, and say at the end with how many of `what` that was `done`.

        Where BREAK or a refusal ends it part-way that is said as well, before the refusal (our
        choice). Raises what `each` raises.
        """
        count = 0

        def noted(tape: TapeDrive, name: N) -> None:
            nonlocal count
            work(tape, name)
            count += 1

        try:
            yield from self.each(names, noted, override=override)
        except (Break, OperatorError):
            if count:
                yield counted(count, what, done)
            raise
        yield counted(count, what, done)

    def _bring(
        self, name: TapeLabel | None, *, override: bool | None
    ) -> Generator[Effect, str | None, TapeDrive | None]:
        """Wait for a tape on the drive that no process has; None when the operator stops it."""
        self.server.leftovers.tidy()
        if self._ready():
            return self.place
        if name is not None and self.server.stock.library(name.value) is not None:
            if override is None:
                raise OperatorError(tape_drive.LIBRARY_TAPE, label=name)
            if not override:
                raise OperatorError(messages.IN_LIBRARY, name=name)
            self.server.load(name, self.place.name)
            return self.place
        with self.server.polling(self.place.name, self.holder):
            if not self.prompt:
                yield f"{self.drive}: not ready -- beginning to poll ..."
            elif not (yield from self._told()):
                return None
            yield from self.server.wait(self._over, f"a tape on {self.drive}")
        return self.place

    def _finish(self, *, last: bool) -> None:
        """Take the tape out of the drive, unless it is to stay or a process got it."""
        place = self.place
        if (self.unload or not last) and not place.empty and place.holder is None:
            self.server.dismount(place)

    def _over(self) -> bool:
        """Say whether there is a tape, or no line to the drive any more."""
        return self._ready() or self.server.process(self.holder) is None

    def _ready(self) -> bool:
        place = self.place
        return not (place.empty or place.unreadable) and place.holder is None

    def _told(self) -> Generator[Effect, str | None, bool]:
        """Ask until the operator presses RETURN or gives up; end of file is giving up."""
        if not self.interactive:
            raise OperatorError(messages.NOBODY_TO_MOUNT, drive=self.drive)
        while True:
            answer = yield Read(f"{self.drive}: not ready: ")
            word = STOP if answer is None else answer.strip().upper()
            if word in ("", STOP):
                return not word
