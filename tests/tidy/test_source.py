"""What the source of the project may hold and what not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nsksim import plugins
from nsksim.expand import SCHEMA
from tests.tidy.source import CHECKOUT, PACKAGES, sources, texts

SOURCES = pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)

# -- modules ------------------------------------------------------------------------------------

VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "core", "base", "tools"}


@SOURCES
def test_a_module_has_the_name_of_a_thing(source):
    assert source.name.rpartition(".")[2] not in VAGUE


@SOURCES
def test_a_module_says_what_it_owns(source):
    first = source.tree.body[0].value.value
    assert first.strip().splitlines()[0][-1] in ".:", "a docstring begins with a sentence"
    assert len(first) > 20


@SOURCES
def test_a_function_fits_on_a_screen(source):
    long = [
        f"{function.name} has {length} lines"
        for function in source.functions()
        if (length := function.end_lineno - function.lineno + 1) >= 70
    ]
    assert long == []


@SOURCES
def test_only_message_modules_hold_the_frame_of_an_error(source):
    if ".messages" in source.name:
        return
    assert "**ERROR" not in source.text


@SOURCES
def test_no_warning_is_suppressed_in_place(source):
    """Exceptions of the linter stand in pyproject.toml, each with its reason."""
    assert not re.search(r"#\s*(noqa|type: ignore)", source.text)


ENTRIES = {
    "nsksim": "the package itself",
    "catsync": "the package itself",
    "nsksim.__main__": "the command nsksim",
    "nsksim.api": "loaded by name when nsksim.World is used",
    "nsksim.testing": "the pytest plug-in",
    "nsksim.testing.steps": "named in the conftest of whoever uses it",
    "catsync.administration": "what the BackBox UI does; whoever plays the UI calls it",
    "nsksim.testing.sessions": "named in the conftest of whoever uses it",
}
"""Modules that are used from outside: name to how."""


def referenced() -> set[str]:
    """Name the modules that plug-ins refer to by name."""
    found = {"catsync.plugin"}
    for plugin in plugins.installed():
        names = [
            plugin.schema,
            plugin.library,
            plugin.stopped,
            plugin.comparison,
            *plugin.programs,
            *plugin.messages,
            *plugin.columns,
            *plugin.verbs.values(),
        ]
        names += plugin.sections.values()
        names += [command.reference for command in plugin.commands.values()]
        found |= {name.partition(":")[0] for name in names}
    return found


def test_there_are_no_dead_modules():
    known = {source.name: source for source in sources()}
    waiting = [*ENTRIES, *referenced()]
    waiting += [name for name in known if name.startswith("nsksim.messages")]  # found by pkgutil
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        parents = [name.rsplit(".", count)[0] for count in range(name.count(".") + 1)]
        new = {part for part in parents if part in known} - reached
        reached |= new
        for part in new:
            waiting.extend(known[part].imports())
    assert sorted(set(known) - reached) == []
    assert sorted(set(ENTRIES) - set(known)) == []


# -- files --------------------------------------------------------------------------------------

HERE = Path(__file__)
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def _name(path):
    return str(path.relative_to(CHECKOUT))


def _lines(pattern):
    return [
        f"{_name(path)}:{number}: {line.strip()}"
        for path in texts()
        if path != HERE
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_nothing_is_left_to_do():
    assert _lines(UNFINISHED) == []


def test_the_project_stands_alone():
    assert _lines(re.compile(r"/work/|\bshared/(?!ssl)")) == []


def test_every_file_is_plain_text_that_ends_in_a_line():
    for path in texts():
        content = path.read_bytes()
        assert b"\r" not in content.replace(b"\\r", b""), _name(path)
        assert not content or content.endswith(b"\n"), _name(path)


def test_test_files_have_names_of_their_own():
    names = [path.name for path in (CHECKOUT / "tests").rglob("test_*.py")]
    assert sorted({name for name in names if names.count(name) > 1}) == []


# -- tables -------------------------------------------------------------------------------------

COLUMN = re.compile(
    r"\w+ (VARCHAR|INTEGER|BIGINT|SMALLINT|BOOLEAN|DOUBLE|DATE|TIMESTAMP|BLOB)( NOT NULL)?"
    r"( DEFAULT (-?[0-9]+|true|false|'[^']*'|TIMESTAMP '[^']*'|DATE '[^']*'))?"
)
TABLE = re.compile(r"CREATE TABLE (\w+) ?\((.*)\)", re.DOTALL)


def schemas() -> dict[str, str]:
    """Find the DDL of the project, without its comments."""
    found = {"nsksim/expand/network.py": SCHEMA}
    for package in PACKAGES:
        for path in sorted((CHECKOUT / package).rglob("schema.sql")):
            lines = path.read_text("utf-8").splitlines()
            found[_name(path)] = "\n".join(line.split("--")[0] for line in lines)
    return found


@pytest.mark.parametrize("schema", schemas().values(), ids=schemas().keys())
def test_tables_have_columns_and_nothing_else(schema):
    statements = [" ".join(part.split()) for part in schema.split(";") if part.strip()]
    assert statements
    for statement in statements:
        if re.fullmatch(r"INSERT INTO \w+ DEFAULT VALUES", statement):
            continue
        table = TABLE.fullmatch(statement)
        assert table is not None, statement
        for column in table[2].split(", "):
            assert COLUMN.fullmatch(column.strip()), f"{table[1]}: {column}"


def test_all_ddl_stands_in_the_schemas():
    for source in sources():
        found = re.findall(
            r"CREATE (?!TEMP|OR REPLACE TEMP)[A-Z ]*(TABLE|INDEX|SEQUENCE|TYPE)\b", source.text
        )
        assert not found or source.name in {"nsksim.expand.network", "nsksim.store.instance"}, (
            source.name
        )


def test_keys_and_constraints_are_nowhere():
    forbidden = re.compile(
        r"PRIMARY KEY|FOREIGN KEY|\bUNIQUE\b|CHECK ?\(|\bENUM\b|CREATE (UNIQUE )?INDEX|"
        r"CREATE SEQUENCE|nextval|GENERATED ALWAYS"
    )
    for name, schema in schemas().items():
        assert forbidden.search(schema) is None, name


def test_no_two_schemas_have_one_table():
    names = [name for schema in schemas().values() for name in re.findall(r"TABLE (\w+)", schema)]
    assert len(set(names)) == len(names)
