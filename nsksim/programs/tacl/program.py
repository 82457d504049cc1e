"""The TACL program: the prompt, the logon state, and the host of the text engine.

A line is a recalled one (`!`, `?`, FC), or goes to the engine, which hands back the commands and
programs in it. What a line is refused for is printed here, in the frame of whoever refuses it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from typing import ClassVar, cast

from nsksim import plugins
from nsksim.errors import OperatorError
from nsksim.guardian.files import EDIT
from nsksim.guardian.processes import TACL_NAME, Kind
from nsksim.guardian.security import Action
from nsksim.guardian.system import System
from nsksim.guardian.users import User
from nsksim.interaction import Break, Effect, Interaction, Read, Refused
from nsksim.language import Language
from nsksim.messages import file_system
from nsksim.messages import tacl as tacl_messages
from nsksim.messages import tacl_commands as messages
from nsksim.programs import edit_files
from nsksim.programs.history import is_recall, recall
from nsksim.programs.program import Environment, Program, ProgramRun, Terminal
from nsksim.programs.redirection import passed
from nsksim.programs.tacl import (
    builtins,
    commands,
    functions,
    recognition,
    running,
    settings,
)
from nsksim.programs.tacl.context import Context, Departure, logon_defaults
from nsksim.programs.tacl.expansion import Interpreter
from nsksim.programs.tacl.host import BuiltinVariable, Evaluation
from nsksim.programs.tacl.library import is_macro_file
from nsksim.programs.tacl.reader import PromptReader
from nsksim.world import World

Names = Callable[[World, System], Iterable[tuple[str, str]]]
"""What a plug-in names to offer live names: each with a description."""

TACL_FILE = "$SYSTEM.SYSTEM.TACL"

SECRET_COMMANDS = frozenset({"LOGON", "REMOTEPASSWORD", "PASSWORD"})
MACRO_FILES_MAX = 200
"""Macro files that may be invoked without input, output or waiting. Ours, and less than the limit
of the engine, because each of them is looked for and read: a file that invokes itself has to end
while somebody is still looking."""

PROMPTER = "_PROMPTER"
"""The macro that is invoked before each prompt when #PROMPT says so (9-288)."""

LOGGED_OFF_COMMANDS = frozenset({"LOGON", "PAUSE", "TIME"})


class Tacl(Program):
    """The command interpreter: prompt, macros and routines, commands, running programs."""

    name = "TACL"
    language: ClassVar[Language] = commands.LANGUAGE
    refused: ClassVar[dict[str, frozenset[str]]] = {
        "commands": commands.unmodelled.NAMES,
        "programs": commands.unmodelled.PROGRAMS,
        "options of RUN": commands.unmodelled.RUN_OPTIONS,
        "functions": builtins.OTHERS - functions.FUNCTIONS.keys() - set(settings.names()),
    }
    simulated: ClassVar[str] = (
        "the prompt with history, macros and routines, variables, DEFINEs, files, processes and"
        " users; a second TACL at a terminal, or one that reads a file, starts without DEFINEs; on"
        " another system it runs MEDIACOM and FUP"
    )

    def __init__(self, environment: Environment, *, questions: bool | None = None) -> None:
        super().__init__(environment)
        asked = environment.interactive if questions is None else questions
        engine = Interpreter(self)
        self.context = Context(
            environment,
            engine,
            saved=logon_defaults(environment.user, environment.node),
            saved_security=environment.user.security,
            questions=asked,
        )
        self.engine = engine
        self._reader = PromptReader(self.context, engine)
        self._macro_files = 0

    # -- the prompt -------------------------------------------------------------------------------

    def main(self) -> ProgramRun:
        """Greet as a TACL that was started from another one, then converse."""
        self.environment.parameters.clear()
        yield from commands.banner(self.context)
        return (yield from self.converse(announced=True))

    def converse(self, *, announced: bool = False) -> ProgramRun:
        """Read commands until EXIT or the end of file; the start-up files may be `announced`."""
        yield from self._guarded(commands.customize(self.context, announced=announced))
        while not self.context.ended:
            try:
                typed = yield from self._command()
                if typed is None:
                    yield from commands.leave(self.context, asking=self.context.questions)
                elif any(line.strip() for line in typed):
                    yield from self._obey(typed)
            except Break:
                continue
        return 0

    def _command(self) -> Generator[Effect, str | None, list[str] | None]:
        """Read one command, which may go on over several lines; None is the end of file."""
        if self.context.prompter and self.engine.variables.find(PROMPTER) is not None:
            yield from self._guarded(self.engine.invoke(PROMPTER))
        lines: list[str] = []
        while True:
            line = yield Read(self.context.prompt, self._reader, goes_on=bool(lines))
            if line is None:
                return None
            lines.append(line.replace("\t", " "))
            if is_recall(lines[0]) or not Interpreter.needs_more(lines):
                return lines

    def _obey(self, typed: Sequence[str]) -> Interaction:
        """Do one typed command, a recalled one if it asks for that."""
        lines: Sequence[str] | None = typed
        if is_recall(typed[0]):
            try:
                lines = yield from recall(
                    self.context.history, typed[0], self.context.prompt, messages.NO_RECALL
                )
            except OperatorError as error:
                yield Refused(error)
                return
        if lines is None:
            return
        self.context.history.add(_without_password(lines))
        if not self.context.logged_on:
            yield from self._guarded(self._logged_off("\n".join(lines)))
        else:
            yield from self._guarded(self._watched(self.engine.run("\n".join(lines))))

    def _watched(self, work: Interaction) -> Interaction:
        """Begin to count macro files anew where something is yielded."""

        def run() -> ProgramRun:
            yield from work
            return 0

        def handle(effect: Effect) -> Generator[Effect, str | None, str | None]:
            self._macro_files = 0
            return (yield effect)

        self._macro_files = 0
        yield from passed(run(), handle)

    def _guarded(self, work: Interaction) -> Interaction:
        """Do something and print the refusal it may end in."""
        try:
            yield from work
        except OperatorError as error:
            yield Refused(error)
        except Departure:
            return

    def _logged_off(self, line: str) -> Interaction:
        if line.split(maxsplit=1)[0].upper().rstrip(",;") not in LOGGED_OFF_COMMANDS:
            raise OperatorError(messages.LOGGED_OFF)
        yield from self.execute(line.strip())

    # -- the host of the text engine ------------------------------------------------------------

    def execute(self, line: str) -> Interaction:
        """Do a command, or run the program its first word names."""
        word = commands.first_word(line)
        if commands.is_command(word):
            statement = commands.parse(line)
            if not statement.authority.allows(self.context.user):
                raise OperatorError(file_system.SECURITY, name=word.upper())
            yield from statement.run(self.context)
            return
        commands.refuse_unmodelled(word)
        found = running.search(self.context, word)
        if found is None:
            commands.refuse_unknown(word, line)
        yield from commands.parse_run(line).start(self.context, found)

    def macro_file(self, name: str) -> Sequence[str] | None:
        """Read the file `name` if it is an EDIT file that begins with `?TACL`."""
        if commands.is_command(name) or commands.is_real_command(name):
            return None
        found = running.search(self.context, name)
        if found is None or found.file.code != EDIT:
            return None
        found.check(Action.READ, self.context.environment, name)
        lines = found.lines()
        if not is_macro_file(lines):
            return None
        self._macro_files += 1
        if self._macro_files > MACRO_FILES_MAX:
            raise OperatorError(tacl_messages.RUNAWAY, limit=MACRO_FILES_MAX)
        return lines

    def read_lines(self, file: str) -> Sequence[str]:
        """Read an EDIT file from the defaults."""
        return edit_files.read_lines(self.context.environment, file)

    def builtin(self, name: str, text: str) -> Evaluation | None:
        """Start a built-in function that needs the system."""
        function = functions.FUNCTIONS.get(name)
        return None if function is None else function(self.context, text)

    def builtin_variable(self, name: str) -> BuiltinVariable | None:
        """Find a built-in variable."""
        return settings.find(self.context, name)

    def argument(self, alternative: str, text: str, *, syntax: bool) -> str | None:
        """Say what a text is as an argument."""
        return recognition.recognize(self.context, alternative, text, syntax=syntax)

    def completion(self, item: str) -> str | None:
        """Give an item of `:_COMPLETION`."""
        return self.context.completion.item(item)

    def names(self, keyword: str) -> Iterable[tuple[str, str]]:
        """Give what plug-ins know by that keyword."""
        world, system = self.environment.world, self.environment.system
        for plugin in plugins.installed():
            if keyword in plugin.names:
                yield from cast("Names", plugins.resolve(plugin.names[keyword]))(world, system)


def _without_password(lines: Sequence[str]) -> list[str]:
    """Give a command as the history keeps it: passwords are cut off."""
    if commands.first_word(lines[0]).upper() in SECRET_COMMANDS:
        return [lines[0].partition(",")[0]]
    return list(lines)


def logged_on(
    world: World, terminal: Terminal, user: User, *, questions: bool = True
) -> ProgramRun:
    """Run the TACL of a terminal at which `user` is already logged on.

    `questions` off leaves at the end of input without asking.
    """
    system = world.system(terminal.node)
    process = system.processes.start(
        TACL_FILE,
        user,
        name=_process_name(world, terminal),
        hometerm=terminal.name,
        kind=Kind.TERMINAL,
    )
    environment = Environment(
        world,
        user,
        process,
        terminal,
        terminal.node,
        logon_defaults(user, terminal.node),
    )
    tacl = Tacl(environment, questions=questions)
    try:
        return (yield from tacl.converse())
    finally:
        world.system(terminal.node).processes.stop(environment.process)


def _process_name(world: World, terminal: Terminal) -> str:
    """Take the next name of a TACL process that no process has."""
    system = world.system(terminal.node)
    while True:
        name = system.counters.take_name(TACL_NAME, "$Y100")
        if not system.processes.named(name):
            return name
