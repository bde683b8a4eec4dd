-- What is left of a member's lots in a unit, the one that expires first in front.
SELECT l.transfer_id, l.kind::text, l.amount, l.remaining, l.available_at, l.expires_at, l.event_id
FROM ledger_public_lot l
WHERE l.space_id = %(space)s AND l.member_id = %(member)s AND l.unit = %(unit)s AND l.remaining > 0
ORDER BY l.expires_at NULLS LAST, l.transfer_id
