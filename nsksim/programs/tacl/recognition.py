"""What a text is to the system: a file, a process, a user, as #ARGUMENT asks.

Each kind gives the canonical value, None when the text is no such thing. Nothing is refused here:
the routine has other alternatives, and says what it expected when none of them fits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nsksim.errors import OperatorError
from nsksim.guardian.defines import ALL
from nsksim.names import (
    Defaults,
    DefineName,
    DeviceName,
    FileName,
    FileTemplate,
    InvalidName,
    NodeName,
    ProcessId,
    ProcessName,
    Subvolume,
)
from nsksim.programs import edit_files
from nsksim.programs.tacl.commands.processes import target
from nsksim.programs.tacl.context import Context


@dataclass(frozen=True, slots=True)
class Question:
    """A text that may be an argument; with `syntax` its form suffices."""

    context: Context
    text: str
    syntax: bool

    @property
    def defaults(self) -> Defaults:
        """Give what completes a partial name."""
        return self.context.environment.defaults

    def runs(self, process: str) -> bool:
        """Say whether there is such a process, if that is asked."""
        return self.syntax or bool(target(self.context, process).processes())


Recognition = Callable[[Question], "str | None"]


def recognize(context: Context, kind: str, text: str, *, syntax: bool) -> str | None:
    """Give the canonical value of `text` as an argument of `kind`, None when it is none.

    `syntax`: the form suffices, nothing of that name has to exist.
    """
    try:
        return _KINDS[kind](Question(context, text, syntax))
    except (InvalidName, OperatorError):
        return None


def _file(asked: Question) -> str | None:
    name = FileName.parse(asked.text, asked.defaults)
    if not asked.syntax and edit_files.find(asked.context.environment, asked.text) is None:
        return None
    return str(name)


def _template(asked: Question) -> str | None:
    return str(FileTemplate.parse(asked.text, asked.defaults))


def _subvolume(asked: Question) -> str | None:
    return str(Subvolume.parse(asked.text, asked.defaults))


def _subvolumes(asked: Question) -> str | None:
    template = FileTemplate.parse(f"{asked.text}.*", asked.defaults)
    return str(template).rpartition(".")[0]


def _process(asked: Question) -> str | None:
    name = str(ProcessName.parse(asked.text))
    return name if asked.runs(name) else None


def _process_id(asked: Question) -> str | None:
    if "," not in asked.text:
        return _process(asked)
    number = str(ProcessId.parse(asked.text.replace(" ", "")))
    return number if asked.runs(number) else None


def _device(asked: Question) -> str | None:
    return str(DeviceName.parse(asked.text))


def _system(asked: Question) -> str | None:
    node = str(NodeName.parse(asked.text))
    own = str(asked.context.node)
    known = node == own or asked.context.environment.world.network.knows(own, node)
    return node if asked.syntax or known else None


def _user(asked: Question) -> str | None:
    user = asked.context.environment.system.users.named(asked.text.replace(" ", ""))
    return user.name if user is not None else None


def _param(asked: Question) -> str | None:
    name = asked.text.upper()
    return name if asked.syntax or name in asked.context.environment.parameters else None


def _assign(asked: Question) -> str | None:
    name = asked.text.upper()
    return name if asked.syntax or name in asked.context.assigns else None


def _define(asked: Question) -> str | None:
    return str(DefineName.parse(asked.text))


def _defines(asked: Question) -> str | None:
    if asked.text not in ALL:
        DefineName.parse(asked.text.replace("*", "A").replace("?", "A"))
    return asked.text.upper()


_KINDS: dict[str, Recognition] = {
    "ASSIGN": _assign,
    "DEFINENAME": _define,
    "DEFINETEMPLATE": _defines,
    "DEVICE": _device,
    "FILENAME": _file,
    "PARAM": _param,
    "PROCESSID": _process_id,
    "PROCESSNAME": _process,
    "SUBVOL": _subvolume,
    "SUBVOLTEMPLATE": _subvolumes,
    "SYSTEMNAME": _system,
    "TEMPLATE": _template,
    "USER": _user,
}
