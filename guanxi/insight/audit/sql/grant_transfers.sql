-- Every grant of value that stands has one transfer of that amount to that member, and no other grant stands on it.
WITH reversed AS (
    SELECT x.reverses_id AS id, sum(x.amount - coalesce((
        SELECT sum(z.amount) FROM ledger_transfer z WHERE z.space_id = x.space_id AND z.reverses_id = x.id), 0)) AS amount
    FROM ledger_transfer x WHERE x.space_id = %(space)s AND x.reverses_id IS NOT NULL GROUP BY 1
), standing AS (
    SELECT g.*, p.unit_id, count(*) OVER (PARTITION BY g.transfer_id) AS grants
    FROM quests_grant g JOIN quests_promise p ON p.space_id = g.space_id AND p.id = g.promise_id
    WHERE g.space_id = %(space)s AND g.state IN ('granted', 'held') AND p.unit_id IS NOT NULL AND g.granted > 0
)
SELECT CASE
    WHEN t.id IS NULL THEN 'member ' || g.member_id || ' was granted ' || g.granted || ' by promise ' || g.promise_id || ' and nothing was transferred'
    WHEN t.amount <> g.granted OR t.unit_id <> g.unit_id OR c.owner_id <> g.member_id
        THEN 'transfer ' || t.id || ' is not what promise ' || g.promise_id || ' granted'
    WHEN g.grants > 1 THEN 'transfer ' || t.id || ' stands for ' || g.grants || ' grants'
    WHEN r.amount <> 0 THEN 'transfer ' || t.id || ' was reversed by ' || r.amount || ', its grant stands' END AS offence
FROM standing g LEFT JOIN ledger_transfer t ON t.space_id = g.space_id AND t.id = g.transfer_id
LEFT JOIN ledger_account c ON c.space_id = t.space_id AND c.id = t.credit_id LEFT JOIN reversed r ON r.id = t.id
