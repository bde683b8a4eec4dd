-- What the system accounts of a space hold by unit and kind.
SELECT u.code, b.kind::text, b.balance
FROM ledger_system_balances(%(space)s) b JOIN ledger_unit u ON u.space_id = %(space)s AND u.id = b.unit_id
ORDER BY u.id, b.kind
