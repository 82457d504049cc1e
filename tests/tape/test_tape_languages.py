"""The languages of BACKUP and RESTORE are closed, and statements come back from their text."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st
from tape_ground import OUT, Site

from nsksim.programs.backup import BackupProgram
from nsksim.programs.backup.tape_program import TapeProgram
from nsksim.programs.restore import RestoreProgram
from tests.language import closure
from tests.language.strategies import Operands

PARTS = st.from_regex(r"[A-Z][A-Z0-9]{0,5}", fullmatch=True)
DEVICES = PARTS.map(lambda name: f"={name}") | PARTS.map(lambda name: f"${name}")
FILESETS = PARTS.map(lambda name: f"$A.{name}.*")
OPERANDS: dict[type[TapeProgram], Operands] = {
    BackupProgram: {
        "TAPE_DEVICE": DEVICES,
        "FILESET": FILESETS,
        "UNMODELLED": st.sampled_from(["DETAIL", "PARTIAL JAN 5 2022"]),
    },
    RestoreProgram: {
        "TAPE_DEVICE": DEVICES,
        "FILESET": FILESETS | st.sampled_from(["*.*.*", "*"]),
        "UNMODELLED": st.sampled_from(["VERIFY", "VOL $DATA2"]),
    },
}
PROGRAMS = list(OPERANDS)


@pytest.mark.parametrize("program", PROGRAMS)
def test_closed(program: type[TapeProgram]) -> None:
    closure.check(program.language)


@pytest.mark.parametrize("program", PROGRAMS)
def test_round_trip(program: type[TapeProgram]) -> None:
    closure.check_round_trip(program.language, OPERANDS[program], examples=50)


@pytest.mark.parametrize("program", PROGRAMS)
def test_any_line_gets_consistent_answers(site: Site, program: type[TapeProgram]) -> None:
    context = site.prepare(program, "", {"=OUT": OUT}).environment
    closure.check_any_line(program.language, context, examples=30)


def test_the_define_is_offered_where_the_tape_stands(site: Site) -> None:
    environment = site.prepare(BackupProgram, "", {"=OUT": OUT, "=M": {"CLASS": "MAP"}}).environment
    reader = BackupProgram.inline_reader(environment)
    assert reader is not None
    assert [each.text for each in reader.complete("=")] == ["=OUT"]
    assert {"LISTALL", "CATALOGFILES"} <= {each.text for each in reader.complete("=OUT, $A.B.*, ")}
