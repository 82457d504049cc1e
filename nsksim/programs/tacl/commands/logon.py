"""LOGON, LOGOFF, EXIT and the passwords: who sits at a TACL, and its beginning and end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from nsksim.errors import OperatorError, Origin
from nsksim.guardian.users import SUPER_USER, User
from nsksim.interaction import Interaction, Read, Refused
from nsksim.language import Statement
from nsksim.messages import file_system
from nsksim.messages import tacl_commands as messages
from nsksim.names import NodeName
from nsksim.programs import edit_files
from nsksim.programs.displays import time_of_day
from nsksim.programs.history import History
from nsksim.programs.tacl.context import NOBODY, Context, Departure, logon_defaults

VERSION = "TACL (T9205H01 - 11DEC2009), Operating System H06, Release H06.20.00"
COPYRIGHT = (
    "COPYRIGHT TANDEM COMPUTERS INCORPORATED 1985, 1987, 1988-2009",
    "(C)2006 Hewlett Packard Development Company, L.P.",
)
"""The form of the banner is that of a manual, its dates and release are an H-series example."""

LOCAL_MACROS = "$SYSTEM.SYSTEM.TACLLOCL"
CUSTOM_MACROS = "TACLCSTM"
"""What is invoked at logon: one file for all, one in the user's own subvolume (TRM 8-29)."""

LOGON_PROMPT = "Password:"
EXIT_QUESTION = "Are you sure you want to stop this TACL ({process})? "


def banner(context: Context) -> Interaction:
    """Print what a TACL prints at its start and at a LOGON."""
    process = context.environment.process
    yield VERSION
    yield from COPYRIGHT
    yield f"CPU {process.cpu}, process has no backup"
    yield time_of_day(context.environment.system.now)


def customize(context: Context, *, announced: bool = False) -> Interaction:
    """Invoke the macro files of the system and of the user, as far as they exist."""
    own = f"{context.saved.place.without_node}.{CUSTOM_MACROS}"
    for name in (LOCAL_MACROS, own):
        if edit_files.find(context.environment, name) is None:
            continue
        if announced:
            yield f"(Invoking {name})"
        try:
            yield from context.engine.run(name)
        except OperatorError as error:
            yield Refused(error)


def leave(context: Context, *, asking: bool) -> Interaction:
    """End the TACL; when `asking`, after its question, where end of file means yes."""
    if asking and context.logged_on:
        process = context.environment.system.qualified(context.environment.process.identity)
        answer = yield Read(EXIT_QUESTION.format(process=process))
        if answer is not None and answer.strip().upper() not in {"Y", "YES"}:
            return
    context.ended = True


def become(context: Context, user: User) -> None:
    """Make `user` the one this TACL works for, with his defaults."""
    environment = context.environment
    changed = replace(environment.process, group_id=user.group_id, user_id=user.user_id)
    environment.system.processes.replace(environment.process, changed)
    environment.process = changed
    environment.user = user
    context.saved = logon_defaults(user, context.node)
    context.saved_security = user.security
    environment.defaults = context.saved


@dataclass(frozen=True, slots=True)
class Logon(Statement):
    """Log on as a user.

    The password is asked for when it is not on the line. The super ID may log on as anyone without
    a password, the manager of a group as any member of it. Changing a password at logon is not
    modelled.
    """

    source: ClassVar[str] = "TACL Reference Manual 8-98"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    user: str
    passwords: tuple[str, ...] = ()
    parameters: str = ""

    def run(self, context: Context) -> Interaction:
        """Check user and password, then start a session."""
        if self.parameters:
            raise OperatorError(messages.NOT_MODELLED, what=f"LOGON ; {self.parameters.upper()}")
        if len(self.passwords) > 1:
            raise OperatorError(messages.NOT_MODELLED, what="Changing the password at LOGON")
        user = context.environment.system.users.named(self.user)
        if not _may_become(context.user, user):
            yield from self._identify(context, user)
        assert user is not None  # nobody may become, or be identified as, no user
        if not context.logged_on:
            forget(context)
        become(context, user)
        yield from banner(context)
        yield from customize(context, announced=True)

    def _identify(self, context: Context, user: User | None) -> Interaction:
        """Check the password, which is asked for without echo if it was not typed.

        The end of file is no password, not even that of a user who has none.
        """
        password: str | None
        if self.passwords:
            password = self.passwords[0]
        else:
            password = yield Read(LOGON_PROMPT, secret=True)
        users = context.environment.system.users
        if user is None or password is None or not users.password_matches(user, password):
            raise OperatorError(messages.INVALID_LOGON)


def _may_become(present: User, user: User | None) -> bool:
    """Say whether the present user needs no password to log on as another."""
    if user is None:
        return False
    manages = present.user_id == SUPER_USER and present.group_id == user.group_id
    return present != NOBODY and (present.is_super_id or manages)


def forget(context: Context) -> None:
    """Drop what a LOGON from the logged-off state does not take over (TRM 8-103)."""
    context.environment.parameters.clear()
    context.assigns.clear()
    context.defines.clear()
    context.history = History()


@dataclass(frozen=True, slots=True)
class Logoff(Statement):
    """Log off; the terminal stays, only LOGON, PAUSE and TIME can be given.

    Processes that were started keep running; a macro in progress ends.
    """

    source: ClassVar[str] = "TACL Reference Manual 9-253"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    options: tuple[str, ...] = ()

    def run(self, context: Context) -> Interaction:
        """Become nobody."""
        if "PAUSE" in self.options:
            raise OperatorError(messages.NOT_MODELLED, what="LOGOFF /PAUSE/")
        become(context, NOBODY)
        context.history = History()
        yield from ()
        raise Departure


@dataclass(frozen=True, slots=True)
class Exit(Statement):
    """Stop this TACL, after asking.

    End of file (CTRL-Y) at the prompt does the same. A TACL that reads a file does not ask.
    """

    fidelity: ClassVar[Origin] = Origin.INFERRED

    def run(self, context: Context) -> Interaction:
        """Ask and end."""
        yield from leave(context, asking=context.environment.interactive)
        if context.ended:
            raise Departure


@dataclass(frozen=True, slots=True)
class Remotepassword(Statement):
    r"""Set the password for access to or from a node; without a password remove it.

    A pair is needed in each direction: REMOTEPASSWORD \A, secret at \A lets the user come in from
    elsewhere; the same at \B lets him go from there to \A. Without a node all are removed.
    """

    source: ClassVar[str] = "Expand Configuration and Management Manual 19-7"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    node: NodeName | None = None
    secret: str | None = None

    def run(self, context: Context) -> Interaction:
        """Keep or remove remote passwords of the user."""
        environment = context.environment
        network = environment.world.network
        own = str(context.node)
        if self.node is None:
            nodes = [own, *network.known(own)]
        elif str(self.node) != own and not network.knows(own, str(self.node)):
            raise OperatorError(file_system.UNKNOWN_SYSTEM, name=str(self.node))
        else:
            nodes = [str(self.node)]
        for node in nodes:
            environment.system.users.set_remote_password(context.user, node, self.secret)
        yield from ()


STATEMENTS = (Logon, Logoff, Exit, Remotepassword)
