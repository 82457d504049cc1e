"""`nsksim explain`: what a message means, why it came and what to do about it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from nsksim import plugins
from nsksim.commands.outcome import UsageProblem
from nsksim.errors import Message, Origin, Severity
from nsksim.messages import catalogue

WIDTH = 80

_ORIGINS = {
    Origin.DOCUMENTED: "as documented by the vendor",
    Origin.INFERRED: "inferred from the vendor's documents",
    Origin.OURS: "chosen by this simulator",
}
_SEVERITIES = {
    Severity.INFORMATION: "information",
    Severity.WARNING: "warning",
    Severity.ERROR: "error",
}


def explain(key: str, speaker: str | None = None) -> list[str]:
    """Explain every message with this number or id. Raises UsageProblem when there is none."""
    messages = catalogue(plugins.message_modules())
    found = [message for message in messages.values() if _meant(message, key, speaker)]
    if not found:
        raise UsageProblem(_not_found(messages, key, speaker))
    lines: list[str] = []
    for message in found:
        lines += [*([""] if lines else []), *_explained(message)]
    return lines


def _meant(message: Message, key: str, speaker: str | None) -> bool:
    if speaker is not None and message.speaker.name.casefold() != speaker.casefold():
        return False
    return key.casefold() in {message.id.casefold(), str(message.key).casefold()}


def _explained(message: Message) -> Iterator[str]:
    yield f"{message.id}  ({_SEVERITIES[message.severity]}, {_ORIGINS[message.origin]})"
    for line in message.pattern:
        yield f"    {line}"
    for title, text in (
        ("Cause", message.cause),
        ("Effect", message.effect),
        ("Recovery", message.recovery),
    ):
        yield from textwrap.wrap(
            f"{title + ':':<10}{text}", WIDTH, initial_indent="  ", subsequent_indent=" " * 12
        )


def _not_found(messages: dict[str, Message], key: str, speaker: str | None) -> str:
    speakers = sorted({message.speaker.name for message in messages.values()})
    if speaker is not None and speaker.casefold() not in (name.casefold() for name in speakers):
        return f"nobody is called {speaker}; the speakers are {', '.join(speakers)}"
    whose = f" of {speaker}" if speaker else ""
    return f"there is no message {key}{whose}; the speakers are {', '.join(speakers)}"
