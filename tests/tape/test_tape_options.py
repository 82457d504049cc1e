"""AUDITED, OPEN, IGNORE and PARTONLY: read, shown in the heading, and nothing left to act on."""

from __future__ import annotations

import pytest
from tape_ground import Site

PLAIN = "NO AUDITED, BLOCKSIZE 28, NO IGNORE, NO OPEN, PARTONLY OFF, INDEXES IMPLICIT"


@pytest.mark.parametrize(
    ("option", "heading"),
    [
        ("AUDITED", PLAIN.replace("NO AUDITED", "AUDITED")),
        ("OPEN", PLAIN.replace("NO OPEN", "OPEN")),
        ("IGNORE", PLAIN.replace("NO IGNORE", "IGNORE")),
        ("PARTONLY ON", PLAIN.replace("OFF", "ON")),
        ("PARTONLY OFF", PLAIN),
    ],
)
def test_an_option_of_backup_changes_the_heading_only(
    site: Site, option: str, heading: str
) -> None:
    plain = site.backup("=OUT, $DATA.PAY.*, LISTALL").lines
    with_option = site.backup(f"=OUT, $DATA.PAY.*, LISTALL, {option}").lines
    changed = [line for line in with_option if line not in plain]
    assert changed == ([] if heading == PLAIN else [f"Backup options: {heading}"])
    assert f"Backup options: {heading}" in site.restore("=IN, *.*.*, LISTONLY").lines


@pytest.mark.parametrize("option", ["AUDITED", "OPEN", "PARTONLY ON", "PARTONLY OFF"])
def test_an_option_of_restore_finds_nothing_to_act_on(site: Site, option: str) -> None:
    site.backup("=OUT, $DATA.PAY.*, AUDITED, OPEN, PARTONLY ON")
    plain = site.restore("=IN, *.*.*, LISTALL").lines
    assert site.restore(f"=IN, *.*.*, LISTALL, {option}").lines == plain
    assert plain[-1] == "Files restored = 3    Files not restored = 0"


def test_damaged_tapes_are_never_read_on(site: Site) -> None:
    """RESTORE IGNORE would restore what is left of a tape; a simulated one is whole or not."""
    site.backup("=OUT, $DATA.PAY.*")
    outcome = site.restore("=IN, *.*.*, IGNORE")
    assert outcome.lines == ["*ERROR* RESTORE with IGNORE is not modelled by this simulator."]
