"""Files that somebody altered and gave a checksum that fits: applied or refused, never a crash."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from resealing import CATALOGUED, ODD, paths, sealed
from staging_world import TARGET, make

from catsync.replication.application import ImportRules, apply_next, inspect, plan
from catsync.replication.columns import FILE_ID, LABEL, POOL, QUALIFIED_CATALOG
from catsync.replication.tables import BULK, SMALL
from nsksim.names import CatalogName, InvalidName, PoolName, TapeFileId, TapeLabel
from nsksim.names.refusal import upshift
from nsksim.store import StoreProblem


class Resealed:
    """Two systems with three staged volumes: SAD001, which is altered, and two others."""

    def __init__(self, directory):
        self.systems = systems = make(directory)
        for number, disk_files in enumerate((40, 2, 0), 1):
            label = f"SAD00{number}"
            systems.volume(label, "ASSIGNED", label)
            systems.tape_file([label], number, disk_files)
        systems.export()
        self.original = systems.staged["SAD001"].read_bytes()
        _, self.header, self.sections = self.original.split(b"\n", 2)
        self.places = list(paths(json.loads(self.header)))

    def altered(self, place, value):
        """Change one value of the header."""
        fields = json.loads(self.header)
        inner = fields
        for key in place[:-1]:
            inner = inner[key]
        inner[place[-1]] = value
        return sealed(json.dumps(fields).encode(), self.sections)

    def damaged(self, places):
        """Change bytes of the Parquet sections."""
        sections = bytearray(self.sections)
        for place, change in places:
            sections[place % len(sections)] ^= change
        return sealed(self.header, bytes(sections))

    def refusal(self, content):
        """Read the header of a file; return the refusal, if any."""
        path = self.systems.directory / "resealed"
        path.write_bytes(content)
        good, refused = inspect([("SAD001", path)])
        assert len(good) + len(refused) == 1
        return dict(refused)

    def begin(self, content, *, before):
        """Stage a file; `before` says whether B has the original with one disk file missing."""
        systems = self.systems
        for table in (*SMALL, *BULK):
            systems.b.execute(f"DELETE FROM {table.name}")
        path = systems.directory / "resealed"
        path.write_bytes(self.original)
        systems.staged["SAD001"] = path
        if before:
            systems.steps(["SAD001"])
            systems.b.execute("DELETE FROM DISKFILE WHERE DISKFILENAME LIKE '%F7'")
        path.write_bytes(content)

    def import_(self):
        """Import what is staged; return the refusals."""
        systems = self.systems
        good, refused = inspect(sorted(systems.staged.items()))
        here = [volume for volume in good if volume.group == TARGET.primary]
        rules = ImportRules(full=True, disk_files=True)
        left = plan(systems.b, [TARGET], here, rules, scratch=systems.scratch)
        refused += left.refused
        while not left.done:
            left, _ = apply_next(systems.b, left, scratch=systems.scratch)
        return dict(refused)

    def check_words(self, refused):
        """Only SAD001 is refused, in words that can be shown."""
        assert refused.keys() <= {"SAD001"}
        for error in refused.values():
            assert error.message.key in CATALOGUED
            assert error.text.isprintable()
            assert len(error.text) < 200

    def check(self, refused):
        """The others were applied; SAD001 was, or it was refused in words that can be shown."""
        self.check_words(refused)
        systems = self.systems
        known = systems.b.rows("SELECT VOLSER FROM VOLUME ORDER BY ALL")
        assert known[-2:] == [("SAD002",), ("SAD003",)]
        others = "SELECT count(*) FROM DISKFILE WHERE VOLSETID = 'SAD002'"
        assert systems.b.value(others) == 2
        for rows in systems.dump().values():
            assert all(str(value).isprintable() for row in rows for value in row)
        assert not list(systems.scratch.iterdir()), "nothing is left behind"


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    return Resealed(tmp_path_factory.mktemp("world"))


def alter(ground, data):
    """Choose one value of the header, or some bytes of the Parquet sections."""
    if data.draw(st.integers(0, 3)):
        place = data.draw(st.sampled_from(ground.places))
        return ground.altered(place, data.draw(st.sampled_from(ODD)))
    change = st.tuples(st.integers(0, len(ground.sections) - 1), st.integers(1, 255))
    return ground.damaged(data.draw(st.lists(change, min_size=1, max_size=3)))


def judge(ground, data, *, whole=False):
    """Import an altered file; one refused for its header is imported with the others if `whole`."""
    content = alter(ground, data)
    refused = ground.refusal(content)
    ground.check_words(refused)
    if whole or not refused:
        ground.begin(content, before=data.draw(st.booleans()))
        ground.check(ground.import_())


@given(data=st.data())
@settings(max_examples=15, deadline=None, derandomize=True)
def test_an_altered_file_is_applied_or_refused(ground, data):
    judge(ground, data)


@pytest.mark.slow
@given(data=st.data())
@settings(max_examples=2_000, deadline=None, derandomize=True)
def test_very_many_altered_files_are_applied_or_refused(ground, data):
    judge(ground, data, whole=True)


SECTIONS = {
    "more rows": "SELECT * FROM p UNION ALL SELECT * FROM p",
    "a column is missing": "SELECT * EXCLUDE (AUDITED) FROM p",
    "a column more": "SELECT *, 1 AS COLOUR FROM p",
    "type": "SELECT * REPLACE (FILECODE::BIGINT AS FILECODE) FROM p",
    "a list": "SELECT * REPLACE ([AUDITED] AS AUDITED) FROM p",
    "nulls": "SELECT * REPLACE (NULL::VARCHAR AS AUDITED) FROM p",
    "word": "SELECT * REPLACE ('?' AS AUDITED) FROM p",
    "number": "SELECT * REPLACE (-1::INTEGER AS FILECODE) FROM p",
    "no node": "SELECT * REPLACE ('F' AS DISKFILENAME) FROM p",
    "control": "SELECT * REPLACE (DISKFILENAME || chr(27) AS DISKFILENAME) FROM p",
    "long": "SELECT * REPLACE (DISKFILENAME || repeat('X', 30) AS DISKFILENAME) FROM p",
    "infinity": "SELECT * REPLACE ('infinity'::TIMESTAMP AS LASTMODTIME) FROM p",
    "far future": "SELECT * REPLACE (TIMESTAMP '9999-12-31' AS LASTMODTIME) FROM p",
}


@pytest.mark.parametrize(
    ("query", "before"),
    [
        pytest.param(
            query,
            before,
            id=f"{name}-{before}",
            marks=[] if place % 2 == before else [pytest.mark.slow],
        )
        for place, (name, query) in enumerate(SECTIONS.items())
        for before in (False, True)
    ],
)
def test_a_section_that_is_not_as_described_is_refused(ground, query, before):
    scratch, a = ground.systems.scratch, ground.systems.a
    fields = json.loads(ground.header)
    (name, length), *others = fields["sections"]
    assert name == "DISKFILE"
    old, new = scratch / "old.parquet", scratch / "new.parquet"
    old.write_bytes(ground.sections[:length])
    a.execute(
        f"COPY (WITH p AS (SELECT * FROM read_parquet('{old}')) {query})"
        f" TO '{new}' (FORMAT parquet)"
    )
    section = new.read_bytes()
    for path in (old, new):
        path.unlink()
    fields["sections"] = [[name, len(section)], *others]
    content = sealed(json.dumps(fields).encode(), section + ground.sections[length:])
    ground.begin(content, before=before)
    refused = ground.import_()
    assert refused.keys() == {"SAD001"}
    assert "the DISKFILE section" in refused["SAD001"].text
    ground.check(refused)


def test_a_part_that_duckdb_cannot_apply_is_a_problem_not_a_crash(ground, monkeypatch):
    """The last resort: what slipped through stops the run and leaves the catalogs as they were."""
    monkeypatch.setattr("catsync.replication.application.examine", lambda volumes, scratch: {})
    ground.begin(ground.damaged([(n, 0xFF) for n in range(4, 200)]), before=False)
    with pytest.raises(StoreProblem) as problem:
        ground.import_()
    assert str(problem.value).isprintable()
    assert ground.systems.b.value("SELECT count(*) FROM VOLUME") == 0


@pytest.mark.parametrize(
    ("rule", "name"),
    [(LABEL, TapeLabel), (FILE_ID, TapeFileId), (POOL, PoolName), (QUALIFIED_CATALOG, CatalogName)],
)
@given(text=st.text(st.characters(min_codepoint=30, max_codepoint=130), max_size=64))
@settings(derandomize=True)
def test_the_forms_are_those_of_the_names(rule, name, text):
    """One fact in two places: DuckDB has to read the forms, too."""

    def is_name(text):
        try:
            value = name.parse(text) if name is CatalogName else name(text)
        except InvalidName:
            return False
        return name is not CatalogName or (value.node is not None and text == upshift(text))

    for given_text in (text, text[:5], f"\\A.{text[:5]}", f"A{text.upper()}"):
        assert rule.accepts(given_text) == is_name(given_text)
