r"""The notation of a session: how a line of text says what was typed and what was printed.

Owns the marks and prompts of single lines, both ways. It owns no file and types nothing.

- `# words` is narration.
- A line that begins with a TACL prompt and its node (`\INSIDX 2> `), or with the prompt that is
  open, is typed. `EOF!` as the typed text is CTRL-Y, as a terminal shows it.
- Everything else is output. An output line that reads like one of the above, or that ends in the
  mark itself, carries ` (output)` at its end. A typed line carries ` (input)` where the open prompt
  is empty, or where its text ends in a mark or is the word for CTRL-Y.

Which prompt is open depends on what has been typed before, so a line can only be read by somebody
who knows the open prompt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from nsksim.interaction import END_OF_FILE, NOT_TEXT
from nsksim.names import NodeName

OUTPUT_MARK = " (output)"
INPUT_MARK = " (input)"

_TACL_PROMPT = re.compile(r"(\\[A-Z][A-Z0-9]{0,6}) \d+>")
_FOREIGN_PROMPT = re.compile(r"(?:(?:TACL )?\d+|[A-Z]{2,8})>")
"""A prompt by its looks. Where another one is open, such a line was typed at a program that should
be open and is not; taking it for output would let it disappear in an update."""


@dataclass(frozen=True, slots=True)
class Narration:
    """Words to the audience."""

    text: str


@dataclass(frozen=True, slots=True)
class Typed:
    """A line typed at `prompt` (without its trailing blank); `text` is None for CTRL-Y.

    `node` is the system a TACL prompt names, None at any other prompt.
    """

    prompt: str
    text: str | None
    node: NodeName | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """A line that was printed."""

    text: str


Entry = Narration | Typed | Output


def classify(line: str, prompt: str) -> Entry:
    """Read one line of a session while `prompt` is open."""
    if line.endswith(OUTPUT_MARK):
        return Output(line.removesuffix(OUTPUT_MARK))
    shown = prompt.rstrip()
    if line.endswith(INPUT_MARK):
        bare = line.removesuffix(INPUT_MARK)
        if not shown:
            return Typed("", None if bare == END_OF_FILE else bare)
        return _parted(bare, shown) or Output(line)
    if line == "#" or line.startswith("# "):
        return Narration(line[2:])
    typed = _parted(line, shown)
    if typed is None:
        return Output(line)
    return replace(typed, text=None) if typed.text == END_OF_FILE else typed


def _parted(line: str, shown: str) -> Typed | None:
    """Part a typed line into prompt and text; None when it begins with no prompt.

    `shown` is the open prompt as a line shows it.
    """
    if found := _TACL_PROMPT.match(line):
        node = NodeName.parse(found[1])
        return Typed(found[0], line[found.end() :].removeprefix(" "), node)
    if shown and line.startswith(shown):
        return Typed(shown, line[len(shown) :].removeprefix(" "))
    if found := _FOREIGN_PROMPT.match(line):
        return Typed(found[0], line[found.end() :].removeprefix(" "))
    return None


def typed_line(prompt: str, text: str | None) -> str:
    """Write a line typed at `prompt`; None is CTRL-Y.

    What no terminal sends is written as the one character that stands for such: typed again, the
    line is refused as it was.
    """
    shown = prompt.rstrip()
    if text is None:
        return f"{shown} {END_OF_FILE}" if shown else END_OF_FILE + INPUT_MARK
    text = "".join(each if each.isprintable() or each == "\t" else NOT_TEXT for each in text)
    line = f"{shown} {text}" if shown and text else shown + text
    misread = text == END_OF_FILE or text.endswith((OUTPUT_MARK, INPUT_MARK))
    return line + INPUT_MARK if misread or not shown else line


def output_line(text: str, prompt: str) -> str:
    """Write a printed line that is followed by `prompt`, marked where it could be misread."""
    plain = isinstance(classify(text, prompt), Output) and not text.endswith(OUTPUT_MARK)
    return text if plain else text + OUTPUT_MARK


def is_tacl_prompt(prompt: str) -> bool:
    """Say whether `prompt` is that of a logged-on TACL that shows its node."""
    return _TACL_PROMPT.fullmatch(prompt.rstrip()) is not None
