"""ENV, and the lists of HELP.

The order and labels of ENV are ours. HELP lists the commands by object, which are documented.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from nsksim.errors import Message, Origin
from nsksim.language import Language
from nsksim.messages import mediacom as messages
from nsksim.names import CatalogName, Defaults, DriveName, NodeName, PoolName
from nsksim.programs.mediacom.displays.form import Lines, pair

MESSAGES_TOPIC = "MESSAGES"
SESSION_HEADING = "Session"
WIDTH = 79

MESSAGES: dict[int, Message] = {
    each.number: each
    for each in vars(messages).values()
    if isinstance(each, Message) and each.number is not None
}
"""The messages of MEDIACOM by number."""

OWN_MESSAGES = {number: each for number, each in MESSAGES.items() if each.origin is Origin.OURS}
"""Those whose numbers the vendor does not use."""

_ORIGINS = {
    Origin.DOCUMENTED: "The number and the text are the vendor's.",
    Origin.INFERRED: "The number is the vendor's, the text is the simulator's own.",
    Origin.OURS: "The number and the text are the simulator's own.",
}


@dataclass(frozen=True, slots=True)
class SessionState:
    """What ENV shows, in its order."""

    node: NodeName
    files: Defaults
    volcat: CatalogName | None
    filecat: CatalogName | None
    pool: PoolName | None
    drive: DriveName | None
    output: str
    log: str


def environment(state: SessionState) -> Lines:
    """ENV: one line per default; a default that is not set leaves its label alone."""
    yield pair("System", state.node)
    yield pair("Volume", state.files.place.without_node)
    yield pair("Volume Catalog", state.volcat)
    yield pair("File Catalog", state.filecat)
    yield pair("Pool Name", state.pool)
    yield pair("Tape Drive", state.drive)
    yield pair("Out File", state.output)
    yield pair("Log File", state.log)


def commands(language: Language) -> Lines:
    """HELP: one line per command, by object, the session last."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for entry in language.reference():
        group = entry.name.partition(" ")[2] or SESSION_HEADING
        groups.setdefault(group, []).append((entry.name, entry.help[0]))
    width = max(len(name) for group in groups.values() for name, _ in group) + 2
    session = groups.pop(SESSION_HEADING)
    for heading, listed in (*sorted(groups.items()), (SESSION_HEADING, session)):
        yield heading
        yield from (f"  {name:<{width}}{text}" for name, text in listed)
    yield ""
    yield "HELP command [object] explains a command, HELP object lists its commands."
    yield "Layouts no manual shows, and defaults said to be ours, are the simulator's own."
    first, last = min(OWN_MESSAGES), max(OWN_MESSAGES)
    yield f"Messages {first} to {last} are the simulator's own; HELP {MESSAGES_TOPIC} lists them."


def own_messages() -> Lines:
    """HELP MESSAGES: the numbers nobody should look up in a manual of the vendor."""
    yield "These numbers and texts are the simulator's own; no manual of the vendor has them."
    for number, message in sorted(OWN_MESSAGES.items()):
        yield f"{number}  {_with_places(message)[0]}"


def message(about: Message) -> Lines:
    """HELP with the number of a message; cause, effect and recovery are in our own words."""
    first, *rest = _with_places(about)
    yield f"{about.number}  {first}"
    yield from rest
    for word, text in (
        ("Cause", about.cause),
        ("Effect", about.effect),
        ("Recovery", about.recovery),
    ):
        yield from _wrapped(f"{word}: {text}")
    yield _ORIGINS[about.origin]


def _with_places(message: Message) -> list[str]:
    """Give the lines of a text, with what is filled in between angle brackets."""
    return message.text.replace("{", "<").replace("}", ">").split("\n")


def _wrapped(text: str) -> Iterator[str]:
    return iter(textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="  "))
