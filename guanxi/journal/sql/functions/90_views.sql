-- What the journal publishes to the modules above.

CREATE OR REPLACE VIEW journal_public_event WITH (security_invoker = true) AS
SELECT e.space_id, e.id, t.name AS type, e.type_id, e.member_id, e.cause_id, e.depth, e.at, e.recorded_at, e.order_key, e.source, e.actor, e.props,
       EXISTS (SELECT FROM journal_void v WHERE v.space_id = e.space_id AND v.event_id = e.id AND v.reinstate_id IS NULL) AS voided
FROM journal_event e JOIN journal_type t ON t.id = e.type_id;

-- The same without the name of the type, for whoever looks events up by the thousand.
CREATE OR REPLACE VIEW journal_public_fact WITH (security_invoker = true) AS
SELECT e.space_id, e.id, e.type_id, e.member_id, e.cause_id, e.depth, e.at, e.order_key, e.props,
       EXISTS (SELECT FROM journal_void v WHERE v.space_id = e.space_id AND v.event_id = e.id AND v.reinstate_id IS NULL) AS voided
FROM journal_event e;

CREATE OR REPLACE VIEW journal_public_type WITH (security_invoker = true) AS
SELECT id, space_id, name, declared, definition FROM journal_type;

CREATE OR REPLACE VIEW journal_public_pending WITH (security_invoker = true) AS
SELECT space_id, bucket, event_id, member_id FROM journal_pending;

CREATE OR REPLACE VIEW journal_public_set_aside WITH (security_invoker = true) AS
SELECT space_id, event_id, reason, at, resolved_at FROM journal_set_aside;

-- What of an event is personal, sealed under its member's key: to be opened for that member alone (keyring.open_props).
CREATE OR REPLACE VIEW journal_public_sealed WITH (security_invoker = true) AS
SELECT space_id, id AS event_id, member_id, sealed FROM journal_event WHERE sealed IS NOT NULL;
GRANT SELECT ON journal_public_event, journal_public_fact, journal_public_type, journal_public_pending, journal_public_set_aside,
    journal_public_sealed TO guanxi_app;
