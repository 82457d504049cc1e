"""The sections and keys of a scenario file, read off the code that reads them.

The builders of a scenario read every key through `nsksim.scenario.Section`. Their source is
followed from call to call: which section a name stands for, and which keys are read from it, with
kind and default. What the builders say in their docstrings heads each table; a line of a docstring
such as "`check-delay`: minutes between retries" says what a key means that is read there.
"""

from __future__ import annotations

import ast
import inspect
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from types import ModuleType
from typing import cast

from docs.generation import markdown
from nsksim import plugins
from nsksim.scenario import building

SYSTEM = "system"

_KINDS = {
    "text": "text",
    "texts": "list of texts",
    "integer": "whole number",
    "number": "whole number",
    "boolean": "true or false",
    "instant": "date and time, UTC",
    "parsed": "",
    "all_parsed": "list: ",
    "choice": "one of ",
    "raw": "any value",
}
"""The readers of a Section, and what they read."""

_FORMS = {
    "catalog name": r"`NAME` or `\NODE.NAME`",
    "drive name": "`$DRIVE`",
    "file name": r"`\NODE.$VOLUME.SUBVOLUME.FILE`",
    "node name": r"`\NODE`",
    "pool name": "1 to 30 letters, digits and underscores",
    "process name": "`$NAME`",
    "retention": "1 to 9999 days, or `PERMANENT`",
    "security": 'four of the letters `OUGANC-`, such as `"NUNU"`',
    "spool location": "`#GROUP.NAME`",
    "subvolume": "`$VOLUME.SUBVOLUME`",
    "tape file id": "1 to 60 characters, such as `SLABA-BAK11-DAILY`",
    "tape label": "1 to 6 characters, such as `SAD001`",
    "user id": "`group,user` in numbers, such as `255,255`",
    "user name": "`GROUP.USER`",
    "volume name": "`$VOLUME`",
}
"""How the values of each type are written."""

_DEFAULT_POSITION = {"parsed": 2, "all_parsed": 2, "number": 2, "choice": 2}
"""Where the default stands among the arguments of a reader; 1 for the others."""


@dataclass(slots=True)
class Key:
    """One key of a table."""

    kind: str
    default: str | None
    """As TOML would have it; None when the key is needed."""
    meaning: str = ""


@dataclass(slots=True)
class Table:
    """One table of a scenario file, `system.user` for example."""

    keys: dict[str, Key] = field(default_factory=dict)
    repeated: bool = False
    """Whether it may stand several times: `[[...]]`."""


@dataclass(frozen=True, slots=True)
class _Place:
    """What a name in the source stands for: a table, or a list of such."""

    path: str


_Names = dict[str, _Place | str]
"""Local names that are sections, or texts passed as the name of a key."""


class Survey:
    """Collects the tables of a scenario file."""

    def __init__(self) -> None:
        self.tables: dict[str, Table] = {}
        self.optional: set[tuple[str, str]] = set()
        """Table and key of what the code asks for before it reads it."""

    def read(self, function: Callable[..., object], names: _Names) -> None:
        """Follow a function whose parameters `names` are sections."""
        source = ast.parse(inspect.getsource(function))
        module = inspect.getmodule(function)
        assert module is not None  # a function of a file
        _, meanings = _said(function)
        _Reading(self, module, dict(names), meanings).visit(source.body[0])

    def table(self, path: str) -> Table:
        """Give a table, which is new when it was not read before."""
        return self.tables.setdefault(path, Table())


class _Reading(ast.NodeVisitor):
    """Follows one function."""

    def __init__(
        self, survey: Survey, module: ModuleType, names: _Names, meanings: dict[str, str]
    ) -> None:
        self._survey = survey
        self._module = module
        self._names = names
        self._meanings = meanings

    def visit_Assign(self, node: ast.Assign) -> None:
        self.generic_visit(node)
        found = self._place(node.value)
        if found is not None and isinstance(node.targets[0], ast.Name):
            self._names[node.targets[0].id] = found

    def visit_For(self, node: ast.For) -> None:
        found = self._place(node.iter)
        if found is not None and isinstance(node.target, ast.Name):
            self._names[node.target.id] = found
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        found = self._place(node.iter)
        if found is not None and isinstance(node.target, ast.Name):
            self._names[node.target.id] = found
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        """Note a key that is asked for before it is read: it may be left out."""
        place = self._place(node.comparators[0])
        key = self._text(node.left)
        if place is not None and key is not None and isinstance(node.ops[0], ast.In):
            self._survey.optional.add((place.path, key))
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        """Look at the condition first: it says which keys may be left out."""
        self.visit(node.test)
        self.visit(node.body)
        self.visit(node.orelse)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Attribute):
            place = self._place(node.func.value)
            if place is not None and node.args:
                self._key(place, node.func.attr, node)
        elif isinstance(node.func, ast.Name):
            self._follow(node.func.id, node)
        self._place(node)
        self.generic_visit(node)

    def _place(self, node: ast.expr) -> _Place | None:
        """Say which table an expression stands for."""
        match node:
            case ast.Name(id=name):
                found = self._names.get(name)
                return found if isinstance(found, _Place) else None
            case ast.Call(func=ast.Name(id="list" | "enumerate"), args=[inner, *_]):
                return self._place(inner)
            case ast.Call(
                func=ast.Attribute(value=outer, attr="tables" | "table" as how), args=[key]
            ):
                place, inner_key = self._place(outer), self._text(key)
                if place is None or inner_key is None:
                    return None
                path = f"{place.path}.{inner_key}".lstrip(".")
                self._survey.table(path).repeated |= how == "tables"
                return _Place(path)
            case _:
                return None

    def _text(self, node: ast.expr) -> str | None:
        match node:
            case ast.Constant(value=str(text)):
                return text
            case ast.Name(id=name):
                found = self._names.get(name)
                return found if isinstance(found, str) else None
            case _:
                return None

    def _key(self, place: _Place, reader: str, node: ast.Call) -> None:
        """Note a key that is read from a table."""
        key = self._text(node.args[0])
        if reader not in _KINDS or key is None:
            return
        table = self._survey.table(place.path)
        default = self._default(reader, node)
        if default is None and (place.path, key) in self._survey.optional:
            default = ""
        meaning = self._meanings.get(key, "")
        table.keys.setdefault(key, Key(self._kind(reader, node), default, meaning))

    def _kind(self, reader: str, node: ast.Call) -> str:
        kind = _KINDS[reader]
        if reader in ("parsed", "all_parsed"):
            return kind + self._spoken(node.args[1])
        if reader == "number":
            allowed = self._value(node.args[1])
            assert isinstance(allowed, range)  # what number() wants
            return f"{kind}, {allowed.start} to {allowed.stop - 1}"
        if reader == "choice":
            choices = self._value(node.args[1])
            if choices is None:
                return "a word"
            names = getattr(choices, "__members__", choices)
            return kind + ", ".join(f"`{name}`" for name in cast("dict[str, object]", names))
        return kind

    def _default(self, reader: str, node: ast.Call) -> str | None:
        position = _DEFAULT_POSITION.get(reader, 1)
        given = [word.value for word in node.keywords if word.arg == "default"]
        given += node.args[position : position + 1]
        return _toml(self._value(given[0])) if given else None

    def _value(self, node: ast.expr) -> object:
        """Give the value of a constant of the module, None when it is not constant."""
        try:
            return ast.literal_eval(node)
        except ValueError:
            names = vars(self._module)
            return names.get(node.id) if isinstance(node, ast.Name) else None

    def _spoken(self, parser: ast.expr) -> str:
        """Name what a parser reads: `NodeName.parse` a node name, a function what it says."""
        for node in ast.walk(parser):
            if isinstance(node, ast.Attribute) and node.attr == "parse":
                words = re.sub(r"(?<!^)(?=[A-Z])", " ", ast.unparse(node.value)).lower()
                return f"{words}, {_FORMS[words]}"
        said = inspect.getdoc(self._value(parser)) if isinstance(parser, ast.Name) else None
        first = (said or ast.unparse(parser).strip("_")).partition(". ")[0]
        return first.removeprefix("Read ").rstrip(".")

    def _follow(self, name: str, node: ast.Call) -> None:
        """Follow a call of a function of the same module that is given a section."""
        function = vars(self._module).get(name)
        if not inspect.isfunction(function) or function.__module__ != self._module.__name__:
            return
        parameters = list(inspect.signature(function).parameters)
        passed: _Names = {}
        for parameter, argument in zip(parameters, node.args, strict=False):
            meant = self._place(argument) or self._text(argument)
            if meant is not None:
                passed[parameter] = meant
        if any(isinstance(value, _Place) for value in passed.values()):
            self._survey.read(function, passed)


_MEANING = re.compile(r"^`([a-z-]+)`: ((?:.+\n?(?!`))+)", re.MULTILINE)


def _said(function: Callable[..., object]) -> tuple[str, dict[str, str]]:
    """Take a docstring apart: what it says about the table, and about keys."""
    first, _, rest = inspect.cleandoc(function.__doc__ or "").partition("\n")
    meanings = {key: " ".join(words.split()) for key, words in _MEANING.findall(rest)}
    return "\n".join([first, *_MEANING.sub("", rest).splitlines()]).strip(), meanings


def _toml(value: object) -> str:
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if value is None:
        return "worked out from the rest"
    return f"`{value!r}`".replace("'", '"')


def survey() -> tuple[Survey, dict[str, str]]:
    """Survey the frame of a scenario and all sections of systems, and what builders say."""
    found = Survey()
    found.table(SYSTEM).repeated = True
    found.read(building.build, {"root": _Place("")})
    said: dict[str, str] = {}
    for plugin in plugins.installed():
        for key, reference in plugin.sections.items():
            function = cast("Callable[..., object]", plugins.resolve(reference))
            parameter = list(inspect.signature(function).parameters)[2]
            found.read(function, {parameter: _Place(SYSTEM)})
            said[key], _ = _said(function)
    return found, said


_FRAME = {
    "": "A scenario stands alone, or extends another one (a shipped one by name, a file of yours by"
    " its path from here) and says what is different. `extends` stands above the first table.",
    "world": "The world as a whole.",
    "line": "A line between two systems.",
    SYSTEM: "A system. Besides the tables below, which hold what is on it, these keys.",
    "typed": "With `extends`: lines that an operator types to make the difference.",
    "omit": "With `extends`: keys of a system that are left out, such as"
    " `backbox.store[1].run`; lists count from 1.",
    "set": "With `extends`: a key of a system that is given another value, such as"
    " `backbox.store[1].import.nodes`; lists count from 1.",
}


def shipped_table() -> list[str]:
    """Write the table of the scenarios that are shipped."""
    rows = (
        (markdown.code(name), tomllib.loads(path.read_text("utf-8"))["world"]["title"])
        for name, path in plugins.shipped("scenarios", ".toml").items()
    )
    return markdown.table(("scenario", "what it is"), rows)


def page() -> str:
    """Write the page."""
    found, said = survey()
    order = sorted(found.tables, key=lambda path: (path.split(".")[0] == SYSTEM, _rank(path)))
    intro = [
        "A scenario is a TOML file a world is made from. What is not named here is refused, with",
        "file and key. `nsksim scenarios` lists those that are shipped; a path that ends in",
        "`.toml` is a file of yours.",
    ]
    scenarios = ["## Shipped scenarios", "", *shipped_table()]
    return markdown.page(
        "Scenario files", intro, scenarios, *(_table(path, found, said) for path in order)
    )


def _rank(path: str) -> tuple[int, str]:
    frame = list(_FRAME)
    return (frame.index(path) if path in frame else len(frame), path)


def _table(path: str, found: Survey, said: dict[str, str]) -> list[str]:
    table = found.tables[path]
    brackets = "[[{}]]" if table.repeated else "[{}]"
    title = brackets.format(path) if path else "At the top"
    words = _FRAME.get(path) or said.get(path.removeprefix(f"{SYSTEM}."), "")
    lines = [f"## {title}", "", *([words, ""] if words else [])]
    return lines + markdown.table(("key", "value", "when left out"), _rows(path, table, said))


def _rows(path: str, table: Table, said: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    for name, key in table.keys.items():
        default = "it is needed" if key.default is None else key.default
        alone = path == SYSTEM and name in said
        meaning = said[name].partition(": ")[2].rstrip(".") if alone else key.meaning
        kind = f"{key.kind}: {meaning}" if meaning else key.kind
        yield markdown.code(name), kind, "none" if alone or not default else default
