"""A typed line becomes a statement, or a finding about the line."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from nsksim.errors import OperatorError
from nsksim.language import Authority, Language, Operand, ParseProblem, caret, no_names
from nsksim.language.statement import Statement
from tests.language import toy

MEDIA = toy.media()
INTERPRETER = toy.interpreter()


@pytest.mark.parametrize(
    ("line", "statement"),
    [
        ("INFO TAPEVOLUME A", toy.InfoTapevolume(("A",))),
        ("info tapevolume a,detail", toy.InfoTapevolume(("A",), detail=True)),
        ("INFO TAPEVOLUME (A, B,C) , pool x", toy.InfoTapevolume(("A", "B", "C"), "X")),
        ("INFO TAPEVOLUME A, DETAIL, POOL X", toy.InfoTapevolume(("A",), "X", detail=True)),
        ("INFO TAPEVOLUME ADD", toy.InfoTapevolume(("ADD",))),
        ('INFO TAPEVOLUME "A,*"', toy.InfoTapevolume(("A,*",))),
        ("INFO POOL", toy.InfoPool()),
        ("INFO POOL POOL", toy.InfoPool("POOL")),
        (
            "ADD TAPEVOLUME A, RETENTION permanent, POOL P, labels 1600",
            toy.AddTapevolume(("A",), "P", "1600", "PERMANENT"),
        ),
        ("ADD TAPEVOLUME A, POOL P, RETENTION 5", toy.AddTapevolume(("A",), "P", retention=5)),
        ("ALTER POOL P, LSM (1, 2, DOWN)", toy.AlterPool("P", place=(1, 2, "DOWN"))),
        ("ALTER POOL P, STATUS OPEN, APPEND ON", toy.AlterPool("P", "ON", "OPEN")),
        ("\tRESET  EXPIRATION ", toy.Reset()),
        ("e", toy.Exit()),
    ],
)
def test_media_line(line: str, statement: Statement) -> None:
    assert statement == MEDIA.parse(line)


@pytest.mark.parametrize(
    ("line", "statement"),
    [
        ("COMMENT  a, (b) and / c", toy.Comment("a, (b) and / c")),
        ("COMMENT", toy.Comment()),
        ("PARAM", toy.Param()),
        ("PARAM A^B 03:30, C x", toy.Param((("A^B", "03:30"), ("C", "x")))),
        ("FUP INFO *, DETAIL", toy.Run("FUP", startup="INFO *, DETAIL")),
        ("RUN fup", toy.Run("FUP")),
        ("RUNFUP x", toy.Run("RUNFUP", startup="x")),
        (
            "FUP/ OUT $S.#X, NAME $A, NOWAIT /COPY x, y",
            toy.Run("FUP", "$S.#X", "$A", nowait=True, startup="COPY x, y"),
        ),
        ("FUP / OUT /", toy.Run("FUP", out_file=True)),
    ],
)
def test_interpreter_line(line: str, statement: Statement) -> None:
    assert statement == INTERPRETER.parse(line)


FIRST_WORDS = ("INFO", "ADD", "ALTER", "RESET", "EXIT", "E")
OBJECTS = ("DISKFILE", "POOL", "TAPEVOLUME")


@pytest.mark.parametrize(
    ("line", "column", "found", "expected"),
    [
        ("", 0, "", FIRST_WORDS),
        ("FOO x", 0, "FOO", FIRST_WORDS),
        ("INFO", 4, "", OBJECTS),
        ("INFO  ", 4, "", OBJECTS),
        ("INFO DISKFILEX", 5, "DISKFILEX", OBJECTS),
        ("ADD POOLNEW", 4, "POOLNEW", ("POOL", "TAPEVOLUME")),
        ("INFO TAPEVOLUME A DETAIL", 18, "DETAIL", (",", "end")),
        ("INFO TAPEVOLUME A,", 18, "", ("POOL", "DETAIL")),
        ("INFO TAPEVOLUME (A", 18, "", (",", ")")),
        ('INFO TAPEVOLUME "A', 16, '"A', ("a tape name", "(")),
        ("INFO TAPEVOLUME A, POOLX", 19, "POOLX", ("POOL", "DETAIL")),
        ("INFO POOL , DETAIL", 10, ",", ("a pool name", "end")),
        ("ADD TAPEVOLUME A, STATUS BAD", 28, "", (", POOL",)),
        ("ADD TAPEVOLUME A, POOL P, RETENTION x", 36, "x", ("a number of days",)),
        ("INFO TAPEVOLUME ABCDEFG", 16, "ABCDEFG", ("a tape name",)),
        ("RESET EXPIRATION x", 17, "x", ("end",)),
        ("INFO \x00\x01", 5, "\x00\x01", OBJECTS),
    ],
)
def test_problem(line: str, column: int, found: str, expected: tuple[str, ...]) -> None:
    with pytest.raises(ParseProblem) as caught:
        MEDIA.parse(line)
    problem = caught.value
    assert (column, found) == (problem.column, problem.found)
    assert sorted(expected) == sorted(problem.expected)


def test_the_end_is_expected_last() -> None:
    with pytest.raises(ParseProblem) as caught:
        MEDIA.parse("INFO TAPEVOLUME A B")
    assert caught.value.expected == (",", "end")


@pytest.mark.parametrize(("line", "unknown"), [("FOO A", True), ("INFO A", False), ("", False)])
def test_unknown_command(line: str, unknown: bool) -> None:
    with pytest.raises(ParseProblem) as caught:
        MEDIA.parse(line)
    assert unknown == caught.value.unknown_command


def test_an_option_given_twice_is_named() -> None:
    with pytest.raises(ParseProblem) as caught:
        MEDIA.parse("INFO TAPEVOLUME A, POOL X, pool Y")
    assert (caught.value.repeated, caught.value.column) == ("POOL", 27)
    assert caught.value.expected == ("DETAIL",)


def test_the_reason_of_an_operand_is_kept() -> None:
    with pytest.raises(ParseProblem) as caught:
        MEDIA.parse("INFO TAPEVOLUME (A, ABCDEFG)")
    assert isinstance(caught.value.cause, toy.WrongName)
    assert caught.value.cause.reason == "a label has 1 to 6 characters"


def test_an_operand_may_refuse_with_its_own_message() -> None:
    with pytest.raises(OperatorError) as caught:
        MEDIA.parse(r"INFO DISKFILE \NOWHERE.$A.B.C")
    assert caught.value.lines == [r"**TOY-5999** DISKFILE \NOWHERE.$A.B.C is invalid."]


def test_a_long_list_is_no_problem() -> None:
    labels = tuple(f"A{number}" for number in range(2000))
    statement = toy.InfoTapevolume(labels)
    assert statement == MEDIA.parse(MEDIA.text(statement))


def test_caret_stands_under_the_column() -> None:
    assert caret("\tAB C", 3) == "\t  ^"
    with pytest.raises(ParseProblem) as caught:
        MEDIA.parse("ADD POOLNEW")
    assert caught.value.caret == "    ^"


@pytest.mark.parametrize(
    ("statement", "syntax"),
    [
        (
            toy.InfoTapevolume,
            (
                "INFO TAPEVOLUME { tape-name | ( tape-name [, tape-name ]... ) }"
                " [, POOL pool-name ] [, DETAIL ]"
            ),
        ),
        (
            toy.AddTapevolume,
            (
                "ADD TAPEVOLUME { tape-name | ( tape-name [, tape-name ]... ) }, POOL pool-name"
                " [, LABELS { ANSI | IBM | 1600 } ] [, RETENTION { days | PERMANENT } ]"
                " [, STATUS { BAD | SCRATCH } ]"
            ),
        ),
        (
            toy.AlterPool,
            (
                "ALTER POOL pool-name [, APPEND { ON | OFF } ] [, STATUS { OPEN | CLOSED } ]"
                " [, LSM ( days, days [, DOWN ] ) ]"
            ),
        ),
        (toy.InfoPool, "INFO POOL [ pool-name ]"),
        (toy.Exit, "{ EXIT | E }"),
    ],
)
def test_syntax(statement: type[Statement], syntax: str) -> None:
    assert syntax == MEDIA.syntax(statement)


def test_syntax_of_run_options() -> None:
    assert INTERPRETER.syntax(toy.Run) == (
        "[ RUN ] file-name [ / { OUT [ file-name ] | NAME process | NOWAIT } [, ... ] / ]"
        " [ startup-text ]"
    )
    assert INTERPRETER.syntax(toy.Param) == (
        "PARAM [ parameter parameter-value [, parameter parameter-value ]... ]"
    )


def test_text_leaves_out_what_is_the_default() -> None:
    statement = toy.AddTapevolume(("A", "B"), "P", status="BAD")
    assert MEDIA.text(statement) == "ADD TAPEVOLUME (A, B), POOL P, STATUS BAD"


def test_text_says_a_default_where_an_option_has_to_be_given() -> None:
    assert MEDIA.text(toy.AlterPool("P")) == "ALTER POOL P, APPEND OFF"


def test_text_refuses_what_the_grammar_cannot_say() -> None:
    with pytest.raises(ValueError, match="cannot say"):
        MEDIA.text(toy.InfoTapevolume(()))


def test_help_lists_all_commands() -> None:
    assert MEDIA.help() == [
        "ADD POOL          Add a pool.",
        "ADD TAPEVOLUME    Add tape volumes to a pool.",
        "ALTER POOL        Change a pool.",
        "EXIT              Leave.",
        "INFO DISKFILE     List disk files.",
        "INFO POOL         Show pools.",
        "INFO TAPEVOLUME   Show the catalog record of tape volumes.",
        "RESET EXPIRATION  Confirm the clock.",
    ]


def test_help_on_one_command() -> None:
    assert MEDIA.help("info tapevolume") == [
        "INFO TAPEVOLUME { tape-name | ( tape-name [, tape-name ]... ) }",
        "    [, POOL pool-name ] [, DETAIL ]",
        "",
        "Show the catalog record of tape volumes.",
        "",
        "Several names stand in parentheses.",
        "",
        "Authority: any user",
        "Source: the toy's manual, section 1",
        "Fidelity: documented",
    ]


def test_help_on_a_word_of_several_commands() -> None:
    assert MEDIA.help("ADD") == [
        "ADD POOL        Add a pool.",
        "ADD TAPEVOLUME  Add tape volumes to a pool.",
    ]


def test_help_lines_fit_on_a_screen() -> None:
    lines = [line for entry in MEDIA.reference() for line in MEDIA.help(entry.name)]
    assert max(len(line) for line in lines) < 80


def test_help_on_nothing_is_a_problem_of_its_words() -> None:
    with pytest.raises(ParseProblem) as caught:
        MEDIA.help("ADD FOO")
    assert (caught.value.column, caught.value.found) == (4, "FOO")


def test_reference() -> None:
    entry = next(entry for entry in MEDIA.reference() if entry.name == "ADD TAPEVOLUME")
    assert Authority.SUPER_GROUP is entry.authority
    assert entry.options == (
        "POOL pool-name",
        "LABELS { ANSI | IBM | 1600 }",
        "RETENTION { days | PERMANENT }",
        "STATUS { BAD | SCRATCH }",
    )


def test_a_plug_in_extends_a_language() -> None:
    fragment = """
        %extend command: drop
        drop: "DROP"i thing
        thing: THING
        THING: _WORD
    """.replace("        ", "")
    thing = Operand(str.upper, "a thing", no_names)
    language = MEDIA.extended([Drop], {"THING": thing}, [fragment])
    assert Drop("X") == language.parse("DROP x")
    assert toy.Exit() == language.parse("EXIT")


@dataclass(frozen=True, slots=True)
class Drop(toy.ToyStatement):
    """Drop a thing."""

    thing: str


@pytest.mark.parametrize(
    ("line", "actions"),
    [
        ("JOB DELETE", ("DELETE",)),
        ("JOB DELETE !, HOLD", ("DELETE !", "HOLD")),
        ("JOB #A, DELETE!", ("#A", "DELETE !")),
    ],
)
def test_a_mark_that_is_no_separator_is_part_of_the_choice(
    line: str, actions: tuple[str, ...]
) -> None:
    grammar = (
        'command: job\njob: "JOB"i actions\nactions: _action ("," _action)*\n'
        '_action: "DELETE"i | "DELETE"i "!" | "HOLD"i | PLACE\nPLACE: /#[A-Z]+/'
    )
    place = Operand(str, "a place", no_names)
    language = Language("no-such-folder", [Job], {"PLACE": place}, [grammar], delimiters=",!")
    assert language.parse(line) == Job(actions)
    assert language.parse(language.text(Job(actions))) == Job(actions)


@dataclass(frozen=True, slots=True)
class Job(toy.ToyStatement):
    """Do something with a job."""

    actions: tuple[str, ...]
