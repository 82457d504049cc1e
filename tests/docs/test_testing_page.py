"""The page about testing does what it says: its examples are run, its list of steps is complete."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pytest_bdd import parsers

from nsksim.testing.steps import PHRASES

PAGE = Path(__file__).parents[2] / "docs" / "testing.md"

_BLOCK = re.compile(r"^```([a-z]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"# (\S+\.\w+)\n")
_WORD = re.compile(r"(?:Given|When|Then) ")

BLOCKS = _BLOCK.findall(PAGE.read_text("utf-8"))


def test_the_examples_of_the_page_pass_as_a_project_of_their_own(pytester: pytest.Pytester) -> None:
    for language, text in BLOCKS:
        found = _NAME.match(text)
        if found:
            pytester.path.joinpath(found[1]).write_text(text, "utf-8")
        elif language == "text":
            pytester.path.joinpath("files.session").write_text(text, "utf-8")
    off = [f"-pno:{plugin}" for plugin in ("randomly", "cacheprovider", "hypothesispytest")]
    result = pytester.runpytest_subprocess(*off, "--strict-markers")
    result.assert_outcomes(passed=5)


def test_the_example_for_any_program_works() -> None:
    plain = [text for language, text in BLOCKS if language == "python" and not _NAME.match(text)]
    assert plain
    for text in plain:
        exec(compile(text, PAGE.name, "exec"), {})


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase.examples[0])
def test_a_step_is_written_as_the_list_says(phrase) -> None:
    assert phrase.meaning.endswith(".")
    for example in phrase.examples:
        text = _WORD.sub("", example, count=1)
        matching = [each for each in PHRASES if parsers.re(each.pattern).is_matching(text)]
        assert matching == [phrase]
