"""Users and file security as text: GROUP.USER, group,user and the four RWEP letters.

Whether a user exists and what he may do is decided by the system he is on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from nsksim.names.refusal import InvalidName, NameKind, as_typed, shape, upshift

_MEMBER = shape(
    NameKind.USER_NAME,
    r"[A-Z][A-Z0-9]{0,7}",
    "a user is GROUP.USER, each 1 to 8 letters and digits, the first a letter",
)
_SECURITY = shape(
    NameKind.SECURITY,
    r"[OUGCAN-]{4}",
    "security is four of the letters O U G C A N -, for read, write, execute and purge",
)
_ID = re.compile(r"([0-9]{1,3}),([0-9]{1,3})")
_ID_REASON = "a user id is a group and a user number from 0 to 255, with a comma between them"


@dataclass(frozen=True, slots=True, order=True)
class UserName:
    """The name of a user, such as `SUPER.SUPER`."""

    group: str
    user: str

    KIND: ClassVar[NameKind] = NameKind.USER_NAME
    EXPECTED: ClassVar[str] = "a user name"

    def __post_init__(self) -> None:
        _MEMBER.check(self.group)
        _MEMBER.check(self.user)

    def __str__(self) -> str:
        return f"{self.group}.{self.user}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `GROUP.USER`. Raises InvalidName."""
        with as_typed(cls.KIND, text):
            group, _, user = upshift(text).partition(".")
            return cls(group, user)


@dataclass(frozen=True, slots=True, order=True)
class UserId:
    """The number of a user, such as `255,255`."""

    group: int
    user: int

    KIND: ClassVar[NameKind] = NameKind.USER_ID
    EXPECTED: ClassVar[str] = "a user id"

    def __post_init__(self) -> None:
        if not (0 <= self.group <= 255 and 0 <= self.user <= 255):
            raise InvalidName(self.KIND, str(self), _ID_REASON)

    def __str__(self) -> str:
        return f"{self.group},{self.user}"

    @property
    def padded(self) -> str:
        """Give the id as USERS and STATUS print it: `40,007`."""
        return f"{self.group},{self.user:03}"

    @property
    def is_super_group(self) -> bool:
        """Say whether the user is in the super group, 255,n."""
        return self.group == 255

    @property
    def is_super_id(self) -> bool:
        """Say whether this is the super ID, 255,255."""
        return self.group == 255 and self.user == 255

    @property
    def is_group_manager(self) -> bool:
        """Say whether the user manages his group, n,255."""
        return self.user == 255

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `group,user`, zero-filled or not. Raises InvalidName."""
        found = _ID.fullmatch(text)
        if found is None:
            raise InvalidName(cls.KIND, text, _ID_REASON)
        with as_typed(cls.KIND, text):
            return cls(int(found[1]), int(found[2]))


@dataclass(frozen=True, slots=True)
class Security:
    """Who may read, write, execute and purge a file, such as `NUNU`."""

    letters: str

    KIND: ClassVar[NameKind] = NameKind.SECURITY
    EXPECTED: ClassVar[str] = "a security string"

    def __post_init__(self) -> None:
        _SECURITY.check(self.letters)

    def __str__(self) -> str:
        return self.letters

    @property
    def read(self) -> str:
        """Give the letter for reading."""
        return self.letters[0]

    @property
    def write(self) -> str:
        """Give the letter for writing."""
        return self.letters[1]

    @property
    def execute(self) -> str:
        """Give the letter for executing."""
        return self.letters[2]

    @property
    def purge(self) -> str:
        """Give the letter for purging."""
        return self.letters[3]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read four letters, with or without double quotation marks. Raises InvalidName."""
        with as_typed(cls.KIND, text):
            quoted = len(text) > 1 and text[0] == text[-1] == '"'
            return cls(upshift(text[1:-1] if quoted else text))
