"""SQL files are code: each is installed or named by somebody, and stays in its room."""

from typing import Any

import psycopg
import pytest

from dev.lint import house, sql
from dev.lint.house import House, Source
from guanxi.kernel import functions


@pytest.fixture(scope="module")
def repository() -> House:
    return house.repository()


def _sql_files(repository: House, *, functions_only: bool) -> list[Source]:
    return [
        source
        for source in repository.sources
        if source.module and source.path.endswith(".sql") and ("/sql/functions/" in source.path) == functions_only
    ]


def _made(source: Source) -> set[str]:
    statements = (each for fragment in source.fragments for each in sql.statements(fragment.tokens))
    return {name for kind, name in map(house.created, statements) if kind in {"function", "procedure"}}


def test_installs_the_functions_of_every_module_that_has_some(repository):
    having = {source.module for source in _sql_files(repository, functions_only=True)}
    assert having <= set(functions.MODULES)


def test_installs_lower_modules_before_upper_ones():
    heights = [House([]).height[module] for module in functions.MODULES]
    assert heights == sorted(heights)


def test_finds_every_function_of_the_files_in_the_database(
    repository: House, owner_connection: psycopg.Connection[Any]
):
    there = {name for (name,) in owner_connection.execute("SELECT proname FROM pg_proc").fetchall()}
    wanted = {name for source in _sql_files(repository, functions_only=True) for name in _made(source)}
    assert wanted - there == set()


def test_has_no_sql_file_that_nobody_names(repository):
    python = dict.fromkeys(house.House([]).height, "")
    for source in repository.sources:
        if source.path.endswith(".py") and source.module in python:
            python[source.module] += source.text
    unnamed = [
        source.path
        for source in _sql_files(repository, functions_only=False)
        if source.path.rsplit("/", 1)[1].removesuffix(".sql") not in python[source.module]
    ]
    assert unnamed == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SELECT 'a -- b', $q$ x $$ y $q$", ["select", "'a -- b'", ",", "x", "$", "$", "y"]),
        ("SELECT $1, E'it\\'s' -- done", ["select", "$", "1", ",", "E'it\\'s'"]),
        ("SELECT 'it''s' /* FROM\n a */ FROM b", ["select", "'it''s'", "from", "b"]),
        ('SELECT "Case" FROM a.b', ["select", "case", "from", "a", ".", "b"]),
    ],
)
def test_reads_tokens_as_postgresql_does(text: str, words: list[str]):
    assert [token.word for token in sql.tokens(text) if token.kind not in {"comment", "body"}] == words


def test_tells_the_line_inside_a_body():
    text = "SELECT 1;\nCREATE FUNCTION f() RETURNS void AS $$\nBEGIN\n    PERFORM g();\nEND $$;\nSELECT 2;"
    lines = {token.word: token.line for token in sql.tokens(text)}
    assert (lines["g"], lines["2"]) == (4, 6)


def test_tells_what_a_statement_creates():
    made = [
        house.created(statement)
        for statement in sql.statements(
            list(
                sql.tokens(
                    "CREATE TABLE IF NOT EXISTS a (x int); CREATE OR REPLACE VIEW public.b AS SELECT 1; SELECT 2"
                )
            )
        )
    ]
    assert made == [("table", "a"), ("view", "b"), ("", "")]
