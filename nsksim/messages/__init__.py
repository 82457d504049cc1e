"""The catalogue: every text that refuses something, one module per speaker.

Nothing is raised here and nothing is printed here. `catalogue()` collects what the modules hold,
for `nsksim explain`, the reference page and the tests that keep the catalogue closed.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from types import ModuleType

from nsksim.errors import Message


def catalogue(extra: Iterable[ModuleType] = ()) -> dict[str, Message]:
    """Return all messages by id, those of the `extra` modules (plug-ins) included.

    Raises ValueError when two messages share an id.
    """
    own = [
        importlib.import_module(f"{__name__}.{module.name}")
        for module in pkgutil.iter_modules(__path__)
    ]
    messages: dict[str, Message] = {}
    named = [value for module in [*own, *extra] for value in vars(module).values()]
    for value in [*named, *importlib.import_module(f"{__name__}.reference").REFERENCE]:
        if not isinstance(value, Message):
            continue
        if messages.setdefault(value.id, value) is not value:
            raise ValueError(f"two messages are called {value.id}")
    return dict(sorted(messages.items(), key=lambda item: _order(item[1])))


def _order(message: Message) -> tuple[str, int, str]:
    return (message.speaker.name, message.number or 0, message.id)
