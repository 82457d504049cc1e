r"""A world of two systems for TACL's commands, and hands that type at its terminals.

\ALPHA runs on UTC, \BETA an hour ahead; they know each other, SUPER.SUPER may go from one to the
other. The clock stands at 22:44:48. The files of $DATA.LAB serve the tests of this directory.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from nsksim.guardian.files import OBJECT
from nsksim.interaction import Read, Wait
from nsksim.names import FileName, NodeName
from nsksim.programs.program import Program, ProgramRun
from nsksim.programs.program_file import program_content
from nsksim.scenario import build
from nsksim.session import Session
from nsksim.world import World

ALPHA = NodeName("ALPHA")
BETA = NodeName("BETA")
SITTING: list[Session] = []
"""The sessions a test has begun; they end before its world does."""
TEN_SECONDS = timedelta(seconds=10)

_USERS = """
[[system.user]]
name = "SUPER.SUPER"
id = "255,255"
volume = "$DATA.LAB"
[[system.user.remote-password]]
node = '\\ALPHA'
password = "SECRET"
[[system.user.remote-password]]
node = '\\BETA'
password = "SECRET"
[[system.user]]
name = "OPS.MANAGER"
id = "40,255"
volume = "$DATA.LAB"
password = "BOSS"
[[system.user]]
name = "OPS.NIGHT"
id = "40,7"
volume = "$DATA.NIGHT"
security = "OOOO"
password = "NIGHT"
[[system.process]]
name = "$0"
program = "$SYSTEM.SYSTEM.EMSACOLL"
priority = 180
[[system.process]]
name = "$S"
program = "$SYSTEM.SYSTEM.CSPOOL"
priority = 145
[[system.process]]
name = "$ZSVR"
program = "$SYSTEM.SYSTEM.ZSERVER"
priority = 180
"""

SCENARIO = (
    r"""
[world]
clock = "2022-01-05 22:44:48"
[[system]]
node = '\ALPHA'
knows = ['\ALPHA', '\BETA', '\GAMMA']
disks = ["$SYSTEM", "$DATA"]
programs = true
[[system.file]]
names = ["$SYSTEM.SYSTEM.TACLLOCL"]
lines = ["?TACL MACRO", '#SET #PREFIX \ALPHA']
[[system.file]]
names = ["$DATA.NIGHT.TACLCSTM"]
lines = ["?TACL MACRO", "#OUTPUT good night"]
[[system.file]]
names = ["$DATA.LAB.LOOP"]
lines = ["OBEY LOOP"]
[[system.file]]
names = ["$DATA.LAB.ROUND"]
lines = ["?TACL MACRO", "LAB.ROUND"]
[[system.file]]
names = ["$DATA.LAB.COMMANDS"]
lines = ["COMMENT nothing", "NONSENSE", "", "FILENAMES &", "  L*", "TIME"]
[[system.file]]
names = ["$DATA.LAB.SPIN"]
lines = ["?TACL MACRO", "#OUTPUT args: %*%", "DELAY 2 SECONDS", "TIME"]
[[system.file]]
names = ["$DATA.LAB.LIB"]
lines = [
  "?SECTION greet ROUTINE",
  "#FRAME",
  "#PUSH who",
  "[#IF [#ARGUMENT /VALUE who/ KEYWORD /WORDLIST WORLD MOON/ FILENAME]]",
  "#OUTPUT Hello [who]",
  "#UNFRAME",
  "?SECTION worked MACRO",
  "TOY %*%",
  "#OUTPUT code [:_completion:completioncode]",
]
[[system.file]]
names = ["$DATA.LAB.INPUT"]
lines = ["one", "two"]
[[system.file]]
names = ["$DATA.LAB.PLAIN"]
lines = ["no macro"]
[[system.file]]
names = ["$DATA.LAB.RAW"]
bytes = 4096
code = 9999
"""
    + _USERS
    + r"""
[[system]]
node = '\BETA'
utc-offset = "+01:00"
knows = ['\ALPHA', '\BETA']
disks = ["$SYSTEM", "$DATA"]
programs = true
[[system.file]]
names = ["$DATA.LAB.FARAWAY"]
lines = ["x"]
"""
    + _USERS
    + r"""
[[line]]
between = ['\ALPHA', '\BETA']
"""
)


class Toy(Program):
    """A program that does what its startup text says, one word after the other."""

    name = "TOY"

    def main(self) -> ProgramRun:
        """SAY prints, READ echoes a line, WAIT takes ten seconds, SHOW tells, n ends with n."""
        for word in self.environment.argument.split():
            match word:
                case "SAY":
                    yield f"toy at {self.environment.system.now:%H:%M:%S}"
                case "READ":
                    yield f"read {(yield Read('toy? '))}"
                case "WAIT":
                    yield Wait(until=self.environment.world.clock.now + TEN_SECONDS)
                case "SHOW":
                    yield f"{sorted(self.environment.parameters.items())}"
                    yield f"{sorted(self.environment.defines)}"
                case "EVER":
                    yield Wait()
                case number:
                    return int(number)
        return 0


def create(directory: Path) -> None:
    """Lay out the world, with a file of the program TOY in $SYSTEM.SYSTEM, and close it."""
    file = directory.parent / "laboratory.toml"
    file.write_text(SCENARIO, "utf-8")
    with build(str(file), directory) as world:
        system = world.system(ALPHA)
        owner = system.users.named("SUPER.SUPER")
        assert owner is not None
        for name in ("$SYSTEM.SYSTEM.TOY", "$DATA.LAB.RENAMED"):
            where = FileName.parse(name, ALPHA)
            system.files.write(where, program_content("TOY"), owner, code=OBJECT)
        strange = FileName.parse("$DATA.LAB.STRANGE", ALPHA)
        system.files.write(strange, b"\x7fELF", owner, code=OBJECT)


def sit_down(world: World, user: str = "SUPER.SUPER", *, questions: bool = False) -> Session:
    r"""Log on at \ALPHA."""
    session = Session(world, ALPHA, user, questions=questions)
    SITTING.append(session)
    return session


def screen(session: Session, *typed: str | None) -> list[str]:
    """Type lines and give what the last one brought."""
    lines: list[str] = []
    for line in typed:
        lines = list(session.type(line))
    return lines


def converse(session: Session, dialogue: Iterable[tuple[str, list[str]]]) -> None:
    """Type line after line and compare what each brings."""
    for typed, expected in dialogue:
        brought = screen(session, typed)
        assert brought == expected, f"{typed!r} brought {brought!r}"
