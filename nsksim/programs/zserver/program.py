"""The program ZSERVER: what happens when somebody starts the tape server."""

from __future__ import annotations

from datetime import time

from nsksim.errors import OperatorError
from nsksim.guardian.processes import Kind, Process
from nsksim.interaction import Wait
from nsksim.messages import tape_server as messages
from nsksim.programs.program import CompletionCode, Program, ProgramRun
from nsksim.programs.zserver import expiration
from nsksim.tape.console import Console

HOUR_PARAMETER = "AUTOEXPIRE^TIME"


class Zserver(Program):
    """ZSERVER: the labeled-tape server $ZSVR."""

    name = "ZSERVER"
    simulated = (
        "start as $ZSVR with NOWAIT, the cleanup of the file catalogs then and every 24 hours at"
        " PARAM AUTOEXPIRE^TIME, and what it does with tapes and requests while it runs; no other"
        " PARAM is looked at, no backup process is made, and the only tapes that cannot be read"
        " (event 608) are new ones, not those of a density the drive does not support"
    )

    def main(self) -> ProgramRun:
        """Come up, and serve until somebody stops the server."""
        server = self._come_up(self._hour())
        system = self.environment.world.system(self.environment.node)
        yield Wait(
            done=lambda: system.processes.numbered(server.cpu, server.pin) != server, serves=True
        )
        return CompletionCode.NORMAL

    def _hour(self) -> time:
        """Check how it was started, and give the hour of the cleanup.

        Raises tape-server.start-form, super-group and hour. Who may start it is our choice.
        """
        environment = self.environment
        right_form = environment.process.name == messages.PROCESS and environment.nowait
        if not right_form or environment.argument.strip():
            raise OperatorError(messages.START_FORM)
        if not environment.user.is_super_group:
            raise OperatorError(messages.START_SUPER_GROUP)
        text = environment.parameters.get(HOUR_PARAMETER, expiration.DEFAULT_HOUR)
        try:
            return expiration.parse_hour(text)
        except ValueError as wrong:
            raise OperatorError(messages.HOUR_INVALID, value=text) from wrong

    def _come_up(self, hour: time) -> Process:
        """Make the server, a process that outlives the terminal it was started from.

        It takes the name over from the process TACL made, as one process of a pair does.
        """
        world, made = self.environment.world, self.environment.process
        system = self.environment.system
        with system.database.transaction():
            system.processes.stop(made)
            server = system.processes.start(
                made.program,
                self.environment.user,
                name=made.name,
                priority=made.priority,
                hometerm=made.hometerm,
                ancestor=made.ancestor,
                kind=Kind.SERVER,
                cpu=made.cpu,
            )
            Console(system).report(OperatorError(messages.SERVER_UP))
            expiration.cancel(system)
            expiration.schedule(system, hour)
            expiration.clean(world, system)
        world.tapes(system).hands.recognize()
        return server
