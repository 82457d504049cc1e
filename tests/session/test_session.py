"""One person at a screen: typed lines, BREAK, waits, several terminals, the end of input."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest

from nsksim import plugins
from nsksim.errors import OperatorError
from nsksim.messages import session as messages
from nsksim.names import NodeName
from nsksim.session import LINE_LENGTH, Session
from tests.world.scheduled import GUEST, texts

NOW = datetime(2022, 1, 5, 22, 44, 48)
ALPHA, BETA = NodeName("ALPHA"), NodeName("BETA")


@pytest.fixture
def session(open_session):
    return open_session()


@pytest.fixture
def scheduled(monkeypatch):
    known = (*plugins.installed(), GUEST)
    monkeypatch.setattr(plugins, "installed", lambda: known)


def ids(result):
    return [error.message.id for error in result.messages]


# -- typing -------------------------------------------------------------------------------------


def test_a_session_begins_with_a_greeting_and_a_prompt(session):
    assert session.greeting == [r"STAND-IN for SUPER.SUPER at \ALPHA"]
    assert session.prompt == r"\ALPHA 1> "
    assert (session.node, session.secret, session.ended) == (ALPHA, False, False)


def test_a_line_brings_lines(session):
    assert session.run("ECHO hello").lines == ["hello"]
    assert session.run("COUNT 3").lines == ["line 1", "line 2", "line 3"]
    assert session.prompt == r"\ALPHA 3> "


def test_lines_come_as_they_are_printed(session):
    coming = session.type("COUNT 3")
    assert next(coming) == "line 1"
    assert list(coming) == ["line 2", "line 3"]


@pytest.mark.parametrize(
    ("line", "refused", "lines"),
    [
        ("ECHO x", False, ["x"]),
        ("WARN", False, ["*ERROR* Beware."]),
        ("FAIL Everything", True, ["*ERROR* Everything failed."]),
        ("", False, []),
    ],
)
def test_only_errors_count_as_refused(session, line, refused, lines):
    result = session.run(line)
    assert (result.refused, result.lines) == (refused, lines)
    assert not session.run("ECHO next").refused


def test_the_user_has_to_exist_there(two, open_session):
    with pytest.raises(OperatorError) as caught:
        Session(two, BETA, "OPS.NIGHT")
    assert caught.value.message is messages.NO_USER
    assert caught.value.text == r"\BETA has no user OPS.NIGHT."


def test_a_password_is_asked_in_secret(session):
    session.run("ASK")
    assert session.secret
    assert session.run("SECRET").lines[0].startswith("sealed *")
    assert not session.secret


# -- lines no program sees ----------------------------------------------------------------------


@pytest.mark.parametrize("length", [LINE_LENGTH + 1, 10_000])
def test_a_line_that_is_too_long_is_refused_whole(session, length):
    line = "ECHO ".ljust(length, "x")
    result = session.run(line)
    assert ids(result) == ["session.line-too-long"]
    assert result.lines == [
        f"*ERROR* The line has {length} characters; at most 239 are accepted. Nothing was done."
    ]
    assert session.prompt == r"\ALPHA 1> "


def test_the_longest_line_is_accepted(session):
    assert session.run("ECHO ".ljust(LINE_LENGTH, "x")).lines == ["x" * (LINE_LENGTH - 5)]


@pytest.mark.parametrize(
    "line", ["ECHO \x00", "\x1b[A", "ECHO\n", "a\rb", "\x7f", "\udcff\udcfe", "\u202e", "\x19"]
)
def test_binary_input_is_refused_whole(session, line):
    assert ids(session.run(line)) == ["session.line-not-text"]
    assert session.prompt == r"\ALPHA 1> "


def test_a_tab_is_text(session):
    assert session.run("ECHO a\tb").lines == ["a\tb"]


# -- time ---------------------------------------------------------------------------------------


def test_time_stands_still_while_lines_are_typed(two, session):
    for _ in range(3):
        session.run("COUNT 100")
    assert two.clock.now == NOW


def test_a_wait_lets_time_pass(two, session):
    assert session.run("WAIT 12").lines == ["it is 17:45:00"]
    assert two.clock.now == NOW + timedelta(seconds=12)


@pytest.mark.usefixtures("scheduled")
def test_what_is_due_happens_in_order_while_a_line_waits(two, session):
    for seconds in (30, 10, 20, 40):
        two.system(BETA).timers.add(
            NOW + timedelta(seconds=seconds), "note", {"text": f"at {seconds}"}
        )
    session.run("WAIT 30")
    assert texts(two.system(BETA)) == ["at 10", "at 20", "at 30"]
    assert two.clock.now == NOW + timedelta(seconds=30)


@pytest.mark.usefixtures("scheduled")
def test_an_event_that_is_overdue_does_not_turn_the_clock_back(two, session):
    two.system(BETA).timers.add(NOW - timedelta(hours=1), "note", {"text": "late"})
    session.run("WAIT 10")
    assert texts(two.system(BETA)) == ["late"]
    assert two.clock.now == NOW + timedelta(seconds=10)


def test_a_wait_that_nothing_can_end_is_answered_by_break(open_session):
    told = []
    session = open_session(notify=told.append)
    result = session.run("FOREVER")
    assert result.lines == ["BREAK"]
    assert ids(result) == ["session.endless-wait"]
    assert result.refused
    assert told == [messages.ENDLESS_WAIT.text]
    assert session.run("ECHO on").lines == ["on"]


@pytest.mark.usefixtures("scheduled")
def test_an_endless_wait_does_first_what_is_due(two, open_session):
    two.system(BETA).timers.add(NOW + timedelta(seconds=5), "chain", {"left": 2})
    assert ids(open_session().run("FOREVER")) == ["session.endless-wait"]
    assert texts(two.system(BETA)) == ["2", "1", "0"]
    assert two.clock.now == NOW + timedelta(seconds=7)


def test_a_paced_session_lets_real_time_pass_instead(two, open_session):
    asked = []

    def pace(until):
        asked.append(until)
        if until is None:
            raise KeyboardInterrupt

    session = open_session(pace=pace)
    assert session.run("WAIT 12").lines == ["it is 17:45:00"]
    assert asked == [NOW + timedelta(seconds=12)]
    result = session.run("FOREVER")
    assert (result.lines, result.messages, asked[1:]) == (["BREAK"], [], [None])


# -- BREAK --------------------------------------------------------------------------------------


def test_break_at_the_prompt_gives_the_prompt_again(session):
    assert list(session.interrupt()) == ["BREAK"]
    assert session.prompt == r"\ALPHA 1> "


def test_break_ends_the_open_program(session):
    session.run("MC")
    assert session.prompt == "MC>"
    assert list(session.interrupt()) == ["BREAK"]
    assert session.prompt == r"\ALPHA 2> "


@pytest.mark.parametrize("line", ["COUNT 1000", "BLOCKS 1000"])
def test_break_in_a_listing_ends_it_there(session, line):
    coming = session.type(line)
    assert next(coming) == "line 1"
    session.break_requested = True
    assert list(coming) == ["BREAK"]
    assert session.run("ECHO on").lines == ["on"]


@pytest.mark.usefixtures("scheduled")
def test_break_ends_a_wait_however_much_is_due(two, session):
    two.system(BETA).timers.add(NOW + timedelta(seconds=1), "chain", {"left": 9})

    class Bell:
        """Presses BREAK when it is looked at for the second time."""

        looked = 0

        def lines(self):
            self.looked += 1
            session.break_requested = self.looked == 2
            return []

    session.listen(session._seat.terminal, Bell())
    assert session.run("FOREVER").lines == ["BREAK"]
    assert texts(two.system(BETA)) == ["9", "8"]


def test_break_ends_the_line_that_is_handed_over_and_not_the_next(session):
    session.break_requested = True
    assert session.run("COUNT 2").lines == ["line 1", "BREAK"]
    assert session.run("COUNT 2").lines == ["line 1", "line 2"]


# -- somebody who reads no more -----------------------------------------------------------------


def test_a_long_listing_comes_whole_and_in_order(session):
    assert session.run("BLOCKS 1500").lines == [f"line {number}" for number in range(1, 1501)]


@pytest.mark.parametrize("line", ["COUNT 1000", "BLOCKS 1000", "ECHO x", "WARN"])
def test_a_listing_that_is_left_is_ended_by_break(session, line):
    coming = session.type(line)
    next(coming)
    coming.close()
    assert session.prompt == r"\ALPHA 2> "
    assert session.run("ECHO on").lines == ["on"]
    assert session.run("ECHO and on").lines == ["and on"]


@pytest.mark.usefixtures("scheduled")
def test_a_wait_that_is_left_is_ended_by_break(two, open_session):
    console = open_session(consoles=True)
    two.system(ALPHA).timers.add(NOW + timedelta(seconds=1), "note", {"text": "x"})
    coming = console.type("WAIT 60")
    assert "x" in next(coming)
    coming.close()
    assert two.clock.now == NOW + timedelta(seconds=1)
    assert console.run("ECHO on").lines == ["on"]


def test_a_program_that_is_left_while_it_greets_is_ended(session):
    coming = session.type("MC")
    next(coming)
    coming.close()
    assert session.run("ECHO on").lines == ["on"]


def test_a_listing_that_is_left_after_the_session_does_no_harm(session):
    coming = session.type("COUNT 3")
    next(coming)
    session.close()
    coming.close()
    assert session.ended


def test_the_next_line_waits_for_the_last_one(session):
    coming = session.type("COUNT 3")
    next(coming)
    with pytest.raises(RuntimeError, match="still bringing lines"):
        session.run("ECHO x")
    assert list(coming) == ["line 2", "line 3"]
    assert session.run("ECHO x").lines == ["x"]


def test_a_session_belongs_to_the_thread_of_its_world(session):
    caught = []

    def elsewhere():
        try:
            session.run("ECHO x")
        except RuntimeError as error:
            caught.append(str(error))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert caught == [
        "a world and its sessions belong to the thread that made them; this is another one"
    ]
    assert session.run("ECHO x").lines == ["x"]


# -- the console --------------------------------------------------------------------------------


def test_the_console_comes_after_a_listing_never_inside(session):
    coming = session.type("RING one")
    assert list(coming) == ["one"]
    coming = session.type("COUNT 3")
    assert next(coming) == "line 1"
    from tests import stand_in

    stand_in.BELL.waiting.append("rung")
    assert list(coming) == ["line 2", "line 3", "rung"]


def test_the_console_of_a_quiet_prompt_is_asked_for(session):
    from tests import stand_in

    assert session.console() == []
    stand_in.BELL.waiting.append("rung")
    assert session.console() == ["rung"]
    assert session.console() == []


@pytest.mark.usefixtures("scheduled")
def test_the_console_appears_where_time_passes(two, session):
    from tests import stand_in

    def ring(world, system, arguments):
        stand_in.BELL.waiting.append(str(arguments["text"]))

    two._verbs["ring"] = ring
    for seconds in (1, 2):
        two.system(BETA).timers.add(
            NOW + timedelta(seconds=seconds), "ring", {"text": f"after {seconds}"}
        )
    assert session.run("WAIT 2").lines == ["after 1", "after 2", "it is 17:44:50"]


# -- events on a console ------------------------------------------------------------------------

HEAD = r"2022-01-05 17:44:48 \ALPHA.$X TEST.1.1 7"


def happen(world, text, node=ALPHA):
    world.system(node).collector.write(rf"{node}.$X", "TEST.1.1", 7, text)


@pytest.fixture
def console(open_session):
    return open_session(consoles=True)


def test_an_event_during_a_listing_comes_after_it_and_before_the_prompt(two, console):
    coming = console.type("COUNT 3")
    assert next(coming) == "line 1"
    happen(two, "in between")
    assert list(coming) == ["line 2", "line 3", f"{HEAD} in between"]
    assert console.console() == []


def test_an_event_while_the_prompt_waits_is_shown_once(two, console):
    happen(two, "quiet")
    assert console.console() == [f"{HEAD} quiet"]
    assert console.console() == []


def test_a_terminal_that_is_no_console_shows_no_events(two, session):
    happen(two, "unseen")
    assert session.console() == []
    assert session.run("ECHO x").lines == ["x"]


def test_events_of_before_are_not_shown(two, open_session):
    happen(two, "old")
    assert open_session(consoles=True).console() == []


@pytest.mark.usefixtures("scheduled")
def test_events_appear_where_time_passes(two, console):
    for seconds in (1, 2):
        two.system(ALPHA).timers.add(
            NOW + timedelta(seconds=seconds), "note", {"text": f"after {seconds}"}
        )
    assert console.run("WAIT 3").lines == [
        r"2022-01-05 17:44:49 \ALPHA.$TEST TEST.1.1 1 after 1",
        r"2022-01-05 17:44:50 \ALPHA.$TEST TEST.1.1 1 after 2",
        "it is 17:44:51",
    ]


def test_the_console_can_be_turned_off_and_forgets_what_it_did_not_show(two, console):
    two.set("ems-console", "OFF")
    happen(two, "unseen")
    assert console.console() == []
    two.set("ems-console", "ON")
    assert console.console() == []
    happen(two, "seen")
    assert console.console() == [f"{HEAD} seen"]


def test_an_event_that_was_printed_already_is_not_repeated(two, console):
    happen(two, "once")
    assert console.run(f"ECHO {HEAD} once").lines == [f"{HEAD} once"]


def test_each_console_shows_the_events_of_its_own_system(two, console):
    console.run(r"GOTO \BETA")
    happen(two, "here")
    assert console.console() == []
    happen(two, "there", BETA)
    assert console.console() == [r"2022-01-05 22:44:48 \BETA.$X TEST.1.1 7 there"]
    assert console.run(r"GOTO \ALPHA").lines == []
    assert console.console() == [f"{HEAD} here"]


def test_a_restored_world_with_fewer_events_is_followed_on(two, console):
    two.snapshot("S")
    happen(two, "lost")
    assert len(console.console()) == 1
    two.restore("S")
    assert console.console() == []
    happen(two, "again")
    assert console.console() == [f"{HEAD} again"]


# -- several terminals --------------------------------------------------------------------------


def test_terminals_are_kept_with_their_history_and_program(session):
    session.run("ECHO 1")
    session.run("MC")
    session.run("GOTO")  # typed at the open program
    assert session.prompt == "MC>"
    session.run("EXIT")
    session.run(r"GOTO \BETA")
    assert (session.node, session.prompt) == (BETA, r"\BETA 1> ")
    assert session.greeting[-1] == r"STAND-IN for SUPER.SUPER at \BETA"
    session.run("MC")
    assert session.run("hello").lines == ["you said hello"]
    session.run("EXIT")
    session.run(r"GOTO \ALPHA")
    assert session.prompt == r"\ALPHA 4> "
    session.run(r"GOTO \BETA")
    assert session.prompt == r"\BETA 3> "
    assert len(session.greeting) == 2


def test_each_terminal_has_a_name_of_its_own(two, open_session):
    names = [open_session()._seat.terminal.name for _ in range(3)]
    assert len(set(names)) == 3


# -- the end ------------------------------------------------------------------------------------


def test_the_end_of_input_ends_the_open_program_then_asks(session):
    session.run("MC")
    assert list(session.type(None)) == ["END OF PROGRAM"]
    assert list(session.type(None)) == []
    assert session.prompt == "Are you sure? "
    session.run("N")
    assert not session.ended
    list(session.type(None))
    session.run("Y")
    assert session.ended


def test_without_questions_the_end_of_input_is_the_end(open_session):
    session = open_session(questions=False)
    assert list(session.type(None)) == []
    assert session.ended


def test_leaving_one_terminal_shows_another(session):
    session.run(r"GOTO \BETA")
    session.run("EXIT")
    assert (session.ended, session.node, session.prompt) == (False, ALPHA, r"\ALPHA 2> ")
    session.run("EXIT")
    assert session.ended


def test_a_mistake_of_ours_stays_a_traceback(session):
    with pytest.raises(LookupError, match="lost"):
        session.run("LOSE")


def test_closing_ends_everything(session):
    session.run("MC")
    session.close()
    assert session.ended
    session.close()
