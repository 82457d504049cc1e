"""The bytes of a tape: what goes in comes out, and nothing else is taken for a tape."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nsksim.names import FileName, NodeName
from nsksim.tape.label import SCRATCH, FileLabel, LabelType, VolumeLabel
from nsksim.tape.reel import MARK, VERSION, Dump, FileSection, Reel, ReelProblem, TapedFile

NAMES = st.builds(
    lambda volume, place, file: FileName.parse(f"\\ALPHA.${volume}.{place}.{file}"),
    *[st.from_regex(r"[A-Z][A-Z0-9]{0,6}", fullmatch=True)] * 3,
)
TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1))
FILES = st.builds(
    TapedFile,
    name=NAMES,
    code=st.integers(0, 65535),
    modified=TIMES,
    owner_group=st.integers(0, 255),
    owner_user=st.integers(0, 255),
    security=st.text("OUGCAN-", min_size=4, max_size=4),
    licensed=st.booleans(),
    content=st.binary(max_size=50),
)
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
SECTIONS = st.builds(
    FileSection,
    st.none()
    | st.builds(
        FileLabel,
        file_id=st.sampled_from(["", "SLABA-BAK11-DAILY"]),
        set_id=st.just("SAD001"),
        created=DAYS,
        expires=DAYS | st.none() | st.just(SCRATCH),
        section=st.integers(1, 9999),
        sequence=st.integers(1, 9999),
        generation=st.integers(0, 32767),
        version=st.integers(0, 100),
    ),
    st.builds(
        Dump,
        created=TIMES,
        system=st.just(NodeName("ALPHA")),
        files=st.lists(FILES, max_size=3).map(tuple),
        options=st.text(max_size=5),
    ),
    continued=st.booleans(),
    recorded=st.booleans(),
)
REELS = st.builds(
    Reel,
    st.none()
    | st.builds(
        VolumeLabel,
        name=st.just("SAD001"),
        type=st.sampled_from(LabelType),
        owner=st.text(max_size=14),
        written=DAYS | st.none(),
    ),
    st.lists(SECTIONS, max_size=3).map(tuple),
    st.booleans(),
)
DAY = date(2022, 1, 5)
SAMPLE = Reel(
    VolumeLabel("HAND01", LabelType.BACKUP, "OPS", DAY),
    (
        FileSection(
            FileLabel("NIGHTLY", "HAND01", DAY, expires=date(2022, 1, 12), generation=3),
            Dump(
                datetime(2022, 1, 5),
                NodeName("ALPHA"),
                (
                    TapedFile(
                        FileName.parse(r"\ALPHA.$DATA.PAY.CARDS"),
                        101,
                        datetime(2022, 1, 4),
                        40,
                        7,
                        "NUNU",
                        licensed=False,
                        content=b"hello tape",
                    ),
                ),
            ),
        ),
    ),
)


@settings(max_examples=60, deadline=None, database=None)
@given(REELS)
def test_what_is_written_is_read(reel: Reel) -> None:
    assert Reel.decode(reel.encode()) == reel
    assert reel.encode() == reel.encode()


def test_a_changed_byte_is_never_read_as_another_tape() -> None:
    content = SAMPLE.encode()
    for position in range(len(content)):
        changed = bytearray(content)
        changed[position] ^= 0x15
        with suppress(ReelProblem):
            assert Reel.decode(bytes(changed)) == SAMPLE


def test_a_truncated_tape_is_refused() -> None:
    content = SAMPLE.encode()
    for length in range(len(content)):
        with pytest.raises(ReelProblem):
            Reel.decode(content[:length])


def _with_header(**values: object) -> bytes:
    line, _, rest = SAMPLE.encode().removeprefix(MARK).partition(b"\n")
    return MARK + json.dumps({**json.loads(line), **values}).encode() + b"\n" + rest


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"something else", "it was not written by a simulated system"),
        (MARK + b"no json\n", "its header is damaged"),
        (MARK + b'"text"\n', "its header is damaged"),
        (_with_header(version=1), "it has format 1, this simulator reads 2"),
        (_with_header(length=1 << 40), "its header is damaged"),
        (_with_header(sha256="0"), "its checksum is wrong"),
        (_with_header(index=1), "its index is damaged"),
        (_with_header(length=5, index=5), "its content is damaged"),
    ],
)
def test_foreign_newer_and_damaged_tapes_are_told_apart(content: bytes, reason: str) -> None:
    with pytest.raises(ReelProblem, match=reason):
        Reel.decode(content)


def _repacked(change: Callable[[dict[str, Any]], object]) -> bytes:
    """Give the bytes of the sample with another index, sealed as if it were right."""
    content = SAMPLE.encode().removeprefix(MARK)
    line, _, packed = content.partition(b"\n")
    size = json.loads(line)["index"]
    body = zlib.decompress(packed)
    index = json.loads(body[:size])
    change(index)
    text = json.dumps(index).encode()
    packed = zlib.compress(text + body[size:])
    header = {
        "version": VERSION,
        "index": len(text),
        "length": len(text) + len(body) - size,
        "packed": len(packed),
        "sha256": hashlib.sha256(packed).hexdigest(),
    }
    return MARK + json.dumps(header).encode() + b"\n" + packed


@pytest.mark.parametrize(
    "change",
    [
        lambda index: index.pop("label"),
        lambda index: index.update(label=["SEVENTH", "ANSI", "", None]),
        lambda index: index.update(label=["HAND01", "TMF", "", None]),
        lambda index: index["sections"][0].pop("files"),
        lambda index: index["sections"][0]["label"].update(file_id="X" * 18),
        lambda index: index["sections"][0]["label"].update(color="red"),
        lambda index: index["sections"][0]["label"].update(created=None),
        lambda index: index["sections"][0]["files"][0].update(eof=-1),
        lambda index: index["sections"][0]["files"][0].update(eof=9),
        lambda index: index["sections"][0]["files"][0].update(eof=11),
        lambda index: index.update(sections=[None]),
    ],
)
def test_an_index_that_does_not_hold_together_is_refused(
    change: Callable[[dict[str, Any]], object],
) -> None:
    with pytest.raises(ReelProblem, match="its index is damaged"):
        Reel.decode(_repacked(change))


def test_a_tape_is_protected_until_its_last_file_has_expired() -> None:
    [section] = SAMPLE.sections
    assert section.label is not None
    short = replace(section, label=replace(section.label, expires=SCRATCH))
    kept = replace(section, label=replace(section.label, expires=None))
    assert SAMPLE.protected(date(2022, 1, 11))
    assert not SAMPLE.protected(date(2022, 1, 12))
    assert not Reel(SAMPLE.label, (short,)).protected(DAY)
    assert Reel(SAMPLE.label, (short, kept)).protected(DAY)
    assert not Reel(None, (replace(section, label=None),)).protected(DAY)
