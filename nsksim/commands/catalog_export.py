"""`nsksim export-catalog`: the catalogs of one system as files that other programs read."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from nsksim.commands import diagnostics
from nsksim.commands.diagnostics import Situation
from nsksim.commands.inquiry import Reading, reading
from nsksim.commands.outcome import ExitCode, UsageProblem
from nsksim.commands.worlds import Choice
from nsksim.dsmtc import views
from nsksim.world_directory import WorldProblem


def export_catalog(choice: Choice, target: Path, situation: Situation, *, form: str) -> ExitCode:
    """Write `target/CATALOG/VIEW.form` for every view of every catalog of the chosen system.

    The target is there complete or not at all. Raises UsageProblem for one that holds something,
    WorldProblem for one that cannot be made, and what `reading` raises.
    """
    _refuse(target, choice.world)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise WorldProblem(f"{target}: {error.strerror}") from error
    try:
        (part / "export").mkdir()
        with reading(choice, situation, target=part / "export") as catalogs:
            _write(catalogs, part / "export", form)
        (part / "export").rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return ExitCode.DONE


def _refuse(target: Path, world: Path | None) -> None:
    """Refuse a target that would be overwritten, or would get into a world."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise UsageProblem(f"{target} exists and is not a directory")
    if target.is_dir() and any(target.iterdir()):
        raise UsageProblem(f"{target} is not empty; nothing is overwritten")
    if world is not None and target.resolve().is_relative_to(world.resolve()):
        raise UsageProblem(f"{target} is inside the world {world}")


def _write(catalogs: Reading, directory: Path, form: str) -> None:
    inquiry, node, progress = catalogs.inquiry, catalogs.node, diagnostics.Progress()
    schemas = views.catalogs_of(node, inquiry.schemas)
    if not schemas:
        raise UsageProblem(f"{node} has no catalogs")
    try:
        for catalog, schema in schemas.items():
            (directory / catalog).mkdir()
            for view in inquiry.schemas[schema]:
                progress(f"exporting {view} of {schema}")
                inquiry.write(schema, view, directory / catalog / f"{view}.{form}", form)
    finally:
        progress("")
