"""The catalogue of messages as a page: what each says, why it came and what to do."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from docs.generation import markdown
from nsksim import plugins
from nsksim.errors import Message, Origin, Severity
from nsksim.messages import catalogue

SEVERITIES = {
    Severity.INFORMATION: "information",
    Severity.WARNING: "warning",
    Severity.ERROR: "error",
}


def all_messages() -> list[Message]:
    """Give all messages by speaker and number, those of plug-ins included."""
    return list(catalogue(plugins.message_modules()).values())


def page() -> str:
    """Write the page."""
    intro = [
        "Every text that refuses or reports something, by who says it; `nsksim explain` prints the",
        "same. Words in angle brackets stand for what is named at the time. A message marked",
        "*documented* has the vendor's text, one marked *inferred* follows from it; text and",
        "number of one marked *ours* were chosen by this simulator.",
    ]
    speakers = [
        part
        for name, messages in groupby(all_messages(), key=lambda message: message.speaker.name)
        for part in ([f"## {name}"], *(_entry(message) for message in messages))
    ]
    return markdown.page("Messages", intro, *speakers)


def _entry(message: Message) -> list[str]:
    return [
        f"### {message.id}",
        "",
        *markdown.fenced(message.pattern),
        "",
        f"- Cause: {message.cause}",
        f"- Effect: {message.effect}",
        f"- Recovery: {message.recovery}",
        f"- {SEVERITIES[message.severity].capitalize()}, {message.origin}.",
    ]


def counts() -> list[tuple[str, dict[Origin, int]]]:
    """Count the messages of each speaker by where their text comes from."""
    found: dict[str, Counter[Origin]] = {}
    for message in all_messages():
        found.setdefault(message.speaker.name, Counter())[message.origin] += 1
    return [
        (name, {origin: counter[origin] for origin in Origin}) for name, counter in found.items()
    ]
