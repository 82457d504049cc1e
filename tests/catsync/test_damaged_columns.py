"""A value of BackBox that nobody can read is told of in one line, whoever meets it."""

from __future__ import annotations

import pytest
from catsync_ground import STORE

from catsync.commands import status_lines
from catsync.run import Direction
from nsksim.store import StoreProblem


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("BACKBOX_DOCUMENT SET BODY = '[]'", "BACKBOX_DOCUMENT.BODY cannot be read: '[]'"),
        ("BACKBOX_VOLUME SET UNLOADED = '-infinity'", "BACKBOX_VOLUME.UNLOADED is not in the"),
        ("BACKBOX_RUN SET PROGRESS = '{'", "BACKBOX_RUN.PROGRESS cannot be read: '{' (Expecting"),
    ],
)
def test_the_status_pages_name_what_cannot_be_read(ground, change, told):
    ground.primary.database.execute(f"UPDATE {change}")
    with pytest.raises(StoreProblem) as caught, ground.world.telling_damage():
        status_lines(ground.world)
    assert f"node_ETINIUM.duckdb is damaged: its column {told}" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            "UPDATE BACKBOX_DOCUMENT SET KIND = ''",
            "its column BACKBOX_DOCUMENT.KIND cannot be read",
        ),
        ("DELETE FROM BACKBOX_DOCUMENT", "its work catsync.export cannot be ended: "),
        (
            "UPDATE BACKBOX_RUN SET NUMBER = NUMBER + 100",
            "its column TIMER.ARGUMENTS leads nowhere: ",
        ),
    ],
)
def test_an_export_that_can_neither_go_on_nor_end_is_told_of(ground, change, told):
    ground.ask(Direction.EXPORT, STORE)
    ground.primary.database.execute(change)
    with pytest.raises(StoreProblem) as caught, ground.world.telling_damage():
        ground.settle()
    assert f"node_ETINIUM.duckdb is damaged: {told}" in str(caught.value)
