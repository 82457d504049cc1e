"""The built-in variables of TACL that belong to the process: #PREFIX, #PMSEARCHLIST and others.

Each is a view on the context. A value a setting cannot have is `Illegal value`; a value the real
TACL takes and this one cannot act on is refused as not modelled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nsksim.errors import OperatorError
from nsksim.messages import tacl as messages
from nsksim.names import Defaults, InvalidName, Subvolume
from nsksim.programs.tacl.context import CURRENT_DEFAULTS, Context

PREFIX_LENGTH = 40
"""Longest #PREFIX (TACL Reference Manual, #PREFIX)."""

WIDTH = 80


@dataclass(frozen=True, slots=True)
class Setting:
    """One built-in variable of one TACL."""

    context: Context
    read: Callable[[Context], str]
    write: Callable[[Context, str], None]

    def value(self) -> str:
        """Give its value."""
        return self.read(self.context)

    def assign(self, text: str) -> None:
        """Give it another value. Raises OperatorError."""
        self.write(self.context, text.strip())


Reading = Callable[[Context], str]
Writing = Callable[[Context, str], None]


def find(context: Context, name: str) -> Setting | None:
    """Find a built-in variable by its upshifted name."""
    if name not in _SETTINGS:
        return None
    read, write = _SETTINGS[name]
    return Setting(context, read, write)


def names() -> list[str]:
    """Name the built-in variables there are."""
    return sorted(_SETTINGS)


def _fixed(name: str, *also: str) -> Writing:
    """Accept what is true anyway; anything else is not modelled."""

    def write(context: Context, text: str) -> None:
        present = _SETTINGS[name][0](context)
        if text.upper() not in {present.upper(), "", *also}:
            raise OperatorError(messages.NOT_MODELLED, what=f"{name} {text}")

    return write


def _set_prefix(context: Context, text: str) -> None:
    if len(text) > PREFIX_LENGTH:
        raise OperatorError(messages.ILLEGAL_VALUE)
    context.prefix = text


def _set_prompt(context: Context, text: str) -> None:
    if text not in {"0", "-1"}:
        raise OperatorError(messages.ILLEGAL_VALUE)
    context.prompter = text == "-1"


def _set_search_list(context: Context, text: str) -> None:
    places: list[str] = []
    for word in text.replace(",", " ").split():
        if word.upper() == CURRENT_DEFAULTS:
            places.append(CURRENT_DEFAULTS)
            continue
        try:
            places.append(str(Subvolume.parse(word, context.environment.defaults)))
        except InvalidName:
            raise OperatorError(messages.ILLEGAL_VALUE) from None
    context.search_list = tuple(places)


def _set_messages(context: Context, text: str) -> None:
    if text not in {"0", "-1"}:
        raise OperatorError(messages.ILLEGAL_VALUE)
    context.messages_on = text == "-1"


def _set_defaults(context: Context, text: str) -> None:
    context.environment.defaults = place(context, text) if text else context.saved


def place(context: Context, text: str) -> Defaults:
    r"""Read what VOLUME names: `[\node.][$volume.][subvolume]`. Raises OperatorError.

    A volume alone keeps the subvolume.
    """
    defaults = context.environment.defaults
    typed = text
    if "." not in text.partition("$")[2] and "$" in text:
        typed = f"{text}.{defaults.subvolume}"
    try:
        where = Subvolume.parse(typed, defaults)
    except InvalidName:
        raise OperatorError(messages.ILLEGAL_FILE_NAME) from None
    assert where.node is not None  # the defaults have one
    return Defaults(where.node, where.volume, where.name)


def _defaults(context: Context) -> str:
    defaults = context.environment.defaults
    return defaults.place.local(context.node)


def _terminal(context: Context) -> str:
    return context.environment.terminal.name


def _set_define_mode(context: Context, text: str) -> None:
    if text.upper() not in {"ON", "OFF"}:
        raise OperatorError(messages.ILLEGAL_VALUE)
    context.defines_on = text.upper() == "ON"


_SETTINGS: dict[str, tuple[Reading, Writing]] = {
    "#DEFAULTS": (_defaults, _set_defaults),
    "#DEFINEMODE": (
        lambda context: "ON" if context.defines_on else "OFF",
        _set_define_mode,
    ),
    "#HOME": (_terminal, _fixed("#HOME")),
    "#IN": (_terminal, _fixed("#IN")),
    "#INFORMAT": (lambda _: "TACL", _fixed("#INFORMAT")),
    "#MYTERM": (_terminal, _fixed("#MYTERM")),
    "#OUT": (_terminal, _fixed("#OUT")),
    "#OUTFORMAT": (lambda _: "PRETTY", _fixed("#OUTFORMAT", "PLAIN", "TACL")),
    "#PMSEARCHLIST": (lambda context: " ".join(context.search_list), _set_search_list),
    "#PMSG": (lambda context: "-1" if context.messages_on else "0", _set_messages),
    "#PREFIX": (lambda context: context.prefix, _set_prefix),
    "#PROMPT": (lambda context: "-1" if context.prompter else "0", _set_prompt),
    "#WIDTH": (lambda _: str(WIDTH), _fixed("#WIDTH")),
}
