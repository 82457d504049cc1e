"""Commands about where and who one is: VOLUME, SYSTEM, WHO, TIME, USERS, the prompt, HELP."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from typing import ClassVar

from nsksim.errors import OperatorError, Origin
from nsksim.guardian.users import User
from nsksim.interaction import Interaction
from nsksim.language import Statement
from nsksim.messages import file_system
from nsksim.messages import tacl_commands as messages
from nsksim.names import NodeName, Security
from nsksim.names.wildcard import matches
from nsksim.programs import displays
from nsksim.programs.history import LISTED
from nsksim.programs.tacl import settings
from nsksim.programs.tacl.context import Context

ERROR_WIDTH = 57
"""Where ERROR breaks a text, as the manual's example does (TRM 5-11)."""


@dataclass(frozen=True, slots=True)
class Volume(Statement):
    """Change the current default volume, subvolume and security.

    Without anything it restores the saved defaults, those of the logon; the node stays, only SYSTEM
    changes it back.
    """

    source: ClassVar[str] = "Safeguard User's Guide A-2"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    place: str | None = None
    security: Security | None = None

    def run(self, context: Context) -> Interaction:
        """Set the defaults of this session."""
        environment = context.environment
        if self.place is None and self.security is None:
            node = environment.defaults.node
            environment.defaults = replace(context.saved, node=node)
            environment.user = replace(environment.user, security=context.saved_security)
        if self.place is not None:
            defaults = settings.place(context, self.place)
            _check_known(context, defaults.node, self.place)
            environment.defaults = defaults
        if self.security is not None:
            environment.user = replace(environment.user, security=str(self.security))
        yield from ()


@dataclass(frozen=True, slots=True)
class System(Statement):
    """Change the default system; without a name, back to the local one."""

    source: ClassVar[str] = "TACL Reference Manual 8-166"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    node: NodeName | None = None

    def run(self, context: Context) -> Interaction:
        """Set the node of the current defaults."""
        node = self.node or context.node
        _check_known(context, node, str(node))
        environment = context.environment
        environment.defaults = replace(environment.defaults, node=node)
        yield from ()


def _check_known(context: Context, node: NodeName, typed: str) -> None:
    if node != context.node and not context.environment.world.network.knows(
        str(context.node), str(node)
    ):
        raise OperatorError(file_system.UNKNOWN_SYSTEM, name=typed)


@dataclass(frozen=True, slots=True)
class Who(Statement):
    """Show the terminal, the TACL process, the defaults and the user."""

    source: ClassVar[str] = "Security Management Guide 5-12"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    def run(self, context: Context) -> Interaction:
        """Print the display."""
        environment = context.environment
        yield from displays.who(
            displays.Identity(
                environment.terminal.name,
                environment.system.qualified(environment.process.identity),
                environment.process.cpu,
                f"{context.saved.volume}.#{environment.process.pin:04d}",
                environment.defaults.place.local(context.node),
                context.saved.place.local(context.node),
                environment.user,
                environment.user.security,
            )
        )


@dataclass(frozen=True, slots=True)
class Time(Statement):
    """Show the date and time of this system."""

    fidelity: ClassVar[Origin] = Origin.INFERRED

    def run(self, context: Context) -> Interaction:
        """Print the local time."""
        yield displays.time_of_day(context.environment.system.now)


@dataclass(frozen=True, slots=True)
class Users(Statement):
    """List users: oneself, or those a pattern such as GROUP.*, *.* or 255,* matches."""

    source: ClassVar[str] = "Expand Configuration and Management Manual 19-7"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    pattern: str | None = None

    def run(self, context: Context) -> Interaction:
        """Print the display, or that there is no such user."""
        found = [
            user for user in context.environment.system.users.all() if self._means(user, context)
        ]
        if not found:
            raise OperatorError(messages.NO_SUCH_USER, pattern=self.pattern)
        yield from displays.users(found)

    def _means(self, user: User, context: Context) -> bool:
        if self.pattern is None:
            return user.id == context.user.id
        if "," in self.pattern:
            return matches(self.pattern, user.id)
        pattern = self.pattern if "." in self.pattern else f"{self.pattern}.*"
        return matches(pattern, user.name)


@dataclass(frozen=True, slots=True)
class Setprompt(Statement):
    """Say which of the current defaults stand in the prompt."""

    fidelity: ClassVar[Origin] = Origin.INFERRED

    parts: str

    def run(self, context: Context) -> Interaction:
        """Change the prompt."""
        context.prompt_parts = self.parts
        yield from ()


@dataclass(frozen=True, slots=True)
class Pmsg(Statement):
    """Say whether the end of each process is announced."""

    source: ClassVar[str] = "TACL Reference Manual 5-20"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    state: str

    def run(self, context: Context) -> Interaction:
        """Change #PMSG."""
        context.messages_on = self.state == "ON"
        yield from ()


@dataclass(frozen=True, slots=True)
class Pmsearch(Statement):
    """Show or set where programs and macro files are looked for.

    The places are subvolumes; #DEFAULTS stands for the current one.
    """

    source: ClassVar[str] = "Guardian User's Guide 4-6"
    fidelity: ClassVar[Origin] = Origin.INFERRED

    places: str | None = None

    def run(self, context: Context) -> Interaction:
        """Change #PMSEARCHLIST."""
        if self.places is None:
            yield " ".join(context.search_list)
            return
        variable = settings.find(context, "#PMSEARCHLIST")
        assert variable is not None  # it stands in the table of settings
        variable.assign(self.places)


@dataclass(frozen=True, slots=True)
class Error(Statement):
    """Show the text of a file-system error."""

    source: ClassVar[str] = "TACL Reference Manual 5-11"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    number: int

    def run(self, context: Context) -> Interaction:
        """Print number and text."""
        text = file_system.TEXTS.get(self.number)
        if text is None:
            raise OperatorError(messages.NO_ERROR_TEXT, number=self.number)
        yield from textwrap.wrap(f"{self.number:03d} {text}", ERROR_WIDTH)


@dataclass(frozen=True, slots=True)
class HistoryListing(Statement):
    """List the newest command lines."""

    fidelity: ClassVar[Origin] = Origin.INFERRED

    count: int = LISTED

    def run(self, context: Context) -> Interaction:
        """Print number and text of each."""
        for entry in context.history.last(self.count):
            yield from entry.listed()


STATEMENTS = (
    Volume,
    System,
    Who,
    Time,
    Users,
    Setprompt,
    Pmsg,
    Pmsearch,
    Error,
    HistoryListing,
)
