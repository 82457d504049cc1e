"""Which messages the whole suite provokes: every refusal is one that an operator can bring about.

A plug-in of pytest. Each process notes the messages of which a refusal was made anywhere but in a
test; when all tests have run and passed, those that nobody provoked fail the run by name. A run of
some tests only says nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from nsksim import plugins
from nsksim.errors import Message, OperatorError
from nsksim.messages import catalogue
from nsksim.messages.reference import REFERENCE

NO_REFUSAL = {
    "mediacom.5980": "the frame around errors of the file system, which are refusals of their own",
    "sim.not-modelled": "each conversational program has such a message; SIM models all it has",
}
"""Messages that are no refusal by themselves: id to the reason."""

QUICK = "not slow"
"""What marks the tests of a usual run, as pyproject.toml has it."""

_TESTS = str(Path(__file__).parent)
_OUTPUT = "provoked"
_MISSING = pytest.StashKey[list[str]]()

_seen: set[str] = set()


def pytest_configure(config: pytest.Config) -> None:
    """Note each refusal where it is made."""
    del config
    made = OperatorError.__init__

    def noting(self: OperatorError, message: Message, /, **values: object) -> None:
        if not sys._getframe(1).f_code.co_filename.startswith(_TESTS):
            _seen.add(message.id)
        made(self, message, **values)

    pytest.MonkeyPatch().setattr(OperatorError, "__init__", noting)  # never undone


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Collect what a worker has noted."""
    _seen.update(getattr(node, "workeroutput", {}).get(_OUTPUT, ()))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Hand over what was noted; where all came together, fail for what is missing."""
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput[_OUTPUT] = sorted(_seen)
        return
    everything = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    if exitstatus or not everything or config.option.keyword or config.option.markexpr != QUICK:
        return
    known = catalogue(plugins.message_modules()).keys() - {message.id for message in REFERENCE}
    missing = sorted(known - _seen - NO_REFUSAL.keys())
    if missing:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        config.stash[_MISSING] = missing


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Name the messages that no test provokes."""
    for name in config.stash.get(_MISSING, []):
        terminalreporter.write_line(f"FAILED no test provokes the message {name}")
