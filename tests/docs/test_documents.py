"""The documents cannot lie: the derived are fresh, the sessions pass, the links lead somewhere."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest

from docs import generate
from docs.generation import commands, markdown, requirements, scenario
from nsksim import World, cli, plugins, transcript
from nsksim.transcript.stage import on_stage

ROOT = generate.ROOT
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

_FENCE = re.compile(r"^```([a-z]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
_TYPED = re.compile(r"^(?:# scenario: |\\[A-Z][A-Z0-9]* \d+> )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page."""

    page: Path
    line: int
    language: str
    text: str

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks() -> Iterator[Block]:
    for page in PAGES:
        text = page.read_text("utf-8")
        for found in _FENCE.finditer(text):
            line = text.count("\n", 0, found.start(2)) + 1
            yield Block(page, line, found[1], found[2])


BLOCKS = list(blocks())
SESSIONS = [block for block in BLOCKS if _TYPED.search(block.text)]
EXAMPLES = [block for block in BLOCKS if block.language == "python" and block.page.stem == "README"]
LINES = [
    (block.place, line)
    for block in BLOCKS
    if block.language == "sh"
    for line in block.text.splitlines()
    if line.startswith("nsksim")
]


def test_derived_documents_are_fresh() -> None:
    stale = generate.stale()
    assert not stale, f"run `make docs` and commit what it writes: {', '.join(stale)}"


@pytest.mark.parametrize("block", SESSIONS, ids=lambda block: block.place)
def test_sessions_on_pages_go_as_they_say(block: Block) -> None:
    document = transcript.parse(block.text, block.place)
    assert document.start, f"{block.place}: a session begins with `# scenario:`"
    with on_stage(document) as session:
        found = transcript.compare(document, session)
    assert not found, "\n".join(line for each in found for line in each.lines(block.place))


def test_the_readme_opens_with_a_session() -> None:
    first = next(block for block in BLOCKS if block.page.stem == "README")
    assert first in SESSIONS


@pytest.mark.parametrize("block", EXAMPLES, ids=lambda block: block.place)
def test_examples_in_python_work(block: Block, simulator: Callable[..., World]) -> None:
    names: dict[str, Any] = {}
    exec(compile(block.text, block.place, "exec"), names)
    for name, function in list(names.items()):
        if name.startswith("test_"):
            function(simulator())


@pytest.mark.parametrize(("place", "line"), LINES)
def test_command_lines_can_be_given(place: str, line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    context = click.Context(cli.commands, info_name="nsksim")
    name, command, rest = cli.commands.resolve_command(context, words)
    assert name is not None
    assert command is not None, place
    options = command.make_context(name, rest, parent=context).params
    if name == "play":
        assert set(options["names"]) <= plugins.shipped("demos", ".session").keys()
    if options.get("scenario"):
        assert options["scenario"] in plugins.shipped("scenarios", ".toml")
    if name in ("run", "explain"):
        assert cli.main(words) == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = _FENCE.sub("", page.read_text("utf-8"))
    for target in _LINK.findall(re.sub(r"`[^`]*`", "", text)):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_program_says_what_it_is_and_what_is_simulated() -> None:
    for program in commands.programs():
        assert commands.summary(program), f"{program.name} has no docstring"
        assert program.simulated, f"{program.name} does not say what is simulated of it"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_doubles_no_backslash(page: Path) -> None:
    assert r"\\" not in page.read_text("utf-8")


def test_help_doubles_no_backslash() -> None:
    for program in commands.programs():
        for entry in program.language.reference() if program.language else ():
            assert r"\\" not in "\n".join(program.language.help(entry.name)), entry.name


def test_every_command_of_the_command_line_has_help() -> None:
    context = click.Context(cli.commands)
    for name in cli.commands.list_commands(context):
        command = cli.commands.get_command(context, name)
        assert command is not None
        assert command.help, f"nsksim {name} has no help"


def test_nothing_is_both_simulated_and_refused() -> None:
    known = {program.name for program in commands.programs()}
    for program in commands.programs():
        names = {entry.name for entry in commands.simulated(program)}
        for refused in commands.refused(program):
            assert refused.words, program.name
            if refused.kind == "commands":
                assert not names & set(refused.words)
            if refused.kind == "programs":
                assert not known & set(refused.words)


def test_every_requirement_that_is_cited_exists() -> None:
    known = {identity for part in requirements.parts() for identity in part.requirements}
    cited = requirements.citations([*requirements.TESTS, *requirements.CODE])
    unknown = {identity: files for identity, files in cited.items() if identity not in known}
    assert not unknown, f"not in {requirements.LIST.name}: {unknown}"


def test_a_range_of_requirements_stands_for_each_of_them() -> None:
    text = "@B-34 (B-38 to B-40), not UTF-08 or X-1; C-01."
    assert list(requirements.cited_in(text)) == ["B-34", "B-38", "B-39", "B-40", "C-01"]


def test_every_key_of_a_shipped_scenario_is_in_the_reference() -> None:
    found, sections = scenario.survey()
    for path in plugins.shipped("scenarios", ".toml").values():
        for table, key in _keys("", tomllib.loads(path.read_text("utf-8"))):
            inner = f"{table}.{key}".lstrip(".")
            known = table in found.tables and key in found.tables[table].keys
            assert known or inner in found.tables or key in sections, f"{path.name}: {inner}"


def _keys(path: str, table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give every key of a scenario file with the path of its table; `set` may hold any value."""
    for key, value in table.items():
        yield path, key
        if path == "set":
            continue
        inner = value if isinstance(value, list) else [value]
        for each in inner:
            if isinstance(each, dict):
                yield from _keys(f"{path}.{key}".lstrip("."), each)


def test_a_generated_part_replaces_what_stands_between_its_marks() -> None:
    text = "a\n<!-- generated: x -->\nold\n<!-- end -->\nb\n"
    assert markdown.marked(text, "x", ["new", "\\1"]) == text.replace("old", "new\n\\1")
    with pytest.raises(ValueError, match="no marks"):
        markdown.marked(text, "y", [])


def test_bars_in_cells_do_not_end_them() -> None:
    assert markdown.table(["a"], [["x | y"]])[-1] == "| x \\| y |"
