"""How fast virtual time runs beside real time in an interactive shell.

The rate is a setting of the world: a number of virtual seconds per real second, or HOLD. At HOLD
the clock stands still at the prompt, and a line that waits jumps, as it does in `nsksim run`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from nsksim.clock import RealTime
from nsksim.world import World

SETTING = "rate"
DEFAULT_RATE = "1"
HOLD = "HOLD"

SLICE_SECONDS = 0.05
"""The longest time between pressing BREAK and its being noticed."""


class Pace:
    """Moves the clock of a world along with real time; also the `pace` of a Session."""

    def __init__(
        self,
        world: World,
        *,
        interrupted: Callable[[], bool],
        elapsed: Callable[[], timedelta] | None = None,
        sleep: Callable[[float], None] = RealTime.sleep,
    ) -> None:
        """Pace `world`. `interrupted` says whether BREAK is pressed.

        `elapsed` gives the real time since it was asked last; a test brings its own, and `sleep`.
        """
        self._world = world
        self._interrupted = interrupted
        self._elapsed = elapsed or RealTime().elapsed
        self._sleep = sleep

    @property
    def rate(self) -> float | None:
        """Give virtual seconds per real second; None at HOLD."""
        kept = self._world.setting(SETTING, DEFAULT_RATE)
        return None if kept.upper() == HOLD else float(kept)

    def skip(self) -> None:
        """Forget the real time since the last call: the machine worked, nobody waited."""
        self._elapsed()

    def catch_up(self) -> None:
        """Let the time pass that has passed outside, and do what falls due meanwhile."""
        passed = self._elapsed()
        rate = self.rate
        if rate is not None:
            self._world.run_until(self._world.clock.now + passed * rate)

    def __call__(self, target: datetime | None) -> None:
        """Wait until the virtual instant `target`, for ever without one.

        Nothing scheduled is done here, and the clock does not pass `target`. Raises
        KeyboardInterrupt when BREAK is pressed.
        """
        self.skip()
        clock = self._world.clock
        while target is None or clock.now < target:
            if self._interrupted():
                raise KeyboardInterrupt
            rate = self.rate
            if target is not None and rate is None:
                return
            self._sleep(self._slice(target, rate))
            moved = clock.now + self._elapsed() * (rate or 0)
            clock.advance(moved if target is None else min(moved, target))

    def _slice(self, target: datetime | None, rate: float | None) -> float:
        if target is None or not rate:
            return SLICE_SECONDS
        remaining = (target - self._world.clock.now).total_seconds() / rate
        return min(SLICE_SECONDS, remaining)
