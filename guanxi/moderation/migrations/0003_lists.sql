-- What serves the orders of the queue; (-severity) because all parts of an order go the same way: the worst first, then the oldest.

-- serves queries.queue by what is worst
CREATE INDEX moderation_case_worst ON moderation_case (space_id, (-severity), id) WHERE state <> 'decided';
-- serves queries.queue by what came first
CREATE INDEX moderation_case_waiting ON moderation_case (space_id, id) WHERE state <> 'decided';
