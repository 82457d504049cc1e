"""Staging files that somebody alters and gives a checksum that fits."""

from __future__ import annotations

from hashlib import blake2b

from catsync.replication import container

CATALOGUED = range(9970, 9979)
ODD = [
    10**30,
    2**63,
    2**31,
    32_768,
    0,
    -1,
    None,
    "",
    "x" * 5,
    "X" * 3000,
    "a\nb",
    "\x1b[2J\x07EVIL",
    [],
    {},
    [1],
    [[1, 2]],
    True,
    False,
    1.5,
    "\ud800",
    "\0",
    "SAD002",
    "SAD003",
    "VALID",
    "A",
    3,
    "9999-12-31 23:59:59.999999",
    "0001-01-01 00:00:00.000000",
    "2022-01-05",
    "infinity",
]


def sealed(header: bytes, sections: bytes) -> bytes:
    """Give a header and sections a first line that fits."""
    body = header + b"\n" + sections
    length = container._FIRST_BYTES + len(body)
    first = b"%04d %012d\n" % (container.FORMAT, length)
    checksum = blake2b(first + body, digest_size=32).hexdigest().encode()
    return b"CATSYNC-STAGING %04d %012d %s\n" % (container.FORMAT, length, checksum) + body


def paths(value, path=()):
    """Name every place of a header."""
    if path:
        yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from paths(value[key], (*path, key))
