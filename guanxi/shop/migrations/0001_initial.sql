-- What members say of what they bought or tried.

CREATE TABLE shop_review (
    space_id    integer NOT NULL REFERENCES spaces_space (id),
    id          bigint GENERATED ALWAYS AS IDENTITY,
    member_id   bigint NOT NULL,
    event_id    bigint,
    product     text NOT NULL,
    order_ref   text,
    text        text NOT NULL,
    picture_ids bigint[] NOT NULL DEFAULT '{}',
    is_rewarded boolean NOT NULL,
    post_id     bigint,
    once        text,
    written_at  timestamptz NOT NULL,
    hidden_at   timestamptz,
    CONSTRAINT shop_review_pk PRIMARY KEY (id, space_id),
    CONSTRAINT shop_review_member FOREIGN KEY (space_id, member_id) REFERENCES journal_subject (space_id, id),
    CONSTRAINT shop_review_is_bounded CHECK (char_length(text) <= 2000 AND char_length(product) <= 80 AND cardinality(picture_ids) <= 3)
);
COMMENT ON TABLE shop_review IS 'what a member says of a product; the brand and its writer read it, others where it was put into a circle (post_id)';
-- serves queries.own: the reviews of a member, the newest first
CREATE INDEX shop_review_of_member ON shop_review (member_id, id DESC);
-- serves queries.everybodys: the newest of a space
CREATE INDEX shop_review_newest ON shop_review (space_id, id DESC);
-- a form that was sent twice makes one review
CREATE UNIQUE INDEX shop_review_once ON shop_review (member_id, once, space_id) WHERE once IS NOT NULL;
