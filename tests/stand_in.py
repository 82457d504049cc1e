r"""A small interpreter in the place of TACL, to test what surrounds the programs by itself.

Its prompt is `\NODE n> `. It knows ECHO words, COUNT n, FAIL, WARN, LOSE (a mistake of ours), WAIT
seconds, FOREVER, ASK (a password), GOTO \NODE, RING words (a background process prints them), EXIT,
and two programs: MC repeats what is typed and speaks of its end, STUBBORN ignores CTRL-Y.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import timedelta

from nsksim.errors import Message, OperatorError, Severity, Speaker
from nsksim.guardian.users import User, sealed
from nsksim.interaction import Break, Completion, Interaction, Read, Refused, Wait, in_blocks
from nsksim.names import NodeName
from nsksim.programs.program import ProgramRun, Terminal
from nsksim.world import World

SPEAKER = Speaker("stand-in", lambda _, text: [f"*ERROR* {text}"])
FAILED = Message(SPEAKER, 77, "{what} failed.", "It was asked to.", "Nothing.", "None.")
WARNED = Message(
    SPEAKER, "warned", "Beware.", "Asked to.", "None.", "None.", severity=Severity.WARNING
)


class Words:
    """Completes the words of the stand-in; anything after a question mark is wrong."""

    def complete(self, text):
        word = text.split(" ")[-1]
        return [
            Completion(name, len(word), f"the command {name}")
            for name in ("ECHO", "EXIT", "MC")
            if name.startswith(word.upper())
        ]

    def hint(self, text):
        return "words ..." if text.upper().startswith("ECHO") else "command"

    def error_at(self, text):
        return text.index("?") if "?" in text else None


@dataclass
class Bell:
    """A background process with something to say."""

    waiting: list[str] = field(default_factory=list)

    def lines(self):
        said, self.waiting = self.waiting, []
        return said


BELL = Bell()


def logged_on(
    world: World, terminal: Terminal, user: User, *, questions: bool = True
) -> ProgramRun:
    yield f"STAND-IN for {user.name} at {terminal.node}"
    terminal.screen.listen(terminal, BELL)
    number = 1
    while True:
        try:
            line = yield Read(f"{terminal.node} {number}> ", Words())
            if line is None:
                if not questions:
                    return 0
                sure = yield Read("Are you sure? ")
                if sure is None or sure.upper().startswith("Y"):
                    return 0
                continue
            number += 1
            if line.upper() == "EXIT":
                return 0
            yield from _command(world, terminal, line)
        except Break:
            yield "BREAK"


def _command(world: World, terminal: Terminal, line: str) -> Interaction:
    word, _, rest = line.partition(" ")
    match word.upper():
        case "GOTO":
            terminal.screen.switch(NodeName.parse(rest))
        case "RING":
            BELL.waiting.append(rest)
        case "WAIT":
            yield Wait(until=world.clock.now + timedelta(seconds=int(rest)))
            yield f"it is {world.system(terminal.node).now:%H:%M:%S}"
        case "FOREVER":
            yield Wait(done=lambda: False)
        case "ASK":
            password = yield Read("Password: ", secret=True)
            yield f"sealed {sealed(password or '')}"
        case "MC":
            yield from _program("MC>")
        case "STUBBORN":
            while True:
                yield Read("no way> ")
        case _:
            yield from _answer(word.upper(), rest)


def _answer(word: str, rest: str) -> Interaction:
    match word:
        case "":
            pass
        case "ECHO":
            yield rest
        case "COUNT":
            yield from _counted(int(rest))
        case "BLOCKS":
            yield from in_blocks(_counted(int(rest)))
        case "WARN":
            yield Refused(OperatorError(WARNED))
        case "LOSE":
            raise LookupError("lost")
        case "FAIL":
            yield Refused(OperatorError(FAILED, what=rest or "It"))
        case _:
            yield Refused(OperatorError(FAILED, what=word))


def _counted(count: int) -> Generator[str, None, None]:
    yield from (f"line {number}" for number in range(1, count + 1))


def _program(prompt: str) -> Interaction:
    yield "PROGRAM"
    while True:
        line = yield Read(prompt)
        if line is None or line.upper() == "EXIT":
            yield "END OF PROGRAM"
            return
        yield f"you said {line}"
