r"""How long it takes until somebody can type, beside what the libraries alone need: `make bench`.

    python -m benchmarks.startup [--repeat 9]

First prompt: `nsksim shell` at a pseudo terminal, in an existing world of scenario `manual`, from
its start until the prompt is drawn. Beside it a process that only imports the libraries. The two
take turns in one run, and the best of each is compared. Fresh world: a world of `manual` in memory,
copied from one that was built before, timed in this process. Ends with exit code 1 when a target is
missed.
"""

from __future__ import annotations

import argparse
import os
import pty
import select
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
PROMPT = rb"\ETINIUM 1>"
LEAVE = b"\x04"

PATIENCE_SECONDS = 60
"""Silence that means that no prompt will come."""

PROMPT_RATIO = 2.0
COPY_SECONDS = 0.100


def _environment() -> dict[str, str]:
    """Give the environment of a person who has started us before: what is compiled is kept."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PROMPT_TOOLKIT_NO_CPR": "1"}


def libraries() -> float:
    """Start a process that imports what we stand on; return the seconds it took."""
    begun = perf_counter()
    command = [sys.executable, "-c", LIBRARIES]
    subprocess.run(command, env=_environment(), check=True)
    return perf_counter() - begun


def first_prompt(world: Path, home: Path) -> float:
    """Open a shell in `world`; return the seconds until its prompt is there."""
    primary, secondary = pty.openpty()
    termios.tcsetwinsize(primary, (24, 80))
    environment = {**_environment(), "TERM": "xterm", "NSKSIM_HOME": str(home)}
    command = [sys.executable, "-m", "nsksim", "shell", "--world", str(world)]
    begun = perf_counter()
    with subprocess.Popen(
        command, env=environment, stdin=secondary, stdout=secondary, stderr=secondary
    ) as process:
        os.close(secondary)
        seen = b""
        while PROMPT not in seen:
            if not select.select([primary], [], [], PATIENCE_SECONDS)[0]:
                process.kill()
                raise SystemExit(f"no prompt came, only {seen!r}")
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
        f"{name:<54}{min(times) * 1000:6.0f} ms"
        f"   (median {statistics.median(times) * 1000:.0f}, worst {max(times) * 1000:.0f})"
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
    ratio, copied = min(prompt) / min(alone), min(fresh)
    print(_line(f'python -c "{LIBRARIES}"', alone))
    print(_line("first prompt of an existing world", prompt))
    print(f"{'':<54}{ratio:6.2f} x    (target {PROMPT_RATIO} x)")
    print(_line("a fresh world in memory, copied", fresh))
    print(f"{'':<60}       (target {COPY_SECONDS * 1000:.0f} ms)")
    missed = ratio > PROMPT_RATIO or copied > COPY_SECONDS
    print("a target is missed" if missed else "all targets are met")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
