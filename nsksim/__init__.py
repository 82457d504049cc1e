"""nsksim: a simulated pair of HPE NonStop systems, and nothing real behind it.

The names listed in `__all__` are the public API for programs; `nsksim.api` describes them. They are
loaded when they are used, so that `nsksim --help` does not start a database.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nsksim.api import Result as Result
    from nsksim.api import ScenarioProblem as ScenarioProblem
    from nsksim.api import Session as Session
    from nsksim.api import Spoken as Spoken
    from nsksim.api import World as World
    from nsksim.api import WorldProblem as WorldProblem

__version__ = "0.1.0"

__all__ = ["Result", "ScenarioProblem", "Session", "Spoken", "World", "WorldProblem"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module("nsksim.api"), name)
