"""What a command is: a frozen dataclass named like its grammar rule, its fields the sub-rules.

Owns the base class and the ranks of authority. It owns neither the check of authority (the program
that reads the line does that, before `run`) nor any command.
"""

from __future__ import annotations

import inspect
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar, Protocol

from nsksim.errors import Origin
from nsksim.interaction import Interaction


class Ranked(Protocol):
    """A user, as far as authority is concerned."""

    @property
    def is_super_group(self) -> bool:
        """Say whether the user is 255,n."""

    @property
    def is_super_id(self) -> bool:
        """Say whether the user is 255,255."""

    @property
    def media_administrator(self) -> bool | None:
        """Say whether the user is in SECURITY-MEDIA-ADMIN; None if there is no such group."""


class Authority(Enum):
    """Who may give a command; the value is how HELP says it."""

    ANYONE = "any user"
    SUPER_GROUP = "super group (255,n)"
    MEDIA_ADMINISTRATOR = (
        "super group (255,n), or if it exists the group SECURITY-MEDIA-ADMIN and SUPER.SUPER"
    )
    SUPER_ID = "super ID (255,255)"

    def allows(self, user: Ranked) -> bool:
        """Say whether `user` may give the command."""
        if self is Authority.ANYONE:
            return True
        if self is Authority.MEDIA_ADMINISTRATOR and user.media_administrator is not None:
            return user.media_administrator or user.is_super_id
        return user.is_super_id if self is Authority.SUPER_ID else user.is_super_group


@dataclass(frozen=True, slots=True)
class Statement(ABC):
    """A command with its operands and options as values.

    A subclass is a `@dataclass(frozen=True, slots=True)`. Its name in snake case is the name of its
    grammar rule, the names of its fields are those of the sub-rules. The first line of its
    docstring is its one-line help, the whole docstring its long help. It can be made without text.
    """

    authority: ClassVar[Authority] = Authority.ANYONE
    """Checked by the program before `run`."""
    source: ClassVar[str] = ""
    """The section of the reference manual, required of a documented statement."""
    fidelity: ClassVar[Origin] = Origin.OURS
    """Whether the syntax is the vendor's, inferred from it, or ours."""
    options_inferred: ClassVar[bool] = False
    """Whether some options of a documented statement are inferred: its page is not public."""
    modelled: ClassVar[bool] = True
    """False for a statement that only says by name what the simulator has not."""
    listed: ClassVar[bool] = True
    """False for one that stands for many commands: lists and completion leave it out."""

    # The context is what the program of this language offers its statements: each program has
    # its own, so a subclass narrows the type and the language only passes it through.
    @abstractmethod
    def run(self, context: Any) -> Interaction:
        """Carry out the command; lines are yielded as they come."""


def rule_name(statement: type[Statement]) -> str:
    """Give the name of the grammar rule of a statement class: `InfoPool` is `info_pool`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", statement.__name__).lower()


def explanation(statement: type[Statement]) -> list[str]:
    """Give the lines of the docstring, none if the author wrote no docstring."""
    text = statement.__doc__ or ""
    if text.startswith(f"{statement.__name__}("):  # what dataclass() writes where nothing stands
        return []
    return inspect.cleandoc(text).splitlines()
