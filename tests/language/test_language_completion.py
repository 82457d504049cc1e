"""While a line is being typed: candidates, the remaining syntax, the place of a mistake."""

from __future__ import annotations

import pytest

from nsksim.interaction import Completion
from tests.language import toy

MEDIA = toy.media()
INTERPRETER = toy.interpreter()
POOLS = ["PRIMARY", "SECOND"]


def texts(line: str) -> list[str]:
    return [candidate.text for candidate in MEDIA.complete(line, POOLS)]


@pytest.mark.parametrize(
    ("line", "candidates"),
    [
        ("", ["ADD", "ALTER", "E", "EXIT", "INFO", "RESET"]),
        ("A", ["ADD", "ALTER"]),
        ("info ", ["DISKFILE", "POOL", "TAPEVOLUME"]),
        ("info t", ["TAPEVOLUME"]),
        ("INFO TAPEVOLUME ", ["A00001", "B00001"]),
        ("INFO TAPEVOLUME b", ["B00001"]),
        ("INFO TAPEVOLUME (A, b", ["B00001"]),
        ("INFO TAPEVOLUME A, ", ["DETAIL", "POOL"]),
        ("INFO TAPEVOLUME A, D", ["DETAIL"]),
        ("INFO TAPEVOLUME A, DETAIL, ", ["POOL"]),
        ("INFO TAPEVOLUME A, DETAIL, D", []),
        ("INFO TAPEVOLUME A, POOL ", POOLS),
        ("INFO TAPEVOLUME A, POOL s", ["SECOND"]),
        ("INFO TAPEVOLUME A ", [", DETAIL", ", POOL"]),
        ("INFO TAPEVOLUME A, DETAIL, POOL X ", []),
        ("ADD TAPEVOLUME A, LABELS ", ["1600", "ANSI", "IBM"]),
        ("FOO ", []),
        ("INFO FOO ", []),
    ],
)
def test_candidates(line: str, candidates: list[str]) -> None:
    assert candidates == texts(line)


def test_a_candidate_replaces_the_word_being_typed() -> None:
    expected = [Completion("TAPEVOLUME", 2, "Show the catalog record of tape volumes.")]
    assert expected == MEDIA.complete("info ta", POOLS)


@pytest.mark.parametrize(
    ("line", "text", "description"),
    [
        ("", "INFO", "DISKFILE, POOL, TAPEVOLUME"),
        ("", "RESET", "Confirm the clock."),
        ("INFO ", "DISKFILE", "List disk files."),
        ("INFO TAPEVOLUME A, ", "POOL", "POOL pool-name"),
        ("INFO TAPEVOLUME A, POOL ", "PRIMARY", "a pool"),
    ],
)
def test_description(line: str, text: str, description: str) -> None:
    found = {candidate.text: candidate.description for candidate in MEDIA.complete(line, POOLS)}
    assert description == found[text]


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("", ""),
        ("INFO ", "{ DISKFILE | POOL | TAPEVOLUME }"),
        ("INFO D", "DISKFILE disk-file [, DETAIL ]"),
        ("INFO DISKFILE", "disk-file [, DETAIL ]"),
        ("INFO TAPEVOLUME (A", "[, tape-name ]... ) [, POOL pool-name ] [, DETAIL ]"),
        ("INFO TAPEVOLUME A", "[, POOL pool-name ] [, DETAIL ]"),
        ("INFO TAPEVOLUME A, ", "{ POOL pool-name | DETAIL } [, ... ]"),
        ("INFO TAPEVOLUME A, DETAIL", "[, POOL pool-name ]"),
        ("INFO TAPEVOLUME A, DETAIL, ", "POOL pool-name"),
        ("INFO TAPEVOLUME A, DETAIL, POOL X", ""),
        ("FOO BAR", ""),
    ],
)
def test_hint(line: str, hint: str) -> None:
    assert hint == MEDIA.hint(line)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("", None),
        ("I", None),
        ("INFO TAPEV", None),
        ("INFO TAPEX", 5),
        ("INFO TAPEV ", 5),
        ("FOO", 0),
        ("ADD POOLNEW", 4),
        ("INFO TAPEVOLUME ABCDEFG", 16),
        ("INFO TAPEVOLUME ABCDEFG, DETAIL", 16),
        ('INFO TAPEVOLUME "AB', None),
        ('INFO TAPEVOLUME "AB CDEFG', 16),
        ("INFO DISKFILE $A", None),
        ("INFO DISKFILE $A ", 14),
        ("INFO DISKFILE $A, DETAIL", 14),
        (r"INFO DISKFILE \NOWHERE.$A.B.C", 14),
        ("INFO TAPEVOLUME A, DETAIL, DETAIL", 27),
        ("INFO TAPEVOLUME A, DETAIL, DETA", 27),
        ("ADD TAPEVOLUME A", None),
        ("ADD TAPEVOLUME A, RETENTION PERM", None),
        ("ADD TAPEVOLUME A, RETENTION PERX", 28),
        ("INFO POOL \x00,", 11),
    ],
)
def test_error_at(line: str, column: int | None) -> None:
    assert column == MEDIA.error_at(line)


def test_text_to_the_end_of_the_line_is_never_wrong() -> None:
    assert INTERPRETER.error_at("COMMENT any, thing (at / all") is None
    assert INTERPRETER.complete("COMMENT any thi", POOLS) == []


def test_run_options_are_offered_once() -> None:
    found = [candidate.text for candidate in INTERPRETER.complete("FUP / OUT $S, ", POOLS)]
    assert found == ["NAME", "NOWAIT"]


def test_a_reader_is_bound_to_its_context() -> None:
    reader = MEDIA.reader(["ONLY"])
    assert [candidate.text for candidate in reader.complete("INFO POOL ")] == ["ONLY"]
    assert reader.hint("INFO POOL") == "[ pool-name ]"
    assert reader.error_at("X") == 0


def test_a_name_is_compared_without_regard_to_case() -> None:
    candidates = MEDIA.complete("INFO POOL m", ["Mixed"])
    assert [Completion("Mixed", 1, "a pool")] == candidates
