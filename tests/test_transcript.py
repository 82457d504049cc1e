"""Sessions as text: notation, comparison, update, recording."""

from __future__ import annotations

from pathlib import Path

import pytest
import stand_in
from hypothesis import given, settings
from hypothesis import strategies as st

from nsksim import transcript
from nsksim.transcript import Head, Recording, TranscriptProblem
from nsksim.transcript.notation import (
    Narration,
    Output,
    Typed,
    classify,
    output_line,
    typed_line,
)
from nsksim.transcript.stage import on_stage

TWO = str(Path(__file__).parent / "data" / "two.toml")
HEAD = f"# scenario: {TWO}\n"


@pytest.fixture(autouse=True)
def _stand_in(monkeypatch):
    monkeypatch.setattr("nsksim.session.logged_on", stand_in.logged_on)


def differences(text: str) -> list[str]:
    """Play a session and return what is shown of its differences."""
    document = transcript.parse(HEAD + text, "s")
    with on_stage(document) as session:
        return [
            line for place in transcript.compare(document, session) for line in place.lines("s")
        ]


def revised(text: str) -> str:
    document = transcript.parse(HEAD + text, "s")
    with on_stage(document) as session:
        return transcript.revise(document, session).removeprefix(HEAD)


def recorded(*lines: str | None) -> str:
    document = transcript.parse(HEAD, "s")
    written: list[str] = []
    with on_stage(document) as session:
        recording = Recording(session, document.head, written.append)
        for line in lines:
            recording.type(line)
    return "".join(f"{line}\n" for line in written)


# -- notation -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "prompt", "entry"),
    [
        ("# words", "MC>", Narration("words")),
        ("#", "MC>", Narration("")),
        ("#SLABA", "MC>", Output("#SLABA")),
        ("MC> INFO", "MC>", Typed("MC>", "INFO")),
        ("MC>INFO", "MC>", Typed("MC>", "INFO")),
        ("MC>  INFO", "MC>", Typed("MC>", " INFO")),
        ("MC>", "MC>", Typed("MC>", "")),
        ("MC> EOF!", "MC>", Typed("MC>", None)),
        ("MC> INFO", "3> ", Typed("MC>", "INFO")),
        ("MC> INFO (output)", "MC>", Output("MC> INFO")),
        ("x (output) (output)", "MC>", Output("x (output)")),
        ("_LIST ALL", "_", Typed("_", "LIST ALL")),
        ("-----", "-", Typed("-", "----")),
        ("-----", "MC>", Output("-----")),
        ("yes (input)", "", Typed("", "yes")),
        ("yes (input)", "MC>", Output("yes (input)")),
        ("", "MC>", Output("")),
        ("Are you sure? Y", "Are you sure? ", Typed("Are you sure?", "Y")),
    ],
)
def test_a_line_is_read_at_the_open_prompt(line, prompt, entry):
    assert classify(line, prompt) == entry


def test_a_tacl_prompt_names_the_terminal():
    entry = classify(r"\BETA 12> TIME", "MC>")
    assert isinstance(entry, Typed)
    assert (entry.prompt, entry.text, str(entry.node)) == (r"\BETA 12>", "TIME", r"\BETA")


PROMPTS = st.sampled_from(["", "MC>", "_", "-", ")", r"\ALPHA 3> ", "4> ", "Password: ", "TACL 1>"])
TEXTS = st.one_of(
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30),
    st.sampled_from(
        ["# x", "#", r"\ALPHA 1> X", "MC> X", "a (output)", "b (input)", "-", "12> ", "EOF!"]
    ),
)


@given(TEXTS, PROMPTS)
def test_what_was_printed_is_read_as_printed(text, prompt):
    assert classify(output_line(text, prompt), prompt) == Output(text)


@given(TEXTS, PROMPTS)
def test_what_was_typed_is_read_as_typed(text, prompt):
    entry = classify(typed_line(prompt, text), prompt)
    assert isinstance(entry, Typed)
    # At an empty prompt the word for CTRL-Y cannot be typed as a word.
    assert (entry.prompt, entry.text) == (
        prompt.rstrip(),
        text if prompt or text != "EOF!" else None,
    )


@pytest.mark.parametrize("prompt", ["", "MC>", "_", "4> "])
def test_control_y_is_read_as_control_y(prompt):
    assert classify(typed_line(prompt, None), prompt) == Typed(prompt.rstrip(), None)


# -- the head -----------------------------------------------------------------------------------


def test_the_first_lines_name_the_start():
    text = "# scenario: bare\n# seed: 7\n# user: OPS.NIGHT\n# seed: words\n"
    document = transcript.parse(text.replace("# seed: words", "# Now"), "s")
    assert document.head == Head("bare", 7, "OPS.NIGHT")
    assert document.start == 3
    assert document.head.lines() == text.splitlines()[:3]


def test_a_text_without_head_starts_in_the_manual_scenario():
    document = transcript.parse("\\A 1> TIME\n", "s")
    assert (document.head, document.start) == (Head("manual", None, "SUPER.SUPER"), 0)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("# seed: x\n", "s:1: the seed must be a whole number"),
        ("# scenario: a\n# scenario: b\n", "s:2: a second scenario"),
    ],
)
def test_a_wrong_head_is_refused_with_its_line(text, reason):
    with pytest.raises(TranscriptProblem, match=reason):
        transcript.parse(text, "s")


def test_a_form_feed_does_not_end_a_line():
    assert transcript.parse("a\x0cb\n", "s").lines == ("a\x0cb",)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_named(tmp_path, content):
    path = tmp_path / "x.session"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TranscriptProblem, match=r"x\.session"):
        transcript.read(path)


@pytest.mark.parametrize("text", ["\x1b]0;title\x07", "\x9b2J", "\x0c", "\u202e"])
def test_a_file_that_would_steer_the_terminal_is_refused(tmp_path, text):
    path = tmp_path / "x.session"
    path.write_text(f"# scenario: manual\n# words{text}\n", "utf-8")
    with pytest.raises(TranscriptProblem) as caught:
        transcript.read(path)
    assert str(caught.value) == f"{path}:2: holds characters that no terminal shows"


def test_a_tab_may_stand_in_a_file(tmp_path):
    path = tmp_path / "x.session"
    path.write_text("# a\ttab\n\\ALPHA 1> MC\n", "utf-8")
    assert transcript.read(path).lines[0] == "# a\ttab"


# -- comparison ---------------------------------------------------------------------------------

GOOD = r"""# Two terminals and a program
\ALPHA 1> ECHO hello
hello
\ALPHA 2> MC
PROGRAM
# The other terminal has a history of its own
\BETA 1> ECHO there
there
\ALPHA 3> ECHO x
"""


def test_each_system_has_a_terminal_with_its_own_history_and_program():
    text = r"""\ALPHA 1> MC
PROGRAM
\BETA 1> ECHO there
there
\BETA 2> GOTO \ALPHA
MC> hello
you said hello
MC> EOF!
END OF PROGRAM
\ALPHA 2> ECHO MC> hello
MC> hello (output)
"""
    assert differences(text) == []


def test_a_difference_shows_both_sides():
    text = "\\ALPHA 1> COUNT 3\nline 1\nline two\nline 3\n"
    assert differences(text) == [
        "s:2: differs",
        r"    \ALPHA 1> COUNT 3",
        "    line 1",
        "  - line two",
        "  + line 2",
        "    line 3",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\\ALPHA 1> ECHO x\nx \n", "  - x·"),
        ("\\ALPHA 1> ECHO x\nx\ny\n", "  - y"),
        ("\\ALPHA 1> ECHO x\n", "  + x"),
        ("\\ALPHA 1> ECHO x\nx\n\n", "  - "),
        ("\\ALPHA 7> ECHO x\nx\n", r"s:2: the transcript has this typed at \ALPHA 7>"),
        ("hello\n", "s:2: output is expected here, but nothing has been typed"),
        ("MC> X\n", r"s:2: typed at MC>, but the prompt is \ALPHA 1>"),
        ("\\GAMMA 1> X\n", r"s:2: the scenario has no system \GAMMA"),
        ("\\ALPHA 1> EXIT\n\\ALPHA 2> X\n", "s:3: the session has ended before this line"),
    ],
)
def test_everything_is_compared_to_the_end(text, shown):
    assert shown in differences(text)


def test_a_user_without_a_terminal_there_stops_the_session():
    document = transcript.parse(f"{HEAD}# user: OPS.NIGHT\n\\BETA 1> ECHO x\n", "s")
    with on_stage(document) as session:
        (place,) = transcript.compare(document, session)
    assert "OPS.NIGHT" in place.reason


def test_an_unknown_user_is_a_problem_of_the_file():
    document = transcript.parse(f"{HEAD}# user: NO.BODY\n", "s")
    with pytest.raises(TranscriptProblem, match=r"NO\.BODY"), on_stage(document):
        pass


# -- update -------------------------------------------------------------------------------------


def test_an_update_changes_only_what_no_longer_holds():
    old = r"""# Narration stays
\ALPHA 1>ECHO same
same (output)
\ALPHA 5> MC
PROGRAM
MC>hello
you said bye
and more
# and this
MC> EOF!
END OF PROGRAM
"""
    new = old.replace(r"\ALPHA 5> MC", r"\ALPHA 2> MC").replace("MC>hello", "MC> hello")
    assert revised(old) == new.replace("you said bye\nand more", "you said hello")


def test_an_update_marks_what_could_be_misread():
    assert revised("\\ALPHA 1> ECHO # no\n") == "\\ALPHA 1> ECHO # no\n# no (output)\n"


def test_an_update_never_loses_a_typed_line():
    with pytest.raises(TranscriptProblem, match="s:3: typed at MC>"):
        revised("\\ALPHA 1> ECHO x\nMC> INFO\n")


# -- recording ----------------------------------------------------------------------------------


def test_what_is_recorded_holds_when_it_is_played():
    text = recorded(
        "ECHO # like narration", "MC", "hello", None, r"GOTO \BETA", "ASK", "secret", "", "ECHO "
    )
    assert differences(text.removeprefix(HEAD)) == []
    assert "MC> EOF!\nEND OF PROGRAM\n" in text
    assert "Password: *2bb80d537b1da3e3*\n" in text
    assert "secret" not in text


def test_an_end_of_input_that_brings_nothing_is_not_written():
    assert recorded("ECHO x", None).endswith("\\ALPHA 1> ECHO x\nx\n")


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.sampled_from(["MC", "ECHO MC> x", "ECHO # y", "EXIT", "ASK", "FAIL", "", r"GOTO \BETA"]),
        max_size=8,
    )
)
def test_any_recording_holds(lines):
    document = transcript.parse(HEAD, "s")
    written: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nsksim.session.logged_on", stand_in.logged_on)
        with on_stage(document) as session:
            recording = Recording(session, document.head, written.append)
            for line in lines:
                if not session.ended:
                    recording.type(line)
        text = "".join(f"{line}\n" for line in written)
        assert differences(text.removeprefix(HEAD)) == []
