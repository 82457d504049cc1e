"""The coverage page: what is simulated and how faithfully, and which requirements tests cite."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator

from docs.generation import commands, markdown, messages, requirements
from nsksim.errors import Origin
from nsksim.programs.program import Program


def page() -> str:
    """Write the page."""
    intro = [
        "What this simulator has, and how far it can be trusted. Of each command: *documented*",
        "means that its syntax is the vendor's as published, *inferred* that it follows from what",
        "is published, *ours* that we chose it. What is refused is refused by name, with a message",
        "that says so; it never seems to work.",
    ]
    return markdown.page(
        "Coverage",
        intro,
        ["## Programs"],
        program_table(fidelity=True),
        *(part for program in commands.programs() for part in _program(program)),
        *_functions(),
        *_macros(),
        ["## Messages", "", "How many messages each speaker has, by where their text comes from."],
        _messages(),
        *_requirements(),
    )


def program_table(*, fidelity: bool = False) -> list[str]:
    """Write the table of programs: what is simulated of each, and how many commands."""
    head = ["program", "what is simulated"]
    if fidelity:
        head += [str(origin) for origin in Origin] + ["refused"]
    return markdown.table(
        head, (_program_row(each, fidelity=fidelity) for each in commands.programs())
    )


def _program_row(program: type[Program], *, fidelity: bool) -> list[str]:
    row = [program.name, program.simulated]
    if fidelity:
        found = Counter(entry.fidelity for entry in commands.simulated(program))
        refused = sum(len(each.words) for each in commands.refused(program))
        row += [str(count or "") for count in [*(found[origin] for origin in Origin), refused]]
    return row


def _program(program: type[Program]) -> Iterator[list[str]]:
    """Write the commands of a program and what it refuses."""
    entries, refused = commands.simulated(program), commands.refused(program)
    if not entries and not refused:
        return
    yield [f"### {program.name}"]
    if program.language is not None:
        page = f"reference/commands-{program.language.name}.md"
        yield markdown.table(
            (f"[command]({page})", "what it does", "fidelity"),
            ((entry.name, entry.help[0], str(entry.fidelity)) for entry in entries),
        )
    if program.sources_differ:
        yield ["Where two manuals differ:", "", *(f"- {each}" for each in program.sources_differ)]
    for each in refused:
        yield [f"Refused {each.kind}: {_joined(each.words)}."]


def _functions() -> Iterator[list[str]]:
    functions, variables = commands.tacl_functions()
    yield ["### Built-in functions and variables of TACL"]
    yield [f"Functions: {_joined(functions)}."]
    yield [f"Variables: {_joined(variables)}."]


def _macros() -> Iterator[list[str]]:
    yield ["### Macros of BackBox"]
    yield markdown.table(
        ("macro", "file"), ((markdown.code(macro), name) for macro, name in commands.macros())
    )


def _joined(words: Iterable[str]) -> str:
    return ", ".join(markdown.code(word) for word in words)


def _messages() -> list[str]:
    return markdown.table(
        ("speaker", *(str(origin) for origin in Origin)),
        (
            (name, *(str(found[origin] or "") for origin in Origin))
            for name, found in messages.counts()
        ),
    )


def _requirements() -> Iterator[list[str]]:
    """Write the requirements that tests and features cite, and the others."""
    parts, cited = requirements.parts(), requirements.citations(requirements.TESTS)
    named_in_code = requirements.citations(requirements.CODE)
    every = [identity for part in parts for identity in part.requirements]
    named = [identity for identity in every if identity in cited]
    yield ["## Requirements of Catalog Sync"]
    yield [
        f"Tests and features cite {len(named)} of {len(every)} requirements. The ids are those of",
        "[requirement-ids.txt](requirement-ids.txt). That a requirement is cited means that a test",
        "looks at it, not that every case of it is looked at.",
    ]
    yield markdown.table(
        ("part", "cited", "of"),
        (
            (
                f"{part.letter} {part.title}",
                str(sum(identity in cited for identity in part.requirements)),
                str(len(part.requirements)),
            )
            for part in parts
        ),
    )
    for part in parts:
        yield from _part(part, cited, named_in_code)


def _part(
    part: requirements.Part, cited: dict[str, list[str]], named_in_code: Container[str]
) -> Iterator[list[str]]:
    yield [f"### {part.letter} {part.title}"]
    named = [identity for identity in part.requirements if identity in cited]
    others = [identity for identity in part.requirements if identity not in cited]
    if named:
        yield markdown.table(
            ("id", "requirement", "cited in"),
            (
                (identity, part.requirements[identity], _joined(cited[identity]))
                for identity in named
            ),
        )
    for title, wanted in (("Named in the code, cited by no test", True), ("Not yet", False)):
        listed = [
            f"{identity} {part.requirements[identity]}"
            for identity in others
            if (identity in named_in_code) is wanted
        ]
        if listed:
            yield [f"{title}: {'; '.join(listed)}."]
