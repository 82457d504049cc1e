"""The directory of a world, closed: its marker and lock, copied, checked and deleted.

Layout: the marker, a lock, one database file for the network and one per system,
`files/<node>/<n>` with the contents of disk files, `snapshots/<name>/` with the same again. Copying
the closed directory copies the world.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import cast

from nsksim.names import NodeName
from nsksim.store import Store, StoreProblem, check_sizes

FORMAT = 5
"""Version of the directory layout and of the tables. Another one is refused, never guessed at."""

MARKER = "nsksim-world.json"
LOCK = "LOCK"

SCRATCH = "scratch"
FILES = "files"
NETWORK = "network"


class WorldProblem(Exception):
    """A world directory cannot be used; `str()` says what, where and why in one line."""


def reason(error: OSError) -> str:
    """Say what the host refused; of several files that could not be copied, the first."""
    if isinstance(error, shutil.Error):
        return str(error.args[0][0][2])
    return error.strerror or str(error)


def check_marker(directory: Path) -> dict[str, object]:
    """Read the marker of a world this version can open. Raises WorldProblem with one line."""
    content = read_marker(directory)
    version = content["nsksim-world"]
    if version != FORMAT:
        raise WorldProblem(
            f"{directory} was made by another version (layout {version}, this one reads {FORMAT})"
        )
    return content


def read_marker(directory: Path) -> dict[str, object]:
    """Read the marker of a world of any version. Raises WorldProblem with one line."""
    marker = directory / MARKER
    try:
        if not directory.is_dir():
            raise WorldProblem(f"{directory} does not exist")
        content = json.loads(marker.read_text("utf-8"))
        version = content["nsksim-world"]
    except FileNotFoundError:
        raise WorldProblem(f"{directory} is not a world: it has no {MARKER}") from None
    except OSError as error:
        raise WorldProblem(f"{marker}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise WorldProblem(f"{marker} is damaged") from None
    scenario = content.get("scenario", "")
    if type(version) is not int or not isinstance(scenario, str) or not scenario.isprintable():
        raise WorldProblem(f"{marker} is damaged")
    return cast("dict[str, object]", content)


def holder(directory: Path) -> str:
    """Give the number of the process that has the world open; empty when none has.

    Nothing in the directory is changed.
    """
    try:
        descriptor = os.open(directory / LOCK, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return ""  # never opened, or damaged: opening it will tell
    try:
        return _other_holder(descriptor)
    finally:
        os.close(descriptor)


def check(directory: Path) -> dict[str, object]:
    """Look for what is missing from a closed world, without opening its databases.

    Returns the marker. Raises WorldProblem with one line.
    """
    content = check_marker(directory)
    refuse_links(directory)
    files = directory / FILES
    nodes = sorted(entry.name for entry in files.glob("*") if entry.is_dir())
    for path in (directory / f"{name}{Store.SUFFIX}" for name in (NETWORK, *map(_of_node, nodes))):
        if not path.is_file():
            raise WorldProblem(f"{path} is missing: the copy of the world is incomplete")
    try:
        check_sizes(directory)
    except StoreProblem as problem:
        raise WorldProblem(str(problem)) from problem
    return content


def copy(
    source: Path, target: Path, copy_content: Callable[[str, str], object] = shutil.copyfile
) -> None:
    """Copy a closed world, the contents of its disk files by `copy_content`.

    The marker is written last: a copy that was cut off is not a world. Raises WorldProblem; what
    was begun is removed then.
    """
    check(source)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise WorldProblem(f"{target} is not empty")
    if source.resolve() in target.resolve().parents:
        raise WorldProblem(f"{target} is inside {source}")
    lock = take_lock(source)
    try:
        shutil.copytree(source, target, ignore=_beside_the_databases_of(source), dirs_exist_ok=True)
        shutil.copytree(source / FILES, target / FILES, copy_function=copy_content)
        shutil.copyfile(source / MARKER, target / MARKER)
    except OSError as error:
        shutil.rmtree(target, ignore_errors=True)
        raise WorldProblem(f"{source} cannot be copied to {target}: {reason(error)}") from error
    except BaseException:  # somebody does not want to wait
        shutil.rmtree(target, ignore_errors=True)
        raise
    finally:
        lock.close()


def _beside_the_databases_of(world: Path) -> Callable[[str, list[str]], set[str]]:
    """Let `copytree` leave out what stands beside the databases and snapshots of a world."""

    def ignored(folder: str, _: list[str]) -> set[str]:
        return {LOCK, SCRATCH, MARKER, FILES} if Path(folder) == world else set()

    return ignored


def linked(source: str, target: str) -> None:
    """Give a content, which never changes, a second host name; copy it where that cannot be."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def delete(directory: Path) -> None:
    """Remove a world directory, also one of another version; only one with our marker.

    Raises WorldProblem.
    """
    if directory.is_symlink():
        raise WorldProblem(f"{directory} is a symbolic link; delete the directory it leads to")
    read_marker(directory)
    lock = take_lock(directory)
    try:
        shutil.rmtree(directory)
    except OSError as error:
        raise WorldProblem(f"{directory} cannot be deleted: {error.strerror or error}") from error
    finally:
        lock.close()


def database_name(node: NodeName) -> str:
    """Name a system's database so that no node can be called like one of DuckDB's own."""
    return _of_node(node.bare)


def _of_node(bare: str) -> str:
    """Name the database of the system whose files lie in the directory `bare`."""
    return f"node_{bare}"


def refuse_links(directory: Path) -> None:
    """Refuse symbolic links: what is inside a world stays inside."""
    for folder, folders, names in os.walk(directory):
        for name in (*folders, *names):
            path = Path(folder, name)
            if path.is_symlink():
                raise WorldProblem(f"{path} is a symbolic link; a world may hold none")


class Lock:
    """The lock of a directory, held until it is closed or the process ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def close(self) -> None:
        """Let go of it; closing twice does no harm."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def take_lock(directory: Path) -> Lock:
    """Take the lock of a directory. Raises WorldProblem when another process has it."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    try:
        descriptor = os.open(directory / LOCK, flags, 0o644)
    except OSError as error:
        raise WorldProblem(f"{directory / LOCK}: {error.strerror}") from error
    holder = _other_holder(descriptor)
    if holder:
        os.close(descriptor)
        raise WorldProblem(f"{directory} is open in another process (pid {holder})")
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    except OSError as error:
        os.close(descriptor)
        raise WorldProblem(f"{directory / LOCK}: {error.strerror}") from error
    return Lock(descriptor)


def _other_holder(descriptor: int) -> str:
    """Take the lock behind `descriptor`, or say which process has it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
    return ""
