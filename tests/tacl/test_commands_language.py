"""TACL's language is closed, and its statements come back from their text."""

from __future__ import annotations

from hypothesis import strategies as st

from nsksim.language.rule import Word
from nsksim.names import NodeName, Security
from nsksim.programs.tacl.commands import LANGUAGE, command_words
from nsksim.programs.tacl.commands.unmodelled import RUN_OPTIONS
from nsksim.programs.tacl.context import Context
from nsksim.programs.tacl.reader import PromptReader
from nsksim.session import Session
from tests.language import closure
from tests.language.strategies import Operands

# Prefixed, so that no name is a keyword of the same place.
PARTS = st.from_regex(r"QX[A-Z0-9]{0,4}", fullmatch=True)
FILES = PARTS.map(lambda name: f"$A.B.{name}")
PROCESSES = PARTS.map(lambda name: f"${name[:5]}") | st.just("1,200")
WORDS = PARTS
OPERANDS: Operands = {
    "PROGRAM_FILE": FILES,
    "IN_FILE": FILES,
    "OUT_FILE": FILES | PARTS.map(lambda name: f"$S.#{name}"),
    "NEW_PROCESS": PARTS.map(lambda name: f"${name[:5]}"),
    "TERMINAL": PARTS.map(lambda name: f"$ZTN0.#{name}"),
    "NUMBER": st.integers(0, 9999),
    "PRIORITY": st.integers(1, 199),
    "PROCESSOR": st.integers(0, 1),
    "LEVELS": st.integers(1, 32_767),
    "UNSIGNED": st.integers(0, 65_535),
    "UNMODELLED_OPTION": st.sampled_from(sorted(RUN_OPTIONS)),
    "OPTION_VALUE": WORDS,
    "STARTUP_TEXT": st.sampled_from(["QXINFO *", "(QX)", "=QX, $A.*.*"]),
    "FILE_NAME": FILES,
    "FILE_TEMPLATE": PARTS.map(lambda name: f"$A.{name}.*"),
    "SUBVOLUME_TEMPLATE": PARTS.map(lambda name: f"${name}.*"),
    "PROCESS": PROCESSES,
    "PROCESSES": PROCESSES | st.sampled_from(["*", "1", "\\A.*"]),
    "NAMED_PROCESSES": PROCESSES | st.just("*"),
    "PARAM_NAME": PARTS,
    "PARAM_VALUE": WORDS | st.just('"a, b"'),
    "LOGICAL_UNIT": PARTS,
    "DEFINE_NAME": PARTS.map(lambda name: f"={name}") | st.just("=*"),
    "DEFINE_ATTRIBUTE": PARTS,
    "DEFINE_VALUE": WORDS | st.just("+1"),
    "VARIABLE_TEXT": st.sampled_from(["QX 1", "#PREFIX QX"]),
    "OPTION_TEXT": WORDS,
    "USER": PARTS.map(lambda name: f"{name}.USER") | st.just("255,255"),
    "PASSWORD": WORDS,
    "LOGON_PARAMETERS": WORDS,
    "NODE": PARTS.map(NodeName),
    "PLACE": PARTS.map(lambda name: f"$A.{name}"),
    "SECURITY": st.text("OUGCAN-", min_size=4, max_size=4).map(Security),
    "USER_PATTERN": st.sampled_from(["QX.*", "*.*", "40,*"]),
    "SEARCH_LIST": st.sampled_from(["#DEFAULTS", "$QX.A $QX.B"]),
    "HELP_TOPIC": st.sampled_from(["QXTOPIC", "QX DEFINE"]),
}


def test_closed() -> None:
    closure.check(LANGUAGE)


def test_any_line(desk: Session) -> None:
    reader = desk.reader
    assert isinstance(reader, PromptReader)
    context: Context = reader.context
    closure.check_any_line(LANGUAGE, context)


def test_round_trip() -> None:
    closure.check_round_trip(LANGUAGE, OPERANDS)


def test_the_words_found_in_the_text_are_those_of_the_compiled_grammar() -> None:
    compiled = {
        symbol.text
        for declaration in LANGUAGE.declarations.values()
        for symbol in declaration.node.first()
        if isinstance(symbol, Word)
    }

    assert command_words() == compiled
