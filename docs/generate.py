"""`make docs`: writes the documents that are derived from the code.

`generated()` gives every derived text by path, so that a test can compare them with what is
committed; `python -m docs.generate` writes those that differ and removes reference pages that
nothing derives any more.
"""

from __future__ import annotations

import sys
from pathlib import Path

from docs.generation import command_line, commands, coverage, markdown, messages, scenario, steps

ROOT = Path(__file__).parents[1]
REFERENCE = "docs/reference"
README = "README.md"
TESTING = "docs/testing.md"


def generated() -> dict[str, str]:
    """Give the text of every derived document, by path from the root of the checkout.

    Of the README and the page about testing only the parts between marks are derived.
    """
    pages = {
        **commands.pages(),
        "messages.md": messages.page(),
        "cli.md": command_line.page(),
        "scenario.md": scenario.page(),
    }
    readme = (ROOT / README).read_text("utf-8")
    readme = markdown.marked(readme, "programs", coverage.program_table())
    testing = (ROOT / TESTING).read_text("utf-8")
    return {
        **{f"{REFERENCE}/{name}": text for name, text in sorted(pages.items())},
        "docs/coverage.md": coverage.page(),
        README: markdown.marked(readme, "scenarios", scenario.shipped_table()),
        TESTING: markdown.marked(testing, "steps", steps.table()),
    }


def stale() -> list[str]:
    """Name the documents that are not as the code says, superfluous reference pages included."""
    wanted = generated()
    different = [path for path, text in wanted.items() if _committed(path) != text]
    present = (path.relative_to(ROOT).as_posix() for path in (ROOT / REFERENCE).glob("*.md"))
    return sorted([*different, *(path for path in present if path not in wanted)])


def _committed(path: str) -> str | None:
    file = ROOT / path
    return file.read_text("utf-8") if file.is_file() else None


def write() -> list[str]:
    """Bring the documents up to date and name those that were not."""
    paths, wanted = stale(), generated()
    for path in paths:
        file = ROOT / path
        if path in wanted:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(wanted[path], "utf-8")
        else:
            file.unlink()
    return paths


if __name__ == "__main__":
    for path in write():
        sys.stdout.write(f"written: {path}\n")
