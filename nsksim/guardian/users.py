"""Users of one system: who exists, with which defaults, and who may come from another node."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from nsksim.store import Database

SUPER_GROUP = 255
SUPER_USER = 255

MEDIA_ADMINISTRATORS = "SECURITY-MEDIA-ADMIN"
"""The Safeguard group of those who administer tape catalogs (DSM/TC User's Guide, 71)."""

_COLUMNS = "GROUP_NAME, USER_NAME, GROUP_ID, USER_ID, SECURITY, DEFAULT_VOLUME"
_MEMBER = (
    "list_contains((SELECT list(ROW(GROUP_ID, USER_ID)) FROM SECURITY_GROUP"
    f" WHERE NAME = '{MEDIA_ADMINISTRATORS}'), ROW(GROUP_ID, USER_ID))"
)


@dataclass(frozen=True, slots=True)
class User:
    """One user as a system knows it. `security` is the default RWEP string for new files."""

    group_name: str
    user_name: str
    group_id: int
    user_id: int
    security: str
    default_volume: str
    media_administrator: bool | None = None
    """Whether a member of SECURITY-MEDIA-ADMIN; None if the system has no such security group."""

    @property
    def name(self) -> str:
        """Give `GROUP.USER`."""
        return f"{self.group_name}.{self.user_name}"

    @property
    def id(self) -> str:
        """Give `group,user` in numbers."""
        return f"{self.group_id},{self.user_id}"

    @property
    def is_super_group(self) -> bool:
        """Say whether the user is 255,n."""
        return self.group_id == SUPER_GROUP

    @property
    def is_super_id(self) -> bool:
        """Say whether the user is SUPER.SUPER (255,255)."""
        return self.is_super_group and self.user_id == SUPER_USER


_SEAL = re.compile(r"\*[0-9a-f]{16}\*")


def sealed(password: str) -> str:
    """Give what stands for a password where it must not be read, as in a recorded session.

    It is taken in place of the password, so that the session can be typed again. It keeps a
    password from being seen, not from being guessed by somebody who tries them all. A seal stays
    what it is.
    """
    if _SEAL.fullmatch(password):
        return password
    return f"*{sha256(password.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}*"


class Users:
    """The users of one system."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, user: User, password: str = "") -> None:
        """Add a user."""
        self._database.execute(
            f"INSERT INTO USERS ({_COLUMNS}, PASSWORD) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                user.group_name,
                user.user_name,
                user.group_id,
                user.user_id,
                user.security,
                user.default_volume,
                password,
            ],
        )

    def all(self) -> list[User]:
        """Return all users in the order of their ids."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS}, {_MEMBER} FROM USERS ORDER BY GROUP_ID, USER_ID"
        )
        return [User(*row) for row in rows]

    def named(self, name: str) -> User | None:
        """Find a user by `GROUP.USER` or by `group,user`, in any case of letters."""
        row = self._database.one(
            f"SELECT {_COLUMNS}, {_MEMBER} FROM USERS"
            " WHERE GROUP_NAME || '.' || USER_NAME = upper(?)"
            " OR GROUP_ID || ',' || USER_ID = ?",
            [name, name],
        )
        return User(*row) if row else None

    def identified(self, group_id: int, user_id: int) -> User | None:
        """Find a user by its numbers."""
        return self.named(f"{group_id},{user_id}")

    def enlist(self, group: str, members: Iterable[User]) -> None:
        """Put users into a security group, which exists as soon as it has a member."""
        for user in members:
            self._database.execute(
                "INSERT INTO SECURITY_GROUP VALUES (?, ?, ?)", [group, user.group_id, user.user_id]
            )

    def password_matches(self, user: User, password: str) -> bool:
        """Say whether `password` is the user's, or the user's sealed."""
        kept = self._database.value(
            "SELECT PASSWORD FROM USERS WHERE GROUP_ID = ? AND USER_ID = ?",
            [user.group_id, user.user_id],
        )
        return kept is not None and password in (kept, sealed(str(kept)))

    def remote_password(self, user: User, node: str) -> str | None:
        """Return the remote password `user` has set here for `node`, None when there is none."""
        value = self._database.value(
            "SELECT PASSWORD FROM REMOTE_PASSWORD WHERE GROUP_ID = ? AND USER_ID = ? AND NODE = ?",
            [user.group_id, user.user_id, node],
        )
        return None if value is None else str(value)

    def set_remote_password(self, user: User, node: str, password: str | None) -> None:
        """Set or (None) remove the remote password of `user` for `node`."""
        with self._database.transaction():
            self._database.execute(
                "DELETE FROM REMOTE_PASSWORD WHERE GROUP_ID = ? AND USER_ID = ? AND NODE = ?",
                [user.group_id, user.user_id, node],
            )
            if password is not None:
                self._database.execute(
                    "INSERT INTO REMOTE_PASSWORD VALUES (?, ?, ?, ?)",
                    [user.group_id, user.user_id, node, password],
                )
