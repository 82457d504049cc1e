"""Typed MEDIACOM commands on two systems against a model of plain dictionaries.

Random command lines are typed into one conversation per system, while the line between the systems
goes up and down and the clock goes on. The answer (the message number, or the line that tells what
was done) and every display must agree with the model after each. The model says each rule in the
shortest form, and in the order of the checks that the program documents.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import event, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from nsksim.dsmtc import NewTapeFile
from nsksim.errors import Message, Severity
from nsksim.expand import LineState
from nsksim.interaction import Block, Read, Refused
from nsksim.messages import file_system, mediacom
from nsksim.names import CatalogName, PoolName, TapeFileId, TapeLabel
from nsksim.programs.mediacom.program import Mediacom
from nsksim.world import World
from tests.programs.harness import ALPHA, BETA, create, environment

NODES = {r"\ALPHA": ALPHA, r"\BETA": BETA}
OFFSETS = {r"\ALPHA": timedelta(hours=-5), r"\BETA": timedelta()}
FREE = {"BAD", "RELEASED", "SCRATCH"}
FILLED = {"ASSIGNED", "FULL"}
LARGEST_CHANGE = timedelta(days=31)

Place = tuple[str, str]
"""A node (empty: not named) and the name of a catalog there."""

nodes = st.sampled_from(sorted(NODES))
kinds = st.sampled_from(["VOLCAT", "FILECAT"])
volcats: st.SearchStrategy[Place | None] = st.sampled_from(
    [None, None, ("", "V2"), (r"\BETA", "VC"), (r"\ALPHA", "VC"), (r"\ALPHA", "V2")]
)
filecats: st.SearchStrategy[Place | None] = st.sampled_from(
    [None, None, ("", "F2"), (r"\BETA", "VC"), (r"\ALPHA", "VC"), (r"\ALPHA", "F2")]
)
catalogs: st.SearchStrategy[Place] = st.tuples(
    st.sampled_from(["", "", r"\ALPHA", r"\BETA"]), st.sampled_from(["VC", "V2", "F2"])
)
pools = st.sampled_from(["DAILY", "WEEKLY"])
tapes = st.sampled_from(["A1", "A2", "A3", "B1"])
lists = st.lists(tapes, min_size=1, max_size=2)
wild = st.one_of(lists, st.sampled_from([["A*"], ["?1"], ["*"]]))
file_ids = st.sampled_from(["F", "G"])
generations = st.sampled_from([None, "ALL", 1, 2, -1, -2])
switches = st.sampled_from([None, True, False])


class Refusal(Exception):
    """The model refuses, with this message."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.id)
        self.id = message.id


def demand(holds: object, message: Message) -> None:
    if not holds:
        raise Refusal(message)


def fits(name: str, pattern: str) -> bool:
    """Match the few patterns that are typed here."""
    return (
        pattern in {name, "*"}
        or (pattern == "A*" and name[0] == "A")
        or (pattern == "?1" and name[1:] == "1")
    )


def counted(count: int, what: str, done: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'} {done}."


@dataclass
class Tape:
    status: str
    set: str | None = None


@dataclass
class File:
    filecat: str
    id: str
    generation: int
    on: tuple[str, str, str]
    """Volume catalog, pool and volume set."""
    created: date
    expires: date | None
    status: str = "VALID"

    def shown(self, today: date) -> str:
        """Give the status on a date (rule R2)."""
        expired = self.expires is not None and self.expires <= today
        return "INVALID" if expired else self.status


@dataclass
class Model:
    """One system."""

    node: str
    catalogs: dict[tuple[str, str], str] = field(default_factory=dict)
    """Subvolume by kind and name."""
    default: dict[str, Place | None] = field(
        default_factory=lambda: {"VOLCAT": None, "FILECAT": None}
    )
    pools: dict[tuple[str, str], list[bool]] = field(default_factory=dict)
    """[autoscratch, searched] by volume catalog and name."""
    tapes: dict[tuple[str, str, str], Tape] = field(default_factory=dict)
    """By volume catalog, pool and name."""
    files: list[File] = field(default_factory=list)
    last: dict[tuple[str, str], int] = field(default_factory=dict)
    search_list: list[str] = field(default_factory=list)
    cleaned: date | None = None
    suspicious: bool = False

    def busy(self) -> set[tuple[str, str, str]]:
        """Give the sets that are being written."""
        return {
            (volcat, pool, tape.set)
            for (volcat, pool, _), tape in self.tapes.items()
            if tape.set is not None and tape.status == "INUSE"
        }

    def clean(self, of: Callable[[File], bool]) -> None:
        """Remove, among some files, the idle sets on which nothing is valid; free their tapes."""
        valid = {file.on for file in self.files if file.status == "VALID"}
        dead = {file.on for file in self.files if of(file)} - valid - self.busy()
        self.files = [file for file in self.files if file.on not in dead]
        for (volcat, pool, _), tape in self.tapes.items():
            if (volcat, pool, tape.set) in dead:
                tape.status = "SCRATCH" if self.pools[volcat, pool][0] else "RELEASED"
                tape.set = None


class Conversation:
    """MEDIACOM on one terminal."""

    def __init__(self, world: World, node: str) -> None:
        self._run = Mediacom(environment(world, node=NODES[node])).main()
        self._lines: list[str] = []
        self._until_prompt(next(self._run))

    def answer(self, line: str) -> list[str]:
        """Type a line; give the ids of the messages, or what was printed without one."""
        self._lines, self._refused = [], list[str]()
        self._until_prompt(self._run.send(line))
        return self._refused or self._lines

    def _until_prompt(self, effect: object) -> None:
        while not isinstance(effect, Read):
            if isinstance(effect, Refused):
                if effect.error.message.severity is Severity.ERROR:
                    self._refused.append(effect.error.message.id)
            elif isinstance(effect, Block):
                self._lines.extend(effect.lines)
            else:
                assert isinstance(effect, str)
                self._lines.append(effect)
            effect = next(self._run)

    def close(self) -> None:
        self._run.close()


class MediacomAgainstModel(RuleBasedStateMachine):
    start: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.world = World.copied(self.start)
        self.up = True
        self.model = {node: Model(node) for node in NODES}
        self.sessions = {node: Conversation(self.world, node) for node in NODES}
        self.touched: Model | None = None

    def teardown(self) -> None:
        for session in self.sessions.values():
            session.close()
        self.world.close()

    def today(self, model: Model) -> date:
        return (self.world.clock.now + OFFSETS[model.node]).date()

    def typed(self, home: str, line: str, change: Callable[[], str]) -> None:
        """Type a line and compare the answer with what the model does, or refuses."""
        try:
            expected = change()
        except Refusal as refusal:
            expected = refusal.id
        note(f"{home} MC> {line}   -- {expected}")
        event(" ".join(line.replace(",", "").split()[:2]) + f" -> {expected.lstrip('0123456789')}")
        assert self.sessions[home].answer(line) == [expected]

    def at(self, home: str, node: str) -> Model:
        """Find a system whose media defaults a command is about."""
        demand(node in ("", home) or self.up, file_system.PATH_DOWN)
        return self.model[node or home]

    def catalogs_at(self, home: str, node: str) -> Model:
        """Find a system whose catalogs a command is about: their manager has to be created."""
        demand(node in ("", home) or self.up, mediacom.NO_CATALOG_MANAGER)
        return self.model[node or home]

    def catalog(self, home: str, kind: str, named: Place | None) -> tuple[Model, str]:
        """Find the catalog a command means; whether it is there is asked later."""
        chosen = named or self.model[home].default[kind]
        if chosen is None:
            raise Refusal(mediacom.NO_DEFAULT)
        self.touched = model = self.catalogs_at(home, chosen[0])
        return model, chosen[1]

    def existing(self, home: str, kind: str, named: Place | None) -> tuple[Model, str]:
        model, name = self.catalog(home, kind, named)
        demand((kind, name) in model.catalogs, mediacom.DOES_NOT_EXIST)
        return model, name

    @staticmethod
    def words(*options: tuple[str, object], backwards: bool = False) -> str:
        """Write the options that are given, in this order or the other way round."""
        given = []
        for word, value in options[:: -1 if backwards else 1]:
            text = "".join(value) if isinstance(value, tuple) else value
            if isinstance(value, tuple) and value[0]:
                text = ".".join(value)
            if text is not None:
                given.append(f", {word} {text}")
        return "".join(given)

    @initialize(shared=st.booleans())
    def begin(self, shared: bool) -> None:
        """Begin where most commands can be done."""
        for node, names in ((r"\ALPHA", ["A1", "A2"]), (r"\BETA", ["A3", "B1"])):
            for kind in ("VOLCAT", "FILECAT"):
                self.create(node, kind, ("", "VC"), "$DATA.ONE")
                self.set_default(node, "", kind, ("", "VC"))
            self.add_pool(node, "DAILY", None, True, True, False)
            self.add_pool(node, "WEEKLY", None, False, False, False)
            self.add_tapes(node, names, "DAILY", None, None, False, False)
            self.write(node, 0, "F", "VC", 1, True)
            self.set_search_list(node, "", list(NODES) if shared else [node])

    # -- catalogs and defaults ------------------------------------------------------------------

    @rule(home=nodes, kind=kinds, name=catalogs, place=st.sampled_from(["$DATA.ONE", "$DATA.TWO"]))
    def create(self, home: str, kind: str, name: Place, place: str) -> None:
        def change() -> str:
            model = self.catalogs_at(home, name[0])
            demand((kind, name[1]) not in model.catalogs, mediacom.EXISTS)
            for (other, called), where in sorted(model.catalogs.items()):
                same = (other == kind, called == name[1], where == place)
                demand(not (same[0] and same[2]), mediacom.SUBVOLUME_TAKEN)
                demand(same[1] or not same[2], mediacom.ONE_SUBVOLUME_ONE_NAME)
                demand(not same[1] or same[2], mediacom.ONE_NAME_ONE_SUBVOLUME)
            model.catalogs[kind, name[1]] = place
            return counted(1, f"{_word(kind)} catalog", "created")

        self.typed(home, f"CREATE {kind} {_text(name)}, {place}", change)

    @rule(home=nodes, kind=kinds, name=catalogs)
    def drop(self, home: str, kind: str, name: Place) -> None:
        def change() -> str:
            model, bare = self.existing(home, kind, (name[0] or home, name[1]))
            asked = [each for each in self.model.values() if each is model or self.up]
            is_default = any(each.default[kind] == (model.node, bare) for each in asked)
            demand(not is_default, mediacom.IS_DEFAULT)
            held = (
                [pool[0] for pool in model.pools]
                if kind == "VOLCAT"
                else [file.filecat for file in model.files]
            )
            demand(bare not in held, mediacom.CATALOG_NOT_EMPTY)
            del model.catalogs[kind, bare]
            if kind == "FILECAT":
                model.last = {key: value for key, value in model.last.items() if key[0] != bare}
            return counted(1, f"{_word(kind)} catalog", "dropped")

        self.typed(home, f"DROP {kind} {_text(name)}", change)

    @rule(home=nodes, node=st.sampled_from(["", r"\BETA"]), kind=kinds, name=catalogs)
    def set_default(self, home: str, node: str, kind: str, name: Place) -> None:
        def change() -> str:
            model = self.at(home, node)
            owner = model if name[0] in ("", model.node) else self.at(home, name[0])
            demand((kind, name[1]) in owner.catalogs, mediacom.DOES_NOT_EXIST)
            model.default[kind] = (owner.node, name[1])
            return counted(1, "set", "of media defaults altered")

        line = f"ALTER MEDIADEFS {node}".rstrip()
        self.typed(home, f"{line}, {kind} {_text(name)}", change)

    @rule(
        home=nodes,
        node=st.sampled_from(["", r"\ALPHA"]),
        listed=st.lists(nodes, min_size=1, max_size=2),
    )
    def set_search_list(self, home: str, node: str, listed: list[str]) -> None:
        def change() -> str:
            model = self.at(home, node)
            demand(len(set(listed)) == len(listed), mediacom.NAME_TWICE)
            model.search_list = listed
            return counted(1, "set", "of media defaults altered")

        line = f"ALTER MEDIADEFS {node}".rstrip()
        self.typed(home, f"{line}, SSL ({', '.join(listed)})", change)

    @rule(home=nodes)
    def reset_expiration(self, home: str) -> None:
        def change() -> str:
            model = self.model[home]
            model.suspicious, model.cleaned = False, None
            return counted(1, "set", "of media defaults altered")

        self.typed(home, "ALTER MEDIADEFS, RESET EXPIRATION", change)

    # -- pools ----------------------------------------------------------------------------------

    @rule(
        home=nodes,
        pool=pools,
        volcat=volcats,
        autoscratch=st.booleans(),
        searched=st.booleans(),
        backwards=st.booleans(),
    )
    def add_pool(
        self,
        home: str,
        pool: str,
        volcat: Place | None,
        autoscratch: bool,
        searched: bool,
        backwards: bool,
    ) -> None:
        def change() -> str:
            model, name = self.existing(home, "VOLCAT", volcat)
            demand((name, pool) not in model.pools, mediacom.EXISTS)
            model.pools[name, pool] = [autoscratch, searched]
            return "1 pool added."

        self.typed(
            home,
            f"ADD POOL {pool}" + _pool_options(volcat, autoscratch, searched, backwards),
            change,
        )

    @rule(
        home=nodes,
        pool=pools,
        volcat=volcats,
        autoscratch=switches,
        searched=switches,
        backwards=st.booleans(),
    )
    def alter_pool(
        self,
        home: str,
        pool: str,
        volcat: Place | None,
        autoscratch: bool | None,
        searched: bool | None,
        backwards: bool,
    ) -> None:
        def change() -> str:
            model, name = self.existing(home, "VOLCAT", volcat)
            demand((name, pool) in model.pools, mediacom.DOES_NOT_EXIST)
            demand((autoscratch, searched) != (None, None), mediacom.NOTHING_TO_ALTER)
            attributes = model.pools[name, pool]
            if searched and not attributes[1]:
                labels = [key[2] for key in model.tapes if key[:2] == (name, pool)]
                self.check_space(model, labels, reachable_only=False)
            if autoscratch is not None:
                attributes[0] = autoscratch
            if searched is not None:
                attributes[1] = searched
            return "1 pool altered."

        options = _pool_options(volcat, autoscratch, searched, backwards)
        if options:
            self.typed(home, f"ALTER POOL {pool}{options}", change)

    @rule(home=nodes, pool=pools, volcat=volcats)
    def delete_pool(self, home: str, pool: str, volcat: Place | None) -> None:
        def change() -> str:
            model, name = self.existing(home, "VOLCAT", volcat)
            demand((name, pool) in model.pools, mediacom.DOES_NOT_EXIST)
            demand(all(key[:2] != (name, pool) for key in model.tapes), mediacom.POOL_NOT_EMPTY)
            del model.pools[name, pool]
            return "1 pool deleted."

        self.typed(home, f"DELETE POOL {pool}" + self.words(("VOLCAT", volcat)), change)

    # -- tapes ----------------------------------------------------------------------------------

    def check_space(self, model: Model, labels: Sequence[str], *, reachable_only: bool) -> None:
        """Refuse names that are in the search space of a system."""
        others = [self.model[node] for node in model.search_list if node != model.node]
        demand(self.up or not others or reachable_only, mediacom.NO_CATALOG_MANAGER)
        space = [model, *(others if self.up else [])]
        taken = {
            label
            for each in space
            for volcat, pool, label in each.tapes
            if each.pools[volcat, pool][1]
        }
        demand(not taken & set(labels), mediacom.LABEL_TAKEN)

    @rule(
        home=nodes,
        names=lists,
        pool=pools,
        volcat=volcats,
        status=st.sampled_from([None, "SCRATCH", "RELEASED", "BAD"]),
        override=st.booleans(),
        backwards=st.booleans(),
    )
    def add_tapes(
        self,
        home: str,
        names: list[str],
        pool: str,
        volcat: Place | None,
        status: str | None,
        override: bool,
        backwards: bool,
    ) -> None:
        def change() -> str:
            model, catalog = self.existing(home, "VOLCAT", volcat)
            demand((catalog, pool) in model.pools, mediacom.DOES_NOT_EXIST)
            demand(len(set(names)) == len(names), mediacom.NAME_TWICE)
            keys = [(catalog, pool, name) for name in names]
            demand(not any(key in model.tapes for key in keys), mediacom.EXISTS)
            if model.pools[catalog, pool][1]:
                self.check_space(model, names, reachable_only=override)
            model.tapes.update({key: Tape(status or "SCRATCH") for key in keys})
            return counted(len(names), "tape volume", "added")

        options = self.words(
            ("POOL", pool),
            ("VOLCAT", volcat),
            ("STATUS", status),
            ("OVERRIDE", "ON" if override else None),
            backwards=backwards,
        )
        self.typed(home, f"ADD TAPEVOLUME {_listed(names)}{options}", change)

    def chosen(
        self, home: str, names: list[str], pool: str | None, volcat: Place | None
    ) -> tuple[Model, list[tuple[str, str, str]]]:
        """Find the tapes of a change: named ones once each, all those a pattern fits."""
        model, catalog = self.existing(home, "VOLCAT", volcat)
        demand(pool is None or (catalog, pool) in model.pools, mediacom.DOES_NOT_EXIST)
        demand(len(set(names)) == len(names), mediacom.NAME_TWICE)
        keys = []
        for name in names:
            found = sorted(
                key
                for key in model.tapes
                if key[0] == catalog and pool in (None, key[1]) and fits(key[2], name)
            )
            demand(found, mediacom.DOES_NOT_EXIST)
            demand(len(found) == 1 or not name.isalnum(), mediacom.AMBIGUOUS)
            keys += found
        return model, keys

    @rule(
        home=nodes,
        names=wild,
        pool=st.one_of(st.none(), pools),
        volcat=volcats,
        status=st.sampled_from(sorted(FREE | FILLED)),
        backwards=st.booleans(),
    )
    def alter_tapes(
        self,
        home: str,
        names: list[str],
        pool: str | None,
        volcat: Place | None,
        status: str,
        backwards: bool,
    ) -> None:
        def change() -> str:
            model, keys = self.chosen(home, names, pool, volcat)
            for key in keys:
                before = model.tapes[key].status
                demand(before != "INUSE", mediacom.WRONG_STATUS)
                demand(
                    any({before, status} <= group for group in (FREE, FILLED)),
                    mediacom.STATUS_CHANGE,
                )
                demand(status in FREE, mediacom.NOT_FOR_APPENDING)
            for key in keys:
                model.tapes[key].status = status
            return counted(len(keys), "tape volume", "altered")

        options = self.words(
            ("POOL", pool), ("VOLCAT", volcat), ("STATUS", status), backwards=backwards
        )
        self.typed(home, f"ALTER TAPEVOLUME {_listed(names)}{options}", change)

    @rule(home=nodes, names=wild, pool=st.one_of(st.none(), pools), volcat=volcats)
    def delete_tapes(
        self, home: str, names: list[str], pool: str | None, volcat: Place | None
    ) -> None:
        def change() -> str:
            model, keys = self.chosen(home, names, pool, volcat)
            demand(all(model.tapes[key].status in FREE for key in keys), mediacom.WRONG_STATUS)
            for key in keys:
                del model.tapes[key]
            return counted(len(keys), "tape volume", "deleted")

        options = self.words(("POOL", pool), ("VOLCAT", volcat))
        self.typed(home, f"DELETE TAPEVOLUME {_listed(names)}{options}", change)

    # -- tape files -----------------------------------------------------------------------------

    @rule(
        node=nodes,
        pick=st.integers(0, 5),
        file_id=file_ids,
        filecat=st.sampled_from(["VC", "VC", "F2"]),
        kept=st.sampled_from([None, 0, 1, 3]),
        closed=st.booleans(),
    )
    def write(
        self, node: str, pick: int, file_id: str, filecat: str, kept: int | None, closed: bool
    ) -> None:
        """Let a job write a file on a scratch tape, or behind the last file of a set."""
        model = self.model[node]
        usable = sorted(
            key for key, tape in model.tapes.items() if tape.status in {"SCRATCH", "ASSIGNED"}
        )
        if not usable or ("FILECAT", filecat) not in model.catalogs:
            return
        self.touched = model
        volcat, pool, label = key = usable[pick % len(usable)]
        tape = model.tapes[key]
        there = [file for file in model.files if file.on == (volcat, pool, label)]
        filecat = there[0].filecat if there else filecat
        created = self.world.clock.now
        today = self.today(model)
        expires = None if kept is None else today + timedelta(days=kept)
        new = NewTapeFile(
            CatalogName(filecat),
            TapeFileId(file_id),
            CatalogName(volcat),
            PoolName(pool),
            created,
            expires,
            file_sequence=len(there) + 1,
        )
        written = self.world.media(self.world.system(NODES[node])).recording
        entry = written.create(new, [TapeLabel(label)])
        if closed:
            written.close(entry)
        note(f"{node} writes {file_id} on {label} of {volcat} {pool}")
        generation = model.last[filecat, file_id] = model.last.get((filecat, file_id), 0) + 1
        tape.set, tape.status = label, "ASSIGNED" if closed else "INUSE"
        model.files.append(
            File(filecat, file_id, generation, (volcat, pool, label), today, expires)
        )

    @rule(node=nodes)
    def close_files(self, node: str) -> None:
        """End all jobs that write."""
        model = self.touched = self.model[node]
        media = self.world.media(self.world.system(NODES[node]))
        for entry in media.tapefiles.matching():
            media.recording.close(entry)
        for tape in model.tapes.values():
            tape.status = "ASSIGNED" if tape.status == "INUSE" else tape.status

    def wanted(
        self,
        home: str,
        file_id: str,
        generation: int | str | None,
        filecat: Place | None,
        *,
        expired: bool = False,
    ) -> tuple[Model, list[File]]:
        """Find the entries that are meant, the newest by default: unexpired ones, or all valid."""
        model, catalog = self.existing(home, "FILECAT", filecat)
        found = [
            file
            for file in model.files
            if (file.filecat, file.id) == (catalog, file_id)
            and (file.status if expired else file.shown(self.today(model))) == "VALID"
        ]
        number = -1 if generation is None else generation
        if isinstance(number, int):
            there = sorted({file.generation for file in found}, reverse=True)
            if number < 0:
                number = there[-number - 1] if len(there) >= -number else 0
            found = [file for file in found if file.generation == number]
        demand(found, mediacom.DOES_NOT_EXIST)
        return model, found

    @rule(
        home=nodes,
        file_id=file_ids,
        generation=generations,
        filecat=filecats,
        kept=st.sampled_from(["PERMANENT", 1, 2, 30]),
        backwards=st.booleans(),
    )
    def alter_file(
        self,
        home: str,
        file_id: str,
        generation: int | str | None,
        filecat: Place | None,
        kept: int | str,
        backwards: bool,
    ) -> None:
        def change() -> str:
            _, found = self.wanted(home, file_id, generation, filecat)
            for file in found:
                days = None if isinstance(kept, str) else timedelta(days=kept)
                file.expires = None if days is None else file.created + days
            return counted(len(found), "tape file", "altered")

        options = self.words(
            ("GEN", generation), ("FILECAT", filecat), ("RETENTION", kept), backwards=backwards
        )
        self.typed(home, f"ALTER TAPEFILE {file_id}{options}", change)

    @rule(home=nodes, file_id=file_ids, generation=generations, filecat=filecats)
    def delete_file(
        self, home: str, file_id: str, generation: int | str | None, filecat: Place | None
    ) -> None:
        def change() -> str:
            model, found = self.wanted(home, file_id, generation, filecat, expired=True)
            touched = {file.on for file in found}
            demand(not touched & model.busy(), mediacom.TAPEFILE_IN_USE)
            for file in found:
                file.status = "INVALID"
            model.clean(lambda file: file.on in touched)
            return counted(len(found), "tape file", "deleted")

        options = self.words(("GEN", generation), ("FILECAT", filecat))
        self.typed(home, f"DELETE TAPEFILE {file_id}{options}", change)

    @rule(home=nodes, filecat=st.one_of(filecats, st.sampled_from([("", "*"), (r"\BETA", "*")])))
    def expire(self, home: str, filecat: Place | None) -> None:
        def change() -> str:
            if filecat is None:
                search_list = self.model[home].search_list
                systems = [
                    self.catalogs_at(home, node) for node in dict.fromkeys([home, *search_list])
                ]
            else:
                systems = [self.catalogs_at(home, filecat[0])]
                if filecat[1] != "*":
                    self.existing(home, "FILECAT", (systems[0].node, filecat[1]))
            for model in systems:
                self.check_clock(model)
            count = sum(self.cleanup(model, filecat and filecat[1]) for model in systems)
            return counted(count, "tape file", "expired")

        self.touched = self.model[r"\BETA" if filecat and filecat[0] else home]
        self.typed(home, "EXPIRE TAPEFILE" + self.words(("FILECAT", filecat)), change)

    def check_clock(self, model: Model) -> None:
        today, last = self.today(model), model.cleaned
        model.suspicious |= last is not None and abs(today - last) > LARGEST_CHANGE
        demand(not model.suspicious, mediacom.CLOCK_SUSPICIOUS)

    def cleanup(self, model: Model, pattern: str | None) -> int:
        today = self.today(model)
        mine = [file for file in model.files if fits(file.filecat, pattern or "*")]
        due = [file for file in mine if file.status == "VALID" and file.expires]
        due = [file for file in due if file.expires is not None and file.expires <= today]
        for file in due:
            file.status = "INVALID"
        model.clean(lambda file: any(file is each for each in mine))
        model.cleaned = today
        return len(due)

    # -- what happens around --------------------------------------------------------------------

    @rule(up=st.booleans())
    def line(self, up: bool) -> None:
        self.up = up
        state = LineState.UP if up else LineState.DOWN
        self.world.network.set_line(r"\ALPHA", r"\BETA", state)

    @rule(hours=st.sampled_from([4, 20, 24, 24 * 32]))
    def pass_time(self, hours: int) -> None:
        self.world.clock.advance(self.world.clock.now + timedelta(hours=hours))

    # -- what must agree ------------------------------------------------------------------------

    @invariant()
    def displays_agree(self) -> None:
        model, self.touched = self.touched, None
        if model is None:
            return
        show, today = self.sessions[model.node].answer, self.today(model)
        assert _rows(show("INFO POOL *, VOLCAT *"), model.node) == [
            (*key, _on(auto), "INCLUDED" if searched else "EXCLUDED")
            for key, (auto, searched) in sorted(model.pools.items())
        ] + [counted(len(model.pools), "pool", "returned")]
        assert _rows(show("INFO TAPEVOLUME *, VOLCAT *"), model.node) == [
            (volcat, name, pool, tape.status)
            for (volcat, pool, name), tape in sorted(model.tapes.items())
        ] + [counted(len(model.tapes), "tape volume", "returned")]
        for kind, catalog in sorted(model.catalogs):
            if kind == "FILECAT":
                entries = [file for file in model.files if file.filecat == catalog]
                assert _entries(show(f"INFO TAPEFILE *, FILECAT {catalog}")) == [
                    (file.id, file.generation, str(file.expires or "PERMANENT"), file.shown(today))
                    for file in sorted(entries, key=lambda file: (file.id, file.generation))
                ] + [counted(len(entries), "tape file", "returned")]


def _word(kind: str) -> str:
    return "volume" if kind == "VOLCAT" else "file"


def _text(place: Place) -> str:
    return ".".join(part for part in place if part)


def _on(switch: bool) -> str:
    return "ON" if switch else "OFF"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"({', '.join(names)})"


def _pool_options(
    volcat: Place | None, autoscratch: bool | None, searched: bool | None, backwards: bool
) -> str:
    space = None if searched is None else "INCLUDED" if searched else "EXCLUDED"
    scratch = None if autoscratch is None else _on(autoscratch)
    return MediacomAgainstModel.words(
        ("VOLCAT", volcat), ("AUTOSCRATCH", scratch), ("SEARCHSPACE", space), backwards=backwards
    )


def _rows(lines: list[str], node: str) -> list[object]:
    """Read INFO POOL or INFO TAPEVOLUME: rows behind their catalog, then the count."""
    rows: list[object] = []
    catalog = ""
    for line in lines[:-1]:
        words = line.split()
        if words[:2] == ["Volume", "Catalog"]:
            assert words[2].startswith(f"{node}.")
            catalog = words[2].removeprefix(f"{node}.")
        elif words[0] in {"DAILY", "WEEKLY"}:
            rows.append((catalog, words[0], words[4], words[5]))
        elif words[0][1:].isdigit():
            rows.append((catalog, words[0], words[1], words[-1]))
    return [*rows, lines[-1]]


def _entries(lines: list[str]) -> list[object]:
    """Read INFO TAPEFILE."""
    words = [line.split() for line in lines[:-1]]
    rows = [(w[0], int(w[1]), w[6], w[7]) for w in words if w[0] in {"F", "G"}]
    return [*rows, lines[-1]]


@pytest.fixture(autouse=True, scope="module")
def _start(tmp_path_factory: pytest.TempPathFactory) -> None:
    MediacomAgainstModel.start = tmp_path_factory.mktemp("machine") / "world"
    create(MediacomAgainstModel.start).close()


TestMediacomAgainstModel = MediacomAgainstModel.TestCase
TestMediacomAgainstModel.settings = settings(
    max_examples=3, stateful_step_count=30, deadline=None, derandomize=True
)


class MediacomAtLength(MediacomAgainstModel):
    """The same with fresh seeds and many more commands."""


TestMediacomAtLength = pytest.mark.slow(MediacomAtLength.TestCase)
TestMediacomAtLength.settings = settings(
    max_examples=60, stateful_step_count=50, deadline=None, derandomize=False
)
