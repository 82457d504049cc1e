"""PARAM, ASSIGN and CLEAR: what programs that are started later get to know.

The layouts of the lists are recalled or ours; no page shows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nsksim.errors import OperatorError, Origin
from nsksim.interaction import Interaction
from nsksim.language import Statement
from nsksim.messages import tacl_commands as messages
from nsksim.programs import edit_files
from nsksim.programs.tacl.context import Context

PARAM_SPACE = 1024
"""Bytes for names and values of all PARAMs (TACL Reference Manual 8-113)."""


def value_of(text: str) -> str:
    """Take a PARAM value out of its quotation marks."""
    quoted = len(text) > 1 and text[0] == text[-1] == '"'
    return text[1:-1] if quoted else text


@dataclass(frozen=True, slots=True)
class Param(Statement):
    """Set PARAMs for the programs that are started later, or list them."""

    source: ClassVar[str] = "TACL Reference Manual 8-113"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    settings: tuple[tuple[str, str], ...] = ()

    def run(self, context: Context) -> Interaction:
        """Set all of them, or none if there is no room."""
        parameters = context.environment.parameters
        if not self.settings:
            for name, value in sorted(parameters.items()):
                yield f"{name} ({value})"
            return
        changed = {**parameters, **{name: value_of(value) for name, value in self.settings}}
        if sum(len(name) + len(value) for name, value in changed.items()) > PARAM_SPACE:
            raise OperatorError(messages.PARAM_SPACE, limit=PARAM_SPACE)
        parameters.update(changed)


@dataclass(frozen=True, slots=True)
class Assign(Statement):
    """Assign a file and open options to a logical unit, or list the assignments.

    The simulated programs open no logical units; the values are only kept.
    """

    source: ClassVar[str] = "TACL Reference Manual 8-22"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    unit: str | None = None
    file: str | None = None
    extents: tuple[int, ...] = ()
    code: int | None = None
    exclusion: str | None = None
    access: str | None = None
    record: int | None = None
    block: int | None = None

    def run(self, context: Context) -> Interaction:
        """Keep the assignment, or list."""
        wanted = [self.unit] if self.unit is not None else sorted(context.assigns)
        definition = self._definition(context)
        if self.unit is not None and definition:
            context.assigns[self.unit] = definition
            return
        for unit in wanted:
            if unit not in context.assigns:
                raise OperatorError(messages.NO_SUCH_ASSIGN, name=unit)
            yield f"ASSIGN {unit}, {context.assigns[unit]}"

    def _definition(self, context: Context) -> str:
        """Give what is assigned, as it is listed."""
        file = ""
        if self.file is not None:
            file = str(edit_files.file_name(context.environment, self.file))
        extents = ",".join(map(str, self.extents))
        options = [
            f"EXT ({extents})" if len(self.extents) > 1 else f"EXT {extents}" if extents else "",
            f"CODE {self.code}" if self.code is not None else "",
            self.exclusion or "",
            self.access or "",
            f"REC {self.record}" if self.record is not None else "",
            f"BLOCK {self.block}" if self.block is not None else "",
        ]
        return ", ".join(text for text in (file, *options) if text)


@dataclass(frozen=True, slots=True)
class Clear(Statement):
    """Clear PARAMs and ASSIGNs: one by its name, all of a kind, or all of both."""

    fidelity: ClassVar[Origin] = Origin.INFERRED

    all: bool = False
    kind: str | None = None
    param: str | None = None
    unit: str | None = None

    def run(self, context: Context) -> Interaction:
        """Clear them."""
        parameters, assigns = context.environment.parameters, context.assigns
        if self.all and self.kind != "ASSIGN":
            parameters.clear()
        if self.all and self.kind != "PARAM":
            assigns.clear()
        if self.param is not None and parameters.pop(self.param, None) is None:
            raise OperatorError(messages.NO_SUCH_PARAM, name=self.param)
        if self.unit is not None and assigns.pop(self.unit, None) is None:
            raise OperatorError(messages.NO_SUCH_ASSIGN, name=self.unit)
        yield from ()


STATEMENTS = (Param, Assign, Clear)
