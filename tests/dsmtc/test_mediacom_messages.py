"""The catalogue entries of MEDIACOM and of the tape server."""

from __future__ import annotations

import pytest

from nsksim.errors import Message, OperatorError, Origin
from nsksim.messages import mediacom, tape_server

MEDIACOM = [value for value in vars(mediacom).values() if isinstance(value, Message)]
TAPE_SERVER = [value for value in vars(tape_server).values() if isinstance(value, Message)]


def test_the_unknown_node_is_refused_as_the_manual_prints_it() -> None:
    error = OperatorError(mediacom.DISKFILE_INVALID, name=r"\NODEP.$*.*.*")
    assert error.lines == [r"**ERROR-5048** DISKFILE \NODEP.$*.*.* is invalid."]


def test_continuation_lines_have_no_prefix() -> None:
    error = OperatorError(
        mediacom.LABEL_TAKEN, name="SAD001", pool="DAILY", catalog=r"\ETINIUM.SLABVC"
    )
    assert error.lines == [
        "**ERROR-5922** TAPEVOLUME SAD001 already exists in the system search space.",
        r"It is in pool DAILY of volume catalog \ETINIUM.SLABVC.",
    ]


def test_numbers_stand_in_order_and_ours_in_their_range() -> None:
    numbers = [message.number for message in MEDIACOM]
    assert len(set(numbers)) == len(numbers)
    ours = [n for n, m in zip(numbers, MEDIACOM, strict=True) if m.origin is Origin.OURS]
    documented = [n for n in numbers if n not in ours]
    assert documented == [603, 629, 5048, 6310]
    assert ours == sorted(ours, key=lambda number: number or 0)
    assert all(number is not None and 5900 <= number <= 5999 for number in ours)


def test_numbers_of_the_tape_server_are_the_vendors() -> None:
    numbered = [message for message in TAPE_SERVER if message.number is not None]
    inferred = [m.number for m in numbered if m.origin is not Origin.DOCUMENTED]
    assert inferred == [1507]  # between 1506 and 1508, which are documented
    numbers = [message.number for message in numbered]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("message", MEDIACOM + TAPE_SERVER, ids=lambda message: message.id)
def test_every_message_explains_itself(message: Message) -> None:
    assert message.cause.endswith(".")
    assert message.effect.endswith(".")
    assert message.recovery.endswith(".")
    lines = message.render(dict.fromkeys(message.slots, "X"))
    assert all(line.strip() == line and line for line in lines)


@pytest.mark.parametrize(
    ("message", "values", "line"),
    [
        (
            tape_server.EXPIRATION_INITIATED,
            {},
            "STATUS 1513 - AUTO TAPE EXPIRATION INITIATED",
        ),
        (
            tape_server.DEVICE_NEEDED,
            {},
            "ERROR 1017 - EXCLUDED POOL REQUESTS NEED TO SPECIFY DEVICE IN THE DEFINE",
        ),
        (
            tape_server.MOUNTED,
            {"sequence": "0007", "volume": "SAD001"},
            "$ZSVR: 0007 VOLUME SAD001 MOUNTED",
        ),
    ],
)
def test_frames_of_the_tape_server(message: Message, values: dict[str, str], line: str) -> None:
    assert OperatorError(message, **values).lines == [line]
