"""The session itself: what it refuses before any program sees the line. All of it is ours."""

from __future__ import annotations

from nsksim.errors import Message, Speaker


def _frame(message: Message, text: str) -> list[str]:
    return [f"*ERROR* {text}"]


SPEAKER = Speaker("session", _frame)

LINE_TOO_LONG = Message(
    SPEAKER,
    "line-too-long",
    "The line has {length} characters; at most {limit} are accepted. Nothing was done.",
    "A typed line was longer than TACL takes. The real TACL cuts it, which could turn it into"
    " another command; the simulator refuses it whole.",
    "The line is dropped.",
    "Continue the line with & or put the text into a file.",
)
LINE_NOT_TEXT = Message(
    SPEAKER,
    "line-not-text",
    "The line holds characters that no terminal sends. Nothing was done.",
    "The input is binary, or in another encoding.",
    "The line is dropped.",
    "Type plain text.",
)
ENDLESS_WAIT = Message(
    SPEAKER,
    "endless-wait",
    "Nothing that is scheduled can end this wait; BREAK was pressed for you.",
    "A line waits for something that only another terminal or a later command could bring.",
    "The line ends as if BREAK had been pressed.",
    "Bring about what it waits for first, or run it NOWAIT.",
)
NO_USER = Message(
    SPEAKER,
    "no-user",
    "{node} has no user {user}.",
    "The name given with --user or in the first lines of a session is not a user there.",
    "No terminal is opened.",
    "Use a user of that system; USERS lists them.",
)
