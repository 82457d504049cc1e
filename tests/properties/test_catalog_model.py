"""The tape catalogs of two systems against a model of plain dictionaries.

Random operations are given to both; the refusal (or its absence) and the whole visible state must
agree after each. The model knows the rules in the shortest form we can say them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib import resources

import duckdb
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from nsksim.dsmtc import (
    NEW_VERSION,
    CatalogKind,
    MediaCatalog,
    MediaDefsChange,
    NewTapeFile,
    PoolChange,
    SearchSpace,
    Selection,
    TapeStatus,
)
from nsksim.errors import Message, OperatorError
from nsksim.messages import mediacom, tape_server
from nsksim.names import (
    CatalogName,
    NodeName,
    PoolName,
    Subvolume,
    TapeFileId,
    TapeFilePattern,
    TapeLabel,
)
from nsksim.store import Database

SCHEMA = resources.files("nsksim.dsmtc").joinpath("schema.sql").read_text(encoding="utf-8")
NODES = ("ETINIUM", "INSIDX")
START = datetime(2022, 1, 5)
VOLCAT, FILECAT = CatalogName("VC"), CatalogName("FC")
FREE, FILLED = {"BAD", "RELEASED", "SCRATCH"}, {"FULL", "ASSIGNED"}

nodes = st.sampled_from(NODES)
pools = st.sampled_from(["DAILY", "WEEKLY"])
tapes = st.sampled_from(["SAD001", "SAD002", "SAD003", "SAD004"])
file_ids = st.sampled_from(["DAILY-FILE", "WEEKLY-FILE"])
commanded = st.sampled_from([TapeStatus(status) for status in sorted(FREE | FILLED)])
picks = st.sampled_from([1, 2, 3, 4, 5, 0])
generations = st.sampled_from([None, 1, 2, 3, -1, -2])
days = st.sampled_from([None, 0, 1, 3])


@dataclass
class Tape:
    status: str = "SCRATCH"
    set: str | None = None
    index: int | None = None


@dataclass
class File:
    id: str
    generation: int
    version: int
    pool: str
    set: str
    expires: date | None
    status: str = "VALID"


@dataclass
class Model:
    """One system."""

    pools: dict[str, list[bool]] = field(default_factory=dict)
    """[autoscratch, searched] by name."""
    tapes: dict[tuple[str, str], Tape] = field(default_factory=dict)
    """By pool and name."""
    files: list[File] = field(default_factory=list)
    last: dict[str, int] = field(default_factory=dict)
    shared: bool = False

    def named(self, name: str) -> list[str]:
        """Give the pools that hold a name."""
        return [pool for pool, tape in self.tapes if tape == name]

    def in_set(self, pool: str, volume_set: str | None) -> list[File]:
        """Give the files of a set."""
        return [file for file in self.files if (file.pool, file.set) == (pool, volume_set)]

    def clean(self) -> int:
        """Remove the sets without a valid file; give how many."""
        dead = {
            (file.pool, file.set)
            for file in self.files
            if all(other.status == "INVALID" for other in self.in_set(file.pool, file.set))
        }
        self.files = [file for file in self.files if (file.pool, file.set) not in dead]
        for (pool, _), tape in self.tapes.items():
            if (pool, tape.set) in dead:
                tape.status = "SCRATCH" if self.pools[pool][0] else "RELEASED"
                tape.set = tape.index = None
        return len(dead)


class CatalogAgainstModel(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.connection = duckdb.connect(":memory:")
        self.model = {node: Model() for node in NODES}
        self.media: dict[str, MediaCatalog] = {}
        self.today = START.date()
        self.touched: str | None = None
        for node in NODES:
            self.connection.execute(f"ATTACH ':memory:' AS {node}")
            database = Database(self.connection.cursor(), node)
            database.execute(SCHEMA)
            media = self.media[node] = MediaCatalog(database, NodeName(node))
            media.catalogs.create(CatalogKind.VOLCAT, VOLCAT, Subvolume.parse("$D.VC"))
            media.catalogs.create(CatalogKind.FILECAT, FILECAT, Subvolume.parse("$D.FC"))

    def teardown(self) -> None:
        self.connection.close()

    def space(self, node: str) -> SearchSpace:
        return SearchSpace(self.media[node], lambda other: self.media[other.bare])

    def attempt(self, node: str, expected: Message | None, action: Callable[[], object]) -> bool:
        """Do it, compare the refusal, and say whether the model has to follow."""
        self.touched = node
        try:
            action()
        except OperatorError as error:
            got: str | None = error.message.id
        else:
            got = None
        assert got == (expected and expected.id)
        return expected is None

    @initialize(shared=st.booleans())
    def begin(self, shared: bool) -> None:
        """Begin where most operations can be done, and where most rules can be broken."""
        for node, names in zip(NODES, (["SAD001", "SAD002"], ["SAD003", "SAD004"]), strict=True):
            self.add_pool(node, "DAILY", autoscratch=True, searched=True)
            self.add_tapes(node, "DAILY", names)
            self.write(node, 1, "DAILY-FILE", 1)
            self.write(node, 2, "DAILY-FILE", 2, closed=False)
            self.add_pool(node, "WEEKLY", autoscratch=False, searched=False)
            self.add_tapes(node, "WEEKLY", ["SAD001"])
            self.alter_search_list(node, shared)

    # -- pools ----------------------------------------------------------------------------------

    @rule(
        node=nodes,
        pool=pools,
        how=st.sampled_from(["add", "alter", "delete"]),
        autoscratch=st.booleans(),
        searched=st.booleans(),
    )
    def change_pool(
        self, node: str, pool: str, how: str, autoscratch: bool, searched: bool
    ) -> None:
        if how == "add":
            self.add_pool(node, pool, autoscratch, searched)
        elif how == "alter":
            self.alter_pool(node, pool, autoscratch, searched)
        else:
            self.delete_pool(node, pool)

    def add_pool(self, node: str, pool: str, autoscratch: bool, searched: bool) -> None:
        model = self.model[node]
        expected = mediacom.EXISTS if pool in model.pools else None
        if self.attempt(
            node,
            expected,
            lambda: self.media[node].pools.add(
                VOLCAT, PoolName(pool), autoscratch=autoscratch, searched=searched
            ),
        ):
            model.pools[pool] = [autoscratch, searched]

    def alter_pool(self, node: str, pool: str, autoscratch: bool, include: bool) -> None:
        model = self.model[node]
        expected = None
        if pool not in model.pools:
            expected = mediacom.DOES_NOT_EXIST
        elif include and not model.pools[pool][1]:
            names = [name for where, name in model.tapes if where == pool]
            if any(self.taken(node, name) for name in names):
                expected = mediacom.LABEL_TAKEN
        change = PoolChange(autoscratch=autoscratch, searched=True if include else None)
        if self.attempt(
            node,
            expected,
            lambda: self.media[node].pools.alter(VOLCAT, PoolName(pool), change, self.space(node)),
        ):
            attributes = model.pools[pool]
            attributes[0] = autoscratch
            attributes[1] = attributes[1] or include

    def delete_pool(self, node: str, pool: str) -> None:
        model = self.model[node]
        expected = None
        if pool not in model.pools:
            expected = mediacom.DOES_NOT_EXIST
        elif any(where == pool for where, _ in model.tapes):
            expected = mediacom.POOL_NOT_EMPTY
        if self.attempt(
            node, expected, lambda: self.media[node].pools.delete(VOLCAT, PoolName(pool))
        ):
            del model.pools[pool]

    # -- tapes ----------------------------------------------------------------------------------

    def taken(self, node: str, name: str) -> bool:
        """Say whether a name is in the search space of a system."""
        seen = NODES if self.model[node].shared else (node,)
        return any(
            self.model[other].pools[pool][1]
            for other in seen
            for pool in self.model[other].named(name)
        )

    @rule(node=nodes, pool=pools, names=st.lists(tapes, min_size=1, max_size=2))
    def add_tapes(self, node: str, pool: str, names: list[str]) -> None:
        model = self.model[node]
        expected = None
        if pool not in model.pools:
            expected = mediacom.DOES_NOT_EXIST
        elif len(set(names)) < len(names):
            expected = mediacom.NAME_TWICE
        elif any((pool, name) in model.tapes for name in names):
            expected = mediacom.EXISTS
        elif model.pools[pool][1] and any(self.taken(node, name) for name in names):
            expected = mediacom.LABEL_TAKEN
        if self.attempt(
            node,
            expected,
            lambda: self.media[node].tapevolumes.add(
                VOLCAT, PoolName(pool), [TapeLabel(name) for name in names], self.space(node)
            ),
        ):
            model.tapes.update({(pool, name): Tape() for name in names})

    def unnamed(self, node: str, name: str) -> Message | None:
        found = len(self.model[node].named(name))
        if found == 1:
            return None
        return mediacom.AMBIGUOUS if found else mediacom.DOES_NOT_EXIST

    @rule(node=nodes, name=tapes, status=commanded)
    def alter_tape(self, node: str, name: str, status: TapeStatus) -> None:
        model = self.model[node]
        expected = self.unnamed(node, name)
        if expected is None:
            before = model.tapes[model.named(name)[0], name].status
            if before == "INUSE":
                expected = mediacom.WRONG_STATUS
            elif not any({before, status.value} <= group for group in (FREE, FILLED)):
                expected = mediacom.STATUS_CHANGE
            elif status in FILLED:
                expected = mediacom.NOT_FOR_APPENDING
        if self.attempt(
            node,
            expected,
            lambda: self.media[node].tapevolumes.alter(VOLCAT, [TapeLabel(name)], status),
        ):
            model.tapes[model.named(name)[0], name].status = status.value

    @rule(node=nodes, name=tapes)
    def delete_tape(self, node: str, name: str) -> None:
        model = self.model[node]
        expected = self.unnamed(node, name)
        if expected is None and model.tapes[model.named(name)[0], name].status not in FREE:
            expected = mediacom.WRONG_STATUS
        if self.attempt(
            node, expected, lambda: self.media[node].tapevolumes.delete(VOLCAT, [TapeLabel(name)])
        ):
            del model.tapes[model.named(name)[0], name]

    # -- tape files -----------------------------------------------------------------------------

    @rule(node=nodes, pick=picks, file_id=file_ids, kept=days, closed=st.booleans())
    def write_next(
        self, node: str, pick: int, file_id: str, kept: int | None, closed: bool
    ) -> None:
        self.write(node, pick, file_id, kept, closed=closed)

    @rule(node=nodes, pick=picks, again=st.integers(1, 3), kept=days)
    def write_version(self, node: str, pick: int, again: int, kept: int | None) -> None:
        self.write(node, pick, "DAILY-FILE", kept, again=again)

    @rule(node=nodes, pick=picks, off=st.sampled_from([1, -1]))
    def write_misplaced(self, node: str, pick: int, off: int) -> None:
        self.write(node, pick, "DAILY-FILE", 1, off=off)

    def write(
        self,
        node: str,
        pick: int,
        file_id: str,
        kept: int | None,
        *,
        again: int | None = None,
        off: int = 0,
        closed: bool = True,
    ) -> None:
        """Write a next generation, or (again) a new version of an old one."""
        model = self.model[node]
        # Mostly a tape that is there and the place after its last file; sometimes not.
        known = sorted(model.tapes)
        pool, name = known[pick % len(known)] if known and pick else ("DAILY", "NOSUCH")
        tape = model.tapes.get((pool, name))
        there = len(model.in_set(pool, tape.set)) if tape and tape.set else 0
        sequence = max(1, there + 1 + off)
        siblings = [f for f in model.files if (f.id, f.generation) == (file_id, again)]
        expected = None
        if tape is None:
            expected = mediacom.DOES_NOT_EXIST
        elif sequence == 1 and tape.set is not None:
            expected = tape_server.CANNOT_BE_USED
        elif sequence > 1 and (tape.set is None or sequence != there + 1):
            expected = tape_server.FILESEQ_INCORRECT
        elif again is not None and not siblings:
            expected = mediacom.DOES_NOT_EXIST
        elif tape.status in {"BAD", "RELEASED"}:
            expected = tape_server.CANNOT_BE_USED
        expires = None if kept is None else self.today + timedelta(days=kept)
        new = NewTapeFile(
            FILECAT,
            TapeFileId(file_id),
            VOLCAT,
            PoolName(pool),
            START,
            expires,
            generation=again,
            version=None if again is None else NEW_VERSION,
            file_sequence=sequence,
        )

        def create() -> None:
            media = self.media[node]
            entry = media.recording.create(new, [TapeLabel(name)])
            if closed:
                media.recording.close(entry)

        if not self.attempt(node, expected, create):
            return
        assert tape is not None
        generation = again or model.last.get(file_id, 0) + 1
        version = max((f.version for f in siblings), default=-1) + 1
        for sibling in siblings:
            sibling.status = "INVALID"
        model.last[file_id] = max(generation, model.last.get(file_id, 0))
        tape.set, tape.index = name, 1
        tape.status = "ASSIGNED" if closed else "INUSE"
        model.files.append(File(file_id, generation, version, pool, name, expires))

    @rule(node=nodes)
    def close_files(self, node: str) -> None:
        """End all jobs that write."""
        for entry in self.media[node].tapefiles.matching():
            self.media[node].recording.close(entry)
        self.touched = node
        for tape in self.model[node].tapes.values():
            tape.status = "ASSIGNED" if tape.status == "INUSE" else tape.status

    def wanted(
        self, node: str, file_id: str, generation: int | None, *, expired: bool = False
    ) -> list[File]:
        """Give the entries that are meant: the unexpired ones, or those that expired as well."""
        found = [
            file
            for file in self.model[node].files
            if file.id == file_id
            and file.status == "VALID"
            and (expired or file.expires is None or file.expires > self.today)
        ]
        numbers = sorted({file.generation for file in found}, reverse=True)
        if generation is None:
            return found
        if generation < 0:
            generation = numbers[-generation - 1] if len(numbers) >= -generation else 0
        return [file for file in found if file.generation == generation]

    @rule(node=nodes, file_id=file_ids, generation=generations)
    def delete_file(self, node: str, file_id: str, generation: int | None) -> None:
        model = self.model[node]
        found = self.wanted(node, file_id, generation, expired=True)
        expected = None if found else mediacom.DOES_NOT_EXIST
        if any(model.tapes[file.pool, file.set].status == "INUSE" for file in found):
            expected = mediacom.TAPEFILE_IN_USE
        selection = Selection(TapeFilePattern(file_id), generation)
        if self.attempt(
            node,
            expected,
            lambda: self.media[node].ending.delete(FILECAT, selection),
        ):
            # What was INVALID before (an older version) waits for the cleanup.
            touched = {(file.pool, file.set) for file in found}
            waiting = [f for f in model.files if (f.pool, f.set) not in touched]
            for file in found:
                file.status = "INVALID"
            model.files = [f for f in model.files if (f.pool, f.set) in touched]
            model.clean()
            model.files += waiting

    @rule(node=nodes, later=st.integers(0, 2))
    def cleanup(self, node: str, later: int) -> None:
        self.today += timedelta(days=later)
        self.touched = node
        model = self.model[node]
        due = [
            file
            for file in model.files
            if file.status == "VALID" and file.expires is not None and file.expires <= self.today
        ]
        for file in due:
            file.status = "INVALID"
        writing = {
            (pool, tape.set) for (pool, _), tape in model.tapes.items() if tape.status == "INUSE"
        }
        spared = [file for file in model.files if (file.pool, file.set) in writing]
        model.files = [file for file in model.files if (file.pool, file.set) not in writing]
        sets = model.clean()
        model.files += spared
        # The other systems were cleaned on other days: the clock has rules of its own (R4).
        self.media[node].defaults.alter(MediaDefsChange(suspicious=False))
        done = self.media[node].ending.expire(self.today)
        assert (done.expired, done.sets) == (len(due), sets)

    @rule(node=nodes, shared=st.booleans())
    def alter_search_list(self, node: str, shared: bool) -> None:
        listed = [NodeName(other) for other in (NODES if shared else (node,))]
        self.media[node].defaults.alter(MediaDefsChange(search_list=listed))
        self.model[node].shared = shared

    # -- what must agree ------------------------------------------------------------------------

    @invariant()
    def states_agree(self) -> None:
        if self.touched is None:
            return
        media, model = self.media[self.touched], self.model[self.touched]
        self.touched = None
        volumes = media.tapevolumes.matching()
        assert {(v.pool, v.volser): (v.status.value, v.volume_set, v.index) for v in volumes} == {
            key: (tape.status, tape.set, tape.index) for key, tape in model.tapes.items()
        }
        assert sorted(
            (f.file_id, f.generation, f.version, f.pool, f.volume_set, f.status)
            for f in media.tapefiles.matching()
        ) == sorted((f.id, f.generation, f.version, f.pool, f.set, f.status) for f in model.files)
        found = {pool.name: [pool.autoscratch, pool.searched] for pool in media.pools.matching()}
        assert found == model.pools
        # a tape holds files, or it is free
        assert all((v.volume_set is None) == (v.status in FREE) for v in volumes)


TestCatalogAgainstModel = CatalogAgainstModel.TestCase
TestCatalogAgainstModel.settings = settings(
    max_examples=6, stateful_step_count=30, deadline=None, derandomize=True
)


class CatalogAtLength(CatalogAgainstModel):
    """The same with fresh seeds and ten times the operations."""


TestCatalogAtLength = pytest.mark.slow(CatalogAtLength.TestCase)
TestCatalogAtLength.settings = settings(
    max_examples=200, stateful_step_count=40, deadline=None, derandomize=False
)
