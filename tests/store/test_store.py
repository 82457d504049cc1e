"""The store: transactions, cursors, what cannot be done, and what the outside does to it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap

import duckdb
import pytest

from nsksim.store import Store, StoreProblem, check_sizes, note_sizes

SCHEMA = "CREATE TABLE T (A INTEGER NOT NULL); CREATE TABLE U (B VARCHAR NOT NULL)"


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path)
    yield store
    store.close(checkpoint=False)


@pytest.fixture
def database(store):
    return store.create("a", SCHEMA)


def count(database):
    return database.value("SELECT count(*) FROM T")


def lose(database, work):
    """Do something in a transaction that then fails."""
    with database.transaction():
        work()
        raise LookupError


# -- transactions -------------------------------------------------------------------------------


def test_a_transaction_that_fails_leaves_nothing(database):
    with pytest.raises(LookupError):
        lose(database, lambda: database.execute("INSERT INTO T VALUES (1)"))
    assert count(database) == 0


def test_a_nested_transaction_belongs_to_the_outermost(database):
    def inner():
        with database.transaction():
            database.execute("INSERT INTO T VALUES (1)")

    with pytest.raises(LookupError):
        lose(database, inner)
    assert count(database) == 0
    with database.transaction():
        inner()
    assert count(database) == 1


def test_nothing_is_seen_from_outside_before_the_outermost_block_ends(database):
    other = database.reader()
    with database.transaction():
        with database.transaction():
            database.execute("INSERT INTO T VALUES (1)")
        assert count(other) == 0
    assert count(other) == 1


def test_callbacks_wait_for_the_commit(database):
    done = []
    with database.transaction():
        with database.transaction():
            database.after_commit(lambda: done.append(count(database.reader())))
            database.execute("INSERT INTO T VALUES (1)")
        assert done == []
    assert done == [1]


def test_callbacks_of_a_failed_transaction_are_forgotten(database):
    done = []
    with pytest.raises(LookupError):
        lose(database, lambda: database.after_commit(lambda: done.append("lost")))
    with database.transaction():
        database.after_commit(lambda: done.append("kept"))
    assert done == ["kept"]


def test_callbacks_outside_a_transaction_run_at_once(database):
    done = []
    database.after_commit(lambda: done.append("now"))
    assert done == ["now"]


def test_one_transaction_cannot_write_two_systems(store, database):
    other = store.create("b", SCHEMA)

    def both():
        database.execute("INSERT INTO T VALUES (1)")
        database.execute('INSERT INTO "b".T VALUES (1)')

    with pytest.raises(duckdb.TransactionException):
        lose(database, both)
    assert (count(database), count(other)) == (0, 0)


# -- cursors ------------------------------------------------------------------------------------


def test_a_listing_stays_whole_while_other_statements_run(database):
    database.execute("INSERT INTO T SELECT range FROM range(10_000)")
    listing = database.stream("SELECT A FROM T ORDER BY A", size=100)
    first = [next(listing) for _ in range(150)]
    database.execute("DELETE FROM T WHERE A % 2 = 1")
    database.rows("SELECT B FROM U")
    assert [value for (value,) in [*first, *listing]] == list(range(10_000))
    assert count(database) == 5_000


def test_two_listings_at_once(database):
    database.execute("INSERT INTO T SELECT range FROM range(5000)")
    ascending = database.stream("SELECT A FROM T ORDER BY A")
    descending = database.stream("SELECT A FROM T ORDER BY A DESC")
    pairs = zip(ascending, descending, strict=True)
    assert all(up + down == 4999 for (up,), (down,) in pairs)


def test_a_listing_that_is_left_gives_its_cursor_back(database):
    database.execute("INSERT INTO T SELECT range FROM range(5000)")
    listing = database.stream("SELECT A FROM T")
    next(listing)
    listing.close()
    assert count(database) == 5_000


def test_execute_says_how_many_rows_changed(database):
    assert database.execute("INSERT INTO T SELECT range FROM range(7)") == 7
    assert database.execute("UPDATE T SET A = 0 WHERE A > 4") == 2
    assert database.execute("DELETE FROM T") == 7


# -- what is inside stays inside ----------------------------------------------------------------

FORBIDDEN = {
    "write": "COPY T TO '{outside}/x.parquet'",
    "write by a detour": "COPY T TO '{inside}/../x.parquet'",
    "read": "SELECT * FROM read_text('/etc/hostname')",
    "attach": "ATTACH '{outside}/x.duckdb' AS x",
    "export": "EXPORT DATABASE '{outside}/x'",
    "settings": "SET enable_external_access = true",
    "other settings": "SET memory_limit = '1TB'",
    "extension": "INSTALL httpfs",
}


@pytest.mark.parametrize("statement", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_nothing_outside_the_directory_can_be_reached(tmp_path_factory, statement):
    inside, outside = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("out")
    store = Store(inside)
    database = store.create("a", SCHEMA)
    with pytest.raises((duckdb.PermissionException, duckdb.InvalidInputException)):
        database.execute(statement.format(inside=inside, outside=outside))
    store.close()
    assert list(outside.iterdir()) == []


def test_two_stores_never_touch(tmp_path):
    stores = [Store(tmp_path / name) for name in ("one", "two")]
    for store in stores:
        store._directory.mkdir()
        store.create("a", SCHEMA)
    stores[0].database("a").execute("INSERT INTO T VALUES (1)")
    assert count(stores[1].database("a")) == 0
    with pytest.raises(duckdb.Error):
        stores[1].database("a").execute(f"ATTACH '{stores[0].path('a')}' AS x")
    for store in stores:
        store.close()


# -- opening ------------------------------------------------------------------------------------


def test_a_closed_store_is_found_again(tmp_path):
    store = Store(tmp_path)
    store.create("a", SCHEMA).execute("INSERT INTO T VALUES (1)")
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == ["a.duckdb"]
    store = Store(tmp_path)
    assert count(store.open("a", SCHEMA)) == 1
    store.close()


def test_a_store_that_was_not_closed_is_found_again(tmp_path):
    store = Store(tmp_path)
    store.create("a", SCHEMA).execute("INSERT INTO T VALUES (1)")
    store.close(checkpoint=False)
    store = Store(tmp_path)
    assert count(store.open("a", SCHEMA)) == 1
    store.close()


def test_nothing_is_created_over_an_existing_database(store, database):
    with pytest.raises(StoreProblem, match="exists already"):
        store.create("a", SCHEMA)


def _damages(good: bytes) -> dict[str, bytes]:
    return {
        "empty": b"",
        "cut in the header": good[:100],
        "cut after a header": good[:4096],
        "half": good[: len(good) // 2],
        "garbage": bytes(range(256)) * 20,
        "another header": b"\0" * 100 + good[100:],
        "damaged first header": good[:4100] + b"\xff" * 100 + good[4200:],
        "damaged second header": good[:8200] + b"\xff" * 100 + good[8300:],
        "damaged block": good[:20_000] + b"\xff" * 1000 + good[21_000:],
    }


@pytest.mark.parametrize("damage", _damages(b"").keys())
def test_a_damaged_database_is_refused_by_name(tmp_path, damage):
    store = Store(tmp_path)
    store.create("a", SCHEMA).execute("INSERT INTO T SELECT range FROM range(100_000)")
    store.close()
    path = tmp_path / "a.duckdb"
    path.write_bytes(_damages(path.read_bytes())[damage])
    store = Store(tmp_path)
    with pytest.raises(StoreProblem, match=r"a\.duckdb") as caught:
        store.open("a", SCHEMA)
    assert "\n" not in str(caught.value)
    store.close(checkpoint=False)


def test_a_damaged_log_is_refused_by_name(tmp_path):
    store = Store(tmp_path)
    database = store.create("a", SCHEMA)
    store.checkpoint()
    for number in range(5):
        database.execute("INSERT INTO T VALUES (?)", [number])
    killed = tmp_path / "killed"
    killed.mkdir()
    for path in tmp_path.glob("a.*"):
        shutil.copyfile(path, killed / path.name)
    store.close()
    log = killed / "a.duckdb.wal"
    content = bytearray(log.read_bytes())
    content[60:62] = b"\xff\xff"
    log.write_bytes(content)
    store = Store(killed)
    with pytest.raises(StoreProblem, match=r"a\.duckdb\.wal is damaged: "):
        store.open("a", SCHEMA)
    store.close(checkpoint=False)


def test_a_database_without_its_tables_is_refused(tmp_path):
    store = Store(tmp_path)
    store.create("a", SCHEMA)
    store.close()
    store = Store(tmp_path)
    with pytest.raises(StoreProblem, match=r"a\.duckdb is damaged: it has no table V$"):
        store.open("a", SCHEMA + "; CREATE TABLE V (C INTEGER NOT NULL)")
    store.close(checkpoint=False)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (
            "ALTER TABLE W ALTER N TYPE VARCHAR",
            "its column W.N is VARCHAR NOT NULL, not BIGINT NOT NULL",
        ),
        (
            "ALTER TABLE W ALTER N DROP NOT NULL",
            "its column W.N is BIGINT, not BIGINT NOT NULL",
        ),
        ("ALTER TABLE W DROP COLUMN N", "its table W has no column N"),
        ("ALTER TABLE W ADD COLUMN M BIGINT", "its table W has columns of another world"),
        ("ALTER TABLE W ADD COLUMN M DECIMAL(9, 2)", "its table W has columns of another world"),
        ("DROP TABLE W; CREATE TABLE W (N BIGINT[], T VARCHAR)", "its column W.N is BIGINT[], not"),
        (
            "DROP TABLE W; CREATE TABLE W (N BIGINT DEFAULT 1 NOT NULL, T TIMESTAMPTZ)",
            "its column W.T is TIMESTAMP WITH TIME ZONE, not VARCHAR",
        ),
        ("DROP TABLE W", "it has no table W"),
        ("DROP TABLE W; CREATE VIEW W AS SELECT 1::BIGINT AS N, '' AS T", "its column W.N is"),
    ],
)
def test_an_altered_database_is_refused(tmp_path, statement, reason):
    schema = "-- a, comment;\n" + "CREATE TABLE W (N BIGINT NOT NULL DEFAULT 0, T VARCHAR)"
    store = Store(tmp_path)
    store.create("a", schema.partition("\n")[2])
    store.close()
    with duckdb.connect(str(tmp_path / "a.duckdb")) as other:
        other.execute(statement)
    store = Store(tmp_path, read_only=True)
    with pytest.raises(StoreProblem) as caught:
        store.open("a", schema)
    assert str(caught.value).startswith(f"{tmp_path / 'a.duckdb'} is damaged: {reason}")
    store.close(checkpoint=False)


def test_a_missing_database_is_refused_and_not_made(store, tmp_path):
    with pytest.raises(StoreProblem, match="the copy of the world is incomplete"):
        store.open("a", SCHEMA)
    assert list(tmp_path.iterdir()) == []


# -- the sizes ----------------------------------------------------------------------------------


@pytest.fixture
def measured(tmp_path):
    """A directory with two closed databases whose sizes were written down."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.duckdb").write_bytes(b"x" * 1000)
    note_sizes(tmp_path)
    return tmp_path


def test_databases_of_their_sizes_are_whole(measured):
    check_sizes(measured)
    assert sorted(path.name for path in measured.iterdir()) == ["SIZES", "a.duckdb", "b.duckdb"]


SIZED = {
    "cut": (lambda path: path.write_bytes(b"x" * 999), "has 999 bytes and had 1000 when closed"),
    "grown": (lambda path: path.write_bytes(b"x" * 1001), "has 1001 bytes and had 1000"),
    "empty": (lambda path: path.write_bytes(b""), "has 0 bytes and had 1000"),
    "missing": (lambda path: path.unlink(), "b.duckdb is missing: the copy of the world"),
    "a log": (
        lambda path: path.with_suffix(".duckdb.wal").write_bytes(b"x"),
        "b.duckdb.wal does not belong there: b.duckdb was closed without it",
    ),
}


@pytest.mark.parametrize(("damage", "reason"), SIZED.values(), ids=SIZED.keys())
def test_databases_of_other_sizes_are_not(measured, damage, reason):
    damage(measured / "b.duckdb")
    with pytest.raises(StoreProblem) as caught:
        check_sizes(measured)
    assert str(caught.value).startswith(f"{measured}/b.duckdb")
    assert reason in str(caught.value)


NOTHING = [b"", b"\xff\xfe", b"[1]", b"{", b'{"b.duckdb": "x"}', b'{"../b.duckdb": 3}', b"[" * 9999]


@pytest.mark.parametrize("noted", NOTHING)
def test_what_cannot_be_read_about_sizes_tells_nothing(measured, noted):
    (measured / "SIZES").write_bytes(noted)
    (measured / "b.duckdb").unlink()
    check_sizes(measured)


# -- the host's troubles ------------------------------------------------------------------------

FULL_DISK = """
    import resource, sys
    from pathlib import Path
    from nsksim.store import Store, StoreProblem

    store = Store(Path(sys.argv[1]))
    database = store.create("a", "CREATE TABLE T (A BIGINT NOT NULL, B VARCHAR NOT NULL)")
    store.checkpoint()
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.RLIM_INFINITY))
    rows = "INSERT INTO T SELECT range, md5(range::VARCHAR) FROM range(?)"
    called = []
    with database.transaction():
        database.execute(rows, [1000])
    try:
        with database.transaction():
            database.after_commit(lambda: called.append("after a commit that was none"))
            database.execute(rows, [300_000])
    except StoreProblem as problem:
        print("refused:", problem)
    try:
        database.execute(rows, [300_000])
    except StoreProblem as problem:
        print("refused:", problem)
    with database.transaction():
        database.execute(rows, [1])
    print("rows:", database.value("SELECT count(*) FROM T"))
    print("called:", called)
    try:
        store.close()
    except StoreProblem as problem:
        print("not closed:", problem)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    store = Store(Path(sys.argv[1]))
    print("again:", store.open("a", "CREATE TABLE T").value("SELECT count(*) FROM T"))
    store.close()
"""


@pytest.mark.skipif(os.name != "posix", reason="a limit on the size of files stands for the disk")
def test_a_full_disk_loses_one_transaction_and_says_so(tmp_path):
    script = textwrap.dedent(FULL_DISK)
    ended = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    lines = ended.stdout.splitlines()
    assert [line.split(":")[0] for line in lines if not line.startswith("not closed")] == [
        "refused", "refused", "rows", "called", "again",
    ]  # fmt: skip
    assert "a.duckdb" in lines[0]
    assert "rows: 1001" in lines
    assert "called: []" in lines
    assert "again: 1001" in lines


class Failing:
    """A cursor whose statements fail as DuckDB's do when the outside is at fault."""

    def __init__(self, cursor, error):
        self.cursor, self.error = cursor, error

    def execute(self, sql, parameters=()):
        if getattr(sql, "query", sql).startswith("INSERT"):
            raise self.error
        return self.cursor.execute(sql, parameters)

    def extract_statements(self, sql):
        return self.cursor.extract_statements(sql)

    def close(self):
        self.cursor.close()


OUTSIDE = [
    (
        duckdb.IOException,
        'IO Error: Could not write file "/w/a.duckdb": No space left on device',
        "/w/a.duckdb cannot be written: No space left on device",
    ),
    (
        duckdb.TransactionException,
        'TransactionContext Error: Failed to commit: Could not write file "/w/a": File too large',
        "/w/a cannot be written: File too large",
    ),
    (
        duckdb.IOException,
        'Could not set lock on file "/w/a.duckdb": Conflicting lock is held in /x (PID 7). See',
        "/w/a.duckdb is open in another process (pid 7)",
    ),
    (
        duckdb.IOException,
        'The file "/w/a.duckdb" exists, but it is not a valid DuckDB database file!',
        "/w/a.duckdb is damaged: it is not a database",
    ),
    (
        duckdb.IOException,
        'Could not read enough bytes from file "/w/a.duckdb": attempted to read 1 bytes',
        "/w/a.duckdb is damaged: its end is missing",
    ),
    (
        duckdb.IOException,
        'Failure while replaying WAL file "/w/a.wal": WAL does not match database file.',
        "/w/a.wal is damaged: it belongs to another database",
    ),
    (duckdb.OutOfMemoryException, "failed to allocate", "{place} needs more memory than there is"),
    (duckdb.SerializationException, "cannot read\nthat", "{place}: cannot read that"),
    (duckdb.FatalException, "database was invalidated", "{place}: database was invalidated"),
    (
        duckdb.Error,
        "Corrupt database file: computed checksum 1",
        "{place} is damaged: a part of it was changed or lost",
    ),
]
OURS = [
    (duckdb.ParserException, "syntax"),
    (duckdb.CatalogException, "no table"),
    (duckdb.ConversionException, "not a number"),
    (duckdb.TransactionException, "TransactionContext Error: Conflict on update!"),
]


@pytest.mark.parametrize(("kind", "text", "said"), OUTSIDE)
def test_what_the_outside_does_is_one_line(store, database, kind, text, said):
    database._cursor = Failing(database._cursor, kind(text))
    with pytest.raises(StoreProblem) as caught, database.transaction():
        database.execute("INSERT INTO T VALUES (1)")
    assert str(caught.value) == said.format(place=store.path("a"))


@pytest.mark.parametrize(("kind", "text"), OURS)
def test_our_own_mistakes_stay_tracebacks(database, kind, text):
    database._cursor = Failing(database._cursor, kind(text))
    with pytest.raises(kind), database.transaction():
        database.execute("INSERT INTO T VALUES (1)")


def test_an_interrupt_during_a_statement_is_an_interrupt(database):
    database._cursor = Failing(database._cursor, RuntimeError("Query interrupted"))
    with pytest.raises(KeyboardInterrupt), database.transaction():
        database.execute("INSERT INTO T VALUES (1)")
    database._cursor = Failing(database._cursor.cursor, RuntimeError("something else"))
    with pytest.raises(RuntimeError, match="something else"), database.transaction():
        database.execute("INSERT INTO T VALUES (1)")
    assert count(database) == 0


def test_the_first_mistake_is_told_even_when_nothing_can_be_rolled_back(database):
    with pytest.raises(LookupError):
        lose(database, lambda: database._cursor.execute("ROLLBACK"))
    with database.transaction():
        database.execute("INSERT INTO T VALUES (1)")
    assert count(database) == 1


def test_the_first_row_is_first_also_after_rows_were_deleted(tmp_path):
    """DuckDB's pruner counted deleted rows: scheduled work was passed over (see PRUNER)."""
    store = Store(tmp_path)
    database = store.create("a", SCHEMA)
    database.execute("INSERT INTO T VALUES (3), (10)")
    store.close(checkpoint=True)
    store = Store(tmp_path)
    database = store.open("a", SCHEMA)
    database.execute("DELETE FROM T WHERE A = 3")
    database.execute("INSERT INTO T VALUES (5)")
    assert database.one("SELECT A FROM T ORDER BY A LIMIT 1") == (5,)
    store.close(checkpoint=False)
