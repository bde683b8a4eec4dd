"""The console's list of what moved in a space: in any of its orders, by keyset pages."""

from guanxi.kernel import keyset, statements, tenancy
from guanxi.ledger import books

ORDERS = {
    "when": keyset.Order(("t.id", "bigint")),
    "from": keyset.Order(("t.debit_id", "bigint"), ("t.id", "bigint")),
    "to": keyset.Order(("t.credit_id", "bigint"), ("t.id", "bigint")),
}
"""By time, and account by account. An index serves each; there is none over amounts, which every posting would pay."""
_KEPT = """
    t.space_id = %(space)s
    AND (%(unit)s::text IS NULL OR t.unit_id = (
        SELECT u.id FROM ledger_unit u WHERE u.space_id = %(space)s AND u.code = %(unit)s))
    AND (NOT %(narrowed)s OR t.debit_id = ANY(ARRAY(SELECT w.id FROM wanted w))
         OR t.credit_id = ANY(ARRAY(SELECT w.id FROM wanted w)))
"""


def transfers(
    *, space_id: int, wanted: keyset.Wanted, unit: str | None = None, kind: str | None = None
) -> keyset.Found[books.Transfer]:
    """A page of what moved, in one of ORDERS; of one unit or kind of system account, if named. One statement."""
    way = keyset.way(ORDERS, wanted)
    facts = {"space": space_id, "unit": unit or None, "kind": kind or None, "narrowed": bool(unit or kind), **way.facts}
    # By time, the system accounts that are asked for are each read to the page's length and then put together, so
    # that an account on which hardly anything moves costs no more than a busy one.
    shown = _OF_ACCOUNTS if (unit or kind) and wanted.sort not in {"from", "to"} else _OF_ALL
    shown = shown.replace("SEEK", way.seek).replace("ORDER_AND_LIMIT", way.order).replace("KEYS", way.keys)
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"""
            WITH wanted AS MATERIALIZED (
                SELECT a.id FROM ledger_account a JOIN ledger_unit u ON u.space_id = a.space_id AND u.id = a.unit_id
                WHERE a.space_id = %(space)s AND a.balance IS NULL AND (%(unit)s::text IS NULL OR u.code = %(unit)s)
                    AND (%(kind)s::text IS NULL OR a.kind::text = %(kind)s)
            ), shown AS MATERIALIZED ({shown})
            SELECT t.id, u.code, t.amount, d.kind::text, d.owner_id, c.kind::text, c.owner_id, t.event_id, e.type,
                   t.reverses_id, t.recorded_at, {way.names}
            FROM shown t
            JOIN ledger_unit u ON u.space_id = t.space_id AND u.id = t.unit_id
            JOIN ledger_account d ON d.space_id = t.space_id AND d.id = t.debit_id
            JOIN ledger_account c ON c.space_id = t.space_id AND c.id = t.credit_id
            LEFT JOIN LATERAL (
                SELECT e.type FROM journal_public_event e WHERE e.space_id = t.space_id AND e.id = t.event_id) e ON TRUE
            ORDER BY {way.again}
            """,  # noqa: S608 - constants
            facts,
        )
    return way.found(rows, one=books.as_transfer)


_OF_ALL = f"SELECT t.*, KEYS FROM ledger_transfer t WHERE {_KEPT} AND SEEK ORDER BY ORDER_AND_LIMIT"  # noqa: S608
_OF_ACCOUNTS = """
    SELECT t.*, KEYS FROM (
        SELECT DISTINCT ON (t.id) t.* FROM wanted w CROSS JOIN LATERAL (
            (SELECT * FROM ledger_transfer t WHERE t.space_id = %(space)s AND t.debit_id = w.id AND SEEK
             ORDER BY ORDER_AND_LIMIT)
            UNION ALL
            (SELECT * FROM ledger_transfer t WHERE t.space_id = %(space)s AND t.credit_id = w.id AND SEEK
             ORDER BY ORDER_AND_LIMIT)) t
        ORDER BY t.id) t
    ORDER BY ORDER_AND_LIMIT
"""
