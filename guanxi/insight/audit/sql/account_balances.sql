-- The balance of a member's account is the sum of its entries and its version their number; system accounts carry neither.
WITH entry AS (
    SELECT credit_id AS account_id, amount AS change, credit_version AS version FROM ledger_transfer WHERE space_id = %(space)s
    UNION ALL SELECT debit_id, -amount, debit_version FROM ledger_transfer WHERE space_id = %(space)s
), summed AS (
    SELECT account_id, sum(change) AS change, count(*) AS entries, count(version) AS versions FROM entry GROUP BY 1
)
SELECT CASE
    WHEN a.kind <= 'debt' AND a.balance IS DISTINCT FROM coalesce(s.change, 0)
        THEN 'account ' || a.id || ' says ' || coalesce(a.balance::text, 'nothing') || ', its entries sum to ' || coalesce(s.change, 0)
    WHEN a.kind <= 'debt' AND (a.version IS DISTINCT FROM coalesce(s.entries, 0) OR s.versions < s.entries)
        THEN 'account ' || a.id || ' has ' || coalesce(s.entries, 0) || ' entries and version ' || coalesce(a.version::text, 'none')
    WHEN a.kind > 'debt' AND (a.balance IS NOT NULL OR s.versions > 0) THEN 'system account ' || a.id || ' carries a balance' END AS offence
FROM ledger_account a LEFT JOIN summed s ON s.account_id = a.id WHERE a.space_id = %(space)s
