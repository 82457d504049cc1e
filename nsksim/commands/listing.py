"""`nsksim scenarios`: what a world can be made from."""

from __future__ import annotations

from nsksim import scenario


def scenarios() -> list[str]:
    """List the shipped scenarios with their titles. Raises ScenarioProblem."""
    found = scenario.shipped()
    width = max(map(len, found), default=0)
    return [
        f"{name:<{width}}  {scenario.read(path).table('world').text('title', '')}".rstrip()
        for name, path in found.items()
    ]
