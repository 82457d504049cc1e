"""The session: HELP, EXIT, ENV, the default objects, and what is not modelled yet.

What other programs have alike (recalled lines, OBEY, OUT, LOG, VOLUME, SYSTEM) stands in
`session_commands`. Only HELP, ENV and TAPEDRIVE are documented; the other words are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nsksim.dsmtc import CatalogKind
from nsksim.errors import Origin
from nsksim.interaction import Interaction
from nsksim.language import Statement
from nsksim.names import CatalogName, DriveName, PoolName
from nsksim.programs import session_commands
from nsksim.programs.interpreter import Interpreter
from nsksim.programs.mediacom.context import Context
from nsksim.programs.mediacom.displays import session as displays


@dataclass(frozen=True, slots=True)
class Help(session_commands.Help):
    """List the commands, or explain those that begin with the words given.

    An object lists its commands, a number explains a message, MESSAGES lists those of ours.
    """

    source: ClassVar[str] = "Guardian User's Guide, 10"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    def run(self, context: Interpreter) -> Interaction:
        """Print the help derived from the language, or from the messages."""
        topic = self.topic.strip().upper()
        number = int(topic) if topic.isascii() and topic.isdigit() else None
        if not topic:
            yield from displays.commands(context.language)
        elif topic == displays.MESSAGES_TOPIC:
            yield from displays.own_messages()
        elif number in displays.MESSAGES:
            yield from displays.message(displays.MESSAGES[number])
        else:
            yield from session_commands.help_lines(context, self.topic)


@dataclass(frozen=True, slots=True)
class Exit(session_commands.Exit):
    """Leave MEDIACOM, as CTRL-Y does."""


@dataclass(frozen=True, slots=True)
class Env(Statement):
    """Show the defaults that are in force in this session.

    A catalog that the session has not set is the one of the media defaults of the current default
    node.
    """

    source: ClassVar[str] = "MEDIACOM manual, 2-25"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    def run(self, context: Context) -> Interaction:
        """Print one line per default."""
        printing, environment = context.program.printing, context.environment
        yield from displays.environment(
            displays.SessionState(
                context.system.node,
                context.defaults,
                context.default(CatalogKind.VOLCAT),
                context.default(CatalogKind.FILECAT),
                context.session.pool,
                context.session.drive,
                printing.output_name or environment.out_file or environment.terminal_name,
                printing.log_name,
            )
        )


@dataclass(frozen=True, slots=True)
class DefaultDrive(Statement):
    """Set the default tape drive of this session.

    It is for commands that read or write a tape. Alone, take the default away.
    """

    source: ClassVar[str] = "MEDIACOM manual, 2-25"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    drive: DriveName | None = None

    def run(self, context: Context) -> Interaction:
        """Set it; the drive has to be there."""
        context.session.drive = context.drive(self.drive)[1] if self.drive else None
        yield from ()


@dataclass(frozen=True, slots=True)
class DefaultVolcat(Statement):
    """Set the default volume catalog of this session.

    Alone, that of the media defaults again. The default stays, also after SYSTEM
    has changed the node.
    """

    catalog: CatalogName | None = None

    def run(self, context: Context) -> Interaction:
        """Set it; the catalog has to be there."""
        context.session.volcat = _existing(context, CatalogKind.VOLCAT, self.catalog)
        yield from ()


@dataclass(frozen=True, slots=True)
class DefaultFilecat(Statement):
    """Set the default file catalog of this session.

    Alone, that of the media defaults again. The default stays, also after SYSTEM
    has changed the node.
    """

    catalog: CatalogName | None = None

    def run(self, context: Context) -> Interaction:
        """Set it; the catalog has to be there."""
        context.session.filecat = _existing(context, CatalogKind.FILECAT, self.catalog)
        yield from ()


def _existing(context: Context, kind: CatalogKind, named: CatalogName | None) -> CatalogName | None:
    if named is None:
        return None
    system = context.home(named.node)
    context.world.media(system).catalogs.check(kind, named)
    return named.qualified(system.node)


@dataclass(frozen=True, slots=True)
class DefaultPool(Statement):
    """Set the default pool of this session.

    It is for commands that put tapes into a pool, such as ADD TAPEVOLUME; which pools an INFO
    shows, or a DELETE looks into, it does not say. Alone, take the default away.
    """

    pool: PoolName | None = None

    def run(self, context: Context) -> Interaction:
        """Set it; the pool has to be in the default volume catalog."""
        if self.pool is not None:
            system, volcat = context.volcat(None)
            context.world.media(system).pools.get(volcat, self.pool)
        context.session.pool = self.pool
        yield from ()
