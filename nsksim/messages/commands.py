"""What every program with a command language says of a line: the three messages of its kind.

Owns the words; each speaker makes its own messages of them, in its own frame.
"""

from __future__ import annotations

from nsksim.errors import Message, Speaker


def unprefixed(message: Message, text: str) -> list[str]:
    """Frame the messages of a program that puts nothing before them."""
    del message
    return text.split("\n")


def command_messages(speaker: Speaker, effect: str) -> tuple[Message, Message, Message]:
    """Make the messages unknown-command, syntax and not-modelled of a speaker.

    The first two have the slots line, caret and expected, the third has what. `effect` says what
    becomes of the command.
    """
    name = speaker.name.upper()
    unknown = Message(
        speaker,
        "unknown-command",
        "{line}\n{caret}\nINVALID COMMAND",
        f"The line does not begin with a command of {name}.",
        effect,
        "HELP lists the commands.",
    )
    syntax = Message(
        speaker,
        "syntax",
        "{line}\n{caret}\nSYNTAX ERROR, EXPECTING {expected}",
        "Something stands at the caret, or is missing there, that the command cannot take.",
        effect,
        "Correct the line; HELP with the command word shows its syntax.",
    )
    not_modelled = Message(
        speaker,
        "not-modelled",
        "{what} is not modelled by this simulator.",
        f"{name} has it, this simulator does not.",
        effect,
        "Do without it.",
    )
    return unknown, syntax, not_modelled
