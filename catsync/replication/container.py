"""The format of a staging file: one volume, or the summary of an export.

    CATSYNC-STAGING <format> <length> <checksum>     fixed width, ends with LF
    {...}                                            the header: one line of JSON
    <sections>                                       their names and lengths stand in the header

`length` counts all bytes of the file; the checksum (BLAKE2b, 32 bytes, hexadecimal) covers
everything after the first line, and the format number and the length with it. A file is checked
whole before any of it is used. It holds data only: JSON, and Parquet for the disk files; nothing in
it is executed. The export id and time stand in the header, so that two exports of one state differ
in the header alone (F-08). All times are UTC (K-20).

Owns bytes. Where they are kept, and who may read them, is the caller's business.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO

from catsync import messages_staging as messages
from catsync.replication.columns import IDENTIFIER, Moment
from nsksim.errors import OperatorError

FORMAT = 1
"""The format written; this one and no other is read."""

LARGEST_BYTES = 256 * 1024 * 1024
"""The largest staging file, about ten million disk files; it is in memory while it is written."""

_MAGIC = b"CATSYNC-STAGING "
_FIRST = re.compile(rb"CATSYNC-STAGING (\d{4}) (\d{12}) ([0-9a-f]{64})\n")
_FIRST_BYTES = len(_MAGIC) + 4 + 1 + 12 + 1 + 64 + 1
_BLOCK_BYTES = 1024 * 1024
_TIME = "%Y-%m-%d %H:%M:%S.%f"
_TIME_LENGTH = len("2022-01-05 17:44:48.000000")
_LONGEST_SHOWN = 40

VOLUME, SUMMARY = "volume", "summary"
"""The two kinds of staging file."""
_KINDS = {VOLUME: "the export file of a volume", SUMMARY: "the summary of an export"}
"""How a refusal names them."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a file after its header; `offset` counts from the beginning of the file."""

    name: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Container:
    """A staging file that was checked: its header, and where its sections stand."""

    name: str
    path: Path
    header: Mapping[str, Any]
    sections: Mapping[str, Section]

    def read(self, section: str) -> bytes:
        """Return the bytes of a section."""
        found = self.sections[section]
        with self.path.open("rb") as file:
            file.seek(found.offset)
            return file.read(found.length)

    def copy(self, section: str, target: Path) -> None:
        """Write the bytes of a section to a file of their own."""
        target.write_bytes(self.read(section))


def encode(header: Mapping[str, Any], sections: Sequence[tuple[str, bytes]], name: str) -> bytes:
    """Make the bytes of a staging file.

    Raises backbox.9974 for more than `LARGEST_BYTES`; `name` is the file in that message.
    """
    listed = [[section, len(content)] for section, content in sections]
    line = json.dumps(
        {**header, "sections": listed}, ensure_ascii=True, sort_keys=True, separators=(",", ":")
    ).encode("ascii")
    parts = [line, b"\n", *(content for _, content in sections)]
    length = _FIRST_BYTES + sum(map(len, parts))
    if length > LARGEST_BYTES:
        raise OperatorError(messages.TOO_LARGE, file=name, actual=length, limit=LARGEST_BYTES)
    checksum = _checksum(FORMAT, length)
    for part in parts:
        checksum.update(part)
    first = b"%s%04d %012d %s\n" % (_MAGIC, FORMAT, length, checksum.hexdigest().encode())
    return b"".join([first, *parts])


def decode(path: Path, name: str, kind: str) -> Container:
    """Check a staging file whole and return what its header says.

    `name` is the file in messages. Raises backbox.9970 to 9976 and 9978 for a file that is not one,
    newer, cut off, too long, too large, damaged, invalid or not readable.
    """
    try:
        with path.open("rb") as file:
            length = file.seek(0, 2)
            file.seek(0)
            return _decode(file, length, path, name, kind)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OperatorError(messages.UNREADABLE, file=name, reason=reason) from error


def _decode(file: BinaryIO, length: int, path: Path, name: str, kind: str) -> Container:
    expected = _first_line(file.read(_FIRST_BYTES), length, name)
    checksum = _checksum(FORMAT, length)
    line = file.readline()
    checksum.update(line)
    while block := file.read(_BLOCK_BYTES):
        checksum.update(block)
    if checksum.hexdigest() != expected:
        raise OperatorError(messages.DAMAGED, file=name)
    header = _header(line, name)
    if header["kind"] != kind:
        found = _KINDS.get(header["kind"], f"a file of kind {shown(header['kind'])}")
        raise OperatorError(messages.MISNAMED, file=name, content=found, expected=_KINDS[kind])
    sections: dict[str, Section] = {}
    offset = _FIRST_BYTES + len(line)
    for section, size in header["sections"]:
        if section in sections:
            raise invalid(name, f"section {shown(section)} stands twice")
        sections[section] = Section(section, offset, size)
        offset += size
    if offset != length:
        raise invalid(name, "the sections do not fill the file")
    return Container(name, path, header, sections)


def _first_line(line: bytes, length: int, name: str) -> str:
    """Check the first line against the real length and return the checksum it gives."""
    found = _FIRST.fullmatch(line)
    if not found:
        # Cut inside its first line a file can still be known for what it is.
        if line and (
            _MAGIC.startswith(line) or (line.startswith(_MAGIC) and length < _FIRST_BYTES)
        ):
            raise OperatorError(
                messages.TRUNCATED, file=name, actual=length, expected=f"at least {_FIRST_BYTES}"
            )
        raise OperatorError(messages.FOREIGN, file=name)
    version, expected = int(found[1]), int(found[2])
    if version != FORMAT:
        raise OperatorError(messages.NEWER, file=name, version=version, known=FORMAT)
    if length > LARGEST_BYTES:
        raise OperatorError(messages.TOO_LARGE, file=name, actual=length, limit=LARGEST_BYTES)
    if length != expected:
        message = messages.TRUNCATED if length < expected else messages.OVERLONG
        raise OperatorError(message, file=name, actual=length, expected=expected)
    return found[3].decode("ascii")


def _checksum(version: int, length: int) -> blake2b:
    """Begin a checksum with what the first line says of itself."""
    return blake2b(b"%04d %012d\n" % (version, length), digest_size=32)


def _header(line: bytes, name: str) -> dict[str, Any]:
    """Read the header line and check what every staging file has."""
    try:
        header = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise invalid(name, "the header is not JSON") from error
    if not isinstance(header, dict) or not isinstance(header.get("kind"), str):
        raise invalid(name, "the header names no kind of file")
    sections = header.get("sections")
    if not isinstance(sections, list) or not all(
        isinstance(entry, list)
        and len(entry) == 2
        and isinstance(entry[0], str)
        and type(entry[1]) is int
        and entry[1] >= 0
        for entry in sections
    ):
        raise invalid(name, "the header lists no sections")
    return header


def invalid(name: str, reason: str) -> OperatorError:
    """Make the refusal of a whole file with wrong content."""
    return OperatorError(messages.INVALID, file=name, reason=reason)


def time_text(time: datetime) -> str:
    """Write a time (UTC) as staged."""
    return time.strftime(_TIME)


def read_time(text: object, name: str) -> datetime:
    """Read a staged time, which stands as `time_text` writes it. Raises backbox.9976."""
    if not (isinstance(text, str) and len(text) == _TIME_LENGTH and Moment().accepts(text)):
        raise invalid(name, f"{shown(text)} is not a time")
    return datetime.fromisoformat(text)


def shown(value: object) -> str:
    """Give a value of a file as it can stand in a message: one short printable text."""
    text = value if isinstance(value, str) else type(value).__name__
    if not text.isprintable():
        text = ascii(text)[1:-1]
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."


def text_fields(fields: Mapping[str, Any], keys: Sequence[str], name: str) -> Iterator[str]:
    """Yield the ids in a header, in the order of `keys`. Raises backbox.9976."""
    for key in keys:
        value = fields.get(key)
        if value is None:
            raise invalid(name, f"{key} is missing")
        if not IDENTIFIER.accepts(value):
            raise invalid(name, f"{shown(value)} is not a {key}")
        yield value
