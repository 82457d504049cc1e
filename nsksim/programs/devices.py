"""Devices of other systems: how refusals name them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from nsksim.errors import OperatorError
from nsksim.messages import file_system
from nsksim.names import NodeName


@contextmanager
def devices_of(node: NodeName | None) -> Iterator[None]:
    r"""Name the device of a refusal with the node that was typed, `\EAST.$TAPE0`.

    The system that refuses leaves it out, as its own operators do.
    """
    try:
        yield
    except OperatorError as error:
        slot = "name" if error.message.speaker is file_system.SPEAKER else "device"
        device = str(error.values.get(slot, ""))
        if node is None or not device.startswith("$"):
            raise
        values = {**error.values, slot: f"{node}.{device}"}
        raise OperatorError(error.message, **values) from error
