-- What of the journal members are told: the page of messages and the count of new ones share this view.

-- That a hidden text counts no more is said by the notice of the decision (its reason begins as moderation.words.HIDDEN says); that an
-- accepted answer counts no more is said here, because the question that was hidden may be somebody else's.
-- Events that their member should know of and did not cause: of the types that are told, without what another message tells already.
CREATE OR REPLACE VIEW insight_told WITH (security_invoker = true) AS
SELECT e.space_id, e.member_id, e.id, e.type, e.type_id, e.at, e.props, e.actor, e.source
FROM journal_public_event AS e
WHERE (e.type <> 'quest.granted' OR e.props ? 'late' OR e.props ? 'held')
    AND NOT (e.type IN ('checkin.hidden', 'checkin.shown_again') AND e.props ? 'by_moderation')
    AND (e.type <> 'journal.voided' OR (e.cause_id IS NULL AND e.actor LIKE 'staff:%'))
    AND (e.type <> 'journal.voided' OR e.props ->> 'reason' NOT LIKE 'hidden: %' OR (
        SELECT v.type FROM journal_public_event AS v WHERE v.space_id = e.space_id AND v.id = (e.props ->> 'event')::bigint
    ) NOT IN ('post.created', 'post.featured', 'comment.created', 'review.written'))
    AND (e.type <> 'circle.entered' OR e.props ->> 'way' IN ('request', 'staff'))
    AND (e.type <> 'circle.left' OR e.props ->> 'removed' = 'true')
    AND NOT (e.type LIKE 'circle.%' AND e.actor IS NOT DISTINCT FROM 'member:' || e.member_id)
    AND (e.type <> 'answer.accepted' OR (e.props ->> 'own_question' = 'false' AND e.source <> 'import'))
    AND NOT (e.type IN ('answer.accepted', 'post.featured') AND e.voided);

GRANT SELECT ON insight_told TO guanxi_app;
