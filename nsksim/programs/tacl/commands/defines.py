"""The DEFINE commands. The attributes and their rules are in `nsksim.guardian.define_classes`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from nsksim.errors import OperatorError, Origin
from nsksim.guardian import defines
from nsksim.guardian.defines import ALL, CLASS, DEFAULTS_DEFINE
from nsksim.interaction import Interaction, Refused
from nsksim.language import Statement
from nsksim.messages import tacl_defines as messages
from nsksim.programs.tacl.context import Context

NAME_WIDTH = 18
"""Columns of the names in the displays; the manual's copies do not keep them."""

Setting = tuple[str, ...]


def _lines(attributes: Mapping[str, str]) -> Iterator[str]:
    for name, value in attributes.items():
        yield f"  {name:<{NAME_WIDTH}}{value}"


@dataclass(frozen=True, slots=True)
class SetDefine(Statement):
    """Change the working attribute set that ADD DEFINE starts from.

    CLASS comes first and clears the other attributes; LIKE =name copies those of a DEFINE.
    """

    source: ClassVar[str] = "TACL Reference Manual 8-178"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    attributes: tuple[Setting, ...]

    def run(self, context: Context) -> Interaction:
        """Change all of it or nothing."""
        context.defines.set(self.attributes, context.environment.defaults)
        yield from ()


@dataclass(frozen=True, slots=True)
class ResetDefine(Statement):
    """Reset attributes of the working set, or (*) all of them."""

    source: ClassVar[str] = "TACL Reference Manual 8-163"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    attributes: tuple[str, ...]

    def run(self, context: Context) -> Interaction:
        """Reset them."""
        context.defines.reset(() if self.attributes == ("*",) else self.attributes)
        yield from ()


@dataclass(frozen=True, slots=True)
class ShowDefine(Statement):
    """Show the working attribute set, with * also the defaults and what is missing in it."""

    source: ClassVar[str] = "TACL Reference Manual 8-185"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    attribute: str | None = None

    def run(self, context: Context) -> Interaction:
        """Print the attributes."""
        working = context.defines.working
        match self.attribute:
            case None:
                yield from _lines(working)
            case "*":
                yield from _lines(defines.effective(working))
                try:
                    defines.check(working)
                except OperatorError as error:
                    yield Refused(error)
            case name:
                known = defines.class_of(working).attributes
                if name not in known and name != CLASS:
                    raise OperatorError(messages.NO_ATTRIBUTE, attribute=name)
                value = defines.effective(working).get(name, "")
                yield from _lines({name: value})


@dataclass(frozen=True, slots=True)
class AddDefine(Statement):
    """Add DEFINEs for the programs that are started later.

    Attributes not given come from the working attribute set; naming CLASS, which is then the first,
    starts from nothing. The given ones do not enter the working set.
    """

    source: ClassVar[str] = "TACL Reference Manual 8-9"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    names: tuple[str, ...]
    attributes: tuple[Setting, ...] = ()

    def run(self, context: Context) -> Interaction:
        """Add all of them or none."""
        context.defines.add(self.names, self.attributes, context.environment.defaults)
        yield from ()


@dataclass(frozen=True, slots=True)
class AlterDefine(Statement):
    """Change attributes of DEFINEs; RESET attribute takes a value away."""

    source: ClassVar[str] = "TACL Reference Manual 8-18"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    names: tuple[str, ...]
    attributes: tuple[Setting, ...]

    def run(self, context: Context) -> Interaction:
        """Change all of them or none."""
        context.defines.alter(self.names, self.attributes, context.environment.defaults)
        yield from ()


@dataclass(frozen=True, slots=True)
class InfoDefine(Statement):
    """Show DEFINEs: class and main attribute, or with DETAIL all attributes. ** means all."""

    source: ClassVar[str] = "Binder Manual 7-6"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    names: tuple[str, ...]
    detail: bool = False

    def run(self, context: Context) -> Interaction:
        """Print one after the other, with a blank line between them."""
        shown = list(self._selected(context))
        for index, (name, attributes) in enumerate(shown):
            if index:
                yield ""
            selected = defines.effective if self.detail else defines.essential
            yield from _lines({"Define Name": name, **selected(attributes)})

    def _selected(self, context: Context) -> Iterator[tuple[str, dict[str, str]]]:
        names = [name for name in self.names if name != DEFAULTS_DEFINE]
        if len(names) < len(self.names) or not ALL.isdisjoint(names):
            place = str(context.environment.defaults)
            yield DEFAULTS_DEFINE, {CLASS: "DEFAULTS", "VOLUME": place}
        for name in context.defines.matching(names):
            yield name, context.defines.get(name)


@dataclass(frozen=True, slots=True)
class DeleteDefine(Statement):
    """Delete DEFINEs. Programs that already have them keep them."""

    source: ClassVar[str] = "TACL Reference Manual 8-10"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    names: tuple[str, ...]

    def run(self, context: Context) -> Interaction:
        """Delete them."""
        context.defines.delete(self.names)
        yield from ()


@dataclass(frozen=True, slots=True)
class SetDefmode(Statement):
    """Say whether programs that are started get the DEFINEs."""

    source: ClassVar[str] = "TACL Reference Manual 8-178"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    state: str

    def run(self, context: Context) -> Interaction:
        """Change the mode."""
        context.defines_on = self.state == "ON"
        yield from ()


@dataclass(frozen=True, slots=True)
class ShowDefmode(Statement):
    """Say whether programs that are started get the DEFINEs."""

    fidelity: ClassVar[Origin] = Origin.INFERRED

    def run(self, context: Context) -> Interaction:
        """Print the mode."""
        yield f"Defmode {'On' if context.defines_on else 'Off'}"


STATEMENTS = (
    SetDefine,
    ResetDefine,
    ShowDefine,
    AddDefine,
    AlterDefine,
    InfoDefine,
    DeleteDefine,
    SetDefmode,
    ShowDefmode,
)
