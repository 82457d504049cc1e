"""`nsksim sql` as a script sees it: answers, refusals, and that nothing else can be reached."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest

from nsksim.cli import main
from nsksim.commands.sql import split
from nsksim.world import World


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    directory = tmp_path_factory.mktemp("sql") / "world"
    assert main(["world", "create", str(directory)]) == 0
    return directory


@pytest.fixture
def world(made, tmp_path):
    return shutil.copytree(made, tmp_path / "world")


@pytest.fixture
def sql(capfd, monkeypatch, tmp_path, made):
    """Ask; return exit code, stdout and stderr. The world is a shared one unless named."""
    monkeypatch.setenv("NSKSIM_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def run(*arguments, stdin=None, terminal=False, where=made):
        stream = io.TextIOWrapper(io.BytesIO(stdin or b""))
        stream.isatty = lambda: terminal
        monkeypatch.setattr(sys, "stdin", stream)
        options = [] if where is None else ["--world", str(where)]
        capfd.readouterr()
        code = main(["sql", *options, *map(str, arguments)])
        captured = capfd.readouterr()
        return SimpleNamespace(code=code, out=captured.out, err=captured.err)

    return run


def one_line(err):
    assert err.startswith("nsksim: ")
    assert err.count("\n") == 1
    return err


# -- answers --------------------------------------------------------------------------------------

TAPES = "SELECT VOLSER, VOLINDEX, OWNERID FROM VOLV20 WHERE VOLSER < 'SAD003' ORDER BY VOLSER"


def test_an_answer_is_an_aligned_table(sql):
    ended = sql("-c", "SELECT 'a' AS N, 1 AS NUMBER UNION ALL SELECT NULL, 22 ORDER BY 2")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "N     NUMBER\n----  ------\na          1\nNULL      22\n(2 rows)\n"


def test_the_same_state_gives_the_same_bytes(sql):
    query = "SELECT POOLNAME, VOLUMESTATUS, count(*) FROM VOLV20 GROUP BY 1, 2"
    assert sql("-c", query).out == sql("-c", query).out != ""


def test_csv_and_json_hold_the_same_rows(sql):
    rows = list(csv.DictReader(io.StringIO(sql("--format", "csv", "-c", TAPES).out)))
    records = [json.loads(line) for line in sql("--format", "json", "-c", TAPES).out.splitlines()]
    assert rows
    assert rows == [{k: "" if v is None else str(v) for k, v in r.items()} for r in records]


def test_values_are_written_as_sql_shows_them(sql):
    query = (
        "SELECT true AS T, TIMESTAMP '2022-01-05 22:44:48' AS W, DATE '2022-01-05' AS D,"
        " [1, 2] AS L, 1.50 AS P, 'a' || chr(10) || chr(27) AS C, 1 AS A, 2 AS A"
    )
    line = sql("-c", query).out.splitlines()[2]
    assert line.split("  ")[:1] == ["true"]
    assert "2022-01-05 22:44:48  2022-01-05  [1, 2]  1.50  a\\x0a\\x1b" in line
    record = json.loads(sql("--format", "json", "-c", query).out)
    assert (record["A"], record["A_1"], record["C"]) == (1, 2, "a\n\x1b")


def test_an_answer_without_rows_has_its_heading(sql):
    assert sql("-c", "SELECT VOLSER FROM VOLV20 WHERE false").out == "VOLSER\n------\n(0 rows)\n"


def test_a_long_answer_is_streamed(sql, monkeypatch):
    monkeypatch.setattr("nsksim.store.inquiry.BATCH", 10)
    lines = sql("-c", "SELECT i FROM range(5000) r(i)").out.splitlines()
    assert lines[-2:] == ["4999", "(5000 rows)"]


def test_show_tables_and_describe_say_what_there_is(sql):
    out = sql("-c", "SHOW TABLES").out
    assert "VTOFCV20" in out
    assert "CATALOGS" not in out
    assert "LASTGENERATION" in sql("-c", "DESCRIBE CONFGV10").out


@pytest.mark.parametrize("way", ["file", "dash", "pipe"])
def test_queries_come_from_a_file_or_a_pipe(sql, tmp_path, way):
    text = b"-- first; not this one\nSELECT 1\n AS A; SELECT ';' AS B;\nSELECT 3 AS C"
    (tmp_path / "q.sql").write_bytes(text)
    names = {"file": [tmp_path / "q.sql"], "dash": ["-"], "pipe": []}[way]
    ended = sql("--format", "csv", *names, stdin=text)
    assert (ended.code, ended.out) == (0, "A\n1\nB\n;\nC\n3\n")


@pytest.mark.parametrize(
    ("text", "queries"),
    [
        ("", []),
        (";;\n ; -- x\n/* ; */", []),
        ("a;b", ["a", "b"]),
        ("a';'b;c", ["a';'b", "c"]),
        ("a'';b", ["a''", "b"]),
        ('a"x;\'";b', ['a"x;\'"', "b"]),
        ("a--';\n'b;c", ["a--';\n'b;c"]),
        ("a/*;\n;*/b;c", ["a/*;\n;*/b", "c"]),
        ("a 'open;\nb", ["a 'open;\nb"]),
        ("a - b / c;d", ["a - b / c", "d"]),
    ],
)
def test_a_text_is_split_at_the_ends_of_queries(text, queries):
    assert [query.strip() for query in split(text.split("\n"))] == queries


def test_a_system_and_its_catalogs_can_be_chosen(sql):
    def count(view, *options):
        out = sql(*options, "--format", "json", "-c", f"SELECT count(*) AS N FROM {view}").out
        return json.loads(out)["N"]

    first, second = count("VOLV20"), count("VOLV20", "--node", r"\INSIDX")
    assert first > 0
    assert count(r'"\INSIDX".VOLV20') == second
    assert count(r'"\ETINIUM".VOLV20', "--node", "INSIDX") == first
    ended = sql("--node", r"\NONE", "-c", "SELECT 1")
    assert (ended.code, ended.out) == (2, "")
    assert r"the world has \ETINIUM, \INSIDX" in one_line(ended.err)


def test_a_person_is_asked_until_the_person_leaves(sql, monkeypatch):
    typed = iter(["SELECT 1", "AS A;", "NONSENSE;", "exit"])
    prompts = []

    def answer(prompt):
        prompts.append(prompt)
        return next(typed)

    monkeypatch.setattr("builtins.input", answer)
    ended = sql(terminal=True)
    assert (ended.code, ended.out) == (0, "A\n-\n1\n(1 row)\n")
    assert prompts == ["SQL> ", "  -> ", "SQL> ", "SQL> "]
    assert "syntax error" in ended.err


# -- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELEC 1", 'syntax error at or near "SELEC"'),
        ("SELECT NOSUCH FROM VOLV20", "NOSUCH"),
        ("SELECT * FROM NOSUCH", "there is no view NOSUCH; there are"),
        ("SELECT * FROM NOSUCH.VOLV20", "there is no catalog NOSUCH; there are"),
        ("SELECT CAST('x' AS INTEGER)", "x"),
        ("SELECT $1", "parameters"),
        ("", "one query at a time, here are 0"),
        ("SELECT 1; SELECT 2", "one query at a time, here are 2"),
        ("SELECT '2022-01-01'::TIMESTAMPTZ", "time zone"),
        ("SELECT " + "(" * 3000 + "1" + ")" * 3000, "depth"),
        ("\udcff", "no text"),
    ],
)
def test_a_wrong_query_is_refused_in_one_line(sql, query, said):
    ended = sql("-c", query)
    assert (ended.code, ended.out) == (1, "")
    assert said in one_line(ended.err)


def test_the_queries_after_a_refused_one_are_asked(sql):
    ended = sql("--format", "csv", "-c", "NONSENSE", "-c", "SELECT 1 AS A")
    assert (ended.code, ended.out) == (1, "A\n1\n")
    one_line(ended.err)


# -- breaking out ---------------------------------------------------------------------------------

HOSTILE = [
    "ATTACH '{out}/x.duckdb'",
    "ATTACH ':memory:' AS M",
    "DETACH node_ETINIUM",
    "COPY VOLV20 TO '{out}/x.csv'",
    "COPY (SELECT 1) TO PROGRAM 'touch {out}/x'",
    "COPY VOLV20 FROM '{secret}'",
    "EXPORT DATABASE '{out}/x'",
    "IMPORT DATABASE '{out}'",
    "SELECT * FROM read_text('{secret}')",
    "SELECT * FROM read_blob('{world}/node_ETINIUM.duckdb')",
    "SELECT * FROM read_csv('{secret}')",
    "SELECT * FROM read_json('{secret}')",
    "SELECT * FROM sniff_csv('{secret}')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM '{secret}'",
    "SELECT (SELECT content FROM read_text('{secret}'))",
    "WITH VOLV20 AS (SELECT * FROM read_text('{secret}')) SELECT * FROM VOLV20",
    "SELECT * FROM parquet_metadata('{secret}')",
    "SELECT * FROM read_duckdb('{world}/node_ETINIUM.duckdb')",
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('VOLV20')",
    "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
    "INSTALL httpfs",
    "LOAD httpfs",
    "LOAD '{out}/x.so'",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "RESET enable_external_access",
    "SET VARIABLE X = 1",
    "PRAGMA enable_external_access = true",
    "PRAGMA database_list",
    "CALL enable_logging()",
    "SELECT * FROM enable_logging()",
    "SELECT * FROM checkpoint('node_ETINIUM')",
    "CHECKPOINT",
    "FORCE CHECKPOINT",
    "VACUUM",
    "CREATE TABLE X (A INTEGER)",
    "CREATE TEMP TABLE X (A INTEGER)",
    "CREATE OR REPLACE VIEW VOLV20 AS SELECT 1",
    "CREATE MACRO F() AS 1",
    "CREATE SECRET X (TYPE s3)",
    "INSERT INTO VOLV20 VALUES ('X')",
    "INSERT INTO node_ETINIUM.main.VOLUME SELECT * FROM node_ETINIUM.main.VOLUME",
    "UPDATE node_ETINIUM.main.VOLUME SET VOLSER = 'X'",
    "DELETE FROM node_ETINIUM.main.VOLUME",
    "TRUNCATE node_ETINIUM.main.VOLUME",
    "DROP TABLE node_ETINIUM.main.VOLUME",
    "ALTER TABLE node_ETINIUM.main.VOLUME ADD COLUMN X INTEGER",
    "WITH A AS (DELETE FROM node_ETINIUM.main.VOLUME RETURNING *) SELECT * FROM A",
    "SELECT 1; DELETE FROM node_ETINIUM.main.VOLUME",
    "EXPLAIN ANALYZE DELETE FROM node_ETINIUM.main.VOLUME",
    "PREPARE P AS SELECT 1",
    "BEGIN",
    "USE node_ETINIUM",
    "SELECT * FROM node_ETINIUM.main.VOLUME",
    "SELECT * FROM node_ETINIUM.VOLUME",
    "DESCRIBE node_ETINIUM.main.VOLUME",
    "SHOW ALL TABLES",
    "SHOW DATABASES",
    "SHOW TABLES FROM node_ETINIUM",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM duckdb_databases()",
    "SELECT * FROM pg_settings",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM sqlite_master",
    "SELECT getenv('HOME')",
    "SELECT current_setting('temp_directory')",
    "SELECT now()",
    "SELECT current_date",
    "SELECT current_timestamp",
    "SELECT ago(INTERVAL 1 DAY)",
    "SELECT age(TIMESTAMP '2022-01-01')",
    "SELECT random()",
    "SELECT uuid()",
    "SELECT pg_sleep(1)",
    "SELECT sleep_ms(1)",
    "SELECT write_log('x')",
    "SELECT * FROM VOLV20 USING SAMPLE 1",
    "SELECT * FROM VOLV20 TABLESAMPLE 10%",
    "SELECT * FROM secret_frame",
    ".shell id",
]


def files_of(directory):
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file() and path.name != "LOCK"
    }


def test_no_query_changes_the_world_or_touches_the_host(sql, world, tmp_path):
    out, secret = tmp_path / "out", tmp_path / "secret.csv"
    out.mkdir()
    secret.write_text("a,b\n1,TREASURE\n")
    secret_frame = [1]
    before = files_of(world)
    queries = [text.format(out=out, secret=secret, world=world) for text in HOSTILE]
    ended = sql(*(word for query in queries for word in ("-c", query)), where=world)
    refusals = ended.err.splitlines()
    assert ended.code == 1
    assert ended.out == ""
    assert len(refusals) == len(queries), "each query is refused in one line"
    assert all(line.startswith("nsksim: ") for line in refusals)
    assert "TREASURE" not in ended.err
    assert list(out.iterdir()) == []
    assert files_of(world) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "secret.csv", "world"]
    del secret_frame


# -- the world ------------------------------------------------------------------------------------


def test_a_world_that_is_open_elsewhere_is_exit_code_3(sql, world):
    with World.open(world):
        ended = sql("-c", "SELECT 1", where=world)
    assert (ended.code, ended.out) == (3, "")
    assert f"is open in another process (pid {os.getpid()})" in one_line(ended.err)


def test_while_it_is_read_nobody_else_opens_the_world(sql, world, monkeypatch):
    said = []

    def leave(_):
        said.append(main(["world", "show", str(world)]))
        raise EOFError

    monkeypatch.setattr("builtins.input", leave)
    ended = sql(terminal=True, where=world)
    assert (ended.code, said) == (0, [3])
    assert main(["world", "show", str(world)]) == 0


KILLED = """
import os, sys
from pathlib import Path
from nsksim.world import World
opened = World.open(Path(sys.argv[1]))
system = next(iter(opened.systems.values()))
system.database.execute("UPDATE POOL SET POOLNAME = 'LAST'")
os._exit(9)
"""


def test_what_a_killed_process_left_is_read_too(sql, world):
    subprocess.run([sys.executable, "-c", KILLED, world], timeout=60, check=False)
    assert list(world.glob("*.wal"))
    ended = sql("--format", "csv", "-c", "SELECT DISTINCT POOLNAME FROM POOLV20", where=world)
    assert (ended.code, ended.out) == (0, "POOLNAME\nLAST\n")


def test_without_a_world_of_its_own_it_is_a_fresh_one(sql, tmp_path):
    ended = sql("--format", "csv", "-c", "SELECT 1 AS A", where=None)
    assert (ended.code, ended.out) == (0, "A\n1\n")
    assert "you have no world yet" in one_line(ended.err)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "options",
    [("--scenario", "bare", "--world", "x"), ("-c", "SELECT 1", "-"), ("--format", "xml")],
)
def test_options_that_do_not_go_together_are_wrong_usage(sql, options):
    assert sql(*options, where=None).code == 2
