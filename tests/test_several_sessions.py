"""Several people in one world: a snapshot is restored under all of them."""

from __future__ import annotations

ETINIUM, INSIDX = r"\ETINIUM", r"\INSIDX"
EXPORT = "BB026_EXPORT_CATALOG STOREID SLAB_A-DAILY, CATALOGFILES NO, TYPE FULL"


def home_terminal(session):
    return session.run("WHO").lines[0]


def terminal_processes(session):
    return [line for line in session.run("STATUS *").lines if "#PTY" in line]


def test_everybody_goes_on_after_a_restored_snapshot(nsk_world):
    first = nsk_world.session(ETINIUM)
    first.run("SIM SNAPSHOT S")
    second, far = nsk_world.session(ETINIUM), nsk_world.session(INSIDX)
    second.run("MEDIACOM")
    first.run("DELAY 1 HOURS")
    assert first.run("SIM RESTORE S").lines == [
        r"Snapshot S restored; at \ETINIUM it is 2022-01-05 17:44:48"
    ]
    assert second.prompt == "MC> "
    assert not second.run("INFO MEDIADEFS").refused
    assert far.run("TIME").lines == ["January 5, 2022 22:44:48"]
    assert not first.run("LOAD /KEEP 1/ BBOX.BBSETUP BBOX.MACROS").refused
    assert not first.run(EXPORT).refused
    second.run("EXIT")
    assert "2022-01-05 17:44:50" in second.run("SIM CLOCK SETTLE").lines[-1]


def test_no_two_terminals_have_one_name_after_a_restored_snapshot(nsk_world):
    first = nsk_world.session(ETINIUM)
    first.run("SIM SNAPSHOT S")
    second = nsk_world.session(ETINIUM)
    first.run("SIM RESTORE S")
    third = nsk_world.session(ETINIUM)
    names = [home_terminal(session) for session in (first, second, third)]
    assert len(set(names)) == 3
    processes = [line.split()[0] for line in terminal_processes(first)]
    assert len(set(processes)) == len(processes) == 3
    second.close()
    assert len(terminal_processes(first)) == 2
    assert not third.run("TIME").refused


def test_a_restore_brings_no_terminal_back_that_was_closed(nsk_world):
    first, second = nsk_world.session(ETINIUM), nsk_world.session(ETINIUM)
    first.run("SIM SNAPSHOT S")
    second.close()
    first.run("SIM RESTORE S")
    assert len(terminal_processes(first)) == 1


def test_background_printing_goes_on_after_a_restored_snapshot(nsk_world):
    first, watching = nsk_world.session(ETINIUM), nsk_world.session(ETINIUM)
    first.run("SIM SNAPSHOT S")
    watching.run("EMSDIST /NOWAIT/ TYPE PRINTING, COLLECTOR $0")
    first.run("SIM RESTORE S")
    first.run("LOAD /KEEP 1/ BBOX.BBSETUP BBOX.MACROS")
    first.run(EXPORT)
    first.run("SIM CLOCK SETTLE")
    assert [line.split()[4] for line in watching.console()] == ["3286", "3279"]
