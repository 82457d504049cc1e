"""Scenario files: what is shipped builds, and every mistake is one line with file, key, reason."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from nsksim.scenario import ScenarioProblem, build, find, shipped
from nsksim.scenario.section import Section
from nsksim.world import World

GOOD = r"""
[world]
title = "One"
clock = "2022-01-05 22:44:48"
seed = 3

[[line]]
between = ['\ALPHA', '\BETA']
state = "down"
slow = 5

[[system]]
node = '\ALPHA'
number = 7
utc-offset = "-05:30"
knows = ['\BETA']
disks = ["$SYSTEM", "$DATA"]
programs = true
next-process = "$Z4M8"
spool-locations = ["#LP.DEFAULT"]
tape-drives = ["$TAPE0"]

[[system.user]]
name = "SUPER.SUPER"
id = "255,255"
[[system.user]]
name = "ops.night"
id = "40,007"
security = "nccc"
volume = "$DATA.NIGHT"
password = "NIGHT"
remote-password = [{ node = '\BETA', password = "SAMPLE" }]

[[system.file]]
names = ["$DATA.TEST.ONE", "TWO"]
owner = "OPS.NIGHT"
lines = ["first", "second"]
modified = "2021-12-01 13:00:00"
[[system.file]]
names = ["$DATA.TEST.THREE"]
bytes = 4096
code = 800

[[system.process]]
name = "$ZSVR"
program = "$SYSTEM.SYSTEM.ZSERVER"
priority = 180

[[system.catalog]]
kind = "volcat"
name = "VC"
subvolume = "$DATA.VC"
[[system.catalog]]
kind = "FILECAT"
name = "FC"
subvolume = "$DATA.FC"
[[system.pool]]
volcat = "VC"
name = "DAILY"
autoscratch = true
[system.mediadefs]
ssl = ['\ALPHA']
volcat = '\ALPHA.VC'
filecat = '\ALPHA.FC'
pool = "DAILY"
retention = "7"
[[system.tapevolume]]
volcat = "VC"
pool = "DAILY"
type = "CART3480"
labels = ["LAB001", "LAB002"]
[[system.tapefile]]
file-id = "FILE"
filecat = "FC"
volcat = "VC"
pool = "DAILY"
first-generation = 1
first-created = "2022-01-04 10:00:00"
retention-days = 7
labels = ["LAB001"]
[[system.tape-capacity]]
type = "CART3480"
bytes = 500
[[system.diskfile]]
file-id = "FILE"
filecat = "FC"
generations = ["1"]
names = ['\ALPHA.$DATA.TEST.ONE']
bytes = 10

[[system]]
node = '\BETA'
disks = ["$SYSTEM"]
"""


@pytest.fixture
def file(tmp_path):
    """Write a scenario file and give its path."""

    def write(text, name="mine.toml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write


@pytest.fixture
def built(tmp_path):
    """Build a scenario; the world is closed after the test."""
    worlds = []

    def make(name, **options):
        worlds.append(build(name, tmp_path / f"world{len(worlds)}", **options))
        return worlds[-1]

    yield make
    for world in worlds:
        world.close()


def refused(path, tmp_path):
    """Give the one line that says why a scenario cannot be built, without the name of the file."""
    with pytest.raises(ScenarioProblem) as caught:
        build(path, tmp_path / "refused").close()
    text = str(caught.value)
    assert "\n" not in text
    assert not (tmp_path / "refused").exists()
    name, _, reason = text.partition(": ")
    assert name.endswith("mine.toml"), text
    return reason


# -- what can be said ---------------------------------------------------------------------------


def test_a_scenario_says_what_there_is(file, built):
    world = built(file(GOOD))
    alpha, beta = world.system(r"\ALPHA"), world.system(r"\BETA")
    assert world.clock.now == datetime(2022, 1, 5, 22, 44, 48)
    assert (alpha.number, alpha.offset) == (7, timedelta(hours=-5, minutes=-30))
    assert (beta.number, beta.offset) == (2, timedelta())
    assert world.setting("seed") == "3"
    line = world.network.line(r"\BETA", r"\ALPHA")
    assert (line.state, line.slow) == ("DOWN", 5)
    assert world.network.known(r"\ALPHA") == [r"\ALPHA", r"\BETA"]
    assert world.network.known(r"\BETA") == [r"\BETA"]
    night = alpha.users.named("OPS.NIGHT")
    assert (night.id, night.security, night.default_volume) == ("40,7", "NCCC", "$DATA.NIGHT")
    assert alpha.users.password_matches(night, "NIGHT")
    assert alpha.users.remote_password(night, r"\BETA") == "SAMPLE"
    assert alpha.users.named("SUPER.SUPER").security == "NUNU"
    assert alpha.processes.named("$ZSVR").priority == 180
    assert alpha.processes.next_name() == "$Z4M8"
    assert alpha.spooler.locations() == [("#LP.DEFAULT", "")]


def test_files_have_lines_or_a_size(file, built):
    files = built(file(GOOD)).system(r"\ALPHA").files
    (one,) = files.in_subvolume("$DATA", "TEST")[:1]
    assert files.read_lines(one) == ["first", "second"]
    assert (one.code, one.owner_group, one.modified) == (101, 40, datetime(2021, 12, 1, 13))
    three = files.in_subvolume("$DATA", "TEST")[-1]
    assert (three.name, three.code, three.eof, three.owner_group) == ("THREE", 800, 4096, 255)
    assert "TWO" in [file.name for file in files.in_subvolume("$SYSTEM", "SYSTEM")]


def test_the_seed_of_the_caller_wins(file, built):
    assert built(file(GOOD), seed=9).setting("seed") == "9"


def test_programs_are_files_of_the_super_id(file, built):
    files = built(file(GOOD)).system(r"\ALPHA").files
    names = {entry.name for entry in files.in_subvolume("$SYSTEM", "SYSTEM")}
    assert {"TACL", "FUP", "MEDIACOM"} <= names


# -- what is shipped ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", shipped())
def test_what_is_shipped_builds(built, name):
    world = built(name)
    assert world.setting("scenario") == name
    assert world.systems


def test_a_shipped_scenario_is_found_by_name():
    assert find("bare").name == "bare.toml"
    with pytest.raises(ScenarioProblem, match="there is no scenario nothing; there are bare"):
        find("nothing")


# -- what is wrong ------------------------------------------------------------------------------

CHANGES = {
    # unknown keys, at each level
    "key at the top": ("[world]", "wrold = 1\n[world]", "wrold: is not a key of this section"),
    "section at the top": ("[[line]]", "[[lime]]\n[[line]]", "lime: is not a key"),
    "key of the world": ("seed = 3", "sead = 3", "world.sead: is not a key"),
    "key of a line": ("slow = 5", "speed = 5", "line[1].speed: is not a key"),
    "key of a system": ("number = 7", "nummer = 7", "system[1].nummer: is not a key"),
    "key of a user": ('id = "40,007"', 'id = "40,7"\nage = 3', "system[1].user[2].age: is not a"),
    "key of a password": (
        "[{ node = '\\BETA', password",
        "[{ x = 1, node = '\\BETA', password",
        "system[1].user[2].remote-password[1].x: is not a key",
    ),
    "key of a file": ("code = 800", "kode = 800", "system[1].file[2].kode: is not a key"),
    "key of a process": ("priority = 180", "x = 1", "system[1].process[1].x: is not a key"),
    "key of a catalog": ('kind = "volcat"', 'kind = "volcat"\nx = 1', "catalog[1].x: is not a"),
    "key of a pool": ("autoscratch", "autoscrath", "system[1].pool[1].autoscrath: is not a key"),
    "key of the defaults": ("ssl =", "sls =", "system[1].mediadefs.sls: is not a key"),
    "key of a volume": ('type = "CART3480"', 'type = "CART3480"\nx=1', "tapevolume[1].x: is not"),
    "key of a tape file": ("retention-days = 7", "retention-days = 7\nx=1", "tapefile[1].x: is"),
    "key of a disk file": ("bytes = 10", "byte = 10", "system[1].diskfile[1].byte: is not a key"),
    # missing
    "no clock": ('clock = "2022-01-05 22:44:48"', "", "world.clock: is missing"),
    "no node": ("node = '\\BETA'\ndisks", "disks", "system[2].node: is missing"),
    "no ends": ("between = ['\\ALPHA', '\\BETA']", "", "line[1].between: is missing"),
    "no user name": ('name = "SUPER.SUPER"', "", "system[1].user[1].name: is missing"),
    "no id": ('id = "255,255"', "", "system[1].user[1].id: is missing"),
    "no program": ('program = "$SYSTEM.SYSTEM.ZSERVER"', "", "process[1].program: is missing"),
    "no volcat": ('volcat = "VC"\nname', "name", "system[1].pool[1].volcat: is missing"),
    # of another type
    "clock is a date": (
        'clock = "2022-01-05 22:44:48"',
        "clock = 2022-01-05",
        "world.clock: must be a text",
    ),
    "seed is a text": ("seed = 3", 'seed = "3"', "world.seed: must be a whole number"),
    "seed is a truth": ("seed = 3", "seed = true", "world.seed: must be a whole number"),
    "world is a list": ('[world]\ntitle = "One"', "[[world]]", "world: must be a table"),
    "line is a table": ("[[line]]", "[line]", "line: must be a list of tables"),
    "a list of texts": ("knows = ['\\BETA']", "knows = [7]", "knows: must be a list of texts"),
    "a text for a list": ("knows = ['\\BETA']", "knows = '\\BETA'", "must be a list of texts"),
    "tables of texts": (
        "remote-password = [{ node = '\\BETA', password = \"SAMPLE\" }]",
        'remote-password = ["x"]',
        "system[1].user[2].remote-password: must be a list of tables",
    ),
    "truth is a text": ("programs = true", 'programs = "yes"', "programs: must be true or false"),
    "generations are numbers": ('["1"]', "[1]", "generations: must be a list of texts"),
    # wrong values
    "clock": ("2022-01-05 22:44:48", "yesterday", "clock: 'yesterday' is not of the form"),
    "clock far away": ("2022-01-05 22", "9999-12-31 22", "clock: must be in the years 1975 to"),
    "clock of the Romans": ("2022-01-05 22", "0001-01-01 22", "clock: must be in the years"),
    "node name": (
        "node = '\\BETA'\n",
        "node = '\\BE TA'\n",
        "system[2].node: '\\BE TA': a node is \\ and 1 to",
    ),
    "node twice": ("node = '\\BETA'\n", "node = '\\alpha'\n", "node: \\ALPHA is there already"),
    "number twice": ("number = 7", "number = 2", "system[2].number: 2 is there already"),
    "number too large": ("number = 7", "number = 255", "number: must be from 0 to 254"),
    "offset without sign": ('"-05:30"', '"05:30"', "utc-offset: '05:30' is not of the form"),
    "offset too far": ('"-05:30"', '"+24:00"', "utc-offset: '+24:00' is not of the form"),
    "offset of 60 minutes": ('"-05:30"', '"+05:60"', "utc-offset: '+05:60' is not of the form"),
    "offset in other digits": (
        '"-05:30"',
        '"-0\u0665:30"',
        "utc-offset: '-0\u0665:30' is not of the form",
    ),
    "offset empty": ('"-05:30"', '""', "utc-offset: '' is not of the form"),
    "line to itself": ("'\\ALPHA', '\\BETA']\nst", "'\\BETA', '\\BETA']\nst", "must name two"),
    "line of three": ("'\\ALPHA', '\\BETA']\nst", "'\\A','\\B','\\C']\nst", "must name two"),
    "line state": ('"down"', '"broken"', "line[1].state: must be one of UP, DOWN"),
    "line of no speed": ("slow = 5", "slow = 0", "line[1].slow: must be from 1 to 10000"),
    "no $SYSTEM": ('["$SYSTEM", "$DATA"]', '["$DATA"]', "disks: $SYSTEM is missing"),
    "disk twice": ('["$SYSTEM", "$DATA"]', '["$SYSTEM", "$system"]', "disks: names a disk twice"),
    "disk name": ('["$SYSTEM", "$DATA"]', '["$SYSTEM", "DATA"]', "disks: 'DATA': "),
    "user name": ('"ops.night"', '"opsnight"', "user[2].name: 'opsnight': "),
    "user twice": ('"ops.night"', '"super.super"', "user[2].name: SUPER.SUPER or 40,7 is there"),
    "id twice": ('"40,007"', '"255,255"', "OPS.NIGHT or 255,255 is there already"),
    "id too large": ('"40,007"', '"40,256"', "user[2].id: '40,256': "),
    "id in other digits": ('"40,007"', '"²,7"', "user[2].id: '²,7': "),
    "security": ('"nccc"', '"nccx"', "user[2].security: "),
    "unknown owner": ('"OPS.NIGHT"', '"OPS.DAY"', "file[1].owner: \\ALPHA has no user OPS.DAY"),
    "file name": ('"TWO"', '"1WO"', "file[1].names: '1WO': "),
    "file on no disk": ('"TWO"', '"$NONE.A.B"', "file[1].names: device does not exist ($NONE)"),
    "lines that are not ASCII": ('"first"', '"früh"', "file[1].lines: 'früh' is not printable"),
    "negative size": ("bytes = 4096", "bytes = -1", "file[2].bytes: must be from 0 to"),
    "enormous size": ("bytes = 4096", "bytes = 10_000_000_000", "file[2].bytes: must be from 0"),
    "file code": ("code = 800", "code = 65536", "file[2].code: must be from 0 to 65535"),
    "process name": ('"$ZSVR"', '"ZSVR"', "process[1].name: 'ZSVR': "),
    "priority": ("priority = 180", "priority = 200", "priority: must be from 1 to 199"),
    "next process too short": ('"$Z4M8"', '"$Z"', "next-process: must be $ and four or five"),
    "spool location": ('"#LP.DEFAULT"', '"LP"', "spool-locations: 'LP': "),
    "tape type": ('"CART3480"\nbytes = 500', '"CART"\nbytes = 500', "tape-capacity[1].type: must"),
    "tape of no size": ("bytes = 500", "bytes = 0", "tape-capacity[1].bytes: must be from 1 to"),
    "tape type twice": (
        "bytes = 500\n",
        'bytes = 500\n[[system.tape-capacity]]\ntype = "CART3480"\nbytes = 5\n',
        "tape-capacity[2].type: the capacity of CART3480 is given twice",
    ),
    "drive": ('"$TAPE0"', '"TAPE0"', "tape-drives: 'TAPE0': "),
    "catalog kind": ('"volcat"', '"cat"', "catalog[1].kind: must be one of VOLCAT, FILECAT"),
    "pool of no catalog": ('volcat = "VC"\nname', 'volcat = "XC"\nname', "pool[1].name: "),
    "default of no catalog": ("'\\ALPHA.VC'", "'\\ALPHA.XC'", "mediadefs.volcat: "),
    "retention": ('retention = "7"', 'retention = "0"', "mediadefs.retention: "),
    "label": ('["LAB001", "LAB002"]', '["LAB 01"]', "tapevolume[1].labels: 'LAB 01': "),
    "label type": (
        'type = "CART3480"',
        'type = "CART3480"\nlabel-type = "UNLABELED"',
        "tapevolume[1].label-type: must be one of ANSI, BACKUP, IBM",
    ),
    "label twice": ('"LAB001", "LAB002"', '"LAB001", "LAB001"', "tapevolume[1].labels: "),
    "file on no tape": ('labels = ["LAB001"]', 'labels = ["LAB009"]', "tapefile[1].labels: "),
    "generation": ("first-generation = 1", "first-generation = 0", "must be from 1 to 32767"),
    "retention days": ("retention-days = 7", "retention-days = -1", "retention-days: must be from"),
    "no such generation": ('["1"]', '["2"]', "diskfile[1].file-id: "),
    "generation in words": ('["1"]', '["one"]', "diskfile[1].generations: must be a list of numb"),
    "disk file without node": ("'\\ALPHA.$DATA.TEST.ONE'", "'$DATA.TEST.ONE'", "diskfile[1].names"),
    "seed is negative": ("seed = 3", "seed = -3", "world.seed: must be from 0 to"),
    "seed is huge": ("seed = 3", f"seed = {10**30}", "world.seed: must be from 0 to"),
    "seed is a fraction": ("seed = 3", "seed = 3.5", "world.seed: must be a whole number"),
    "clock with an offset": ("2022-01-05 22:44:48", "2022-01-05 22:44:48+01:00", "is not of the"),
    "clock in February": ("2022-01-05 22", "2022-02-30 22", "'2022-02-30 22:44:48' is not of the"),
    "clock at the end of time": (
        "2022-01-05 22:44:48",
        "9999-12-31 23:59:59",
        "world.clock: must be in the years 1975 to 2099",
    ),
    "a line end in a value": ("2022-01-05 22:44:48", "1\\n2", "world.clock: '1\\n2' holds what no"),
    "a line end in a key": ("seed = 3", '"a\\nb" = 3', "world.a\\nb: is not a key"),
    "a terminal escape": ("2022-01-05 22", "\\u001b[31m22", "clock: '\\x1b[31m22:44:48' holds"),
    "an endless value": ("2022-01-05 22:44:48", "x" * 5000, f"clock: '{'x' * 60}...' is not"),
    "label of seven": ('["LAB001", "LAB002"]', '["LAB0011"]', "tapevolume[1].labels: 'LAB0011': "),
    "modified too early": ("2021-12-01", "1900-12-01", "file[1].modified: must be in the years"),
    "created too late": ("2022-01-04", "2200-01-04", "tapefile[1].first-created: must be in the"),
    "retention of a century": (
        "retention-days = 7",
        "retention-days = 36525",
        "retention-days: must be from 0 to 36524",
    ),
    "a system listed twice": (
        "ssl = ['\\ALPHA']",
        "ssl = ['\\ALPHA', '\\alpha']",
        "system[1].mediadefs.ssl: SSL \\ALPHA is given twice",
    ),
    "a tab in a line": ('"first"', '"a\\tb"', "file[1].lines: 'a\\tb' is not printable ASCII"),
    # no scenario at all
    "no systems": (GOOD[GOOD.index("[[line]]") :], "", "system: a scenario needs at least one"),
    "no key": ("seed = 3", "= 3", "Invalid statement (at line 5, column 1)"),
    "no value": ("seed = 3", "seed =", "Invalid value (at line 5, column 7)"),
    "key twice": ("seed = 3", "seed = 3\nseed = 4", "Cannot overwrite a value (at line 6"),
}


@pytest.mark.parametrize(("old", "new", "reason"), CHANGES.values(), ids=CHANGES.keys())
def test_a_mistake_is_one_line_with_file_key_and_reason(file, tmp_path, old, new, reason):
    assert old in GOOD
    found = refused(file(GOOD.replace(old, new, 1)), tmp_path)
    assert reason in found


def test_a_text_that_would_steer_the_terminal_is_refused(file, tmp_path):
    found = refused(file(GOOD.replace('"One"', r'"One\u001b[2J"')), tmp_path)
    assert found == r"world.title: 'One\x1b[2J' holds what no terminal shows"
    assert found.isprintable()


def test_a_name_that_no_file_can_have_is_refused():
    with pytest.raises(ScenarioProblem, match="cannot be the name of a file"):
        find("a\0b.toml")


def test_the_path_of_the_key_is_complete(file, tmp_path):
    found = refused(file(GOOD.replace("seed = 3", "sead = 3")), tmp_path)
    assert found == "world.sead: is not a key of this section"


OTHERS = {
    "binary": (b"\x7fELF\n\x02\x01\xff\xfe", "line 2 is not UTF-8 text"),
    "empty": (b"", "world.clock: is missing"),
    "deep": (b"a = " + b"[" * 5000, "tables or lists are too deep in each other"),
    "a program": (b"import os\n", "after a key"),
}


@pytest.mark.parametrize(("content", "reason"), OTHERS.values(), ids=OTHERS.keys())
def test_what_is_no_scenario_is_refused(file, tmp_path, content, reason):
    assert reason in refused(file(content), tmp_path)


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "mine.toml").mkdir()
    assert refused(str(tmp_path / "mine.toml"), tmp_path) == "Is a directory"
    assert "No such file" in refused(str(tmp_path / "none" / "mine.toml"), tmp_path)


def test_super_super_is_needed_to_own_programs(file, tmp_path):
    without = GOOD.replace('[[system.user]]\nname = "SUPER.SUPER"\nid = "255,255"\n', "")
    without = re.sub(
        r"(?s)\[\[system.file\]\].*?\[\[system.catalog\]\]", "[[system.catalog]]", without, count=1
    )
    assert "SUPER.SUPER" in refused(file(without), tmp_path)


# -- a scenario that extends another ------------------------------------------------------------

BASE = r"""
[world]
clock = "2022-01-05 22:44:48"
[[system]]
node = '\ALPHA'
disks = ["$SYSTEM"]
programs = true
[system.mediadefs]
ssl = ['\ALPHA']
retention = "7"
[[system.user]]
name = "SUPER.SUPER"
id = "255,255"
"""
EXTENDING = r"""
extends = "base.toml"
[world]
title = "More"
[[omit]]
node = '\ALPHA'
keys = ["mediadefs.retention"]
[[typed]]
node = '\ALPHA'
lines = ["VOLUME $SYSTEM.HERE", "DELAY 1 HOURS"]
"""


@pytest.fixture
def base(file):
    return file(BASE, "base.toml")


def test_an_extending_scenario_types_what_makes_the_difference(file, base, built):
    world = built(file(EXTENDING))
    assert world.clock.now == datetime(2022, 1, 5, 23, 44, 48)
    assert world.setting("scenario").endswith("mine.toml")
    database = world.system(r"\ALPHA").database
    assert database.value("SELECT RETENTION FROM MEDIADEFS") == 30
    assert built(base).system(r"\ALPHA").database.value("SELECT RETENTION FROM MEDIADEFS") == 7


def test_what_is_left_out_of_the_base_of_a_base_is_left_out(file, base, built):
    file(EXTENDING, "middle.toml")
    further = "[[omit]]\nnode = '\\ALPHA'\nkeys = [\"programs\"]\n"
    world = built(
        file(f"extends = \"middle.toml\"\n[[typed]]\nnode = '\\ALPHA'\nlines = []\n{further}")
    )
    assert world.system(r"\ALPHA").files.in_subvolume("$SYSTEM", "SYSTEM") == []


WRONG_EXTENSIONS = {
    "unknown base": ('"base.toml"', '"nothing"', "extends: there is no scenario 'nothing'"),
    "missing base": ('"base.toml"', '"none.toml"', "none.toml"),
    "base is a directory": ('"base.toml"', '"../.toml"', "extends: there is no file"),
    "odd base": ('"base.toml"', '"a\\u0000b.toml"', "extends: 'a\\x00b.toml' holds what no"),
    "empty base": ('"base.toml"', '""', "extends: there is no scenario ''"),
    "base is a number": ('"base.toml"', "3", "extends: must be a text"),
    "typed is a table": ("[[typed]]", "[typed]", "typed: must be a list of tables"),
    "key of set": (
        "[[omit]]",
        "[[set]]\nnode = '\\ALPHA'\nkey = 'x.y'\nvalue = 3\n[[omit]]",
        "set[1].key: 'x.y' cannot be set: it is not there",
    ),
    "set without a value": (
        "[[omit]]",
        "[[set]]\nnode = '\\ALPHA'\nkey = 'programs'\n[[omit]]",
        "set[1].value: is missing",
    ),
    "key": ("[world]", "x = 1\n[world]", "x: is not a key"),
    "key of the world": ('title = "More"', "clock = 1", "world.clock: is not a key"),
    "key of omit": ("keys =", "kees = []\nkeys =", "omit[1].kees: is not a key"),
    "key of typed": ("lines =", "lined = []\nlines =", "typed[1].lined: is not a key"),
    "omit of no system": (
        "[[omit]]\nnode = '\\ALPHA'",
        "[[omit]]\nnode = '\\GAMMA'",
        "omit[1].keys: 'mediadefs.retention' cannot be left out: there is no system \\GAMMA",
    ),
    "omit of nothing": (
        "mediadefs.retention",
        "mediadefs.pool",
        "omit[1].keys: 'mediadefs.pool' cannot be left out: it is not there",
    ),
    "omit inside a list": (
        "mediadefs.retention",
        "user.name",
        "omit[1].keys: 'user.name' cannot be left out: it is not there",
    ),
    "typed at no system": (
        "[[typed]]\nnode = '\\ALPHA'",
        "[[typed]]\nnode = '\\GAMMA'",
        "typed[1].node: there is no system \\GAMMA",
    ),
    "typed by nobody": (
        "lines = [",
        'user = "NO.BODY"\nlines = [',
        "typed[1].user: \\ALPHA has no user NO.BODY.",
    ),
    "refused line": (
        '"VOLUME $SYSTEM.HERE"',
        '"TIME", "SIM CLOCK TO 1999-01-01 00:00:00"',
        "typed[1].lines[2]: 'SIM CLOCK TO 1999-01-01 00:00:00' is refused: ",
    ),
    "after the end": ('"VOLUME $SYSTEM.HERE"', '"EXIT", "Y", "TIME"', "nobody is logged on any"),
}


@pytest.mark.parametrize(
    ("old", "new", "reason"), WRONG_EXTENSIONS.values(), ids=WRONG_EXTENSIONS.keys()
)
def test_a_mistake_of_an_extending_scenario_is_told_too(file, base, tmp_path, old, new, reason):
    assert old in EXTENDING
    assert reason in refused(file(EXTENDING.replace(old, new, 1)), tmp_path)


def test_a_scenario_does_not_extend_itself(file, tmp_path):
    assert (
        refused(file('extends = "mine.toml"'), tmp_path) == "extends: the scenario extends itself"
    )
    file('extends = "mine.toml"', "other.toml")
    with pytest.raises(ScenarioProblem, match="the scenario extends itself"):
        build(file('extends = "other.toml"'), tmp_path / "w")


NODES = r"""
extends = "%s"
[[set]]
node = '\INSIDX'
key = "backbox.store[1].import.nodes"
value = ['\NODEP \INSIDX']
"""


@pytest.mark.parametrize("base_name", ["manual", "replicated"])
def test_a_wrong_value_is_a_mistake_of_the_file_that_sets_it(file, tmp_path, base_name):
    with pytest.raises(ScenarioProblem) as caught:
        build(file(NODES % base_name, "nr.toml"), tmp_path / "w")
    assert str(caught.value) == (
        r"nr.toml: set[1].value: backbox.store[1].import.nodes: '\NODEP \INSIDX' is not of the form"
        r" \OLD=\NEW"
    )
    assert not (tmp_path / "w").exists()


SET = "[[set]]\nnode = '\\ALPHA'\nkey = {}\nvalue = {}\n"
OMIT = "[[omit]]\nnode = '\\ALPHA'\nkeys = [{}]\n"
EDITS = {
    "a value of another type": (
        SET.format("'programs'", "'yes'"),
        "mine.toml: set[1].value: programs: must be true or false",
    ),
    "inside of a table that is set": (
        SET.format("'mediadefs'", "{ ssl = 7 }"),
        "mine.toml: set[1].value: mediadefs: must be a list of texts",
    ),
    "counted in another way": (
        SET.format("'user[01].id'", "'x'"),
        "mine.toml: set[1].value: user[01].id: 'x': ",
    ),
    "a key that is needed": (
        OMIT.format("'user[1].id'"),
        "mine.toml: omit[1].keys: user[1].id: is missing",
    ),
    "the newest counts": (
        OMIT.format("'mediadefs.ssl'") + SET.format("'mediadefs'", "{ ssl = ['ALPHA'] }"),
        "mine.toml: set[1].value: mediadefs: 'ALPHA': ",
    ),
    "what follows from a change": (
        OMIT.format("'user'"),
        r"base.toml: system[1].programs: \ALPHA has no user SUPER.SUPER to own them (with what",
    ),
}


@pytest.mark.parametrize(("edits", "reason"), EDITS.values(), ids=EDITS.keys())
def test_an_edit_is_told_as_a_mistake_of_its_file(file, base, tmp_path, edits, reason):
    with pytest.raises(ScenarioProblem) as caught:
        build(file(f"extends = 'base.toml'\n{edits}"), tmp_path / "w")
    assert str(caught.value).startswith(reason)


def test_the_outermost_scenario_has_the_last_word(file, base, built):
    edit = SET.format("'mediadefs.retention'", "'{}'")
    file(f"extends = 'base.toml'\n{edit.format(8)}", "middle.toml")
    world = built(file(f"extends = 'middle.toml'\n{edit.format(9)}"))
    assert world.system(r"\ALPHA").database.value("SELECT RETENTION FROM MEDIADEFS") == 9


@pytest.mark.parametrize("top", ["", "extends = 'base.toml'\n"])
def test_extends_stands_at_the_top(file, base, tmp_path, top):
    found = refused(file(f"{top}[world]\nextends = 'base.toml'\n"), tmp_path)
    assert found == "world.extends: belongs at the top of the file, above the first table"


def test_the_program_file_of_a_server_is_there(file, built):
    world = built(file(GOOD.replace("SYSTEM.ZSERVER", "SYSTEM.NCPOBJ")))
    files = world.system(r"\ALPHA").files.in_subvolume("$SYSTEM", "SYSTEM")
    assert {"NCPOBJ", "TACL", "ZSERVER"} <= {file.name for file in files}


def test_a_server_on_no_disk_is_refused(file, tmp_path):
    found = refused(file(GOOD.replace("$SYSTEM.SYSTEM.ZSERVER", "$NONE.A.B")), tmp_path)
    assert found == "system[1].process[1].program: device does not exist ($NONE)"


# -- a section ----------------------------------------------------------------------------------


def test_a_section_reads_what_is_asked_and_refuses_the_rest():
    section = Section("f.toml", "a[1]", {"t": "x", "n": 3, "extra": 1, "inner": {"k": "v"}})
    assert section.text("t") == "x"
    assert section.text("none", "default") == "default"
    assert section.number("n", range(5)) == 3
    assert section.table("inner").text("k") == "v"
    assert "extra" in section
    with pytest.raises(ScenarioProblem, match=r"^f\.toml: a\[1\]\.extra: is not a key"):
        section.finish()


def test_a_world_of_a_scenario_may_be_closed_and_opened(file, tmp_path):
    build(file(GOOD), tmp_path / "kept").close()
    with World.open(tmp_path / "kept") as world:
        assert world.system(r"\ALPHA").processes.named("$ZSVR")
