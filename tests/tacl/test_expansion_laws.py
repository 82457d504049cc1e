"""Laws of the expander, over texts nobody would type."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tacl_console import Console

from nsksim.programs.tacl.builtins import FUNCTIONS, OTHERS
from nsksim.programs.tacl.lexical import Format, assemble, escape, external, needs_more

ORDINARY = st.text(
    st.characters(codec="utf-8", exclude_characters="[]|{}~&=?\n", exclude_categories=("Co", "Cs")),
    max_size=100,
)
ANY_LINE = st.text(
    st.characters(codec="utf-8", exclude_characters="\n", exclude_categories=("Co", "Cs")),
    max_size=100,
)
WORDS = """
[ ] | |THEN| |ELSE| |DO| |UNTIL| |WHILE| |BODY| |OTHERWISE| / , ( ) ; ~ ~; & == { } % %1% %*% " \'
'+' '=' = + - * 0 1 99999999999999999999 v m r x.1 x.-1 STATUS MACRO ROUTINE NOT AND ? ~_ ~[ :
KEYWORD /WORDLIST NUMBER WORD END OTHERWISE TEXT VALUE _ERROR _COMPLETION:COMPLETIONCODE
"""
PIECES = st.lists(
    st.one_of(
        st.sampled_from([*FUNCTIONS, *sorted(OTHERS)[::20]]),
        st.sampled_from(WORDS.split()),
        st.text(max_size=3),
    ),
    max_size=25,
)


@given(ORDINARY)
def test_text_without_metacharacters_expands_to_itself(text):
    with pytest.raises(StopIteration) as done:
        next(Console().tacl.expand(text))
    assert done.value.value == text


@given(ANY_LINE)
def test_escaped_text_comes_back(text):
    for form in (Format.TACL, Format.QUOTED):
        line = escape(text) if form is Format.TACL else escape(text).replace('"', "'")
        expected = text if form is Format.TACL else text.replace('"', "'")
        assert assemble([line], form).text == expected
        assert not needs_more([line])


@given(ANY_LINE)
def test_plain_text_is_not_touched(text):
    assert assemble([text], Format.PLAIN).text == text


@given(ANY_LINE)
def test_what_is_set_is_what_is_shown(text):
    console = Console()
    console.type("#PUSH v")
    console.watch(console.tacl.call("#SETV", f'v "{text.replace(chr(34), chr(34) * 2)}"'))
    shown = console.type("#OUTPUTV v")
    assert shown == [text]


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=4))
def test_nonsense_is_refused_or_executed_and_ends(lines):
    console = Console()
    console.load("?SECTION m MACRO\n#OUTPUT %1% %2 TO *%\n?SECTION r ROUTINE\n#RESULT [#REST]\n")
    for pieces in lines:
        for separator in (" ", ""):
            line = separator.join(pieces)[:239]
            for screen_line in console.type(line):
                assert isinstance(screen_line, str)
            assert console.tacl.activation is None
            console.tacl.complete_routine("r", line)
            external(line)


@given(ORDINARY.filter(lambda text: "%" not in text))
def test_a_macro_gets_its_arguments_as_they_are_typed(arguments):
    console = Console()
    console.load("?SECTION m MACRO\n[#OUTPUT <%*%>]")
    words = [word for word in arguments.split(" ") if word]
    shown = console.watch(console.tacl.invoke("m", arguments))
    assert shown == [f"<{' '.join(words)}>"]
