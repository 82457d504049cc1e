"""The content of one tape as bytes: an index of the files dumped, and what is in them.

Layout: the mark, one line of JSON (version, sizes, checksum), then the index and the contents of
the files in its order, compressed. Data only; nothing that is read is executed. Reading checks
everything before anything is handed out.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nsksim.names import FileName, InvalidName, NodeName, Security

MARK = b"NSKSIM TAPE\n"
VERSION = 1
LARGEST = 1 << 30
"""No content is longer than this many bytes when it is not compressed."""

_LONGEST_HEADER = 1000


class ImageProblem(Exception):
    """The bytes are no image of this version; `str()` is a short clause that says why."""


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
class TapeImage:
    """One tape file with the disk files in it, the only one of its tape."""

    file_id: str
    """As stored in the catalog, empty where an uncataloged tape file has none."""
    generation: int
    version: int
    created: datetime
    """UTC: when the BACKUP process began."""
    system: NodeName
    """Where BACKUP ran."""
    files: tuple[TapedFile, ...]
    options: str = ""
    """The options of BACKUP, as its heading and that of RESTORE print them."""

    def encode(self) -> bytes:
        """Give the bytes; the same image gives the same bytes."""
        index = {
            "file": [self.file_id, self.generation, self.version],
            "created": self.created.isoformat(),
            "system": str(self.system),
            "options": self.options,
            "files": [_entry(file) for file in self.files],
        }
        text = json.dumps(index, separators=(",", ":")).encode("ascii")
        body = b"".join([text, *(file.content for file in self.files)])
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
    def decode(cls, content: bytes) -> TapeImage:
        """Read the bytes of an image. Raises ImageProblem."""
        if not content.startswith(MARK):
            raise ImageProblem("it was not written by a simulated BACKUP")
        body, index_length = _body(content[len(MARK) :])
        try:
            index = json.loads(body[:index_length])
            file_id, generation, version = index["file"]
            sizes = [int(entry["eof"]) for entry in index["files"]]
            if min(sizes, default=0) < 0 or index_length + sum(sizes) != len(body):
                raise ImageProblem("its index is damaged")
            ends = [index_length]
            for size in sizes:
                ends.append(ends[-1] + size)
            files = tuple(
                _file(entry, body[start:end])
                for entry, start, end in zip(index["files"], ends, ends[1:], strict=False)
            )
            return cls(
                str(file_id),
                int(generation),
                int(version),
                datetime.fromisoformat(index["created"]),
                NodeName.parse(index["system"]),
                files,
                str(index["options"]),
            )
        except (ValueError, KeyError, TypeError, InvalidName):
            raise ImageProblem("its index is damaged") from None


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
        raise ImageProblem("its header is damaged") from None
    if version != VERSION:
        raise ImageProblem(f"it has format {version}, this simulator reads {VERSION}")
    if not newline or not 0 <= index <= length <= LARGEST:
        raise ImageProblem("its header is damaged")
    if len(packed) != expected or hashlib.sha256(packed).hexdigest() != checksum:
        raise ImageProblem("its checksum is wrong")
    unpacking = zlib.decompressobj()
    try:
        body = unpacking.decompress(packed, length + 1)
    except zlib.error:
        raise ImageProblem("its content is damaged") from None
    if len(body) != length:
        raise ImageProblem("its content is damaged")
    return body, index


def _entry(file: TapedFile) -> dict[str, object]:
    return {
        "name": str(file.name),
        "code": file.code,
        "eof": file.eof,
        "modified": file.modified.isoformat(),
        "owner": [file.owner_group, file.owner_user],
        "security": file.security,
        "licensed": file.licensed,
    }


def _file(entry: Mapping[str, Any], content: bytes) -> TapedFile:
    group, user = entry["owner"]
    return TapedFile(
        FileName.parse(entry["name"]),
        int(entry["code"]),
        datetime.fromisoformat(entry["modified"]),
        int(group),
        int(user),
        Security.parse(entry["security"]).letters,
        bool(entry["licensed"]),
        content,
    )
