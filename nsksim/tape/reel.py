"""What is physically on one tape, and the same as bytes.

Layout of the bytes: the mark, one line of JSON (version, sizes, checksum), then the index and the
contents of the disk files in its order, compressed. Data only; nothing that is read is executed.
Reading checks everything before anything is handed out.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from nsksim.names import FileName, InvalidName, NodeName, Security
from nsksim.tape.label import FileLabel, VolumeLabel

MARK = b"NSKSIM TAPE\n"
VERSION = 2
LARGEST = 1 << 30
"""No content is longer than this many bytes when it is not compressed."""

LARGEST_TAPE = LARGEST // 2
"""The tape of a type without a capacity holds so many bytes of disk files (ours)."""

BLOCK = 28 * 1024
"""Bytes of the block that BACKUP writes, its BLOCKSIZE 28."""

_LONGEST_HEADER = 1000


class ReelProblem(Exception):
    """The bytes are no reel of this version; `str()` is a short clause that says why."""


@dataclass(frozen=True, slots=True)
class TapedFile:
    """One disk file on a tape. `modified` is UTC."""

    name: FileName
    code: int
    modified: datetime
    owner_group: int
    owner_user: int
    security: str
    licensed: bool
    content: bytes

    @property
    def eof(self) -> int:
        """Give the size in bytes."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Dump:
    """The disk files a BACKUP process wrote, or those of them that are on one tape."""

    created: datetime
    """UTC: when the BACKUP process began."""
    system: NodeName
    """Where BACKUP ran."""
    files: tuple[TapedFile, ...]
    options: str = ""
    """The options of BACKUP, as its heading and that of RESTORE print them."""


@dataclass(frozen=True, slots=True)
class FileSection:
    """A tape file, or the part of it that is on this tape."""

    label: FileLabel | None
    """None where it was written without labels."""
    dump: Dump
    continued: bool = False
    """True when the file goes on on another tape: EOV labels stand behind it, not EOF."""
    recorded: bool = True
    """False where only catalogs tell of it: which disk files it has is not simulated."""

    @property
    def size(self) -> int:
        """Give how much of the tape it takes, in bytes: the disk files count, and nothing else."""
        return sum(file.eof for file in self.dump.files)


@dataclass(frozen=True, slots=True)
class Reel:
    """What is on one tape: its label, and the file sections in the order they were written."""

    label: VolumeLabel | None = None
    """None for a tape that bears no label."""
    sections: tuple[FileSection, ...] = ()
    new: bool = False
    """True while nothing was ever written on the tape, not even a label: it cannot be read."""

    @property
    def size(self) -> int:
        """Give how much of the tape is used, in bytes."""
        return sum(section.size for section in self.sections)

    @property
    def end_of_data(self) -> int:
        """Give the block behind the last file: ENDOFDATALBA.

        Our choice: one block of labels for each file section, and blocks of 28 KB for its files.
        """
        return sum(1 + -(-section.size // BLOCK) for section in self.sections)

    def protected(self, today: date) -> bool:
        """Say whether a labeled file on the tape has not expired."""
        labels = (section.label for section in self.sections)
        return any(label is not None and not label.expired(today) for label in labels)

    def encode(self) -> bytes:
        """Give the bytes; the same reel gives the same bytes."""
        index = {
            "label": None if self.label is None else self.label.encode(),
            "sections": [_section_entry(section) for section in self.sections],
            "new": self.new,
        }
        text = json.dumps(index, separators=(",", ":")).encode("ascii")
        contents = (file.content for section in self.sections for file in section.dump.files)
        body = b"".join([text, *contents])
        packed = zlib.compress(body, 1)
        header = {
            "version": VERSION,
            "index": len(text),
            "length": len(body),
            "packed": len(packed),
            "sha256": hashlib.sha256(packed).hexdigest(),
        }
        return MARK + json.dumps(header).encode("ascii") + b"\n" + packed

    @classmethod
    def decode(cls, content: bytes) -> Reel:
        """Read the bytes of a reel. Raises ReelProblem."""
        if not content.startswith(MARK):
            raise ReelProblem("it was not written by a simulated system")
        body, index_length = _body(content[len(MARK) :])
        try:
            index = json.loads(body[:index_length])
            contents = _Contents(body, index_length)
            label = None if index["label"] is None else VolumeLabel.decode(index["label"])
            sections = tuple(_section(entry, contents) for entry in index["sections"])
            new = bool(index["new"])
        except (ValueError, KeyError, TypeError, AttributeError, InvalidName):
            raise ReelProblem("its index is damaged") from None
        if not contents.used_up:
            raise ReelProblem("its index is damaged")
        return cls(label, sections, new)


class _Contents:
    """The contents of the disk files, handed out in their order."""

    def __init__(self, body: bytes, start: int) -> None:
        self._body = body
        self._position = start

    def take(self, size: int) -> bytes:
        """Give the next bytes. Raises ValueError when there are not so many."""
        end = self._position + size
        if size < 0 or end > len(self._body):
            raise ValueError(size)
        content, self._position = self._body[self._position : end], end
        return content

    @property
    def used_up(self) -> bool:
        return self._position == len(self._body)


def _body(rest: bytes) -> tuple[bytes, int]:
    """Check header and checksum; give the index with the contents, and the size of the index."""
    line, newline, packed = rest[:_LONGEST_HEADER].partition(b"\n")
    packed = rest[len(line) + 1 :]
    try:
        header = json.loads(line)
        version = int(header["version"])
        index, length = int(header["index"]), int(header["length"])
        expected, checksum = int(header["packed"]), str(header["sha256"])
    except (ValueError, KeyError, TypeError):
        raise ReelProblem("its header is damaged") from None
    if version != VERSION:
        raise ReelProblem(f"it has format {version}, this simulator reads {VERSION}")
    if not newline or not 0 <= index <= length <= LARGEST:
        raise ReelProblem("its header is damaged")
    if len(packed) != expected or hashlib.sha256(packed).hexdigest() != checksum:
        raise ReelProblem("its checksum is wrong")
    unpacking = zlib.decompressobj()
    try:
        body = unpacking.decompress(packed, length + 1)
    except zlib.error:
        raise ReelProblem("its content is damaged") from None
    if len(body) != length:
        raise ReelProblem("its content is damaged")
    return body, index


def _section_entry(section: FileSection) -> dict[str, object]:
    dump = section.dump
    unrecorded = {} if section.recorded else {"recorded": False}
    return {
        **unrecorded,
        "label": None if section.label is None else section.label.encode(),
        "created": dump.created.isoformat(),
        "system": str(dump.system),
        "options": dump.options,
        "continued": section.continued,
        "files": [_file_entry(file) for file in dump.files],
    }


def _section(entry: Mapping[str, Any], contents: _Contents) -> FileSection:
    label = None if entry["label"] is None else FileLabel.decode(entry["label"])
    dump = Dump(
        datetime.fromisoformat(entry["created"]),
        NodeName.parse(entry["system"]),
        tuple(_file(each, contents) for each in entry["files"]),
        str(entry["options"]),
    )
    return FileSection(label, dump, bool(entry["continued"]), bool(entry.get("recorded", True)))


def _file_entry(file: TapedFile) -> dict[str, object]:
    return {
        "name": str(file.name),
        "code": file.code,
        "eof": file.eof,
        "modified": file.modified.isoformat(),
        "owner": [file.owner_group, file.owner_user],
        "security": file.security,
        "licensed": file.licensed,
    }


def _file(entry: Mapping[str, Any], contents: _Contents) -> TapedFile:
    group, user = entry["owner"]
    return TapedFile(
        name=FileName.parse(entry["name"]),
        code=int(entry["code"]),
        modified=datetime.fromisoformat(entry["modified"]),
        owner_group=int(group),
        owner_user=int(user),
        security=Security.parse(entry["security"]).letters,
        licensed=bool(entry["licensed"]),
        content=contents.take(int(entry["eof"])),
    )
