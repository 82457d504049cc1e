"""Routines: what #ARGUMENT takes, what is expected when it takes nothing, exceptions, results."""

from __future__ import annotations

import pytest
from tacl_console import Console

from nsksim.interaction import Break

A_NUMBER = "a number or an arithmetic expression"

EXPORT = """\
?SECTION BB026_EXPORT_CATALOG ROUTINE
== BB026_EXPORT_CATALOG STOREID {store | ALL} [, CATALOGFILES {YES | NO}] [, TYPE {FULL | UPDATE}]
== The options come in any order, each once. The printed syntax has a comma too many behind the
== store; so more than one comma may stand before an option.
#FRAME
#PUSH store catalogfiles type option catalogfiles^word type^word
#SET catalogfiles NO
#SET type UPDATE
#SET catalogfiles^word CATALOGFILES     == the options that were not yet given
#SET type^word TYPE
SINK [#ARGUMENT KEYWORD /WORDLIST STOREID/]
SINK [#ARGUMENT /VALUE store/ WORD]
[#LOOP |WHILE| [#MORE] AND NOT [#EMPTY [catalogfiles^word] [type^word]] |DO|
  SINK [#ARGUMENT COMMA END]
  [#LOOP |WHILE| [#ARGUMENT COMMA OTHERWISE] = 1 |DO|]
  SINK [#ARGUMENT /VALUE option/ KEYWORD /WORDLIST [catalogfiles^word] [type^word]/]
  [#CASE [option]
    |CATALOGFILES|
    #SET catalogfiles^word
    SINK [#ARGUMENT /VALUE catalogfiles/ KEYWORD /WORDLIST YES NO/]
    |TYPE|
    #SET type^word
    SINK [#ARGUMENT /VALUE type/ KEYWORD /WORDLIST FULL UPDATE/]
  ]
]
SINK [#ARGUMENT END]
#SET store [#SHIFTSTRING /UP/ [store]]
RUN BBOX.BBREQ EXPORT STOREID [store], CATALOGFILES [catalogfiles], TYPE [type]
#UNFRAME
"""


@pytest.fixture
def console() -> Console:
    return Console()


@pytest.fixture
def bb026(console) -> Console:
    console.load(EXPORT)
    return console


class TestExportCatalog:
    """L-03, L-06 to L-08, L-14, L-15, L-17 to L-19: the macro as the operator meets it."""

    @pytest.mark.parametrize(
        ("arguments", "request_line"),
        [
            ("STOREID SLAB_A-DAILY", "SLAB_A-DAILY, CATALOGFILES NO, TYPE UPDATE"),
            (
                "STOREID SLAB_A-DAILY, CATALOGFILES NO, TYPE FULL",
                "SLAB_A-DAILY, CATALOGFILES NO, TYPE FULL",
            ),
            (
                "STOREID SLAB_A-DAILY, TYPE FULL, CATALOGFILES YES",
                "SLAB_A-DAILY, CATALOGFILES YES, TYPE FULL",
            ),
            (
                "storeid slab_a-daily,catalogfiles yes,type full",
                "SLAB_A-DAILY, CATALOGFILES YES, TYPE FULL",
            ),
            ("STOREID ALL, TYPE UPDATE", "ALL, CATALOGFILES NO, TYPE UPDATE"),
            ("STOREID X, , CATALOGFILES YES", "X, CATALOGFILES YES, TYPE UPDATE"),
            ("STOREID X,, TYPE FULL,,CATALOGFILES NO ", "X, CATALOGFILES NO, TYPE FULL"),
        ],
    )
    def test_what_it_asks_the_domain_manager(self, bb026, arguments, request_line):
        command = f"RUN BBOX.BBREQ EXPORT STOREID {request_line}"
        assert bb026.type(f"BB026_EXPORT_CATALOG {arguments}") == [f"<{command}>"]
        assert bb026.tacl.variables.frame == 0
        assert bb026.tacl.variables.names == ["BB026_EXPORT_CATALOG"]

    @pytest.mark.parametrize(
        ("arguments", "caret", "expecting"),
        [
            ("", 0, ["STOREID"]),
            ("SLAB_A", 0, ["STOREID"]),
            ("TYPE FULL", 0, ["STOREID"]),
            ("STOREID", 7, ["a word"]),
            ("STOREID ,TYPE FULL", 8, ["a word"]),
            ("STOREID X TYPE FULL", 10, [",", "end"]),
            ("STOREID X,", 10, ["CATALOGFILES", "TYPE"]),
            ("STOREID X, ALIAS 1", 11, ["CATALOGFILES", "TYPE"]),
            ("STOREID X, STOREID_ALIAS 1", 11, ["CATALOGFILES", "TYPE"]),
            ("STOREID X, TYPE PARTIAL", 16, ["FULL", "UPDATE"]),
            ("STOREID X, CATALOGFILES MAYBE", 24, ["YES", "NO"]),
            ("STOREID X, CATALOGFILES", 23, ["YES", "NO"]),
            ("STOREID X, TYPE FULL, TYPE FULL", 22, ["CATALOGFILES"]),
            ("STOREID X, TYPE FULL, CATALOGFILES NO, TYPE FULL", 37, ["end"]),
            ("STOREID X, TYPEFULL", 11, ["CATALOGFILES", "TYPE"]),
        ],
    )
    def test_what_it_refuses(self, bb026, arguments, caret, expecting):
        line = f"BB026_EXPORT_CATALOG {arguments}".rstrip()
        column = min(len("BB026_EXPORT_CATALOG ") + caret, len(line))
        words = [f"Expecting {expecting[0]}", *(f"Or {word}" for word in expecting[1:])]
        assert bb026.type(line) == [line, " " * column + "^", *words]
        assert bb026.host.executed == []
        assert bb026.tacl.variables.names == ["BB026_EXPORT_CATALOG"]

    @pytest.mark.parametrize(
        ("arguments", "column"),
        [
            ("", None),
            (" ", None),
            (" STO", None),
            (" STOREX", 1),
            (" STOREID X, TYPE PART", 17),
            (" STOREID X, TYPE F", None),
            (" STOREID X, TYPO ", 12),
            (" STOREID X; TYPE FULL", 10),
            (" STOREID X, TYPE FULL, CATALOGFILES NO, TYPE", 38),
        ],
    )
    def test_the_wrong_part_is_found_while_it_is_typed(self, bb026, arguments, column):
        assert bb026.tacl.wrong_argument("BB026_EXPORT_CATALOG", arguments) == column
        assert bb026.host.executed == []

    def test_it_is_unknown_before_it_is_loaded(self, console):
        assert console.type("BB026_EXPORT_CATALOG STOREID X")[1:] == [
            "^",
            "*ERROR* Name variable, built-in, or file needed",
        ]

    @pytest.mark.parametrize(
        ("typed", "candidates", "expected"),
        [
            ("", ["STOREID"], ["STOREID"]),
            ("st", ["STOREID"], ["STOREID"]),
            ("x", [], ["STOREID"]),
            ("STOREID ", ["SLAB_A-DAILY"], ["a word"]),
            ("STOREID s", ["SLAB_A-DAILY"], ["a word"]),
            ("STOREID X ", [","], [",", "end"]),
            ("STOREID X, ", [",", "CATALOGFILES", "TYPE"], [",", "CATALOGFILES", "TYPE"]),
            ("STOREID X,c", ["CATALOGFILES"], [",", "CATALOGFILES", "TYPE"]),
            ("STOREID X, TYPE ", ["FULL", "UPDATE"], ["FULL", "UPDATE"]),
            ("STOREID X, TYPE FULL, ", [",", "CATALOGFILES"], [",", "CATALOGFILES"]),
            ("STOREID X, TYPE FULL, CATALOGFILES NO ", [], ["end"]),
            ("STOREID X, TYPO ", [], []),
        ],
    )
    def test_completion_comes_from_its_arguments(self, bb026, typed, candidates, expected):
        found = bb026.tacl.complete_routine("BB026_EXPORT_CATALOG", typed)
        assert [candidate.text for candidate in found] == candidates
        before = typed[: typed.rindex(" ") + 1] if " " in typed else ""
        before = typed[: typed.rindex(",") + 1] if typed.endswith(",c") else before
        assert bb026.tacl.expected_arguments("bb026_export_catalog", before) == expected
        assert bb026.host.executed == []
        assert bb026.tacl.variables.names == ["BB026_EXPORT_CATALOG"]


def routine(console, body: str) -> None:
    console.load("?SECTION r ROUTINE\n#PUSH v t\n" + body)


class TestAlternatives:
    @pytest.mark.parametrize(
        ("alternatives", "arguments", "index", "value", "rest"),
        [
            ("KEYWORD /WORDLIST ON OFF/", "on, x", "1", "ON", ", x"),
            ("COMMA KEYWORD /WORDLIST OFF/", "off", "2", "OFF", ""),
            ("TOKEN /TOKEN ab/", "ABC d", "1", "AB", "C d"),
            ("NUMBER", "12 x", "1", "12", "x"),
            ("NUMBER", "12x", "1", "12", "x"),
            ("NUMBER", "-3", "1", "-3", ""),
            ("NUMBER", "(2 * (n + 1)) x", "1", "16", "x"),
            ("NUMBER", "n x", "1", "7", "x"),
            ("NUMBER /MINIMUM 1, MAXIMUM 9/ WORD", "10", "2", "10", ""),
            ("NUMBER /MINIMUM n/", "7", "1", "7", ""),
            ("STRING", "\"a b\" '+' n c", "1", "a b7", "c"),
            ("STRING WORD", "nothing", "2", "nothing", ""),
            ("TEXT", "  all of it, ok  ", "1", "all of it, ok", ""),
            ("WORD", "a(b", "1", "a", "(b"),
            ("WORD /SPACE/", "a(b c", "1", "a(b", "c"),
            ("FILENAME", "here", "1", r"\NODE.$DATA.BBOX.HERE", ""),
            ("FILENAME WORD", "gone", "2", "gone", ""),
            ("FILENAME /SYNTAX/", "gone", "1", r"\NODE.$DATA.BBOX.GONE", ""),
            ("SLASH", "/OUT x/", "1", "/", "OUT x/"),
            ("OPENPAREN CLOSEPAREN SEMICOLON", ") x", "2", ")", "x"),
            ("OPENPAREN CLOSEPAREN SEMICOLON", "; x", "3", ";", "x"),
            ("END", "  ", "1", "", ""),
            ("END OTHERWISE", "a b", "2", "", "a b"),
            ("CHARACTERS /WIDTH 3/", "abcd", "1", " ab", "cd"),
            ("CHARACTERS /START 2, WIDTH 1/", "abcd", "1", "b", "cd"),
            ("PARAMVALUE", '"a ""b, c" d', "1", 'a "b, c', "d"),
            ("PARAMVALUE", "a,b", "1", "a", ",b"),
            ("SECURITY", '"NUNU"', "1", "NUNU", ""),
            ("SECURITY /LENGTH 2/ WORD", '"NUNU"', "2", '"NUNU"', ""),
            ("JOBID", "-12 x", "1", "-12", "x"),
            ("VARIABLE", "n x", "1", "N.1", "x"),
            ("VARIABLE /UNQUALIFIED/ WORD", "n.1", "2", "n.1", ""),
            ("VARIABLE /QUALIFIED/", "n.1", "1", "N.1", ""),
            ("VARIABLE /SYNTAX/", "anything", "1", "ANYTHING", ""),
            ("VARIABLE /ALLOW MACRO ROUTINE/ WORD", "n", "2", "n", ""),
            ("VARIABLE /FORBID MACRO/", "n", "1", "N.1", ""),
            ("VARIABLE WORD", "nothing", "2", "nothing", ""),
        ],
    )
    def test_match(self, console, alternatives, arguments, index, value, rest):
        console.host.files["HERE"] = []
        console.type("#PUSH n~;#SET n 7")
        routine(
            console,
            f"#PUSH i\n#SET i [#ARGUMENT /VALUE v/ {alternatives}]\n"
            "#OUTPUT [i]\n#OUTPUTV v\n#OUTPUT [#REST]",
        )
        assert console.type(f"r {arguments}") == [index, value, rest]

    @pytest.mark.parametrize(
        ("alternatives", "expected"),
        [
            (
                "NUMBER /MINIMUM 64, MAXIMUM 512/",
                [f"{A_NUMBER} (Its value must be between 64 and 512 inclusive)"],
            ),
            ("SLASH TEMPLATE END", ["/", "a valid filename template", "end"]),
            ("VARIABLE /UNQUALIFIED/", ["an existing variable, unqualified"]),
            ("FILENAME", ["an existing file name"]),
            ("FILENAME /SYNTAX/", ["a file name"]),
            ("STRING", ["a variable name or a quoted string"]),
        ],
    )
    def test_expecting(self, console, alternatives, expected):
        routine(console, f"SINK [#ARGUMENT {alternatives}]")
        screen = console.type("r ;x")
        assert screen[:2] == ["r ;x", "  ^"]
        assert screen[2:] == [f"Expecting {expected[0]}", *(f"Or {item}" for item in expected[1:])]

    @pytest.mark.parametrize(
        ("request_text", "caret", "expected"),
        [
            ("", 9, "1 to 8 alternatives"),
            ("NOTHING", 10, "an alternative"),
            ("END " * 9, 45, "1 to 8 alternatives"),
            ("KEYWORD", 17, "/WORDLIST keyword/"),
            ("KEYWORD /WORDLIST/", 17, "/WORDLIST keyword/"),
            ("TOKEN /TOKEN a b/", 15, "/TOKEN text/"),
            ("NUMBER /MINIMUM x/", 16, "MINIMUM num"),
            ("NUMBER /MINIMUM/", 16, "MINIMUM num"),
            ("OTHERWISE END", 20, "end"),
            ("/PEAK/ END", 10, "PEEK"),
            ("/VALUE nothing/ END", 10, "an existing variable"),
            ("END /SPACE/", 13, "an alternative"),
            ("VARIABLE /LIKE x/", 18, "ALLOW"),
            ("WORD /SPACE", 21, "/"),
        ],
    )
    def test_a_wrong_request(self, console, request_text, caret, expected):
        routine(console, f"#ARGUMENT {request_text}".rstrip())
        screen = console.type("r x")
        assert screen[0].startswith("#ARGUMENT")
        assert (len(screen[1]) - 1, screen[2]) == (caret, f"Expecting {expected}")

    def test_an_alternative_that_is_not_modelled(self, console):
        routine(console, "SINK [#ARGUMENT SUBSYSTEM]")
        assert console.type("r x") == [
            "*ERROR* #ARGUMENT SUBSYSTEM is not modelled by this simulator."
        ]

    def test_peek_text_and_scan(self, console):
        routine(
            console,
            "SINK [#ARGUMENT /PEEK, TEXT t, VALUE v/ NUMBER]\n#OUTPUT [t] [v] [#REST] [#GETSCAN]\n"
            "SINK [#ARGUMENT NUMBER]\n#OUTPUT [#GETSCAN]\n#SETSCAN 0\n#OUTPUT [#REST]\n"
            "SINK [#ARGUMENT OPENPAREN]\n#RESET\n#OUTPUT [#MORE] [#REST]",
        )
        assert console.type("r (1 + 2) x") == [
            "(1 + 2) 3 (1 + 2) x 0",
            "7",
            "(1 + 2) x",
            "-1 (1 + 2) x",
        ]


class TestResults:
    def test_a_result_replaces_the_call(self, console):
        routine(console, "#RESULT one\n#RETURN\n#RESULT never")
        assert console.type("#OUTPUT <[r]>") == ["<one>"]
        assert console.type("r") == ["r expanded to:", "one"]
        assert console.type("SINK [r]") == []

    def test_a_result_that_is_not_sunk_is_displayed(self, console):
        routine(console, "#ARGUMENT WORD")
        assert console.type("r x") == ["#ARGUMENT expanded to:", "1"]

    def test_return_leaves_loops_too(self, console):
        routine(console, "[#LOOP |DO| [#IF 1 |THEN|\n#OUTPUT a\n#RETURN\n] |UNTIL| 0]\n#OUTPUT b")
        assert console.type("r") == ["a"]

    def test_a_macro_in_a_routine_sees_its_arguments(self, console):
        routine(console, "m")
        console.type("[#DEF m MACRO |BODY| #OUTPUT [#REST]]")
        assert console.type("r a b") == ["a b"]

    def test_a_routine_can_call_itself(self, console):
        routine(
            console,
            "SINK [#ARGUMENT /VALUE v/ NUMBER]\n"
            "[#IF v > 0 |THEN| #OUTPUT [v]\n[#ROUTINENAME] [#COMPUTE v - 1]\n]",
        )
        assert console.type("r 3") == ["3", "2", "1"]

    def test_but_not_without_end(self, console):
        routine(console, "[#ROUTINENAME]")
        assert console.type("r") == ["*ERROR* Routine stack overflow"]
        routine(console, "#RESULT [[#ROUTINENAME]]")
        assert console.type("r") == ["*ERROR* Routine stack overflow"]
        assert console.type("#RETURN") == ["*ERROR* #RETURN can appear only in a routine."]


HANDLER = """\
?SECTION r ROUTINE
[#CASE [#EXCEPTION]
  |_CALL|
  #FRAME
  #PUSH text
  |_ERROR|
  #ERRORTEXT /CAPTURE text/
  #OUTPUT handled:
  #OUTPUTV text
  #RESET FRAMES RESULTS
  #RETURN
  |MINE|
  #OUTPUT mine
  #RETURN
]
#FILTER _ERROR MINE
SINK [#ARGUMENT /VALUE text/ KEYWORD /WORDLIST FAIL RAISE FINE DEEP/]
[#CASE [text]
  |FAIL| #POP nothing
  |RAISE| #RAISE mine
  |FINE| #RESULT fine
  |DEEP| inner
]
#UNFRAME
?SECTION inner ROUTINE
#FRAME
#PUSH lost
#RAISE MINE
"""


class TestExceptions:
    @pytest.fixture
    def handler(self, console) -> Console:
        console.load(HANDLER)
        return console

    @pytest.mark.parametrize(
        ("line", "screen"),
        [
            ("SINK [r fine]", []),
            ("r fine", ["r expanded to:", "fine"]),
            (
                "r fail",
                [
                    "handled:",
                    "#POP nothing",
                    "     ^",
                    "Expecting an existing variable, unqualified",
                ],
            ),
            ("r raise", ["mine"]),
            ("r deep", ["mine"]),
            (
                "r other",
                ["handled:", "r other", "  ^", "Expecting FAIL", "Or RAISE", "Or FINE", "Or DEEP"],
            ),
            ("inner", ["*ERROR* No active routine filters the exception MINE."]),
        ],
    )
    def test_handlers(self, handler, line, screen):
        assert handler.type(line) == screen

    def test_an_error_in_a_handler_is_not_filtered(self, console):
        routine(
            console,
            "[#CASE [#EXCEPTION] |_ERROR|\n#OUTPUT again\n#POP gone\n|OTHERWISE|]\n"
            "#FILTER _ERROR\n#POP nothing",
        )
        assert console.type("r")[:2] == ["again", "#POP gone"]

    def test_a_handler_that_always_filters_is_stopped(self, console):
        console.tacl.calls_max = 1_000
        routine(console, "#FILTER _ERROR\n#POP nothing")
        assert console.type("r")[0].startswith("*ERROR* Stopped after")

    def test_break_can_be_handled(self, console):
        routine(
            console,
            "[#CASE [#EXCEPTION] |_BREAK|\n#OUTPUT stopped\n#RETURN\n|OTHERWISE|]\n"
            "#FILTER _BREAK\n[#LOOP |DO| #OUTPUT tick |UNTIL| 0]",
        )
        program = console.tacl.run("r")
        assert next(program) == "tick"
        assert program.throw(Break()) == "stopped"
        assert list(program) == []
