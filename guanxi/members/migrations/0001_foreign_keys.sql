-- Foreign keys that carry the space, so that no row can point into another one (S1).

ALTER TABLE members_member
    ADD CONSTRAINT members_member_is_a_subject
        FOREIGN KEY (space_id, id) REFERENCES journal_subject (space_id, id),
    ADD CONSTRAINT members_member_keeper
        FOREIGN KEY (space_id, merged_into) REFERENCES members_member (space_id, id);
-- Tiers and facts are rewritten often; room on the page keeps those updates off the indexes.
ALTER TABLE members_member SET (fillfactor = 85);

ALTER TABLE members_externalid ADD CONSTRAINT members_externalid_member_exists
    FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id);

ALTER TABLE members_profilevalue
    ADD CONSTRAINT members_profilevalue_member_exists
        FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id),
    ADD CONSTRAINT members_profilevalue_field_exists
        FOREIGN KEY (space_id, field) REFERENCES members_profilefield (space_id, slug);

ALTER TABLE members_consent ADD CONSTRAINT members_consent_member_exists
    FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id);

ALTER TABLE members_membertag
    ADD CONSTRAINT members_membertag_member_exists
        FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id),
    ADD CONSTRAINT members_membertag_tag_exists
        FOREIGN KEY (space_id, tag) REFERENCES members_tag (space_id, name);
