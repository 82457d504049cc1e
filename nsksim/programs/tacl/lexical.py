"""Lexical layer of TACL: physical lines become internal text, internal text becomes output.

Owns the metacharacters: continuation, comments, the tilde, and the marks that stand for brackets,
vertical lines and hard blanks once a line has been read. It does not know what a bracket means.

Internal text is an ordinary `str` in which a *metacharacter* is a private mark and a character that
was escaped is just itself; so text is read once, and nothing has to be escaped when a variable is
put into a line. An end of line is a newline.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from lark import Lark, Token

from nsksim.errors import OperatorError
from nsksim.language.fragments import folder
from nsksim.messages import tacl as messages

OPEN = "\ue000"
CLOSE = "\ue001"
BAR = "\ue002"
HARD_BLANK = "\ue003"
END_OF_LINE = "\n"

METACHARACTERS = OPEN + CLOSE + BAR

BLANKS = " \n"
SEPARATORS = " \n,()/;"
"""Where a word ends (a logical end of line is an end of line here)."""

LINE_LENGTH_MAX = 239
"""Longest physical line, in characters."""

_EXTERNAL = str.maketrans({OPEN: "[", CLOSE: "]", BAR: "|", HARD_BLANK: " "})
_ESCAPES = {";": END_OF_LINE, "_": HARD_BLANK}
_ESCAPABLE = frozenset("[]|{}~&")
_TO_ESCAPE = re.compile(r"==|[\[\]|{}~&]|^\?")
_CONTINUED = re.compile(r"(?<!~)(?:~~)*(&)[ ]*$")
_LITERAL_QUESTION_MARK = re.compile(r"^ *\? *(?=\?)")
_UPPER = str.maketrans({chr(lower): chr(lower).upper() for lower in range(ord("a"), ord("z") + 1)})


class Format(StrEnum):
    """How metacharacters are read (#INFORMAT, ?FORMAT)."""

    TACL = "TACL"
    PLAIN = "PLAIN"
    QUOTED = "QUOTED"


@dataclass(frozen=True, slots=True)
class Assembled:
    """Physical lines read together. `continues`: the last one says that another belongs to it."""

    text: str
    continues: bool

    @property
    def depth(self) -> int:
        """Count the brackets that are open at the end."""
        return self.text.count(OPEN) - self.text.count(CLOSE)


def assemble(lines: Sequence[str], form: Format = Format.TACL) -> Assembled:
    """Read physical lines: join continued ones, drop comments, resolve tildes.

    Each logical line of the result is one line of `text`. A line continues when it ends in `&`,
    also inside a comment, and when only a comment follows its `&`. The `&` that the manuals show
    at the start of a continuation line is dropped.

    Raises OperatorError for a line that is too long, for a brace that is nested or not closed, and
    for one of our private marks.
    """
    logical: list[str] = []
    raw: str | None = None
    text = ""
    continues = False
    for line in lines:
        _check(line)
        piece = line
        if raw is not None or continues:
            piece = re.sub(r"^ *&", "", line)
        elif form is not Format.PLAIN:
            piece = _LITERAL_QUESTION_MARK.sub("", line)
        raw = (raw or "") + piece
        if form is not Format.PLAIN and (mark := _CONTINUED.search(raw)):
            raw = raw[: mark.start(1)]
            continue
        converted, continues = _convert(raw, form)
        raw = None
        text += converted
        if not continues:
            logical.append(text)
            text = ""
    if raw is not None:
        text += _convert(raw, form)[0]
        logical.append(text)
        continues = True
    elif continues:
        logical.append(text)
    return Assembled(END_OF_LINE.join(logical), continues)


def needs_more(lines: Sequence[str]) -> bool:
    """Say whether a terminal has to read another line before these can be executed.

    That is so after a trailing `&` and while a bracket is open. A line that cannot be read at all
    needs no more: reading it for execution says what is wrong.
    """
    if lines and len(lines[-1]) <= LINE_LENGTH_MAX and _CONTINUED.search(lines[-1]):
        return True
    try:
        assembled = assemble(lines)
    except OperatorError:
        return False
    return assembled.continues or assembled.depth > 0


def external(text: str) -> str:
    """Give internal text as it is displayed: marks become the characters they stand for."""
    return text.translate(_EXTERNAL)


def plain(text: str) -> str:
    """Make internal text of characters that mean only themselves.

    Raises OperatorError when `text` contains one of our private marks.
    """
    if any(OPEN <= character <= HARD_BLANK for character in text):
        raise OperatorError(messages.ILLEGAL_CHARACTER)
    return text


def escape(text: str) -> str:
    """Write one line of plain text so that reading it gives the same plain text back."""
    return _TO_ESCAPE.sub(lambda found: "~" + found.group(), text)


def upshift(text: str) -> str:
    """Upshift ASCII letters only; TACL's case rules know no others and the length stays."""
    return text.translate(_UPPER)


def words(text: str) -> list[str]:
    """Split at blanks and ends of line."""
    return [word for word in re.split(f"[{BLANKS}]+", text) if word]


def _check(line: str) -> None:
    plain(line)
    if len(line) > LINE_LENGTH_MAX:
        raise OperatorError(messages.LINE_TOO_LONG, limit=LINE_LENGTH_MAX)


_MORE_THAN_TEXT = re.compile(r"[~\[\]|{]|==")
"""Where a line has none of these, the grammar finds nothing but text in it."""


def _convert(raw: str, form: Format) -> tuple[str, bool]:
    """Read one line without its continuation mark; say whether a comment hid such a mark."""
    if not _MORE_THAN_TEXT.search(raw):
        return raw, False  # most lines; a start need not build the parser for them
    pieces: list[str] = []
    last = ""
    commented = False
    for token in _parser().parse(raw, start=_STARTS[form]).children:
        if not isinstance(token, Token):
            raise TypeError(f"the lexical structure has a rule inside a line: {token!r}")
        pieces.append(_TOKENS.get(token.type, str)(token))
        if token.type in {"LINE_COMMENT", "BRACE_COMMENT"}:
            commented = True
        elif not token.isspace():
            last = token.value if token.type in {"TEXT", "QUOTED_TEXT"} else ""
    text = "".join(pieces)
    if commented and last.rstrip().endswith("&"):
        return text[: text.rindex("&")], True
    return text, False


def _escaped(token: str) -> str:
    escaped = token[1:]
    if escaped == "==" or escaped in _ESCAPABLE:
        return escaped
    return _ESCAPES.get(escaped, "?")


def _bad_brace(token: str) -> str:
    raise OperatorError(messages.BRACE_NESTED if "{" in token[1:] else messages.BRACE_OPEN)


_TOKENS: dict[str, Callable[[str], str]] = {
    "ESCAPE": _escaped,
    "OPEN": lambda _: OPEN,
    "CLOSE": lambda _: CLOSE,
    "BAR": lambda _: BAR,
    "LINE_COMMENT": lambda _: "",
    "BRACE_COMMENT": lambda _: "",
    "BAD_BRACE": _bad_brace,
}


_STARTS = {Format.TACL: "start", Format.QUOTED: "quoted", Format.PLAIN: "plain"}


@cache
def _parser() -> Lark:
    grammar = folder("tacl")
    if grammar is None:
        raise FileNotFoundError("grammars/tacl")
    text = grammar.joinpath("expansion.lark").read_text("utf-8")
    return Lark(text, parser="lalr", start=list(_STARTS.values()))
