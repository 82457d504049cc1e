"""What nsksim offers to other people's tests: fixtures, session files, steps."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
import stand_in

import_module("nsksim.api")  # so that the inner runs find the database loaded

TWO = str(Path(__file__).parent / "data" / "two.toml")
CONFTEST = """
from nsksim.testing import nsk_world, simulator
from nsksim.testing.sessions import pytest_addoption, pytest_collect_file
pytest_plugins = ["nsksim.testing.steps"]
"""


@pytest.fixture(autouse=True)
def _stand_in(monkeypatch):
    monkeypatch.setattr("nsksim.session.logged_on", stand_in.logged_on)


@pytest.fixture
def inner(pytester: pytest.Pytester) -> pytest.Pytester:
    """Another project that tests against the simulator."""
    pytester.makeconftest(CONFTEST)
    pytester.makeini("[pytest]\nmarkers =\n    nsk_scenario(name, seed=None): scenario\n")
    return pytester


def outcome(inner: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    # Plug-ins that have no part in it would be imported anew in each inner run.
    off = [f"-pno:{plugin}" for plugin in ("randomly", "cacheprovider", "hypothesispytest")]
    return inner.runpytest_inprocess(*off, *arguments)


# -- fixtures -----------------------------------------------------------------------------------


def test_the_fixtures_give_worlds(inner):
    inner.makepyfile(f"""
        import pytest

        @pytest.mark.nsk_scenario({TWO!r}, seed=7)
        def test_world(nsk_world):
            assert nsk_world.engine.setting("seed") == "7"
            assert nsk_world.session().run("ECHO hi").lines == ["hi"]

        def test_two(simulator):
            first, second = simulator({TWO!r}), simulator({TWO!r})
            assert first.engine.directory != second.engine.directory
            test_two.directory = first.engine.directory

        def test_closed():
            assert not test_two.directory.exists()
    """)
    outcome(inner).assert_outcomes(passed=3)


# -- session files ------------------------------------------------------------------------------

SESSION = f"# scenario: {TWO}\n\\ALPHA 1> ECHO hi\nhi\n"


def test_session_files_are_tests(inner):
    inner.path.joinpath("good.session").write_text(SESSION, "utf-8")
    inner.path.joinpath("bad.session").write_text(SESSION.replace("\nhi", "\nho"), "utf-8")
    inner.path.joinpath("ugly.session").write_text("# seed: x\n", "utf-8")
    result = outcome(inner)
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(
        ["*bad.session:2: differs", "  - ho", "  + hi", "*ugly.session:1: the seed must*"]
    )
    assert "Traceback" not in result.stdout.str()


def test_update_transcripts_rewrites_what_no_longer_holds(inner):
    path = inner.path.joinpath("x.session")
    path.write_text(SESSION.replace("\nhi", "\nho"), "utf-8")
    outcome(inner, "--update-transcripts").assert_outcomes(passed=1)
    assert path.read_text("utf-8") == SESSION
    written = path.stat().st_mtime_ns
    outcome(inner, "--update-transcripts").assert_outcomes(passed=1)
    assert path.stat().st_mtime_ns == written


# -- steps --------------------------------------------------------------------------------------


def told(inner: pytest.Pytester, *steps: str, conftest: str = "") -> pytest.RunResult:
    """Run a feature of one scenario."""
    lines = "\n".join(f"    {step}" for step in (f"Given the scenario {TWO}", *steps))
    inner.makefile(".feature", story=f"Feature: F\n\n  Scenario: S\n{lines}\n")
    inner.makepyfile('from pytest_bdd import scenarios\nscenarios("story.feature")\n' + conftest)
    return outcome(inner)


def docstring(*lines: str) -> str:
    return "\n".join(f"      {line}" for line in ('"""', *lines, '"""'))


def test_a_story_is_told_with_the_general_steps(inner):
    told(
        inner,
        "Given the operator is SUPER.SUPER",
        "When the operator at \\ALPHA runs:\n" + docstring("ECHO a", "FAIL b"),
        "Then it is refused with 77",
        "When the operator at \\BETA runs:\n" + docstring("ECHO c"),
        "Then nothing is refused",
        "Then the output is:\n" + docstring("c"),
        "When the session goes:\n" + docstring(r"\BETA 2> FAIL", "*ERROR* It failed."),
        "Then it is refused with stand-in.77",
        "When the clock advances 1 minute",
        "When the clock advances 2 hours",
        r"When the clock of \ALPHA shows 2022-01-05 20:00:00",
        "When everything that was started has ended",
        r"When the line between \ALPHA and \BETA goes down",
        r"When \BETA forgets \ALPHA",
        r"When \BETA learns of \ALPHA",
        "When the operator at \\ALPHA runs:\n" + docstring("WAIT 0"),
        "Then the output is:\n" + docstring("it is 20:00:00"),
    ).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (
            ["When the operator at \\ALPHA runs:\n" + docstring("ECHO a"),
             "Then it is refused with 77"],
            "*nothing was refused; 77 was expected*",
        ),
        (
            ["When the operator at \\ALPHA runs:\n" + docstring("FAIL a"),
             "Then it is refused with 78"],
            "*refused with stand-in.77: a failed.; 78 was expected*",
        ),
        (
            ["When the operator at \\ALPHA runs:\n" + docstring("FAIL a"),
             "When the clock advances 1 minute"],
            "*refused, and no step expects it: stand-in.77: a failed.*",
        ),
        (
            ["When the session goes:\n" + docstring(r"\ALPHA 1> ECHO a", "b")],
            "*docstring:1: differs*",
        ),
        (
            ["When the operator at \\ALPHA runs:\n" + docstring("ECHO a"),
             "Then the output is:\n" + docstring("b")],
            "*the output is:*",
        ),
        (
            [r"Then the catalogs of \ALPHA and \BETA agree"],
            "*ALPHA and *BETA have no PRIMARY and SECONDARY store of one another*",
        ),
    ],
)  # fmt: skip
def test_a_story_fails_where_it_does_not_hold(inner, steps, said):
    result = told(inner, *steps)
    assert result.ret == 1
    result.stdout.fnmatch_lines([said])


RUNS = "the operator at \\ALPHA runs"
MISTAKES = {
    "unknown node": (
        ["When the operator at \\GAMMA runs:\n" + docstring("ECHO a")],
        r"the world has no system \GAMMA; it has \ALPHA, \BETA",
    ),
    "node without its backslash": (
        ["When the operator at ALPHA runs:\n" + docstring("ECHO a")],
        "ALPHA is not the name of a system: *",
    ),
    "unknown user": (["When the operator is NO.BODY"], r"\ALPHA has no user NO.BODY*"),
    "unknown scenario": (["Given the scenario nothing"], "a story has one world*"),
    "time in the past": (
        [r"When the clock of \ALPHA shows 2022-01-05 17:00:00"],
        r"the clock of \ALPHA shows 2022-01-05 17:44:48 already; time does not go back",
    ),
    "no time": (
        [r"When the clock of \ALPHA shows five o'clock"],
        "five o'clock is not of the form yyyy-mm-dd hh:mm:ss",
    ),
    "no line": (
        [r"When the line between \ALPHA and \GAMMA goes down"],
        r"there is no line between \ALPHA and \GAMMA",
    ),
    "who forgets": ([r"When \GAMMA forgets \ALPHA"], r"the world has no system \GAMMA;*"),
    "no colon": ([f"When {RUNS}\n" + docstring("ECHO a")], f"write `{RUNS}:` and put the lines*"),
    "lines behind": ([f"When {RUNS}: ECHO a"], f"write `{RUNS}:` and put the lines below it*"),
    "no lines": ([f"When {RUNS}:"], f"write `{RUNS}:` and put the lines below it*"),
    "session without lines": (["When the session goes:"], "write `the session goes:` and put*"),
    "no session": (
        ["When the session goes:\n" + docstring("ECHO a")],
        "docstring:1: *",
    ),
}


@pytest.mark.parametrize(("steps", "said"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_of_the_author_is_one_line(inner, steps, said):
    result = told(inner, *steps)
    assert result.ret == 1
    # Backslashes escape in the patterns of fnmatch only inside of brackets.
    result.stdout.fnmatch_lines([said])
    assert "Traceback" not in result.stdout.str()
    assert "Error" not in result.stdout.str().replace("StepDefinitionNotFoundError", "")


def test_a_scenario_that_does_not_exist_is_one_line(inner):
    inner.makefile(
        ".feature", story="Feature: F\n\n  Scenario: S\n    Given the scenario nothing\n"
    )
    inner.makepyfile('from pytest_bdd import scenarios\nscenarios("story.feature")\n')
    result = outcome(inner)
    result.stdout.fnmatch_lines(["there is no scenario nothing; there are *"])
    assert "Error" not in result.stdout.str()


def test_each_operator_has_a_screen(inner):
    told(
        inner,
        "When the operator at \\ALPHA runs:\n" + docstring("ECHO a"),
        "And the operator is OPS.NIGHT",
        "And the session goes:\n" + docstring(r"\ALPHA 1> ECHO b", "b"),
        "And the operator is super.super",
        "And the session goes:\n" + docstring(r"\ALPHA 2> ECHO c", "c"),
    ).assert_outcomes(passed=1)


def test_a_refusal_at_the_very_end_does_not_pass(inner):
    result = told(inner, "When the operator at \\ALPHA runs:\n" + docstring("FAIL a"))
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*refused, and no step expects it*"])


@pytest.mark.parametrize(("found", "code"), [([], 0), (["SAD001 is missing"], 1)])
def test_the_comparison_of_catalogs_is_a_fixture(inner, found, code):
    conftest = f"""
import pytest

@pytest.fixture
def catalogs_agree():
    return lambda world, node, other: {found!r}
"""
    result = told(inner, r"Then the catalogs of \ALPHA and \BETA agree", conftest=conftest)
    assert result.ret == code
