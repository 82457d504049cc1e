"""The arguments of a routine: what #ARGUMENT matches, and what it expects when nothing matches.

Owns the alternatives, the position in the argument text, and the words printed after `Expecting`.
Whether a file, process or user exists is asked of the host. Documented of these words are `/`,
`end`, `a valid filename template`, `an existing variable, unqualified` and the text for a number;
the others are inferred in their style.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from nsksim.errors import OperatorError
from nsksim.messages import tacl as messages
from nsksim.programs.tacl import expression
from nsksim.programs.tacl.host import Host
from nsksim.programs.tacl.lexical import BLANKS, SEPARATORS, upshift, words
from nsksim.programs.tacl.variables import (
    NOT_MODELLED_TYPES,
    Variables,
    VariableType,
    is_name,
    variable_type,
)

ALTERNATIVES_MAX = 8
"""So many alternatives one #ARGUMENT can have (TACL Reference Manual, #ARGUMENT)."""

_WORD = re.compile(f"[^{re.escape(SEPARATORS)}]+")
_LONG_WORD = re.compile(f"[^{BLANKS}]+")
_PAIR = re.compile(r"[0-9]+ *, *[0-9]+")
_JOB = re.compile(r"[+-]?[0-9]{1,9}")
_PARAMETER_VALUE = re.compile(r'"((?:[^"]|"")*)"|([^", \n]{1,255})')
_SECURITY = re.compile(r'"([AGOCNUagocnu-]*)"')

VARIABLE_EXPECTED = "an existing variable"
UNQUALIFIED_EXPECTED = "an existing variable, unqualified"


@dataclass(frozen=True, slots=True)
class Match:
    """An alternative matched: the argument ends at `end`, and `value` is what it stands for."""

    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Scan:
    """The place where an alternative is tried: `start` is behind the blanks at `position`."""

    text: str
    position: int
    start: int
    variables: Variables
    host: Host
    lookup: expression.Lookup

    def word(self, pattern: re.Pattern[str] = _WORD) -> str:
        """Give the word that begins here, empty when a separator or the end does."""
        found = pattern.match(self.text, self.start)
        return found.group() if found else ""


class Alternative(ABC):
    """One kind of argument that may stand at the current position."""

    __slots__ = ()

    @abstractmethod
    def match(self, scan: Scan) -> Match | None:
        """Try it; None where something else stands."""

    @property
    def expected(self) -> list[str]:
        """Say what it is, in the words that follow `Expecting` or `Or`."""
        return self.literals

    @property
    def literals(self) -> list[str]:
        """Give the texts that can be typed for it, where they are few and known."""
        return []


PUNCTUATION = {
    "COMMA": ",",
    "SLASH": "/",
    "SEMICOLON": ";",
    "OPENPAREN": "(",
    "CLOSEPAREN": ")",
}


@dataclass(frozen=True, slots=True)
class _Punctuation(Alternative):
    """COMMA, SLASH, SEMICOLON, OPENPAREN, CLOSEPAREN: one character."""

    character: str

    def match(self, scan: Scan) -> Match | None:
        found = scan.text.startswith(self.character, scan.start)
        return Match(scan.start + 1, self.character) if found else None

    @property
    def literals(self) -> list[str]:
        return [self.character]


@dataclass(frozen=True, slots=True)
class _End(Alternative):
    """END: nothing but blanks is left."""

    def match(self, scan: Scan) -> Match | None:
        return Match(scan.start, "") if scan.start == len(scan.text) else None

    @property
    def expected(self) -> list[str]:
        return ["end"]


@dataclass(frozen=True, slots=True)
class Otherwise(Alternative):
    """OTHERWISE: matches without moving; the routine handles what is wrong itself."""

    def match(self, scan: Scan) -> Match | None:
        """Match whatever stands there."""
        return Match(scan.position, "")


@dataclass(frozen=True, slots=True)
class _Keyword(Alternative):
    """KEYWORD /WORDLIST .../: one of a list of words, in any case; its value is upshifted."""

    keywords: tuple[str, ...]

    def match(self, scan: Scan) -> Match | None:
        word = scan.word()
        value = upshift(word)
        return Match(scan.start + len(word), value) if value in self.keywords else None

    @property
    def literals(self) -> list[str]:
        return list(self.keywords)


@dataclass(frozen=True, slots=True)
class _TokenText(Alternative):
    """TOKEN /TOKEN text/: these characters in any case, whatever follows them."""

    token: str

    def match(self, scan: Scan) -> Match | None:
        end = scan.start + len(self.token)
        found = upshift(scan.text[scan.start : end]) == self.token
        return Match(end, self.token) if found else None

    @property
    def literals(self) -> list[str]:
        return [self.token]


@dataclass(frozen=True, slots=True)
class _Number(Alternative):
    """NUMBER: digits, a variable that holds a number, or an expression in parentheses."""

    minimum: int | None = None
    maximum: int | None = None

    _DIGITS: ClassVar = re.compile(r"[+-]?[0-9]{1,19}")

    def match(self, scan: Scan) -> Match | None:
        end, value = self._read(scan)
        if value is None:
            return None
        if self.minimum is not None and value < self.minimum:
            return None
        if self.maximum is not None and value > self.maximum:
            return None
        return Match(end, str(value))

    def _read(self, scan: Scan) -> tuple[int, int | None]:
        if found := self._DIGITS.match(scan.text, scan.start):
            return found.end(), expression.number(found.group())
        if scan.text.startswith("(", scan.start):
            end = _closing(scan.text, scan.start)
            return end, self._computed(scan.text[scan.start : end], scan.lookup)
        word = scan.word()
        held = scan.lookup(word) if word else None
        return scan.start + len(word), expression.number(held) if held is not None else None

    @staticmethod
    def _computed(text: str, lookup: expression.Lookup) -> int | None:
        def fail(column: int, *expected: str) -> OperatorError:
            return messages.syntax_error(text, column, expected)

        try:
            return expression.evaluate_number(text, lookup, fail)
        except OperatorError:
            return None

    @property
    def expected(self) -> list[str]:
        text = expression.NUMBER_EXPECTED
        if self.minimum is not None and self.maximum is not None:
            limits = f"between {self.minimum} and {self.maximum} inclusive"
        elif self.minimum is not None:
            limits = f"at least {self.minimum}"
        elif self.maximum is not None:
            limits = f"at most {self.maximum}"
        else:
            return [text]
        return [f"{text} (Its value must be {limits})"]


@dataclass(frozen=True, slots=True)
class _String(Alternative):
    """STRING: a variable level, a quoted text, or a concatenation of them."""

    def match(self, scan: Scan) -> Match | None:
        found = expression.read_string(scan.text, scan.start, scan.lookup)
        return Match(found[1], found[0]) if found else None

    @property
    def expected(self) -> list[str]:
        return [expression.STRING_EXPECTED]


@dataclass(frozen=True, slots=True)
class _Text(Alternative):
    """TEXT: all that is left, if anything is; ends of line become blanks in its value."""

    def match(self, scan: Scan) -> Match | None:
        rest = scan.text[scan.start :].rstrip(BLANKS)
        return Match(len(scan.text), rest.replace("\n", " ")) if rest else None

    @property
    def expected(self) -> list[str]:
        return ["text"]


@dataclass(frozen=True, slots=True)
class _Word(Alternative):
    """WORD: all up to the next separator, or with SPACE to the next blank."""

    space: bool = False

    def match(self, scan: Scan) -> Match | None:
        word = scan.word(_LONG_WORD if self.space else _WORD)
        return Match(scan.start + len(word), word) if word else None

    @property
    def expected(self) -> list[str]:
        return ["a word"]


@dataclass(frozen=True, slots=True)
class _Characters(Alternative):
    """CHARACTERS /START n, WIDTH n/: so many characters from anywhere."""

    start: int = -1
    width: int = 1

    def match(self, scan: Scan) -> Match | None:
        start = scan.position if self.start < 0 else self.start
        end = start + self.width
        return Match(end, scan.text[start:end]) if end <= len(scan.text) else None

    @property
    def expected(self) -> list[str]:
        return [f"{self.width} characters"]


@dataclass(frozen=True, slots=True)
class _Pattern(Alternative):
    """PARAMVALUE, SECURITY and JOBID: a text of a fixed form; the value is its first group."""

    pattern: re.Pattern[str]
    description: str
    length: int | None = None

    def match(self, scan: Scan) -> Match | None:
        found = self.pattern.match(scan.text, scan.start)
        if found is None:
            return None
        value = next((group for group in found.groups() if group is not None), found.group())
        value = value.replace('""', '"')
        if self.length is not None and len(value) != self.length:
            return None
        return Match(found.end(), value)

    @property
    def expected(self) -> list[str]:
        return [self.description]


@dataclass(frozen=True, slots=True)
class _Variable(Alternative):
    """VARIABLE: the name of a variable; without SYNTAX it exists, and gets its absolute level."""

    allowed: frozenset[VariableType] = field(default=frozenset(VariableType))
    qualified: bool | None = None
    syntax: bool = False

    def match(self, scan: Scan) -> Match | None:
        word = scan.word()
        if not is_name(word) or self.qualified not in {None, "." in word}:
            return None
        if self.syntax:
            return Match(scan.start + len(word), upshift(word))
        level = scan.variables.find(word)
        if level is None or level.type not in self.allowed:
            return None
        return Match(scan.start + len(word), scan.variables.absolute(word) or word)

    @property
    def expected(self) -> list[str]:
        text = "a variable" if self.syntax else VARIABLE_EXPECTED
        if self.qualified is None:
            return [text]
        return [f"{text}, {'qualified' if self.qualified else 'unqualified'}"]


ENVIRONMENT = {
    "ASSIGN": "an ASSIGN name",
    "DEFINENAME": "a DEFINE name",
    "DEFINETEMPLATE": "a DEFINE template",
    "DEVICE": "a device name",
    "FILENAME": "a file name",
    "PARAM": "a PARAM name",
    "PROCESSID": "a process name or cpu,pin",
    "PROCESSNAME": "a process name",
    "SUBVOL": "a subvolume name",
    "SUBVOLTEMPLATE": "a valid subvolume template",
    "SYSTEMNAME": "a system name",
    "TEMPLATE": "a valid filename template",
    "USER": "a user name or user ID",
}
"""Alternatives the host knows, and what they are called after `Expecting`."""

NEEDS_EXISTENCE = frozenset(
    {"ASSIGN", "FILENAME", "PARAM", "PROCESSID", "PROCESSNAME", "SYSTEMNAME", "USER"}
)
"""Those that match only what exists unless SYNTAX is given."""

_WITH_COMMA = frozenset({"PROCESSID", "USER"})


@dataclass(frozen=True, slots=True)
class _Environment(Alternative):
    """An alternative of `ENVIRONMENT`, which the host matches."""

    kind: str
    syntax: bool = False

    def match(self, scan: Scan) -> Match | None:
        word = scan.word()
        if self.kind in _WITH_COMMA and (pair := _PAIR.match(scan.text, scan.start)):
            word = pair.group()
        value = scan.host.argument(self.kind, word, syntax=self.syntax) if word else None
        return Match(scan.start + len(word), value) if value is not None else None

    @property
    def expected(self) -> list[str]:
        description = ENVIRONMENT[self.kind]
        if self.kind in NEEDS_EXISTENCE and not self.syntax:
            return ["an existing " + description.partition(" ")[2]]
        return [description]


NOT_MODELLED = frozenset({"ATTRIBUTENAME", "ATTRIBUTEVALUE", "GMOMJOBID", "SUBSYSTEM", "TRANSID"})
"""Alternatives of TACL that are refused here."""


@dataclass(slots=True)
class Arguments:
    """The argument text of a routine that is being executed, and how far it was processed."""

    text: str
    line: str
    """The line in question, as a syntax error shows it."""
    offset: int
    """Where `text` begins in `line`."""
    position: int = 0

    @property
    def rest(self) -> str:
        """Give what has not been processed."""
        return self.text[self.position :]

    def skip_blanks(self) -> int:
        """Give the position of the next argument."""
        return len(self.text) - len(self.rest.lstrip(BLANKS))

    def wrong(self, alternatives: Sequence[Alternative]) -> OperatorError:
        """Make the syntax error for arguments that match none of `alternatives`."""
        expected = [item for alternative in alternatives for item in alternative.expected]
        column = self.offset + self.skip_blanks()
        return messages.syntax_error(self.line, min(column, len(self.line)), expected)


@dataclass(frozen=True, slots=True)
class Request:
    """What one #ARGUMENT asks for."""

    alternatives: tuple[Alternative, ...]
    peek: bool = False
    text: str = ""
    value: str = ""


_PART = re.compile(r"[ \n]*(?:/(?P<options>[^/]*)/|(?P<word>[^ \n/]+))")


@dataclass(frozen=True, slots=True)
class _Part:
    """A word of #ARGUMENT's own text and the options between slashes behind it."""

    word: str
    options: list[str]
    column: int


def read_request(text: str, lookup: expression.Lookup, fail: expression.Fail) -> Request:
    """Read the text of an #ARGUMENT: options for all, then the alternatives.

    Raises what `fail` makes for a word that is neither, and OperatorError for an alternative that
    is not modelled. `lookup` gives the values of numbers that are variables.
    """
    parts = list(_parts(text, fail))
    general = parts.pop(0) if parts and not parts[0].word else _Part("", [], 0)
    peek, kept = _general(general, fail)
    if not parts or len(parts) > ALTERNATIVES_MAX:
        raise fail(len(text), "1 to 8 alternatives")
    alternatives = tuple(_alternative(part, lookup, fail) for part in parts)
    if Otherwise() in alternatives[:-1]:
        raise fail(parts[-1].column, "end")
    return Request(alternatives, peek, kept.get("TEXT", ""), kept.get("VALUE", ""))


def _parts(text: str, fail: expression.Fail) -> list[_Part]:
    parts: list[_Part] = []
    position = 0
    end = len(text.rstrip(BLANKS))
    while position < end:
        found = _PART.match(text, position)
        if found is None:
            raise fail(len(text), "/")
        column = found.end() - len(found.group().lstrip(BLANKS))
        if found["word"] is not None:
            parts.append(_Part(upshift(found["word"]), [], column))
        else:
            options = words(found["options"].replace(",", " "))
            if not parts:
                parts.append(_Part("", options, column))
            elif parts[-1].options:
                raise fail(column, "an alternative")
            else:
                parts[-1].options.extend(options)
        position = found.end()
    return parts


def _general(part: _Part, fail: expression.Fail) -> tuple[bool, dict[str, str]]:
    """Read PEEK, TEXT variable and VALUE variable."""
    peek = False
    kept: dict[str, str] = {}
    pending = list(part.options)
    while pending:
        option = upshift(pending.pop(0))
        if option == "PEEK":
            peek = True
        elif option in {"TEXT", "VALUE"} and pending:
            kept[option] = pending.pop(0)
        else:
            raise fail(part.column, "PEEK", "TEXT", "VALUE")
    return peek, kept


def _alternative(part: _Part, lookup: expression.Lookup, fail: expression.Fail) -> Alternative:
    kind = part.word
    if kind in NOT_MODELLED:
        raise OperatorError(messages.NOT_MODELLED, what=f"#ARGUMENT {kind}")
    if kind in ENVIRONMENT:
        return _Environment(kind, syntax=_flags(part, fail, "SYNTAX") == {"SYNTAX"})
    if kind in PUNCTUATION:
        _flags(part, fail)
        return _Punctuation(PUNCTUATION[kind])
    make = _MAKERS.get(kind)
    if make is None:
        raise fail(part.column, "an alternative")
    return make(part, lookup, fail)


def _flags(part: _Part, fail: expression.Fail, *allowed: str) -> set[str]:
    """Read options without values."""
    given = {upshift(option) for option in part.options}
    if not given <= set(allowed):
        raise fail(part.column + len(part.word), *(allowed or ("an alternative",)))
    return given


def _numbers(
    part: _Part, lookup: expression.Lookup, fail: expression.Fail, *allowed: str
) -> dict[str, int]:
    """Read options that are followed by a number or a variable that holds one."""
    given: dict[str, int] = {}
    names = [upshift(option) for option in part.options[::2]]
    for name, value in zip(names, part.options[1::2], strict=False):
        held = expression.number(value)
        if held is None:
            held = expression.number(lookup(value) or "")
        if name not in allowed or held is None:
            raise fail(part.column + len(part.word), *(f"{word} num" for word in allowed))
        given[name] = held
    if len(part.options) % 2:
        raise fail(part.column + len(part.word), *(f"{word} num" for word in allowed))
    return given


_Maker = Callable[[_Part, expression.Lookup, expression.Fail], Alternative]


def _simple(alternative: Alternative) -> _Maker:
    def make(part: _Part, _: expression.Lookup, fail: expression.Fail) -> Alternative:
        _flags(part, fail)
        return alternative

    return make


def _keyword(part: _Part, _: expression.Lookup, fail: expression.Fail) -> Alternative:
    first, *keywords = [upshift(option) for option in part.options] or [""]
    if first != "WORDLIST" or not keywords:
        raise fail(part.column + len(part.word), "/WORDLIST keyword/")
    return _Keyword(tuple(keywords))


def _token(part: _Part, _: expression.Lookup, fail: expression.Fail) -> Alternative:
    if len(part.options) != 2 or upshift(part.options[0]) != "TOKEN":
        raise fail(part.column + len(part.word), "/TOKEN text/")
    return _TokenText(upshift(part.options[1]))


def _number(part: _Part, lookup: expression.Lookup, fail: expression.Fail) -> Alternative:
    limits = _numbers(part, lookup, fail, "MINIMUM", "MAXIMUM")
    return _Number(limits.get("MINIMUM"), limits.get("MAXIMUM"))


def _characters(part: _Part, lookup: expression.Lookup, fail: expression.Fail) -> Alternative:
    given = _numbers(part, lookup, fail, "START", "WIDTH")
    return _Characters(max(-1, given.get("START", -1)), max(1, given.get("WIDTH", 1)))


def _security(part: _Part, lookup: expression.Lookup, fail: expression.Fail) -> Alternative:
    length = _numbers(part, lookup, fail, "LENGTH").get("LENGTH", 4)
    return _Pattern(_SECURITY, "a security string", length)


def _word(part: _Part, _: expression.Lookup, fail: expression.Fail) -> Alternative:
    return _Word(space=_flags(part, fail, "SPACE") == {"SPACE"})


def _variable(part: _Part, _: expression.Lookup, fail: expression.Fail) -> Alternative:
    flags = {"QUALIFIED", "UNQUALIFIED", "SYNTAX"}
    given: dict[str, set[VariableType]] = {}
    listed: set[VariableType] | None = None
    for option in map(upshift, part.options):
        if option in flags:
            given[option] = set()
            listed = None
        elif option in {"ALLOW", "FORBID"} and not {"ALLOW", "FORBID"} & given.keys():
            listed = given[option] = set()
        elif listed is not None and option in VariableType.__members__:
            listed.add(variable_type(option))
        elif listed is None or option not in NOT_MODELLED_TYPES | {"ITEM"}:
            raise fail(part.column + len(part.word), "ALLOW", "FORBID", *sorted(flags))
    allowed = given.get("ALLOW", set(VariableType)) - given.get("FORBID", set())
    qualified = {"QUALIFIED": True, "UNQUALIFIED": False}
    chosen = [qualified[option] for option in given if option in qualified]
    return _Variable(frozenset(allowed), chosen[0] if chosen else None, "SYNTAX" in given)


_MAKERS: dict[str, _Maker] = {
    "CHARACTERS": _characters,
    "END": _simple(_End()),
    "JOBID": _simple(_Pattern(_JOB, "a job ID")),
    "KEYWORD": _keyword,
    "NUMBER": _number,
    "OTHERWISE": _simple(Otherwise()),
    "PARAMVALUE": _simple(_Pattern(_PARAMETER_VALUE, "a parameter value")),
    "SECURITY": _security,
    "STRING": _simple(_String()),
    "TEXT": _simple(_Text()),
    "TOKEN": _token,
    "VARIABLE": _variable,
    "WORD": _word,
}


def _closing(text: str, start: int) -> int:
    """Give the position behind the parenthesis that closes the one at `start`."""
    depth = 0
    for position in range(start, len(text)):
        depth += (text[position] == "(") - (text[position] == ")")
        if depth == 0:
            return position + 1
    return len(text)
