"""A TACL engine without a system behind it: what a test types, and what appears on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nsksim.errors import OperatorError
from nsksim.interaction import Effect, Interaction, Read, Refused
from nsksim.messages import file_system, tacl
from nsksim.programs.tacl.expansion import Interpreter
from nsksim.programs.tacl.host import BuiltinVariable, Evaluation

EFFECTS_MAX = 5_000


class Setting:
    """A built-in variable."""

    def __init__(self, text: str) -> None:
        self.text = text

    def value(self) -> str:
        return self.text

    def assign(self, text: str) -> None:
        if len(text) > 40:
            raise OperatorError(tacl.ILLEGAL_VALUE)
        self.text = text


class FakeHost:
    """Knows a few commands and files; remembers what it executed."""

    def __init__(self) -> None:
        self.executed: list[str] = []
        self.commands = {"STATUS", "MEDIACOM", "BBOX.BBREQ", "FUP", "RUN"}
        self.files: dict[str, list[str]] = {}
        self.settings = {"#PREFIX": Setting("")}
        self.items = {"COMPLETIONCODE": "0"}

    def execute(self, line: str) -> Interaction:
        if line.partition(" ")[0].partition("/")[0].upper() not in self.commands:
            raise tacl.name_needed(line)
        self.executed.append(line)
        yield f"<{line}>"

    def macro_file(self, name: str) -> Sequence[str] | None:
        lines = self.files.get(name.upper())
        return lines if lines and lines[0].startswith("?TACL") else None

    def read_lines(self, file: str) -> Sequence[str]:
        if file.upper() not in self.files:
            raise OperatorError(file_system.NOT_FOUND, name=file)
        return self.files[file.upper()]

    def builtin(self, name: str, text: str) -> Evaluation | None:
        return self._defaults() if name == "#DEFAULTS" else None

    @staticmethod
    def _defaults() -> Iterator[Effect]:
        yield from ()
        return r"\NODE.$DATA.BBOX"

    def builtin_variable(self, name: str) -> BuiltinVariable | None:
        return self.settings.get(name)

    def argument(self, alternative: str, text: str, *, syntax: bool) -> str | None:
        if alternative == "FILENAME" and (syntax or text.upper() in self.files):
            return rf"\NODE.$DATA.BBOX.{text.upper()}"
        return None

    def completion(self, item: str) -> str | None:
        return self.items.get(item)

    def names(self, keyword: str) -> Iterator[tuple[str, str]]:
        if keyword == "STOREID":
            yield "SLAB_A-DAILY", "a Data Store"


class Console:
    """A terminal at which one line after the other is typed."""

    def __init__(self) -> None:
        self.host = FakeHost()
        self.tacl = Interpreter(self.host)
        self.answers: list[str] = []

    def type(self, *lines: str) -> list[str]:
        """Type physical lines that belong together; return what appears, the refusal included."""
        return self.watch(self.tacl.run("\n".join(lines)))

    def watch(self, program: Interaction) -> list[str]:
        screen: list[str] = []
        reply: str | None = None
        try:
            while len(screen) < EFFECTS_MAX:
                effect = program.send(reply)
                reply = None
                if isinstance(effect, str):
                    screen.append(effect)
                elif isinstance(effect, Refused):
                    screen.extend(effect.printed)
                elif isinstance(effect, Read):
                    reply = self.answers.pop(0) if self.answers else None
        except StopIteration:
            pass
        except OperatorError as refusal:
            screen.extend(refusal.lines)
        return screen

    def load(self, source: str, keep: int | None = None) -> list[str]:
        return self.tacl.load(source.splitlines(), keep)

    def value(self, name: str) -> str | None:
        level = self.tacl.variables.find(name)
        return level.text if level else None
