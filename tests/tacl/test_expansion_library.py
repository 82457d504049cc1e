"""Library files and macro files: what LOAD makes of their lines."""

from __future__ import annotations

import pytest
from tacl_console import Console

from nsksim.errors import OperatorError
from nsksim.programs.tacl.library import is_macro_file

LIBRARY = """\
== a library
   {and what it is for}

?SECTION greet MACRO   == says hello
== This comment takes no room.
#OUTPUT Hello,&
 %1%.

?BLANK
#OUTPUT done   {really}
?SECTION words TEXT
one ~[two~]
?FORMAT PLAIN
[three] == | four &
?FORMAT QUOTED
"[five]" [six] == seven
?? eight
"""


@pytest.fixture
def console() -> Console:
    return Console()


def test_sections_become_variables(console):
    assert console.load(LIBRARY) == ["GREET", "WORDS"]
    assert console.type("greet you") == ["Hello, you.", "done"]
    assert console.value("greet") == "#OUTPUT Hello, %1%.\n\n#OUTPUT done   "


def test_formats_say_which_characters_are_special(console):
    console.load(LIBRARY)
    console.type("#PUSH six~;#SET six 6")
    assert console.type("[#OUTPUT [words]]") == [
        "one [two]",
        "[three] == | four &",
        '"[five]" 6 ',
        "? eight",
    ]


@pytest.mark.parametrize(("keep", "levels"), [(None, 2), (1, 1), (0, 0)])
def test_loading_again_makes_another_level_unless_told_to_keep_fewer(console, keep, levels):
    console.load(LIBRARY)
    console.load(LIBRARY, keep)
    assert console.tacl.variables.levels("greet") == levels


def test_load_built_in(console):
    console.host.files |= {"MYKEYS": ["?SECTION k TEXT", "1"], "MYMACS": ["?SECTION m TEXT", "2"]}
    assert console.type("#LOAD /KEEP 1/ mykeys mymacs") == ["#LOAD expanded to:", "K M"]
    assert console.type("SINK [#LOAD mykeys]") == []
    assert console.tacl.variables.levels("k") == 2
    assert console.type("#LOAD")[1:] == ["     ^", "Expecting an existing file name"]
    assert console.type("#LOAD nothing")[0].startswith("*ERROR* 011")


def test_set_in_reads_a_file_as_it_is(console):
    console.host.files["DATA"] = ["[x] ~", "== no comment"]
    console.type("#PUSH v~;#SET /IN data/ v")
    assert console.type("#OUTPUTV v") == ["[x] ~", "== no comment"]


@pytest.mark.parametrize(
    ("source", "screen"),
    [
        ("?SECTION a", "*ERROR* Directive ?SECTION a is not one this file may have here."),
        (
            "?SECTION a LIST",
            "*ERROR* Directive ?SECTION a LIST is not one this file may have here.",
        ),
        ("?SECTION 1a TEXT", "*ERROR* Illegal variable name syntax"),
        ("?SECTION a DELTA", "*ERROR* A variable of type DELTA is not modelled by this simulator."),
        ("?FORMAT PLAIN", "*ERROR* Directive ?FORMAT PLAIN is not one this file may have here."),
        (
            "?SECTION a TEXT\n?FORMAT NICE",
            "*ERROR* Directive ?FORMAT NICE is not one this file may have here.",
        ),
        ("?TACL MACRO", "*ERROR* Directive ?TACL MACRO is not one this file may have here."),
        ("?", "*ERROR* Directive ? is not one this file may have here."),
        ("#OUTPUT x", "*ERROR* Text before the first ?SECTION directive."),
        ("?SECTION a MACRO\n[#OUTPUT", "*ERROR* Square brackets do not balance."),
        ("?SECTION a ROUTINE\n#OUTPUT ]", "*ERROR* Square brackets do not balance."),
        ("?SECTION a ROUTINE\n[#IF 1 |THEN]", "*ERROR* Vertical lines of labels do not balance."),
        ("?SECTION a TEXT\n" + "x" * 240, "*ERROR* The line is longer than 239 characters."),
    ],
)
def test_a_library_that_is_wrong_is_refused_whole(console, source, screen):
    with pytest.raises(OperatorError) as refusal:
        console.load("?SECTION good TEXT\nfine\n" + source if source[1:5] == "SECT" else source)
    assert refusal.value.lines == [screen]
    assert console.value("good") is None


@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        (["?TACL MACRO"], True),
        ([" ?tacl routine"], True),
        (["?SECTION a TEXT"], False),
        (["#OUTPUT"], False),
        (["??TACL"], False),
        ([], False),
    ],
)
def test_a_macro_file_is_known_by_its_first_line(lines, answer):
    assert is_macro_file(lines) is answer


def test_a_macro_file_that_is_wrong_is_refused(console):
    console.host.files["BAD"] = ["?TACL", "#OUTPUT x"]
    assert console.type("bad") == ["*ERROR* Directive ?TACL is not one this file may have here."]
    console.host.files["BAD"] = ["?TACL MACRO", "?SECTION x TEXT"]
    assert console.type("bad")[0].startswith("*ERROR* Directive ?SECTION")
