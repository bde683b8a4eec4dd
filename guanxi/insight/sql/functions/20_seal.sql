-- Sealing: digests over closed ranges of the journal and of the ledger, chained, so that a change of the past shows.

-- How many rows a range of ids has, and the digest of their canonical form. Instants are microseconds, so that no setting changes the digest.
CREATE OR REPLACE FUNCTION insight_digest(p_space integer, p_stream text, p_first bigint, p_last bigint, OUT rows bigint, OUT digest bytea)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_stream = 'transfer' THEN
        SELECT count(*), sha256(convert_to(coalesce(string_agg(jsonb_build_array(
            t.id, t.effect_key, t.generation, t.unit_id, t.debit_id, t.credit_id, t.amount, t.event_id, t.reverses_id, t.debit_version, t.debit_after,
            t.credit_version, t.credit_after, (extract(epoch FROM t.recorded_at) * 1000000)::bigint)::text, E'\n' ORDER BY t.id), ''), 'UTF8'))
        INTO rows, digest FROM ledger_transfer t WHERE t.space_id = p_space AND t.id BETWEEN p_first AND p_last;
    ELSE
        SELECT count(*), sha256(convert_to(coalesce(string_agg(jsonb_build_array(
            e.id, e.depth, e.type_id, e.member_id, e.cause_id, (extract(epoch FROM e.at) * 1000000)::bigint,
            (extract(epoch FROM e.recorded_at) * 1000000)::bigint, e.order_key, e.source, e.actor, e.props, encode(sha256(e.sealed), 'hex'))::text,
            E'\n' ORDER BY e.id), ''), 'UTF8'))
        INTO rows, digest FROM journal_event e WHERE e.space_id = p_space AND e.id BETWEEN p_first AND p_last;
    END IF;
END $$;

-- Seals what is not sealed yet up to the id p_upto, in ranges of at most p_rows rows. Returns the number of seals made.
-- The caller knows that no open transaction will still write an id that is not larger (insight_writers).
CREATE OR REPLACE FUNCTION insight_seal_upto(p_space integer, p_stream text, p_upto bigint, p_rows integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    latest record;
    upper_id bigint;
    part record;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(7231, p_space);
    LOOP
        SELECT s.number, s.last_id, s.head INTO latest FROM insight_seal s WHERE s.space_id = p_space AND s.stream = p_stream ORDER BY s.number DESC LIMIT 1;
        IF p_stream = 'transfer' THEN
            SELECT max(id) INTO upper_id FROM (SELECT id FROM ledger_transfer WHERE space_id = p_space AND id > coalesce(latest.last_id, 0)
                AND id <= p_upto ORDER BY id LIMIT p_rows) next;
        ELSE
            SELECT max(id) INTO upper_id FROM (SELECT id FROM journal_event WHERE space_id = p_space AND id > coalesce(latest.last_id, 0)
                AND id <= p_upto ORDER BY id LIMIT p_rows) next;
        END IF;
        IF upper_id IS NULL THEN
            RETURN made;
        END IF;
        part := insight_digest(p_space, p_stream, coalesce(latest.last_id, 0) + 1, upper_id);
        INSERT INTO insight_seal (space_id, stream, number, first_id, last_id, rows, digest, head, sealed_at)
        VALUES (p_space, p_stream, coalesce(latest.number, 0) + 1, coalesce(latest.last_id, 0) + 1, upper_id, part.rows, part.digest,
                -- allow clock: when this machine sealed, whatever the space's clock says
                sha256(coalesce(latest.head, '\x') || part.digest), clock_timestamp());
        made := made + 1;
    END LOOP;
END $$;

-- Transactions, other than this one, that may hold ids they have not yet written: whoever draws an id has read the space's clock before, and with
-- it holds a lock on journal_head until the end.
CREATE OR REPLACE FUNCTION insight_writers() RETURNS SETOF text LANGUAGE sql VOLATILE AS $$
    SELECT DISTINCT virtualtransaction FROM pg_locks
    WHERE locktype = 'relation' AND relation = 'journal_head'::regclass AND pid <> pg_backend_pid()
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
$$;
