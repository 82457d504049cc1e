"""The source of the project as the tests of tidiness read it."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType

CHECKOUT = Path(__file__).parents[2]
PACKAGES = ("nsksim", "catsync")


@dataclass(frozen=True)
class Source:
    """One module of the project."""

    name: str
    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def module(self) -> ModuleType:
        return importlib.import_module(self.name)

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def imports(self) -> Iterator[str]:
        """Name every module this one imports, at the top or when it needs it."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = self._base(node)
                yield base
                yield from (f"{base}.{alias.name}" for alias in node.names)

    def _base(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.name.split(".")
        kept = parts if self.is_package else parts[:-1]
        kept = kept[: len(kept) - node.level + 1]
        return ".".join([*kept, node.module] if node.module else kept)


@cache
def sources() -> tuple[Source, ...]:
    """Read every module of both packages."""
    found = []
    for package in PACKAGES:
        for path in sorted((CHECKOUT / package).rglob("*.py")):
            parts = path.relative_to(CHECKOUT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found.append(Source(name, path))
    return tuple(found)


@cache
def texts() -> tuple[Path, ...]:
    """Find every file a person reads or writes: source, grammars, data, pages, tests."""
    suffixes = {".py", ".lark", ".toml", ".md", ".sql", ".session", ".feature", ".tacl", ".txt", ""}
    folders = (*PACKAGES, "grammars", "docs", "features", "tests", "benchmarks", ".ci")
    inside = [path for folder in folders for path in (CHECKOUT / folder).rglob("*")]
    paths = [path for path in (*CHECKOUT.glob("*"), *inside) if path.suffix in suffixes]
    return tuple(
        path for path in sorted(paths) if path.is_file() and "__pycache__" not in path.parts
    )
