"""Processes, their names and numbers; counters; users and remote passwords; timers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsksim.guardian.counters import successor
from nsksim.guardian.processes import PROCESS_NAME, Kind
from nsksim.guardian.users import User

NOW = datetime(2022, 1, 5, 22, 44, 48)
SUCCESSORS = [
    ("$Z4M8", "$Z4M9"),
    ("$Z4M9", "$Z4MA"),
    ("$Z4MY", "$Z4MZ"),
    ("$Z4MZ", "$Z4N0"),
    ("$X0PB", "$X0PC"),
    ("$Z499", "$Z49A"),
    ("$Z4ZZ", "$Z500"),
    ("$ZZZZ", "$Z000"),
]


@pytest.fixture
def system(two):
    return two.system(r"\ALPHA")


@pytest.fixture
def user(system):
    return system.users.named("OPS.NIGHT")


# -- names and numbers --------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "following"), SUCCESSORS)
def test_system_made_names_follow_each_other(name, following):
    assert successor(name) == following


@given(st.from_regex(r"\$[A-Z][0-9A-Z]{3,4}", fullmatch=True))
def test_a_following_name_is_another_of_the_same_length(name):
    following = successor(name)
    assert following != name
    assert (len(following), following[:2]) == (len(name), name[:2])


def test_processes_get_names_in_order(system, user):
    system.counters.set(PROCESS_NAME, "$Z4M8")
    started = [system.processes.start("$SYSTEM.SYSTEM.X", user, name=None) for _ in range(3)]
    assert [process.name for process in started] == ["$Z4M8", "$Z4M9", "$Z4MA"]


def test_a_name_in_use_is_passed_over(system, user):
    system.counters.set(PROCESS_NAME, "$Z4M8")
    system.processes.start("$SYSTEM.SYSTEM.X", user, name="$Z4M8")
    assert system.processes.start("$SYSTEM.SYSTEM.X", user, name=None).name == "$Z4M9"


def test_names_go_on_after_closing(two, system, user):
    system.counters.set(PROCESS_NAME, "$Z4M8")
    system.processes.next_name()
    two.snapshot("S")
    two.restore("S")
    assert two.system(r"\ALPHA").processes.next_name() == "$Z4M9"


def test_no_two_processes_have_one_number_when_numbers_begin_again(system, user):
    servers = [system.processes.start("$SYSTEM.SYSTEM.X", user).pin for _ in range(3)]
    system.counters.set("pin", "4094")
    more = [system.processes.start("$SYSTEM.SYSTEM.X", user).pin for _ in range(3)]
    assert (servers, more) == ([100, 101, 102], [4094, 4095, 103])


def test_a_process_is_what_it_was_started_as(system, user):
    process = system.processes.start(
        "$SYSTEM.SYSTEM.BACKUP", user, name="$BK", priority=120, hometerm="$T", ancestor="$A"
    )
    assert system.processes.named("$bk") == process
    assert system.processes.numbered(process.cpu, process.pin) == process
    assert (process.started, process.kind, process.identity) == (NOW, "JOB", "$BK")
    unnamed = system.processes.start("$SYSTEM.SYSTEM.X", user)
    assert unnamed.identity == f"{unnamed.cpu},{unnamed.pin}"
    assert system.processes.named("") in (None, unnamed)


def test_processes_are_listed_by_name_the_unnamed_last(system, user):
    for name in ("", "$B", "$A"):
        system.processes.start("$SYSTEM.SYSTEM.X", user, name=name)
    assert [process.name for process in system.processes.all()] == ["$A", "$B", ""]


def test_a_process_is_changed_and_stopped(system, user):
    process = system.processes.start("$SYSTEM.SYSTEM.X", user, name="$A")
    other = system.processes.start("$SYSTEM.SYSTEM.X", user, name="$B")
    system.processes.replace(process, replace(process, priority=10))
    assert system.processes.named("$A").priority == 10
    assert system.processes.named("$B").priority == 150
    system.processes.stop(process)
    assert system.processes.all() == [other]


def test_kinds_are_told_apart(system, user):
    for kind in Kind:
        system.processes.start("$SYSTEM.SYSTEM.X", user, name=f"${kind[:4]}", kind=kind)
    for kind in Kind:
        assert [process.name for process in system.processes.of_kind(kind)] == [f"${kind[:4]}"]


# -- counters -----------------------------------------------------------------------------------


def test_counters_are_independent_and_go_round(system):
    counters = system.counters
    taken = [counters.take_number("a", 1, 3) for _ in range(5)]
    assert taken == [1, 2, 3, 1, 2]
    assert counters.take_number("b", 100) == 100
    assert counters.take_number("b", 100) == 101
    counters.set("b", "7")
    assert counters.get("b", "none") == "7"
    assert counters.get("c", "none") == "none"


def test_a_number_taken_in_a_failed_transaction_is_taken_again(system):
    def fail():
        with system.database.transaction():
            assert system.counters.take_number("a") == 1
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert system.counters.take_number("a") == 1


# -- users --------------------------------------------------------------------------------------


def test_users_are_found_by_name_and_by_number(system):
    for name in ("OPS.NIGHT", "ops.night", "40,7"):
        assert system.users.named(name).id == "40,7"
    assert system.users.identified(40, 7).name == "OPS.NIGHT"
    for name in ("OPS.DAY", "40,8", "OPS", "", "%.%", "40,7 "):
        assert system.users.named(name) is None


def test_users_are_listed_by_number(system):
    system.users.add(User("A", "B", 41, 0, "NUNU", "$SYSTEM.X"))
    assert [user.id for user in system.users.all()] == ["40,7", "41,0", "255,255"]


def test_users_belong_to_one_system(two):
    assert two.system(r"\BETA").users.named("OPS.NIGHT") is None


def test_who_is_super(system):
    super_id = system.users.named("SUPER.SUPER")
    operator = replace(super_id, user_id=1)
    assert (super_id.is_super_group, super_id.is_super_id) == (True, True)
    assert (operator.is_super_group, operator.is_super_id) == (True, False)
    assert not system.users.named("OPS.NIGHT").is_super_group


def test_passwords(system, user):
    system.users.add(replace(user, user_name="DAY", user_id=8), "SECRET")
    day = system.users.named("OPS.DAY")
    assert system.users.password_matches(day, "SECRET")
    assert not system.users.password_matches(day, "secret")
    assert not system.users.password_matches(day, "")
    assert system.users.password_matches(user, "")


def test_remote_passwords_are_set_changed_and_removed(system, user):
    users = system.users
    assert users.remote_password(user, r"\BETA") is None
    users.set_remote_password(user, r"\BETA", "ONE")
    users.set_remote_password(user, r"\BETA", "TWO")
    users.set_remote_password(user, r"\ALPHA", "")
    assert users.remote_password(user, r"\BETA") == "TWO"
    assert users.remote_password(user, r"\ALPHA") == ""
    assert users.remote_password(users.named("SUPER.SUPER"), r"\BETA") is None
    users.set_remote_password(user, r"\BETA", None)
    assert users.remote_password(user, r"\BETA") is None


# -- timers -------------------------------------------------------------------------------------


def test_timers_are_data(system):
    timers = system.timers
    later = timers.add(NOW + timedelta(seconds=2), "b", {"n": 1, "text": "ä\n", "list": [None]})
    sooner = timers.add(NOW + timedelta(seconds=1), "a")
    again = timers.add(NOW + timedelta(seconds=1), "b")
    assert [timer.sequence for timer in timers.pending()] == [sooner, again, later]
    assert [timer.sequence for timer in timers.pending("b")] == [again, later]
    assert timers.next().values == {}
    timers.remove(sooner)
    timers.remove(again)
    assert timers.next().values == {"n": 1, "text": "ä\n", "list": [None]}
    timers.remove(later)
    assert timers.next() is None


def test_a_system_has_its_own_local_time(two, system):
    assert system.now == datetime(2022, 1, 5, 17, 44, 48)
    assert system.instant(system.now) == two.clock.now
    assert system.qualified("$X") == r"\ALPHA.$X"
    assert r"\ALPHA" in repr(system)
