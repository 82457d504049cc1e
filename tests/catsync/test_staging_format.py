"""The files of the staging area: what is written is read back, what is wrong is refused by name."""

from __future__ import annotations

import json
import re
from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catsync import messages_staging as messages
from catsync.replication import container
from catsync.replication.staging import (
    ExportMark,
    Fingerprint,
    SourceGroup,
    Summary,
    decode_summary,
    decode_volume,
    encode_summary,
    encode_volume,
)
from nsksim.errors import OperatorError

MARK = ExportMark("2022-01-05_17:44:48", "2022-01-05 22:44:48.000000")
SUMMARY = Summary(
    MARK,
    "FULL",
    "SLAB_A-DAILY",
    (SourceGroup("VG", "DSM/TC", "\\ETINIUM.SLABVC", "SLAB_A_DAILY"), SourceGroup("N", "NONE")),
    disk_files=True,
    labels=("SAD001", "SAD002"),
    full=MARK,
)


def volume(record=None, label="SAD001"):
    return encode_volume(label, "VG", MARK, record or {"key_manager": "KM1"}, {}, None, ())


def resealed(content: bytes, change) -> bytes:
    """Change the header of a file and give it a checksum that fits: a faulty writer's work."""
    _, header, rest = content.split(b"\n", 2)
    fields = json.loads(header)
    change(fields)
    body = json.dumps(fields).encode() + b"\n" + rest
    length = container._FIRST_BYTES + len(body)
    first = b"%04d %012d\n" % (container.FORMAT, length)
    checksum = blake2b(first + body, digest_size=32).hexdigest().encode()
    return b"CATSYNC-STAGING %04d %012d %s\n" % (container.FORMAT, length, checksum) + body


def refusal(tmp_path, content: bytes, decode=decode_volume):
    path = tmp_path / "17"
    path.write_bytes(content)
    with pytest.raises(OperatorError) as refused:
        decode(path, "SAD001")
    assert refused.value.text.startswith("SAD001 "), "the file is named, not its host name"
    return refused.value.message


def test_a_summary_is_read_back(tmp_path):
    """F-05, F-06."""
    path = tmp_path / "1"
    path.write_bytes(encode_summary(SUMMARY))
    assert decode_summary(path, "SUMMARY") == SUMMARY


PRINTED = st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=255)


@given(
    record=st.dictionaries(
        PRINTED, st.none() | PRINTED | st.integers(-(2**63), 2**63 - 1) | st.booleans()
    ),
)
def test_a_volume_is_read_back(tmp_path_factory, record):
    """Whatever a BackPak record holds that can be shown."""
    path = tmp_path_factory.getbasetemp() / "volume"  # one for all examples: it is rewritten
    path.write_bytes(encode_volume("SAD001", "VG", MARK, record, {}, None, ()))
    found = decode_volume(path, "SAD001")
    assert (found.label, found.group, found.mark, found.record) == ("SAD001", "VG", MARK, record)


@given(sections=st.lists(st.binary(max_size=50), max_size=3))
def test_sections_are_read_back(tmp_path_factory, sections):
    path = tmp_path_factory.getbasetemp() / "volume"
    named = [(f"S{number}", content) for number, content in enumerate(sections)]
    path.write_bytes(container.encode({"kind": container.VOLUME}, named, "SAD001"))
    found = container.decode(path, "SAD001", container.VOLUME)
    assert [found.read(name) for name, _ in named] == sections


WHOLE = volume()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", messages.FOREIGN, id="empty"),
        pytest.param(b"PAR1 and more" * 20, messages.FOREIGN, id="foreign"),
        pytest.param(bytes(range(256)), messages.FOREIGN, id="binary"),
        pytest.param(WHOLE.replace(b" 0001 ", b" 0002 ", 1), messages.NEWER, id="newer"),
        pytest.param(WHOLE[:8], messages.TRUNCATED, id="cut in the first word"),
        pytest.param(WHOLE[:50], messages.TRUNCATED, id="cut in the first line"),
        pytest.param(WHOLE[:-1], messages.TRUNCATED, id="last byte missing"),
        pytest.param(WHOLE + b"\n", messages.OVERLONG, id="one byte more"),
        pytest.param(WHOLE.replace(b"KM1", b"KM2"), messages.DAMAGED, id="content changed"),
        pytest.param(re.sub(rb"[0-9a-f](?=\n\{)", b"x", WHOLE), messages.FOREIGN, id="no checksum"),
        pytest.param(volume(label="SAD002"), messages.MISNAMED, id="another volume"),
        pytest.param(encode_summary(SUMMARY), messages.MISNAMED, id="a summary"),
    ],
)
def test_what_is_no_volume_file_is_refused(tmp_path, content, message):
    assert refusal(tmp_path, content) is message


def test_a_renamed_file_is_refused_by_what_it_is(tmp_path):
    path = tmp_path / "1"
    path.write_bytes(WHOLE)
    with pytest.raises(OperatorError) as refused:
        decode_summary(path, "SUMMARY")
    assert refused.value.text == (
        "SUMMARY is the export file of a volume, not the summary of an export."
    )
    with pytest.raises(OperatorError) as refused:
        decode_volume(path, "SAD009")
    assert refused.value.text == (
        "SAD009 is the export file of volume SAD001, not that of volume SAD009."
    )
    path.write_bytes(encode_summary(SUMMARY))
    with pytest.raises(OperatorError) as refused:
        decode_volume(path, "SAD001")
    assert refused.value.text == (
        "SAD001 is the summary of an export, not the export file of a volume."
    )


def test_every_changed_byte_is_noticed(tmp_path):
    path = tmp_path / "1"
    for position in range(len(WHOLE)):
        changed = bytearray(WHOLE)
        changed[position] ^= 0x20
        path.write_bytes(changed)
        with pytest.raises(OperatorError):
            decode_volume(path, "SAD001")


def test_a_file_that_is_too_large_is_neither_written_nor_read(tmp_path, monkeypatch):
    monkeypatch.setattr(container, "LARGEST_BYTES", len(WHOLE) - 1)
    assert refusal(tmp_path, WHOLE) is messages.TOO_LARGE
    with pytest.raises(OperatorError) as refused:
        volume()
    assert refused.value.message is messages.TOO_LARGE


def test_a_file_the_host_does_not_give_is_refused(tmp_path):
    with pytest.raises(OperatorError) as refused:
        decode_volume(tmp_path / "absent", "SAD001")
    assert refused.value.message is messages.UNREADABLE


@pytest.mark.parametrize(
    "change",
    [
        lambda fields: fields.pop("group"),
        lambda fields: fields.pop("record"),
        lambda fields: fields.pop("export"),
        lambda fields: fields.pop("sections"),
        lambda fields: fields.update(sections=[["DISKFILE", 5]]),
        lambda fields: fields["export"].update(time="yesterday"),
        lambda fields: fields["export"].update(time="0001-01-01 00:00:00.000000"),
        lambda fields: fields["export"].update(id="a\nb"),
        lambda fields: fields.update(group="\x1b[2J"),
        lambda fields: fields["record"].update(key_manager=[1]),
        lambda fields: fields["record"].update(key_manager=10**30),
        lambda fields: fields["record"].update(key_manager="\ud800"),
        lambda fields: fields.update(sections=[["DISKFILE", 0], ["DISKFILE", 0]]),
        lambda fields: fields.update(sections=[["DISKFILE", 0]]),
        lambda fields: fields.update(entries={"COLOUR": []}),
        lambda fields: fields.update(entries={"VOLUME": [["SAD001"]]}),
        lambda fields: fields.update(entries={"VOLUME": "none"}),
        lambda fields: fields.update(entries=[]),
        lambda fields: fields.update(bulk={}),
        lambda fields: fields.update(bulk=[]),
        lambda fields: fields.update(
            bulk={
                name: {"rows": 0, "steady": {"FILEID": "A"}, "engine": None, "nodes": None}
                for name in ("DISKFILE", "DFTOV")
            }
        ),
        lambda fields: fields.update(
            bulk={
                name: {"rows": 0, "steady": {"COLOUR": 1}, "engine": None, "nodes": None}
                for name in ("DISKFILE", "DFTOV")
            }
        ),
        lambda fields: fields.update(
            bulk={
                name: {"rows": 3, "steady": {}, "engine": None, "nodes": None}
                for name in ("DISKFILE", "DFTOV")
            }
        ),
    ],
)
def test_a_whole_file_with_wrong_content_is_refused(tmp_path, change):
    assert refusal(tmp_path, resealed(WHOLE, change)) is messages.INVALID


@pytest.mark.parametrize(
    "change",
    [
        lambda fields: fields.pop("store"),
        lambda fields: fields.update(groups=[["VG"]]),
        lambda fields: fields.update(labels="SAD001"),
        lambda fields: fields.update(labels=["SAD001", "SAD001"]),
        lambda fields: fields.update(labels=["SAD0001"]),
        lambda fields: fields.update(full=None),
        lambda fields: fields.update(type="HALF"),
        lambda fields: fields.update(store="a\nb"),
        lambda fields: fields.update(disk_files=1),
        lambda fields: fields.update(groups=[["VG", "NONE", "", ""], ["VG", "NONE", "", ""]]),
        lambda fields: fields.update(groups=[["VG", "DSM/TC", "\\A.VC", ""]]),
        lambda fields: fields.update(groups=[["VG", "\x07", "", ""]]),
    ],
)
def test_a_whole_summary_with_wrong_content_is_refused(tmp_path, change):
    content = resealed(encode_summary(SUMMARY), change)
    assert refusal(tmp_path, content, decode_summary) is messages.INVALID


def test_a_header_nested_without_end_is_refused(tmp_path):
    content = WHOLE.replace(b"null", b"[" * 100_000, 1)
    assert content != WHOLE
    _, body = content.split(b"\n", 1)
    length = container._FIRST_BYTES + len(body)
    checksum = container._checksum(container.FORMAT, length)
    checksum.update(body)
    sealed = checksum.hexdigest().encode()
    first = b"CATSYNC-STAGING %04d %012d %s\n" % (container.FORMAT, length, sealed)
    assert refusal(tmp_path, first + body) is messages.INVALID


def test_what_a_message_shows_of_a_file_is_short_and_printable(tmp_path):
    path = tmp_path / "1"
    for change in (
        lambda fields: fields.update(label="a\nb\x1b[2J" * 100),
        lambda fields: fields.update(kind="a\nb"),
        lambda fields: fields["export"].update(time="\ud800\n"),
    ):
        path.write_bytes(resealed(WHOLE, change))
        with pytest.raises(OperatorError) as refused:
            decode_volume(path, "SAD001")
        assert refused.value.text.isprintable()
        assert len(refused.value.text) < 160


def test_two_exports_of_one_state_differ_in_first_line_and_header_only():
    later = ExportMark("2022-01-06_17:44:48", "2022-01-06 22:44:48.000000")
    files = [
        encode_volume("SAD001", "VG", mark, {}, {}, None, [("DISKFILE", b"\nrows\n")])
        for mark in (MARK, MARK, later)
    ]
    assert files[0] == files[1]
    first, third = (file.split(b"\n", 2) for file in (files[0], files[2]))
    fields = [json.loads(lines[1]) for lines in (first, third)]
    assert first[2] == third[2]
    assert {key for key in fields[0] if fields[0][key] != fields[1][key]} == {"export"}


def test_a_fingerprint_follows_node_replacement_in_one_pass():
    found = Fingerprint("v", (("\\A", 1, 10), ("\\B", 2, 20), ("\\C", 4, 40)))
    assert found.renamed({"\\A": "\\B", "\\B": "\\A"}).nodes == (
        ("\\A", 2, 20),
        ("\\B", 1, 10),
        ("\\C", 4, 40),
    )
    assert found.renamed({"\\A": "\\C"}).nodes == (("\\B", 2, 20), ("\\C", 5, 50))
