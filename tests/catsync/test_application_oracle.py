"""Random changes, exports and imports against a model in plain dictionaries.

The model says what both catalogs hold after each import; the import is cut into parts of random
size and killed between them, and still has to end there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from staging_world import START, clear, make

from catsync.replication import application
from catsync.replication.application import GroupActivity

LABELS = ("SAD001", "SAD002", "SAD003", "SAD004")
NODES = ("\\A", "\\NODEP")
REPLACEMENTS = ({}, {"\\NODEP": "\\B"}, {"\\A": "\\NODEP", "\\NODEP": "\\A"})

TapeFile = tuple[int, str]
"""Generation and volume set; every generation is given out once."""


@dataclass
class Catalogs:
    """The catalog entries of one side. Disk files by name and tape file, their places by label."""

    volumes: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    tape_files: dict[TapeFile, str] = field(default_factory=dict)
    on_tape: set[tuple[str, TapeFile]] = field(default_factory=set)
    sets: set[str] = field(default_factory=set)
    disk_files: dict[tuple[str, TapeFile], int] = field(default_factory=dict)
    places: set[tuple[str, TapeFile, str]] = field(default_factory=set)

    def forget(self, labels: Iterable[str]) -> None:
        """Take the tape files on some volumes away; all volumes of their sets become scratch."""
        gone = {file for label, file in self.on_tape if label in labels}
        freed = {label for label, file in self.on_tape if file in gone} | set(labels)
        for label in freed & self.volumes.keys():
            self.volumes[label] = ("SCRATCH", None)
        self.tape_files = {f: c for f, c in self.tape_files.items() if f not in gone}
        self.on_tape = {(label, file) for label, file in self.on_tape if file not in gone}
        self.disk_files = {k: code for k, code in self.disk_files.items() if k[1] not in gone}
        self.places = {place for place in self.places if place[1] not in gone}
        self.sets = {volume_set for _, volume_set in self.tape_files}


@dataclass(frozen=True)
class Staged:
    """What one staging file says; `disk_files` and `places` are None when not exported."""

    mark: int
    volume: tuple[str, str | None]
    tape_files: dict[TapeFile, str]
    disk_files: dict[tuple[str, TapeFile], int] | None
    places: set[tuple[str, TapeFile, str]] | None


def stage(source: Catalogs, label: str, mark: int, *, disk_files: bool) -> Staged:
    """Say what the export of a volume takes."""
    files = {file for name, file in source.on_tape if name == label}
    places = {place for place in source.places if place[2] == label}
    here = {(name, file) for name, file, _ in places}
    return Staged(
        mark,
        source.volumes[label],
        {file: source.tape_files[file] for file in files},
        {key: source.disk_files[key] for key in here} if disk_files else None,
        places if disk_files else None,
    )


def apply(target, staged, *, full, disk_files, nodes, deletions):
    """Do what the requirements say of an import, one entry at a time."""
    scope = {*staged, *deletions}
    ordered = sorted(staged.items(), key=lambda item: (item[1].mark, item[0]))
    now: dict[TapeFile, str] = {}
    for _, volume in ordered:
        now |= volume.tape_files
    obsolete = {
        file
        for file in target.tape_files.keys() - now.keys()
        if (file[1] in scope or any((label, file) in target.on_tape for label in scope))
        and not any(f == file and label not in scope for label, f in target.on_tape)
    }
    for key in [key for key in target.disk_files if key[1] in obsolete]:
        del target.disk_files[key]
    target.places = {p for p in target.places if p[1] not in obsolete}
    for label in deletions:
        target.volumes.pop(label, None)
    target.on_tape = {(label, file) for label, file in target.on_tape if label not in scope}
    for label, volume in staged.items():
        target.volumes[label] = volume.volume
        target.on_tape |= {(label, file) for file in volume.tape_files}
    target.tape_files = {f: c for f, c in target.tape_files.items() if f not in obsolete} | now
    kept = {volume_set for _, volume_set in target.tape_files}
    target.sets -= {volume_set for _, volume_set in obsolete} - kept
    target.sets |= {volume_set for _, volume_set in now}
    if disk_files:
        _apply_disk_files(target, ordered, full=full, nodes=nodes)


def _renamed(name, nodes):
    node, _, rest = name.partition(".")
    return f"{nodes.get(node, node)}.{rest}"


def _apply_disk_files(target, ordered, *, full, nodes):
    rows, places, labels, sets = {}, set(), set(), set()
    for label, volume in ordered:
        if volume.disk_files is None:
            continue
        labels.add(label)
        sets |= {label, *(volume_set for _, volume_set in volume.tape_files)}
        rows |= {(_renamed(n, nodes), file): code for (n, file), code in volume.disk_files.items()}
        places |= {(_renamed(name, nodes), file, on) for name, file, on in volume.places}
    if full:
        for key in [k for k in target.disk_files if k[1][1] in sets and k not in rows]:
            on = {label for name, file, label in target.places if (name, file) == key}
            if on <= labels and (on or key[1][1] in labels):
                del target.disk_files[key]
        target.places = {
            p for p in target.places if p in places or p[1][1] not in sets or p[2] not in labels
        }
    target.disk_files |= rows
    target.places |= places


# -- the model into system A, and system B as a model ----------------------------------------------


def fill(systems, source: Catalogs) -> None:
    """Make the catalogs of A what the model says."""
    for table in ("VOLUME", "TAPEFILE", "TFTOV", "VTOFC", "DISKFILE", "DFTOV"):
        systems.a.execute(f"DELETE FROM {table}")
    for label, (status, volume_set) in source.volumes.items():
        systems.volume(label, status, volume_set)
    for (generation, volume_set), comment in source.tape_files.items():
        file = (generation, volume_set)
        labels = sorted({label for label, f in source.on_tape if f == file})
        labels.sort(key=lambda label: label != volume_set)
        systems.tape_file(labels, generation)
        systems.a.execute(
            "UPDATE TAPEFILE SET COMMENT = ? WHERE GENERATION = ?", [comment, file[0]]
        )
    for (name, (generation, volume_set)), code in source.disk_files.items():
        label = next(p[2] for p in source.places if p[:2] == (name, (generation, volume_set)))
        systems.disk_file(name, code, volume_set, label, generation, "BAK")


def observed(systems) -> Catalogs:
    """Read the catalogs of B as the model has them."""
    rows = systems.b.rows
    generations = {START + timedelta(hours=n): n for n in range(200)}
    return Catalogs(
        {v: (s, i) for v, s, i in rows("SELECT VOLSER, VOLUMESTATUS, VOLSETID FROM VOLUME")},
        {(g, s): c for g, s, c in rows("SELECT GENERATION, VOLSETID, COMMENT FROM TAPEFILE")},
        {(v, (g, s)) for v, g, s in rows("SELECT VOLSER, GENERATION, VOLSETID FROM TFTOV")},
        {s for (s,) in rows("SELECT VOLSETID FROM VTOFC")},
        {
            (n, (g, s)): c
            for n, g, s, c in rows(
                "SELECT DISKFILENAME, GENERATION, VOLSETID, FILECODE FROM DISKFILE"
            )
        },
        {
            (n, (generations[t], s), v)
            for n, t, s, v in rows("SELECT DISKFILENAME, TIMEDUMPED, VOLSETID, VOLSER FROM DFTOV")
        },
    )


# -- what happens at the two sides -----------------------------------------------------------------


def change(draw, source: Catalogs, generation: int) -> None:
    """Let something happen at A: a backup over one or two volumes, an expiration, a change."""
    kind = draw(st.sampled_from(("write", "write", "expire", "alter", "create", "delete")))
    labels = draw(st.lists(st.sampled_from(LABELS), min_size=1, max_size=2, unique=True))
    known = [label for label in labels if label in source.volumes]
    if kind == "create":
        for label in labels:
            source.volumes.setdefault(label, ("SCRATCH", None))
    elif kind == "alter":
        alter(source, generation)
    else:
        source.forget(known)
        if kind == "write" and known:
            back_up(draw, source, known, generation)
        for label in known if kind == "delete" else ():
            del source.volumes[label]


def back_up(draw, source: Catalogs, labels: list[str], generation: int) -> None:
    """Write one or two tape files on a volume set."""
    for number in range(draw(st.integers(1, 2))):
        file = (generation + number, labels[0])
        source.tape_files[file] = ""
        source.on_tape |= {(label, file) for label in labels}
        source.sets.add(labels[0])
        for disk_file in range(draw(st.integers(0, 5))):
            name = f"{draw(st.sampled_from(NODES))}.$D.S.F{disk_file}"
            source.disk_files[name, file] = disk_file
            source.places.add((name, file, labels[disk_file % len(labels)]))
    for label in labels:
        source.volumes[label] = ("ASSIGNED", labels[0])


def alter(source: Catalogs, generation: int) -> None:
    """Change entries of tape files and disk files, and lose a disk file."""
    for file in source.tape_files:
        source.tape_files[file] = f"changed at {generation}"
    for key in list(source.disk_files)[::2]:
        source.disk_files[key] = generation
    for key in list(source.disk_files)[:1]:
        del source.disk_files[key]
        source.places = {place for place in source.places if place[:2] != key}


def diverge(draw, systems, target: Catalogs) -> None:
    """Let somebody change what is at B."""
    if target.disk_files and draw(st.booleans()):
        name, (generation, volume_set) = draw(st.sampled_from(sorted(target.disk_files)))
        target.disk_files[name, (generation, volume_set)] = 99
        systems.b.execute(
            "UPDATE DISKFILE SET FILECODE = 99 WHERE DISKFILENAME = ? AND GENERATION = ?",
            [name, generation],
        )
    if target.volumes and draw(st.booleans()):
        label = draw(st.sampled_from(sorted(target.volumes)))
        target.volumes[label] = ("BAD", target.volumes[label][1])
        systems.b.execute("UPDATE VOLUME SET VOLUMESTATUS = 'BAD' WHERE VOLSER = ?", [label])


@pytest.fixture(scope="module")
def systems(tmp_path_factory):
    return make(tmp_path_factory.mktemp("world"))


def story(systems, data) -> None:
    """Change, export and import a few times; B is always what the model says."""
    draw = data.draw
    clear(systems)
    source, target = Catalogs(), Catalogs()
    staged: dict[str, Staged] = {}
    nodes = draw(st.sampled_from(REPLACEMENTS))
    for turn in range(draw(st.integers(1, 4))):
        for number in range(draw(st.integers(1, 4))):
            change(draw, source, turn * 20 + number * 2 + 1)
        fill(systems, source)
        full = draw(st.booleans())
        exported = sorted(source.volumes)
        if not full:
            exported = [label for label in exported if draw(st.booleans())]
        with_disk_files = draw(st.booleans())
        systems.export(exported, disk_files=with_disk_files)
        if full:
            for label in staged.keys() - source.volumes.keys():
                del staged[label], systems.staged[label]
        for label in exported:
            staged[label] = stage(source, label, turn, disk_files=with_disk_files)
        diverge(draw, systems, target)
        options = {"full": full, "disk_files": draw(st.booleans()), "nodes": nodes}
        deletions = sorted(target.volumes.keys() - staged.keys()) if full else []
        labels = sorted(staged) if full else exported
        apply(target, {k: staged[k] for k in labels}, deletions=deletions, **options)
        part = draw(st.sampled_from((2, 7, 1000)))
        sizes = {"disk_files_max": 2, "part": part, "volumes": draw(st.sampled_from((1, 2, 1000)))}
        killed_after = draw(st.integers(0, 3))
        systems.steps(labels, deletions=deletions, most=killed_after, **options, **sizes)
        systems.run(labels, deletions=deletions, **options, **sizes)
        assert observed(systems) == target
        again = systems.run(labels, deletions=deletions, **options)
        assert again == GroupActivity()
        assert observed(systems) == target


NO_DEADLINE = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}


@settings(max_examples=12, derandomize=True, **NO_DEADLINE)
@given(data=st.data(), compared_in_advance=st.booleans())
def test_the_catalogs_are_what_the_model_says(systems, data, compared_in_advance):
    with pytest.MonkeyPatch.context() as patched:
        if compared_in_advance:
            patched.setattr(application, "PART_VOLUMES", 0)
        story(systems, data)


@pytest.mark.slow
@settings(max_examples=300, **NO_DEADLINE)
@given(data=st.data(), compared_in_advance=st.booleans())
def test_the_catalogs_are_what_the_model_says_for_longer(systems, data, compared_in_advance):
    with pytest.MonkeyPatch.context() as patched:
        if compared_in_advance:
            patched.setattr(application, "PART_VOLUMES", 0)
        story(systems, data)
