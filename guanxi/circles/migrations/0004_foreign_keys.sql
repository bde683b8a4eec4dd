-- Foreign keys that carry the space, so that no row can point into another one (S1).

ALTER TABLE circles_circle
    ADD CONSTRAINT circles_circle_space FOREIGN KEY (space_id) REFERENCES spaces_space (id),
    ADD CONSTRAINT circles_circle_host FOREIGN KEY (space_id, host_member_id) REFERENCES members_member (space_id, id),
    ADD CONSTRAINT circles_circle_host_user FOREIGN KEY (host_user_id) REFERENCES spaces_user (id),
    ADD CONSTRAINT circles_circle_parent_exists FOREIGN KEY (space_id, parent_id) REFERENCES circles_circle (space_id, id);
ALTER TABLE circles_charter ADD CONSTRAINT circles_charter_circle_exists
    FOREIGN KEY (space_id, circle_id) REFERENCES circles_circle (space_id, id);
ALTER TABLE circles_membership
    ADD CONSTRAINT circles_membership_circle_exists
        FOREIGN KEY (space_id, circle_id) REFERENCES circles_circle (space_id, id),
    ADD CONSTRAINT circles_membership_member_exists
        FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id),
    ADD CONSTRAINT circles_membership_inviter_exists
        FOREIGN KEY (space_id, inviter_id) REFERENCES members_member (space_id, id),
    ADD CONSTRAINT circles_membership_charter_exists
        FOREIGN KEY (space_id, circle_id, charter_version) REFERENCES circles_charter (space_id, circle_id, version);
ALTER TABLE circles_entryrequest
    ADD CONSTRAINT circles_entryrequest_circle_exists
        FOREIGN KEY (space_id, circle_id) REFERENCES circles_circle (space_id, id),
    ADD CONSTRAINT circles_entryrequest_member_exists
        FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id);
ALTER TABLE circles_invitation
    ADD CONSTRAINT circles_invitation_circle_exists
        FOREIGN KEY (space_id, circle_id) REFERENCES circles_circle (space_id, id),
    ADD CONSTRAINT circles_invitation_member_exists
        FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id);
ALTER TABLE circles_place ADD CONSTRAINT circles_place_circle_exists
    FOREIGN KEY (space_id, circle_id) REFERENCES circles_circle (space_id, id);
ALTER TABLE circles_headcount ADD CONSTRAINT circles_headcount_place_exists
    FOREIGN KEY (space_id, place_id) REFERENCES circles_place (space_id, id);
ALTER TABLE circles_proposal
    ADD CONSTRAINT circles_proposal_parent_exists
        FOREIGN KEY (space_id, parent_id) REFERENCES circles_circle (space_id, id),
    ADD CONSTRAINT circles_proposal_circle_exists
        FOREIGN KEY (space_id, circle_id) REFERENCES circles_circle (space_id, id),
    ADD CONSTRAINT circles_proposal_member_exists
        FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id);
ALTER TABLE circles_figures ADD CONSTRAINT circles_figures_circle_exists
    FOREIGN KEY (space_id, circle_id) REFERENCES circles_circle (space_id, id);

ALTER TABLE circles_post
    ADD CONSTRAINT circles_post_circle_exists
        FOREIGN KEY (space_id, circle_id) REFERENCES circles_circle (space_id, id),
    ADD CONSTRAINT circles_post_author_exists
        FOREIGN KEY (space_id, author_id) REFERENCES members_member (space_id, id),
    ADD CONSTRAINT circles_post_staff_exists FOREIGN KEY (staff_id) REFERENCES spaces_user (id),
    ADD CONSTRAINT circles_post_has_one_author CHECK (num_nonnulls(author_id, staff_id) = 1),
    ADD CONSTRAINT circles_post_pictures_are_a_list CHECK (jsonb_typeof(pictures) = 'array' AND jsonb_array_length(pictures) <= 9);
-- Counts change with every reaction; room on the page keeps those updates cheap.
ALTER TABLE circles_post SET (fillfactor = 85);
ALTER TABLE circles_revision ADD CONSTRAINT circles_revision_post_exists
    FOREIGN KEY (space_id, post_id) REFERENCES circles_post (space_id, id);
ALTER TABLE circles_comment
    ADD CONSTRAINT circles_comment_post_exists
        FOREIGN KEY (space_id, post_id) REFERENCES circles_post (space_id, id),
    -- A reply stands under a comment of the same post.
    ADD CONSTRAINT circles_comment_parent_exists
        FOREIGN KEY (space_id, post_id, parent_id) REFERENCES circles_comment (space_id, post_id, id),
    ADD CONSTRAINT circles_comment_author_exists
        FOREIGN KEY (space_id, author_id) REFERENCES members_member (space_id, id),
    ADD CONSTRAINT circles_comment_staff_exists FOREIGN KEY (staff_id) REFERENCES spaces_user (id),
    ADD CONSTRAINT circles_comment_has_one_author CHECK (num_nonnulls(author_id, staff_id) = 1);
ALTER TABLE circles_post ADD CONSTRAINT circles_post_accepted_exists
    FOREIGN KEY (space_id, id, accepted_id) REFERENCES circles_comment (space_id, post_id, id);
ALTER TABLE circles_topic ADD CONSTRAINT circles_topic_space FOREIGN KEY (space_id) REFERENCES spaces_space (id);
ALTER TABLE circles_posttopic
    ADD CONSTRAINT circles_posttopic_topic_exists
        FOREIGN KEY (space_id, topic_id) REFERENCES circles_topic (space_id, id),
    ADD CONSTRAINT circles_posttopic_post_exists
        FOREIGN KEY (space_id, post_id) REFERENCES circles_post (space_id, id);

ALTER TABLE circles_reaction
    ADD CONSTRAINT circles_reaction_post_exists
        FOREIGN KEY (space_id, post_id) REFERENCES circles_post (space_id, id),
    ADD CONSTRAINT circles_reaction_member_exists
        FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id);
ALTER TABLE circles_bookmark
    ADD CONSTRAINT circles_bookmark_post_exists
        FOREIGN KEY (space_id, post_id) REFERENCES circles_post (space_id, id),
    ADD CONSTRAINT circles_bookmark_member_exists
        FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id);
ALTER TABLE circles_poll ADD CONSTRAINT circles_poll_post_exists
    FOREIGN KEY (space_id, post_id) REFERENCES circles_post (space_id, id);
ALTER TABLE circles_polloption
    ADD CONSTRAINT circles_polloption_poll_exists
        FOREIGN KEY (space_id, post_id) REFERENCES circles_poll (space_id, post_id),
    ADD CONSTRAINT circles_polloption_position CHECK (position BETWEEN 1 AND 10);
ALTER TABLE circles_ballot
    ADD CONSTRAINT circles_ballot_poll_exists
        FOREIGN KEY (space_id, post_id) REFERENCES circles_poll (space_id, post_id),
    ADD CONSTRAINT circles_ballot_member_exists
        FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id);
