"""Lines, brackets, variables, control: what appears when they are typed at a TACL."""

from __future__ import annotations

import pytest
from tacl_console import Console

from nsksim.errors import OperatorError
from nsksim.interaction import Break
from nsksim.programs.tacl.expansion import CALLS_MAX


@pytest.fixture
def console() -> Console:
    console = Console()
    for line in ("#PUSH x y list n", "#SET x hello", "#SET n 3"):
        assert console.type(line) == []
    return console


@pytest.mark.parametrize(
    ("line", "screen"),
    [
        ("#OUTPUT x", ["x"]),
        ("#OUTPUT [x]", ["hello"]),
        ("[#OUTPUT] #COMPUTE 1", ["", "#COMPUTE expanded to:", "1"]),
        ("#COMPUTE 1", ["#COMPUTE expanded to:", "1"]),
        ("#OUTPUT ~[x~] ~| ~{ ~} ~~ ~== ~_end", ["[x] | { } ~ ==  end"]),
        ("#OUTPUT ~A", ["?"]),
        ("#OUTPUT a~;#OUTPUT b", ["a", "b"]),
        ("#OUTPUT a == a [comment] {", ["a"]),
        ("#OUTPUT a {and} b", ["a  b"]),
        ("== nothing", []),
        ("", []),
        ("   ", []),
        ("COMMENT anything [#OUTPUT inside]", ["inside"]),
        ("SINK [#COMPUTE 5]", []),
        ("STATUS *", ["<STATUS *>"]),
        ("status [n]", ["<status 3>"]),
        ("[FUP INFO ~[x~]]", ["<FUP INFO [x]>"]),
        ("fup/out [x]/ info", ["<fup/out hello/ info>"]),
        ("#output   two  blanks  ", ["two  blanks"]),
        ("#OUTPUT", [""]),
        ("#OUTPUT [#DEFAULTS]", [r"\NODE.$DATA.BBOX"]),
        ("#defaults", ["#defaults expanded to:", r"\NODE.$DATA.BBOX"]),
        ("#OUTPUT [_completion:completioncode]", ["0"]),
        ("[#IF _completion:completioncode = 0 |THEN| #OUTPUT good]", ["good"]),
        ("#OUTPUTV \"a b\" '+' x", ["a bhello"]),
        ("OUTVAR x", ["hello"]),
        ("#OUTPUT /JUSTIFY RIGHT, WIDTH 5, FILL ZERO/ 42", ["00042"]),
        ("#OUTPUT /WIDTH 3, WORDS/ a bb cccc", ["a  bb ccc"]),
        ("#OUTPUT /HOLD/ a~;#OUTPUT /HOLD/ b~;#OUTPUT c", ["abc"]),
        ("#OUTPUT /HOLD/ a", ["a"]),
        (
            "#OUTPUT /COLUMN 3, HOLD/ one~;#OUTPUT /COLUMN 10, HOLD/ x~;#OUTPUT /COLUMN 2/ y",
            ["  one    x", " y"],
        ),
        ("#OUTPUT [#IF n = 3 |THEN| yes |ELSE| no]", ["yes"]),
        ("[#IF NOT n = 3 |THEN| #OUTPUT yes |ELSE| #OUTPUT no]", ["no"]),
        ("[#IF n |ELSE| #OUTPUT no]", []),
        ("#OUTPUT [#CASE [x] |A HELLO| first |OTHERWISE| second]", ["first"]),
        ("#OUTPUT [#CASE none |A| first |OTHERWISE| second]", ["second"]),
        ("[#CASE none |A| #OUTPUT first]", []),
        ("[#LOOP |WHILE| n > 0 |DO| #SET n [#COMPUTE n - 1]] #OUTPUT [n]", ["0"]),
        ("[#LOOP |DO| #OUTPUT [n]~;#SET n [#COMPUTE n+1] |UNTIL| n > 4]", ["3", "4"]),
    ],
)
def test_a_line_is_expanded_and_executed(console, line, screen):
    assert console.type(line) == screen


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("7 / 2", "3"),
        ("-7 / 2", "-3"),
        ("n * n", "9"),
        ("n = 3", "-1"),
        ("n <> 3", "0"),
        ("n >= 3 AND n < 4", "-1"),
        ("n = 1 OR n = 3", "-1"),
        ("NOT 0", "-1"),
        ("NOT n", "0"),
        ("010 = 10", "-1"),
        ('"010" \'=\' "10"', "0"),
        ("x '=' \"HELLO\"", "-1"),
        ("x '!=' \"HELLO\"", "0"),
        ("x '<' \"world\"", "-1"),
        ("x '+' \" there\"", "hello there"),
        ('"a ""b"""', 'a "b"'),
        ("9223372036854775807", "9223372036854775807"),
        ("[#MATCH h*o [x]]", "-1"),
        ("[#MATCH h?o [x]]", "0"),
        ('[#COMPAREV x "Hello"]', "-1"),
        ("[_comparev x y]", "0"),
        ("[#EMPTY]", "-1"),
        ("[#EMPTY a]", "0"),
        ("[#EMPTYV y]", "-1"),
        ('[#EMPTYV " "]', "0"),
        ('[#EMPTYV /BLANK/ " "]', "-1"),
        ("[#CHARCOUNT x]", "5"),
        ("[#LINECOUNT x]", "1"),
        ("[#CHARFIND x 1 L]", "3"),
        ("[#CHARFIND /EXACT/ x 1 L]", "0"),
    ],
)
def test_expressions(console, expression, value):
    assert console.type(f"#COMPUTE {expression}") == ["#COMPUTE expanded to:", value]


@pytest.mark.parametrize(
    ("line", "screen"),
    [
        (
            "#COMPUTE 1 + nothing",
            [
                "#COMPUTE 1 + nothing",
                "             ^",
                "Expecting a number or an arithmetic expression",
            ],
        ),
        (
            "#COMPUTE 1 +",
            ["#COMPUTE 1 +", "            ^", "Expecting a number or an arithmetic expression"],
        ),
        ("#COMPUTE 1 2", ["#COMPUTE 1 2", "           ^", "Expecting an operator", "Or end"]),
        ("#COMPUTE 1/0", ["*ERROR* Division by zero"]),
        ("#COMPUTE 9223372036854775807 + 1", ["*ERROR* Arithmetic overflow"]),
        (f"#COMPUTE {'(' * 60}1", ["*ERROR* Stack overflow"]),
        ("#SET nothing 1", ["#SET nothing 1", "     ^", "Expecting an existing variable"]),
        ("#SET x.a 1", ["*ERROR* Illegal level number syntax"]),
        ("#SET x.9 1", ["#SET x.9 1", "     ^", "Expecting an existing variable"]),
        ("#POP nothing", ["#POP nothing", "     ^", "Expecting an existing variable, unqualified"]),
        ("#PUSH 1a", ["*ERROR* Illegal variable name syntax"]),
        ("#POP #PREFIX", ["*ERROR* #PREFIX was not pushed"]),
        ("#UNFRAME", ["*ERROR* There is no frame to remove."]),
        ("nonsense 1", ["nonsense 1", "^", "*ERROR* Name variable, built-in, or file needed"]),
        ("[nonsense]", ["nonsense", "^", "*ERROR* Name variable, built-in, or file needed"]),
        ("#nonsense", ["#nonsense", "^", "*ERROR* Name variable, built-in, or file needed"]),
        (", x", [", x", "^", "*ERROR* Name variable, built-in, or file needed"]),
        ("#DELTA x", ["*ERROR* #DELTA is not modelled by this simulator."]),
        ("#SET #WIDTH 3", ["#SET #WIDTH 3", "     ^", "Expecting an existing variable"]),
        ("#PUSH #WIDTH", ["*ERROR* #WIDTH is not modelled by this simulator."]),
        (
            "[#DEF s STRUCT |BODY| INT a]",
            ["*ERROR* A variable of type STRUCT is not modelled by this simulator."],
        ),
        ("[#OUTPUT", ["*ERROR* Square brackets do not balance."]),
        ("#OUTPUT ]", ["*ERROR* Square brackets do not balance."]),
        ("[#IF 1 |THEN #OUTPUT]", ["*ERROR* Vertical lines of labels do not balance."]),
        ("[#IF 1 |YES| #OUTPUT]", ["*ERROR* #IF needs |THEN| or |ELSE|."]),
        ("[#CASE a |A a| 1]", ["*ERROR* Label A appears more than once."]),
        (
            "[#CASE a |OTHERWISE| 1 |A| 2]",
            ["*ERROR* #CASE needs labels, |OTHERWISE| the last one."],
        ),
        ("[#LOOP |DO| 1]", ["*ERROR* #LOOP needs |WHILE| |DO| or |DO| |UNTIL|."]),
        ("#OUTPUT {open", ["*ERROR* A comment in braces is not closed on its line."]),
        ("#OUTPUT {a {b} }", ["*ERROR* A comment in braces contains a second left brace."]),
        ("#ARGUMENT END", ["*ERROR* #ARGUMENT can appear only in a routine."]),
        ("#RETURN", ["*ERROR* #RETURN can appear only in a routine."]),
        ("#OUTPUT \ue000", ["*ERROR* Illegal internal character representation"]),
        ("x" * 240, ["*ERROR* The line is longer than 239 characters."]),
        ("x" * 10_000, ["*ERROR* The line is longer than 239 characters."]),
        (
            "#OUTPUT /WIDE 3/ a",
            [
                "#OUTPUT /WIDE 3/ a",
                "        ^",
                "Expecting COLUMN num",
                "Or FILL",
                "Or HOLD",
                "Or JUSTIFY",
                "Or WIDTH num",
                "Or WORDS",
            ],
        ),
    ],
)
def test_refusals(console, line, screen):
    assert console.type(line) == screen


def test_a_long_line_is_refused_before_anything_of_it_is_executed(console):
    console.type("STATUS *~;" + " " * 240)
    assert console.host.executed == []


class TestPhysicalLines:
    @pytest.mark.parametrize(
        ("lines", "more"),
        [
            (["STATUS *"], False),
            (["STATUS &"], True),
            (["STATUS & "], True),
            (["STATUS ~&"], False),
            (["STATUS ~~&"], True),
            (["STATUS & == why"], True),
            (["STATUS == why &"], True),
            (["STATUS == why &", "still the comment"], False),
            (["STATUS {why &"], True),
            (["STATUS {why"], False),
            (["[#IF 1 |THEN|"], True),
            (["[#IF 1 |THEN|", "#OUTPUT a"], True),
            (["[#IF 1 |THEN|", "#OUTPUT a", "]"], False),
            (["#OUTPUT ~["], False),
            (["#OUTPUT ]"], False),
            (["x" * 10_000 + "&"], False),
            ([], False),
        ],
    )
    def test_a_line_says_whether_another_belongs_to_it(self, console, lines, more):
        assert console.tacl.needs_more(lines) is more

    @pytest.mark.parametrize(
        ("lines", "executed"),
        [
            (["STATUS *,&", "& TERM"], ["STATUS *, TERM"]),
            (["STATUS *,&", " TERM"], ["STATUS *, TERM"]),
            (["STATUS *, & == all of them", "TERM"], ["STATUS *, TERM"]),
            (["STATUS * == all &", "of them", "STATUS 1"], ["STATUS *", "STATUS 1"]),
            (["STATUS * {all &", "of them} 1"], ["STATUS *  1"]),
            (["STATUS *&"], ["STATUS *"]),
            (["[STATUS", "*", "]"], ["STATUS *"]),
            (["??", "STATUS"], []),
        ],
    )
    def test_continued_lines_are_one(self, console, lines, executed):
        console.type(*lines)
        assert console.host.executed == executed

    def test_an_enclosure_may_span_lines(self, console):
        lines = ["[#IF n > 2 |THEN|", "#OUTPUT big", "#OUTPUT [n]", "|ELSE|", "#OUTPUT small", "]"]
        assert console.type(*lines) == ["big", "3"]

    def test_a_bracketed_text_of_several_lines_is_written_whole(self, console):
        assert console.type("[#OUTPUT one", "two", "]") == ["one", "two"]


class TestVariables:
    def test_levels_are_a_stack(self, console):
        console.type("#PUSH v~;#SET v low~;#PUSH v~;#SET v high")
        assert console.type("#OUTPUT [v] [v.1] [v.2] [v.-1] [V.0]") == ["high low high low high"]
        console.type("#SET v.1 lower")
        console.type("POP v")
        assert console.type("#OUTPUT [v]") == ["lower"]
        console.type("POP v")
        assert console.value("v") is None

    def test_a_level_that_does_not_exist_is_no_variable(self, console):
        assert console.type("#OUTPUT [x.7]")[1:] == [
            "^",
            "*ERROR* Name variable, built-in, or file needed",
        ]

    def test_a_frame_pops_what_was_pushed_in_it(self, console):
        console.type("#FRAME~;#PUSH x w #PREFIX~;#SET x inner~;#SET #PREFIX MINE")
        assert console.host.settings["#PREFIX"].text == "MINE"
        console.type("#UNFRAME")
        assert (console.value("x"), console.value("w")) == ("hello", None)
        assert console.host.settings["#PREFIX"].text == ""

    def test_keep_leaves_the_top_levels(self, console):
        console.type("#PUSH x~;#SET x top~;KEEP 1 x")
        assert console.tacl.variables.levels("X") == 1
        assert console.value("x") == "top"

    def test_a_built_in_variable_is_pushed_with_its_value(self, console):
        console.type("#SET #PREFIX ONE~;PUSH #PREFIX")
        assert console.type("#PREFIX") == ["#PREFIX expanded to:", "ONE"]
        console.type("#SET #PREFIX TWO~;POP #PREFIX")
        assert console.type("#OUTPUT [#prefix]") == ["ONE"]
        assert console.type("#SET #PREFIX " + "x" * 41) == ["*ERROR* Illegal value"]

    @pytest.mark.parametrize(
        ("lines", "name", "text"),
        [
            ("#SET y   spaced   out   ", "Y", "spaced   out"),
            ("#SET y [x] [n]", "Y", "hello 3"),
            ('#SETV y " x "', "Y", " x "),
            ("#SETMANY x y n, one two", "N", ""),
            ("#SETMANY x y n, one two", "Y", "two"),
            ("#SETMANY x, one two", "X", "one"),
            ("#APPEND list a~;#APPEND list b [n]", "LIST", "a\nb 3"),
            ("#APPENDV list x", "LIST", "hello"),
            ("#SET y [#SHIFTSTRING /UP/ [x]]", "Y", "HELLO"),
            ("#SET y [#CHARGET x 2 FOR 3]", "Y", "ell"),
            ("#SET y [#CHARGET x 2 TO 3]", "Y", "el"),
            ("#SET y [#CHARGET x n]", "Y", "l"),
            ("#SET /TYPE MACRO/ y #OUTPUT ~%1%", "Y", "#OUTPUT ?1%"),
        ],
    )
    def test_setting(self, console, lines, name, text):
        assert console.type(lines) == []
        assert console.value(name) == text

    def test_the_first_line_joins_what_stands_before_it_and_the_rest_is_executed(self, console):
        console.type("#APPEND list one~;#APPEND list #OUTPUT two")
        assert console.type("#OUTPUT [list]") == ["one", "two"]
        assert console.type("[#OUTPUT [list]]") == ["one", "#OUTPUT two"]
        assert console.type("#OUTPUTV list") == ["one", "#OUTPUT two"]

    def test_an_alias_is_another_name(self, console):
        console.type("[#DEF st ALIAS |BODY| STATUS]")
        assert console.type("st *, TERM") == ["<STATUS *, TERM>"]

    def test_an_alias_of_itself_ends(self, console):
        console.type("[#DEF st ALIAS |BODY| st]")
        assert console.type("st")[0].startswith("*ERROR*")

    def test_a_variable_hides_a_command(self, console):
        console.type("[#DEF status MACRO |BODY| #OUTPUT mine]")
        assert console.type("STATUS *") == ["mine"]


class TestMacros:
    @pytest.mark.parametrize(
        ("body", "line", "screen"),
        [
            ("#OUTPUT %1%", "m a b", ["a"]),
            ("#OUTPUT %2 TO 3%", "m a b c d", ["b c"]),
            ("#OUTPUT %2 to *%", "m a b c d", ["b c d"]),
            ("#OUTPUT %1 TO * BY 2%", "m a b c d", ["a c"]),
            ("#OUTPUT %*%", "m a,x  b", ["a,x b"]),
            ("#OUTPUT <%4%> %0% 5%%", "m a", ["<> m 5%"]),
            ("#OUTPUT %x%", "m", ["*ERROR* %x% is not a macro argument."]),
            ("#OUTPUT 5%", "m", ["*ERROR* %% is not a macro argument."]),
            (
                "#OUTPUT %1% ~; [#IF NOT [#EMPTY %2 TO *%] |THEN| %0% %2 TO *% ]",
                "m a b c",
                list("abc"),
            ),
            ("#OUTPUT [x]", "#PUSH x~;#SET x late~;m", ["late"]),
        ],
    )
    def test_arguments(self, console, body, line, screen):
        console.type("[#DEF m MACRO |BODY| " + body + "]")
        assert console.type(line) == screen

    def test_a_macro_file_is_run_by_its_name(self, console):
        console.host.files["ARGS"] = [
            "?TACL MACRO",
            "#OUTPUT %1%",
            "[#IF NOT [#EMPTY %2%] |THEN|    == more of them",
            "%0% %2 TO *%",
            "]",
        ]
        assert console.type("args a b c d") == ["a", "b", "c", "d"]

    def test_recursion_in_the_last_statement_takes_no_room(self, console):
        console.type("[#DEF m MACRO |BODY| [#IF n < 500 |THEN| #SET n [#COMPUTE n+1]~;%0%]]")
        assert console.type("m") == []
        assert console.value("n") == "500"

    def test_other_recursion_overflows_the_text_buffer(self, console):
        console.type("[#DEF m MACRO |BODY| %0%~;#OUTPUT after " + "x" * 100 + "]")
        assert console.type("m") == ["*ERROR* Text buffer overflow"]

    def test_text_that_doubles_overflows(self, console):
        console.type("[#LOOP |DO| #SET x [x][x] |UNTIL| 0]")
        assert console.type("[#LOOP |DO| #SET x [x][x] |UNTIL| 0]") == [
            "*ERROR* Text buffer overflow"
        ]

    def test_an_error_undoes_the_frames_of_the_line(self, console):
        console.type("[#DEF m MACRO |BODY| #FRAME~;#PUSH x~;#SET x inner~;nonsense]")
        console.type("m")
        assert console.value("x") == "hello"
        assert console.tacl.variables.frame == 0

    def test_an_error_keeps_what_was_printed_and_ends_the_macro(self, console):
        console.type("[#DEF m MACRO |BODY| #OUTPUT one~;#POP nothing~;#OUTPUT two]")
        assert console.type("m")[0] == "one"
        assert "two" not in console.type("m")


class TestEndlessness:
    @pytest.mark.parametrize(
        "line", ["[#LOOP |DO| |UNTIL| 0]", "[#LOOP |WHILE| 1 |DO|]", "[#DEF m MACRO |BODY| %0%]~;m"]
    )
    def test_a_loop_that_nobody_sees_is_stopped(self, console, line):
        assert console.tacl.calls_max == CALLS_MAX
        console.tacl.calls_max = 1_000
        assert console.type(line) == [
            "*ERROR* Stopped after 1000 function calls without input, output or waiting."
        ]

    def test_a_loop_that_prints_goes_on_until_break(self, console):
        program = console.tacl.run("[#LOOP |DO| #FRAME~;#PUSH x~;#OUTPUT tick |UNTIL| 0]")
        assert [next(program) for _ in range(100)] == ["tick"] * 100
        with pytest.raises(Break):
            program.throw(Break())
        assert console.tacl.variables.frame == 0
        assert console.type("#OUTPUT [x]") == ["hello"]

    @pytest.mark.parametrize("opening", ["[#LOOP |DO| ", "[#LOOP |WHILE| "])
    def test_nested_loops_end(self, console, opening):
        console.type("#SET list 1")
        lines = [opening] * 200 + ["]"] * 200
        assert console.type(*lines)[0].startswith("*ERROR*")


def test_input_is_read_with_its_prompt_and_means_only_itself(console):
    console.answers = ["[x] ~ |"]
    assert console.type("#SET y [#INPUT Which one?]~;#OUTPUT <[y]>") == ["<[x] ~ |>"]
    assert console.type("#SET y [#INPUT]~;#OUTPUT <[y]>") == ["<>"]


def test_the_door_for_commands(console):
    assert console.watch(console.tacl.invoke("STATUS", "*, [x] == ~")) == ["<STATUS *, [x] == ~>"]
    assert console.watch(console.tacl.call("#SET", "y [x] | raw")) == []
    assert console.value("y") == "[x] | raw"
    with pytest.raises(StopIteration) as stopped:
        next(console.tacl.expand(r"<[x]> ~[n~]"))
    assert stopped.value.value == "<hello> [n]"


def test_a_command_that_types_lines_itself_is_limited(console):
    def obey(line):
        yield from console.tacl.run("OBEY again")

    console.host.execute = obey
    assert console.type("OBEY again") == ["*ERROR* Routine stack overflow"]


def test_a_refusal_carries_its_place(console):
    with pytest.raises(OperatorError) as refusal:
        list(console.tacl.run("#POP nothing"))
    assert refusal.value.message.id == "tacl.syntax-error"
    assert refusal.value.values["line"] == "#POP nothing"


def test_a_loop_over_lines_that_print_nothing_is_stopped_too(console):
    def obey(_):
        yield from console.tacl.run("#SET n 1")

    console.host.execute = obey
    console.tacl.calls_max = 1_000
    assert console.type("[#LOOP |DO| OBEY file |UNTIL| 0]")[0].startswith("*ERROR* Stopped after")


def test_a_variable_cannot_grow_for_ever(console):
    console.type("#SET x " + "x" * 200)
    console.type("[#LOOP |DO| #SET x [x][x] |UNTIL| 0]")
    assert console.type("[#LOOP |DO| #APPEND list [x] |UNTIL| 0]") == [
        "*ERROR* Text buffer overflow"
    ]


def test_the_deepest_nesting_stays_off_the_stack(console):
    depth = "(" * 29 + "1" + ")" * 29
    console.load(
        "?SECTION deep ROUTINE\n#FRAME\n#PUSH d\nSINK [#ARGUMENT /VALUE d/ NUMBER]\n"
        f"[#LOOP |DO| [#IF d < 14 |THEN| [deep [#COMPUTE d + 1]]] |UNTIL| {depth}]\n"
        "[#IF d = 14 |THEN| #OUTPUT bottom]\n#UNFRAME\n"
    )
    assert console.type("deep 0") == ["bottom"]
