"""The one door for guests: what is found behind it, and that nothing is loaded too early."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType, SimpleNamespace

import pytest

from nsksim import plugins
from nsksim.messages import catalogue
from nsksim.plugins import HOST, Plugin
from nsksim.programs.program import Program

GUEST = Plugin("guest", "tests.data", messages=("tests.world.scheduled",))


@pytest.fixture
def guest(monkeypatch):
    monkeypatch.setattr(plugins, "installed", lambda: (HOST, GUEST))
    return GUEST


def test_the_host_comes_first_then_the_guests_by_name(monkeypatch):
    found = [
        SimpleNamespace(name=name, load=lambda name=name: Plugin(name, name)) for name in ("b", "a")
    ]
    monkeypatch.setattr(
        plugins, "entry_points", lambda group: found if group == plugins.GROUP else []
    )
    plugins.installed.cache_clear()
    try:
        assert [plugin.name for plugin in plugins.installed()] == ["nsksim", "a", "b"]
    finally:
        monkeypatch.undo()
        plugins.installed.cache_clear()


def test_catsync_comes_in_through_the_door():
    assert "catsync" in [plugin.name for plugin in plugins.installed()]


@pytest.mark.parametrize("plugin", plugins.installed(), ids=lambda plugin: plugin.name)
def test_everything_a_plugin_names_is_there(plugin):
    references = [*plugin.programs, *plugin.messages, *plugin.columns]
    references += [*plugin.verbs.values(), *plugin.sections.values()]
    references += [command.reference for command in plugin.commands.values()]
    if plugin.schema:
        references.append(plugin.schema)
    for reference in references:
        assert plugins.resolve(reference) is not None
    assert all(callable(plugins.resolve(name)) for name in plugin.verbs.values())
    assert all(callable(plugins.resolve(name)) for name in plugin.sections.values())
    assert all(command.summary for command in plugin.commands.values())


def test_no_two_plugins_bring_the_same_name():
    for kind in ("verbs", "sections", "commands"):
        names = [name for plugin in plugins.installed() for name in getattr(plugin, kind)]
        assert len(set(names)) == len(names), kind


def test_programs_have_names_and_say_what_they_do():
    names = [program.name for program in plugins.programs()]
    assert len(set(names)) == len(names)
    for program in plugins.programs():
        assert issubclass(program, Program)
        assert program.name == program.name.upper()
        assert program.__doc__


def test_a_reference_is_a_module_or_something_in_it():
    assert isinstance(plugins.resolve("nsksim.clock"), ModuleType)
    assert plugins.resolve("nsksim.plugins:HOST") is HOST
    with pytest.raises(ImportError):
        plugins.resolve("nsksim.nothing:here")
    with pytest.raises(AttributeError):
        plugins.resolve("nsksim.clock:nothing")


def test_messages_and_data_of_a_guest_are_found(guest):
    (module,) = plugins.message_modules()
    assert module.__name__ == "tests.world.scheduled"
    assert catalogue(plugins.message_modules())


def test_shipped_data_is_found_by_name():
    found = plugins.shipped("scenarios", ".toml")
    assert list(found) == sorted(found)
    assert {"bare", "manual", "replicated", "shared-ssl"} <= set(found)
    assert all(path.is_file() and path.stem == name for name, path in found.items())
    assert plugins.shipped("nowhere", ".toml") == {}


def test_looking_through_the_door_starts_neither_database_nor_terminal():
    script = (
        "import sys; from nsksim import plugins; plugins.installed();"
        " plugins.shipped('scenarios', '.toml');"
        " sys.exit(' '.join({'duckdb', 'prompt_toolkit', 'lark'} & set(sys.modules)) or None)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert ended.stderr.strip() == ""
    assert ended.returncode == 0
