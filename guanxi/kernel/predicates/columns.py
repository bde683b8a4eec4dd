"""Where a field's value is read from JSON: guarded, so that no prop of a wrong shape can stop a batch.

A value of another shape than declared reads as null, in both engines alike.
"""

import re
from collections.abc import Mapping

from sqlglot import exp

from guanxi.kernel.predicates.tree import FieldType

LARGEST_WHOLE = 10**18 - 1
WHOLE = "^-?[0-9]{1,18}$"
DAY = "^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
INSTANT = DAY[:-1] + "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])$"
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)+")


def jsonb_columns(alias: str, fields: Mapping[str, FieldType]) -> dict[str, str]:
    """PostgreSQL expressions that read `fields` from the jsonb column `alias` (such as `e.props`).

    The key is the field's name after its first dot: `props.length` reads `length`.
    """
    return {name: _postgres(alias, _key(name, "postgres"), kind) for name, kind in fields.items()}


def json_columns(alias: str, fields: Mapping[str, FieldType]) -> dict[str, str]:
    """DuckDB expressions that read `fields` from the JSON column `alias`, equal to `jsonb_columns`."""
    return {name: _duckdb(alias, _key(name, "duckdb"), kind) for name, kind in fields.items()}


def _key(name: str, dialect: str) -> str:
    if not NAME.fullmatch(name):
        message = f"not a field name: {name!r}"
        raise ValueError(message)
    return exp.Literal.string(name.split(".", 1)[1]).sql(dialect=dialect)


def _postgres(alias: str, key: str, kind: FieldType) -> str:
    node, text = f"{alias}->{key}", f"({alias}->>{key})"
    string = f"jsonb_typeof({node}) = 'string'"
    match kind:
        case "integer":
            return f"CASE WHEN jsonb_typeof({node}) = 'number' AND {text} ~ '{WHOLE}' THEN {text}::bigint END"
        case "boolean":
            return f"CASE WHEN jsonb_typeof({node}) = 'boolean' THEN {text}::boolean END"
        case "instant":
            valid = f"{text} ~ '{INSTANT}' AND pg_input_is_valid({text}, 'timestamptz')"
            return f"CASE WHEN {string} AND {valid} THEN {text}::timestamptz END"
        case "date":
            valid = f"{text} ~ '{DAY}' AND pg_input_is_valid({text}, 'date')"
            return f"CASE WHEN {string} AND {valid} THEN {text}::date END"
        case "texts":
            entries = f"ARRAY(SELECT jsonb_array_elements_text({node}))"
            return f"CASE WHEN jsonb_typeof({node}) = 'array' THEN {entries} END"
        case "text":
            return f"CASE WHEN {string} THEN {text} END"


def _duckdb(alias: str, key: str, kind: FieldType) -> str:
    node, text = f"{alias}->{key}", f"({alias}->>{key})"
    string = f"json_type({node}) = 'VARCHAR'"
    match kind:
        case "integer":
            whole = f"json_type({node}) IN ('UBIGINT', 'BIGINT') AND regexp_matches({text}, '{WHOLE}')"
            return f"CASE WHEN {whole} THEN TRY_CAST({text} AS BIGINT) END"
        case "boolean":
            return f"CASE WHEN json_type({node}) = 'BOOLEAN' THEN TRY_CAST({text} AS BOOLEAN) END"
        case "instant":
            valid = f"{string} AND regexp_matches({text}, '{INSTANT}')"
            return f"CASE WHEN {valid} THEN TRY_CAST({text} AS TIMESTAMPTZ) END"
        case "date":
            valid = f"{string} AND regexp_matches({text}, '{DAY}')"
            return f"CASE WHEN {valid} THEN TRY_CAST({text} AS DATE) END"
        case "texts":
            return f"CASE WHEN json_type({node}) = 'ARRAY' THEN TRY_CAST({node} AS VARCHAR[]) END"
        case "text":
            return f"CASE WHEN {string} THEN {text} END"
