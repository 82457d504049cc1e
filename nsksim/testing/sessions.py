"""Collects session files as tests and rewrites them with `--update-transcripts`.

A conftest uses it by importing its hooks:

    from nsksim.testing.sessions import pytest_addoption, pytest_collect_file
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

UPDATE = "--update-transcripts"


class SessionDiffers(Exception):
    """A session and its transcript differ; `str()` shows both sides."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that rewrites transcripts."""
    parser.addoption(
        UPDATE,
        action="store_true",
        help="rewrite what no longer holds in session files; review the difference like code",
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take every file whose name ends in .session for a test."""
    if file_path.suffix != ".session":
        return None
    collected: pytest.Collector = SessionFile.from_parent(parent, path=file_path)
    return collected


class SessionFile(pytest.File):
    """A session file: one test."""

    def collect(self) -> Iterator[pytest.Item]:
        """Give the one test of the file."""
        yield SessionItem.from_parent(self, name=self.path.stem)


class SessionItem(pytest.Item):
    """The test that a session goes as its file says."""

    def runtest(self) -> None:
        """Play the session in a fresh world; rewrite the file when that is wanted."""
        from nsksim import transcript
        from nsksim.transcript.stage import on_stage

        document = transcript.read(self.path)
        with on_stage(document) as session:
            if self.config.getoption(UPDATE):
                self._rewrite(transcript.revise(document, session))
                return
            found = transcript.compare(document, session)
        if found:
            lines = [line for place in found for line in [*place.lines(document.name), ""]]
            raise SessionDiffers("\n".join(lines))

    def _rewrite(self, text: str) -> None:
        if text != self.path.read_text("utf-8"):
            self.path.write_text(text, "utf-8")

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None
    ) -> str:
        """Show both sides, or the one line of a session that cannot be played."""
        from nsksim.transcript import TranscriptProblem

        del style
        if isinstance(excinfo.value, SessionDiffers | TranscriptProblem):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Name the test by its file."""
        return self.path, 0, f"session {self.name}"
