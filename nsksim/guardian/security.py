"""File security: the RWEP letters and who they let in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from nsksim.guardian.users import User


class Action(IntEnum):
    """What somebody wants to do with a file; the position of its letter in the RWEP string."""

    READ = 0
    WRITE = 1
    EXECUTE = 2
    PURGE = 3


@dataclass(frozen=True, slots=True)
class Requester:
    r"""Who asks: the user as known where the request is served, and whether it comes from afar."""

    user: User
    remote: bool = False

    @property
    def governs(self) -> bool:
        """Say whether it is the super ID at home, who may do everything."""
        return self.user.is_super_id and not self.remote


def permits(
    security: str, action: Action, owner_group: int, owner_user: int, requester: Requester
) -> bool:
    """Say whether the letters let the requester in.

    The super ID may do everything locally; from another node the letters hold for it too, so only
    N, C and U let a remote super ID in.
    """
    user, remote = requester.user, requester.remote
    if requester.governs:
        return True
    owns = (user.group_id, user.user_id) == (owner_group, owner_user) or user.is_super_id
    grouped = user.group_id == owner_group or user.is_super_id
    allowed = {
        "O": owns and not remote,
        "U": owns,
        "G": grouped and not remote,
        "C": grouped,
        "A": not remote,
        "N": True,
        "-": False,
    }
    return allowed[security[action]]
