"""Functions are installed when a file changed, and only then."""

import pytest
from django.db import DatabaseError, connections

from guanxi.kernel import functions


@pytest.fixture
def owner(committed_db):
    connection = connections["owner"]
    yield connection
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION IF EXISTS test_answer()")
        cursor.execute("UPDATE kernel_installed_functions SET sha256 = 'changed by a test'")
    functions.install(connection)


def use(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(functions, "function_files", lambda: [functions.FunctionFile(name="kernel/a.sql", text=text)])


def answer(connection) -> object:
    with connection.cursor() as cursor:
        cursor.execute("SELECT test_answer()")
        return cursor.fetchone()[0]


def test_installs_once_and_again_after_a_change(owner, monkeypatch):
    use(monkeypatch, "CREATE FUNCTION test_answer() RETURNS integer LANGUAGE sql AS 'SELECT 41'")
    assert functions.install(owner)
    assert answer(owner) == 41
    assert not functions.install(owner)
    use(monkeypatch, "CREATE OR REPLACE FUNCTION test_answer() RETURNS integer LANGUAGE sql AS 'SELECT 42'")
    assert not functions.is_current(owner)
    assert functions.install(owner)
    assert answer(owner) == 42
    monkeypatch.undo()


def test_installs_all_or_nothing_and_names_the_file(owner, monkeypatch):
    use(monkeypatch, "CREATE FUNCTION test_answer() RETURNS integer LANGUAGE sql AS 'SELECT 41'; CREATE nonsense")
    with pytest.raises(DatabaseError) as broken:
        functions.install(owner)
    assert broken.value.__notes__ == ["in the functions of kernel/a.sql"]
    with pytest.raises(DatabaseError, match="does not exist"):
        answer(owner)
    monkeypatch.undo()


def test_lets_a_file_take_a_function_away_from_the_application(owner, monkeypatch):
    use(
        monkeypatch,
        "CREATE FUNCTION test_answer() RETURNS integer LANGUAGE sql AS 'SELECT 41';"
        "REVOKE EXECUTE ON FUNCTION test_answer() FROM public, guanxi_app",
    )
    functions.install(owner)
    with pytest.raises(DatabaseError, match="permission denied"):
        answer(connections["default"])
    monkeypatch.undo()
