"""The commands of each program: a reference page per language, and what is refused by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from docs.generation import markdown
from nsksim import plugins
from nsksim.errors import Origin
from nsksim.language import Language
from nsksim.language.manual import Entry
from nsksim.programs.program import Program
from nsksim.programs.tacl import builtins, functions, settings

FIDELITY = {
    Origin.DOCUMENTED: "as the vendor documents it",
    Origin.INFERRED: "inferred from what the vendor documents",
    Origin.OURS: "our own choice",
}

_SECTION = re.compile(r"^\?SECTION (\S+) (?:ROUTINE|MACRO)$", re.MULTILINE | re.IGNORECASE)

FUNCTION_PROGRAM = "TACL"
"""The one program that has functions beside its commands."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Words of the real program that are refused as not modelled."""

    kind: str
    words: tuple[str, ...]


def programs() -> list[type[Program]]:
    """Give all programs by name, those of plug-ins included."""
    return sorted(plugins.programs(), key=lambda program: program.name)


def summary(program: type[Program]) -> str:
    """Give the first line of what a program says about itself, without its name before it."""
    line = (program.__doc__ or "").strip().splitlines()[0] if program.__doc__ else ""
    text = line.removeprefix(f"{program.name}: ")
    return text[:1].upper() + text[1:]


def simulated(program: type[Program]) -> list[Entry]:
    """Give the commands that do something, by name."""
    entries = program.language.reference() if program.language else ()
    return [entry for entry in entries if entry.statement.modelled]


def refused(program: type[Program]) -> list[Refused]:
    """Give what a program refuses by name: in its language, then what it says besides.

    A program that is simulated is not among the refused programs.
    """
    found: dict[str, set[str]] = {}
    if program.language is not None:
        words = {word for entry in _unmodelled(program) for word in _words(program.language, entry)}
        found["commands"] = words
    for kind, also in program.refused.items():
        found.setdefault(kind, set()).update(also)
    if "programs" in found:
        found["programs"] -= {each.name for each in plugins.programs()}
    return [Refused(kind, tuple(sorted(words))) for kind, words in found.items() if words]


def _unmodelled(program: type[Program]) -> list[Entry]:
    entries = program.language.reference() if program.language else ()
    return [entry for entry in entries if not entry.statement.modelled]


def _words(language: Language, entry: Entry) -> Iterator[str]:
    """Give the command words of a statement that refuses: its own, or those of its first field."""
    rule = language.rule(entry.statement)
    first = next(iter(rule.fields.values()), None)
    if first is None or not entry.syntax.startswith(first.syntax()):
        yield entry.name
        return
    choices = [node for node in first.inner for node in (node, *node.inner) if node.choice]
    yield from sorted({node.choice for node in choices if node.choice} - {""})


def macros() -> list[tuple[str, str]]:
    """Give the macros and routines plug-ins ship, each with its file."""
    return [
        (found.upper(), name)
        for name, path in plugins.shipped("macros", ".tacl").items()
        for found in _SECTION.findall(path.read_text("ascii"))
    ]


def tacl_functions() -> tuple[list[str], list[str]]:
    """Name the built-in functions and the built-in variables of TACL that are simulated."""
    variables = set(settings.names())
    known = {*builtins.FUNCTIONS, *functions.FUNCTIONS} - variables
    return sorted(known), sorted(variables)


def pages() -> dict[str, str]:
    """Give the reference page of each language: file name to text."""
    return {
        f"commands-{program.language.name}.md": _page(program)
        for program in programs()
        if program.language is not None
    }


def _page(program: type[Program]) -> str:
    intro = [
        f"{summary(program)}",
        "",
        f"Simulated: {program.simulated}.",
    ]
    return markdown.page(
        f"Commands of {program.name}",
        intro,
        *(_entry(program, entry) for entry in simulated(program)),
        _functions(program),
        _refusals(program),
    )


def _entry(program: type[Program], entry: Entry) -> list[str]:
    assert program.language is not None  # it has entries
    source = f" {entry.source}." if entry.source else ""
    syntax = takewhile(str.strip, program.language.help(entry.name))
    partly = ", some options are inferred" if entry.statement.options_inferred else ""
    return [
        f"## {entry.name}",
        "",
        *markdown.fenced(syntax),
        "",
        *_explained(entry.help),
        "",
        f"Authority: {entry.authority.value}. Syntax: {FIDELITY[entry.fidelity]}{partly}.{source}",
    ]


def _explained(lines: tuple[str, ...]) -> list[str]:
    """Write a docstring; what it shows by indentation stays as it is."""
    written: list[str] = []
    for line in lines:
        shown = line.startswith("  ")
        if shown and not (written and written[-1].startswith("    ")) and written[-1:] != [""]:
            written.append("")
        written.append(f"    {line.strip()}" if shown else line)
    return written


def _functions(program: type[Program]) -> list[str]:
    if program.name != FUNCTION_PROGRAM:
        return []
    known, variables = tacl_functions()
    return [
        "## Built-in functions and variables",
        "",
        "Functions:",
        "",
        *_listed(known),
        "",
        "Variables:",
        "",
        *_listed(variables),
    ]


def _refusals(program: type[Program]) -> list[str]:
    found = refused(program)
    if not found:
        return []
    lines = [
        "## Not modelled",
        "",
        "The real program has these. They are refused by name, never as unknown.",
    ]
    for each in found:
        lines += ["", f"{each.kind.capitalize()}:", "", *_listed(each.words)]
    return lines


def _listed(words: list[str] | tuple[str, ...]) -> list[str]:
    return [", ".join(markdown.code(word) for word in words)]
