"""Messages and refusals, and the laws of the catalogue."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from nsksim.errors import Message, OperatorError, Origin, Severity, Speaker
from nsksim.messages import catalogue

SPEAKER = Speaker("tester", lambda message, text: [f"**ERROR-{message.key}** {text}", "  again"])
NUMBERED = Message(SPEAKER, 5048, "{kind} {name} is invalid.", "A cause.", "None.", "None.")
NAMED = Message(SPEAKER, "no-line", "There is none.", "A cause.", "None.", "None.")


def test_a_message_is_named_across_speakers():
    assert (NUMBERED.id, NUMBERED.number) == ("tester.5048", 5048)
    assert (NAMED.id, NAMED.number) == ("tester.no-line", None)


def test_a_message_is_ours_and_an_error_unless_said_otherwise():
    assert (NUMBERED.origin, NUMBERED.severity) == (Origin.OURS, Severity.ERROR)


def test_the_speaker_frames_the_text():
    error = OperatorError(NUMBERED, kind="DISKFILE", name=r"\NODEP.$*.*.*")
    assert error.text == r"DISKFILE \NODEP.$*.*.* is invalid."
    assert error.lines == [rf"**ERROR-5048** {error.text}", "  again"]
    assert str(error) == rf"tester.5048: {error.text}"
    assert error.values == {"kind": "DISKFILE", "name": r"\NODEP.$*.*.*"}


def test_values_are_data_not_patterns():
    error = OperatorError(NUMBERED, kind="{name}", name="%s {0} {}")
    assert error.text == "{name} %s {0} {} is invalid."


@pytest.mark.parametrize("values", [{}, {"kind": "X"}, {"name": "X", "other": 1}])
def test_a_forgotten_value_is_a_mistake_of_ours(values):
    with pytest.raises(TypeError, match=r"tester\.5048 needs values for"):
        OperatorError(NUMBERED, **values)


def test_more_values_than_slots_are_kept_for_programs():
    assert OperatorError(NAMED, label="SAD001").values == {"label": "SAD001"}


def test_slots_with_a_format_are_slots():
    message = Message(SPEAKER, 1, "{count:>4} of {total:d}", "", "", "")
    assert message.slots == {"count", "total"}
    assert OperatorError(message, count=3, total=10).text == "   3 of 10"


def test_a_value_called_message_is_possible():
    message = Message(SPEAKER, 1, "{message}", "", "", "")
    assert OperatorError(message, message="text").text == "text"


def test_the_catalogue_is_sorted_and_refuses_two_of_one_name():
    ids = list(catalogue())
    speakers = [name.partition(".")[0] for name in ids]
    assert speakers == sorted(speakers)
    one = SimpleNamespace(A=NUMBERED, B=NUMBERED, C="no message")
    assert catalogue([one])["tester.5048"] is NUMBERED
    two = SimpleNamespace(A=Message(SPEAKER, 5048, "Another.", "", "", ""))
    with pytest.raises(ValueError, match=r"two messages are called tester\.5048"):
        catalogue([one, two])
