r"""How long it takes until somebody can type, beside what the libraries alone need: `make bench`.

    python -m benchmarks.startup [--repeat 9]

First prompt: `nsksim shell` at a pseudo terminal, in an existing world of scenario `manual`, from
its start until the prompt is drawn. Beside it a process that only imports the libraries. The two
take turns in one run, and the medians are compared. Fresh world: a world of `manual` in memory,
copied from one that was built before, timed in this process. Ends with exit code 1 when a target is
missed.
"""

from __future__ import annotations

import argparse
import os
import pty
import statistics
import subprocess
import sys
import tempfile
import termios
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from nsksim.scenario import build
from nsksim.world import World

LIBRARIES = "import duckdb, lark, prompt_toolkit, click"
PROMPT = rb"\ETINIUM 1> "
LEAVE = b"\x04"

PROMPT_RATIO = 2.0
COPY_SECONDS = 0.100


def libraries() -> float:
    """Start a process that imports what we stand on; return the seconds it took."""
    begun = perf_counter()
    subprocess.run([sys.executable, "-c", LIBRARIES], check=True)
    return perf_counter() - begun


def first_prompt(world: Path, home: Path) -> float:
    """Open a shell in `world`; return the seconds until its prompt is there."""
    primary, secondary = pty.openpty()
    termios.tcsetwinsize(primary, (24, 80))
    environment = {**os.environ, "TERM": "xterm", "NSKSIM_HOME": str(home)}
    command = [sys.executable, "-m", "nsksim", "shell", "--world", str(world)]
    begun = perf_counter()
    with subprocess.Popen(
        command, env=environment, stdin=secondary, stdout=secondary, stderr=secondary
    ) as process:
        os.close(secondary)
        seen = b""
        while PROMPT not in seen:
            seen += os.read(primary, 4096)
        seconds = perf_counter() - begun
        os.write(primary, LEAVE)
        _drain(primary)
    os.close(primary)
    if process.returncode:
        raise SystemExit(f"the shell ended with {process.returncode}")
    return seconds


def _drain(terminal: int) -> None:
    """Read what is still written until the other side is gone."""
    try:
        while os.read(terminal, 4096):
            pass
    except OSError:
        return


def fresh_world(template: Path) -> float:
    """Copy a closed world and open the copy; return the seconds."""
    begun = perf_counter()
    world = World.copied(template)
    seconds = perf_counter() - begun
    world.close()
    return seconds


def _taking_turns(count: int, *works: Callable[[], float]) -> list[list[float]]:
    """Measure each work `count` times, one after the other; the first round only warms up."""
    rounds = [[work() for work in works] for _ in range(count + 1)]
    return [list(times) for times in zip(*rounds[1:], strict=True)]


def _line(name: str, times: list[float]) -> str:
    return (
        f"{name:<44}{statistics.median(times) * 1000:8.0f} ms"
        f"   (best {min(times) * 1000:.0f}, worst {max(times) * 1000:.0f})"
    )


def main() -> int:
    """Measure, print, and say by the exit code whether the targets are met."""
    parser = argparse.ArgumentParser(description="Time until the first prompt.")
    parser.add_argument("--repeat", type=int, default=9)
    repeat = parser.parse_args().repeat
    with tempfile.TemporaryDirectory(prefix="nsksim-startup-") as place:
        world, home = Path(place, "world"), Path(place, "home")
        home.mkdir()
        build("manual", world).close()
        alone, prompt = _taking_turns(repeat, libraries, lambda: first_prompt(world, home))
        (fresh,) = _taking_turns(repeat, lambda: fresh_world(world))
    ratio = statistics.median(prompt) / statistics.median(alone)
    copied = statistics.median(fresh)
    print(_line(f'python -c "{LIBRARIES}"', alone))
    print(_line("first prompt of an existing world", prompt))
    print(f"{'':<44}{ratio:8.2f} x   (target {PROMPT_RATIO} x)")
    print(_line("a fresh world in memory, copied", fresh))
    print(f"{'':<44}{'':>8}      (target {COPY_SECONDS * 1000:.0f} ms)")
    missed = ratio > PROMPT_RATIO or copied > COPY_SECONDS
    print("a target is missed" if missed else "all targets are met")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
