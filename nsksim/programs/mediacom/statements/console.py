"""CONSOLE: the file that gets the texts of the tape server as well."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from nsksim.errors import OperatorError, Origin
from nsksim.guardian.files import EDIT
from nsksim.interaction import Interaction
from nsksim.language import Authority, Statement
from nsksim.messages import mediacom as messages
from nsksim.programs import edit_files
from nsksim.programs.mediacom.context import Context
from nsksim.programs.mediacom.displays.console import console, console_detail
from nsksim.programs.mediacom.displays.form import counted
from nsksim.programs.mediacom.operands import ConsoleFile, in_detail

_DEVICE = re.compile(r"(\\[^.]*\.)?\$[^.]*(\.#.*)?")
"""A device, a process or a spooler location: anything that is no disk file."""


@dataclass(frozen=True, slots=True)
class InfoConsole(Statement):
    """Show which file gets every text of the tape server besides the operator console.

    DETAIL also says of which system.
    """

    source: ClassVar[str] = "DSM/TC Programming Manual, 62"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    brief: bool = False
    detail: bool = False

    def run(self, context: Context) -> Interaction:
        """Print its name."""
        detail = in_detail(brief=self.brief, detail=self.detail)
        server = context.tape_server(None)
        second = server.console.second
        yield from console_detail(second, server.system.node) if detail else console(second)


@dataclass(frozen=True, slots=True)
class AlterConsole(Statement):
    """Name an EDIT file that gets every text of the tape server, or NONE.

    The file is made if it does not exist. When it can no longer be written the tape server says so
    on the operator console and closes it. Devices and processes are not modelled here.
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "Guardian User's Guide, 10-14; DSM/TC Programming Manual, 62"
    fidelity: ClassVar[Origin] = Origin.INFERRED

    file: ConsoleFile | str

    def run(self, context: Context) -> Interaction:
        """Check the file and turn to it."""
        server = context.tape_server(None)
        if not isinstance(self.file, ConsoleFile):
            server.console.turn_to(None)
        else:
            typed = self.file.typed
            if _DEVICE.fullmatch(typed):
                what = f"A device or process ({typed}) as console"
                raise OperatorError(messages.NOT_MODELLED, what=what)
            environment = context.environment
            name = edit_files.check_writable(environment, typed)
            if name.node != server.system.node:
                what = f"A file of another system ({name}) as console"
                raise OperatorError(messages.NOT_MODELLED, what=what)
            if server.system.files.find(name) is None:
                owner = environment.requester(server.system, typed).user
                server.system.files.write(name, b"", owner, code=EDIT)
            server.console.turn_to(name)
        yield counted(1, "console", "altered")
