"""WHO and USERS: who is logged on, and who may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nsksim.guardian.users import User

_PROCESSOR = "NSE-M"
"""The type of processor in parentheses; a TNS/E type, chosen by us."""
_SEGMENT_PAGES = 40
_SEGMENT_PAGES_MOST = 1024
_SEGMENT_BYTES_USED = 61_440
_PAGE_BYTES = 2_048
"""The default segment file of TACL; it is not simulated, its figures are always these."""


@dataclass(frozen=True, slots=True)
class Identity:
    r"""What WHO says of a TACL: names as displayed, process and volumes without the node.

    `process` is qualified (`\NODE.$NAME`); `security` is the default of the session.
    """

    home_terminal: str
    process: str
    cpu: int
    segment_file: str
    current_volume: str
    saved_volume: str
    user: User
    security: str


def who(identity: Identity) -> list[str]:
    """Give the display of WHO (Security Management Guide 5-12)."""
    most = _SEGMENT_PAGES_MOST * _PAGE_BYTES
    used = _SEGMENT_BYTES_USED * 100 // most
    user = identity.user
    pages = f"    Pages allocated: {_SEGMENT_PAGES}"
    size = f"    Bytes Used: {_SEGMENT_BYTES_USED} ({used}%)"
    return [
        f"Home terminal: {identity.home_terminal}",
        f"TACL process: {identity.process}",
        f"Primary CPU: {identity.cpu} ({_PROCESSOR})",
        f"Default Segment File: {identity.segment_file}",
        f"{pages:<28}Pages Maximum: {_SEGMENT_PAGES_MOST}",
        f"{size:<28}Bytes Maximum: {most}",
        f"Current volume: {identity.current_volume}",
        f"Saved volume: {identity.saved_volume}",
        f'Userid: {user.id}   Username: {user.name}   Security: "{identity.security}"',
    ]


def users(listed: Iterable[User]) -> Iterator[str]:
    """Yield the display of USERS (Expand Management 19-7); nothing for none."""
    heading = ["GROUP   . USER     I.D. #    SECURITY  DEFAULT VOLUMEID"]
    for user in listed:
        yield from heading
        heading = []
        number = f"{user.group_id},{user.user_id:03}"
        yield (
            f"{user.group_name:<8}.{user.user_name:<10}{number:<10}"
            f"{user.security:<10}{user.default_volume}"
        )
