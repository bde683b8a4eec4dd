"""Migration operations for what Django cannot say: SQL files and the protection of tenant tables."""

from importlib.resources import files

from django.db.migrations.operations import RunSQL


def run_file(package: str, name: str) -> RunSQL:
    """Run the SQL file `name` that lies in `package`; there is no way back."""
    return RunSQL(files(package).joinpath(name).read_text(encoding="utf-8"), RunSQL.noop)


def protect_tenant(table: str, *, rights: str = "SELECT, INSERT, UPDATE, DELETE") -> RunSQL:
    """Row-level security on `table` by its column space_id, and the rights of the application's role."""
    return RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY {table}_space ON {table}
            USING (space_id = nullif(current_setting('app.space', true), '')::integer)
            WITH CHECK (space_id = nullif(current_setting('app.space', true), '')::integer);
        REVOKE ALL ON {table} FROM guanxi_app;
        GRANT {rights} ON {table} TO guanxi_app;
        """,
        f"DROP POLICY {table}_space ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )
