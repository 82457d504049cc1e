"""A program that runs beside the terminal it was started from, until its end.

It goes on as far as the world's clock lets it, whoever lets time pass, and also after its terminal
is gone; nobody sees then what it prints. It ends with the open world at the latest: its process is
gone when the world is opened again, and what it held is given back.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from inspect import GEN_RUNNING, getgeneratorstate

from nsksim.errors import OperatorError
from nsksim.guardian.processes import Process
from nsksim.guardian.system import System
from nsksim.interaction import Block, Interaction, Read, Refused, Wait
from nsksim.programs.program import Environment


@dataclass(slots=True, eq=False)
class BackgroundRun:
    """A started program and what it waits for; `go_on` is called for the first time at its start.

    What it prints does not count as an answer to the line that is being typed.
    """

    program: Interaction
    environment: Environment
    process: Process
    _waiting: Wait | None = None
    _begun: bool = False
    _ended: bool = False
    _printed: list[str] = field(default_factory=list)

    @property
    def system(self) -> System:
        """Return the system it runs on."""
        return self.environment.system

    @property
    def over(self) -> bool:
        """Say whether it has ended, or was stopped."""
        return self._ended or self._stopped()

    @property
    def due(self) -> datetime | None:
        """Give the instant (UTC) at which it goes on at the latest."""
        return None if self._waiting is None or self.over else self._waiting.until

    @property
    def busy(self) -> bool:
        """Say whether time alone brings it to its end; not so while it serves others."""
        waiting = self._waiting
        serves = waiting is not None and waiting.serves
        return not serves and not self.held_up and not self.over

    @property
    def held_up(self) -> bool:
        """Say whether somebody else has to do something before it can go on with its work."""
        waiting = self._waiting
        if waiting is None or waiting.serves or waiting.until is not None:
            return False
        return not self.over

    def lines(self) -> list[str]:
        """Give what it has printed since the last call."""
        printed, self._printed = self._printed, []
        return printed

    def go_on(self) -> bool:
        """Go on until it has to wait again; say whether it did."""
        if self._ended:
            return False
        if self._stopped():
            self.close()
            return True
        moved = False
        while not self._ended and self._ready():
            moved = True
            self._step()
        return moved

    def close(self) -> None:
        """End it as it stands; what its end would refuse, nobody sees.

        One that asks for its own end (a SIM RESTORE in a command file) goes on until it waits.
        """
        self._ended = True
        if getgeneratorstate(self.program) != GEN_RUNNING:
            with suppress(OperatorError):
                self.program.close()

    def _step(self) -> None:
        """Do the next thing it does."""
        try:
            effect = self.program.send(None) if self._begun else next(self.program)
        except (StopIteration, OperatorError) as end:
            self._ended = True
            self._printed.extend(end.lines if isinstance(end, OperatorError) else [])
            return
        self._begun = True
        if self._ended:
            self.close()
        match effect:
            case str():
                self._printed.append(effect)
            case Block():
                self._printed.extend(effect.lines)
            case Refused():
                self._printed.extend(effect.printed)
            case Wait():
                self._waiting = effect
            case Read():
                pass  # end of file is what `send(None)` answers

    def _stopped(self) -> bool:
        processes = self.environment.system.processes
        return processes.numbered(self.process.cpu, self.process.pin) is None

    def _ready(self) -> bool:
        if self._waiting is None:
            return True
        done, until = self._waiting.done, self._waiting.until
        now = self.environment.world.clock.now
        if (done is not None and done()) or (until is not None and until <= now):
            self._waiting = None
            return True
        return False
