"""The bytes of a tape: what goes in comes out, and nothing else is taken for a tape."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nsksim.names import FileName, NodeName
from nsksim.tape.image import MARK, ImageProblem, TapedFile, TapeImage

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
IMAGES = st.builds(
    TapeImage,
    file_id=st.sampled_from(["", "SLABA-BAK11-DAILY"]),
    generation=st.integers(0, 32767),
    version=st.integers(0, 100),
    created=TIMES,
    system=st.just(NodeName("ALPHA")),
    files=st.lists(FILES, max_size=4).map(tuple),
    options=st.text(max_size=5),
)
SAMPLE = TapeImage(
    *("NIGHTLY", 3, 0, datetime(2022, 1, 5), NodeName("ALPHA")),
    (
        TapedFile(
            FileName.parse(r"\ALPHA.$DATA.PAY.CARDS"),
            *(101, datetime(2022, 1, 4), 40, 7, "NUNU"),
            licensed=False,
            content=b"hello tape",
        ),
    ),
)


@settings(max_examples=60, deadline=None, database=None)
@given(IMAGES)
def test_what_is_written_is_read(image: TapeImage) -> None:
    assert TapeImage.decode(image.encode()) == image
    assert image.encode() == image.encode()


def test_a_changed_byte_is_never_read_as_another_tape() -> None:
    content = SAMPLE.encode()
    for position in range(len(content)):
        changed = bytearray(content)
        changed[position] ^= 0x15
        with suppress(ImageProblem):
            assert TapeImage.decode(bytes(changed)) == SAMPLE


def test_a_truncated_tape_is_refused() -> None:
    content = SAMPLE.encode()
    for length in range(len(content)):
        with pytest.raises(ImageProblem):
            TapeImage.decode(content[:length])


def _with_header(**values: object) -> bytes:
    line, _, rest = SAMPLE.encode().removeprefix(MARK).partition(b"\n")
    return MARK + json.dumps({**json.loads(line), **values}).encode() + b"\n" + rest


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"something else", "it was not written by a simulated BACKUP"),
        (MARK + b"no json\n", "its header is damaged"),
        (MARK + b'"text"\n', "its header is damaged"),
        (_with_header(version=2), "it has format 2, this simulator reads 1"),
        (_with_header(length=1 << 40), "its header is damaged"),
        (_with_header(sha256="0"), "its checksum is wrong"),
        (_with_header(index=1), "its index is damaged"),
        (_with_header(length=5, index=5), "its content is damaged"),
    ],
)
def test_foreign_newer_and_damaged_tapes_are_told_apart(content: bytes, reason: str) -> None:
    with pytest.raises(ImageProblem, match=reason):
        TapeImage.decode(content)
