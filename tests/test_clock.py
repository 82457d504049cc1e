"""Virtual time, and the one place that reads the real one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from nsksim import clock as module
from nsksim.clock import MONTH_CODES, Clock, RealTime, month_number, parse_instant

NOW = datetime(2022, 1, 5, 22, 44, 48)


def test_a_clock_stands_still_until_it_is_moved():
    told = []
    clock = Clock(NOW, told.append)
    assert (clock.now, clock.now) == (NOW, NOW)
    later = NOW + timedelta(microseconds=1)
    clock.advance(later)
    assert (clock.now, told) == (later, [later])


@pytest.mark.parametrize("before", [timedelta(), timedelta(seconds=1), timedelta(days=9)])
def test_a_clock_never_goes_back(before):
    told = []
    clock = Clock(NOW, told.append)
    clock.advance(NOW - before)
    assert (clock.now, told) == (NOW, [])


INSTANTS = {
    "2022-01-05 22:44:48": NOW,
    " 2022-01-05 22:44:48 ": NOW,
    "2022-01-05 22:44": datetime(2022, 1, 5, 22, 44),
    "2022-01-05": datetime(2022, 1, 5),
    "2024-02-29": datetime(2024, 2, 29),
}


@pytest.mark.parametrize(("text", "instant"), INSTANTS.items(), ids=INSTANTS.keys())
def test_instants_are_read(text, instant):
    assert parse_instant(text) == instant


@pytest.mark.parametrize(
    "text",
    ["", "now", "22:44:48", "2022-01-05T22:44:48", "2022-02-30", "2023-02-29", "05-01-2022",
     "2022-01-05 24:00:00", "2022-01-05 22:44:48+00:00", "2022-01-05 22:44:48.5", "0000-01-01"],
)  # fmt: skip
def test_what_is_no_instant_is_refused(text):
    with pytest.raises(ValueError, match="is not of the form yyyy-mm-dd hh:mm:ss"):
        parse_instant(text)


def test_real_time_is_measured_between_two_questions(monkeypatch):
    moments = iter([10.0, 10.5, 12.5])
    monkeypatch.setattr(module.time, "monotonic", lambda: next(moments))
    real = RealTime()
    assert real.elapsed() == timedelta(seconds=0.5)
    assert real.elapsed() == timedelta(seconds=2)


def test_a_pause_is_one_of_real_time(monkeypatch):
    slept = []
    monkeypatch.setattr(module.time, "sleep", slept.append)
    RealTime.sleep(0.25)
    assert slept == [0.25]


def test_months_are_read_by_their_codes():
    assert [month_number(code) for code in MONTH_CODES] == list(range(1, 13))
    assert (MONTH_CODES[0], MONTH_CODES[8]) == ("JAN", "SEP")
    with pytest.raises(ValueError, match="MAI"):
        month_number("MAI")
