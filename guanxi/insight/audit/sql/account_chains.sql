-- On a member's account the versions have no gap, and each balance is the one before it plus the change.
WITH entry AS (
    SELECT credit_id AS account_id, credit_version AS version, credit_after AS after, amount AS change, id
    FROM ledger_transfer WHERE space_id = %(space)s AND credit_version IS NOT NULL
    UNION ALL
    SELECT debit_id, debit_version, debit_after, -amount, id
    FROM ledger_transfer WHERE space_id = %(space)s AND debit_version IS NOT NULL
), chained AS (
    SELECT *, coalesce(lag(version) OVER chain, 0) AS version_before, coalesce(lag(after) OVER chain, 0) AS balance_before
    FROM entry WINDOW chain AS (PARTITION BY account_id ORDER BY version, id)
)
SELECT CASE
    WHEN version <> version_before + 1 THEN 'account ' || account_id || ' goes from version ' || version_before || ' to ' || version
    WHEN after IS DISTINCT FROM balance_before + change
        THEN 'account ' || account_id || ' has ' || coalesce(after::text, 'nothing') || ' after transfer ' || id || ', it must be '
            || balance_before + change END AS offence
FROM chained
