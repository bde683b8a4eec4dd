-- Foreign keys that carry the space.

ALTER TABLE moderation_case
    ADD CONSTRAINT moderation_case_space FOREIGN KEY (space_id) REFERENCES spaces_space (id),
    ADD CONSTRAINT moderation_case_author FOREIGN KEY (space_id, author_id) REFERENCES members_member (space_id, id);

ALTER TABLE moderation_report
    ADD CONSTRAINT moderation_report_case FOREIGN KEY (space_id, case_id) REFERENCES moderation_case (space_id, id),
    ADD CONSTRAINT moderation_report_by_member
        FOREIGN KEY (space_id, reporter_id) REFERENCES members_member (space_id, id);

ALTER TABLE moderation_reportcount ADD CONSTRAINT moderation_reportcount_member
    FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id);

ALTER TABLE moderation_decision ADD CONSTRAINT moderation_decision_case
    FOREIGN KEY (space_id, case_id) REFERENCES moderation_case (space_id, id);

ALTER TABLE moderation_appeal
    ADD CONSTRAINT moderation_appeal_case FOREIGN KEY (space_id, case_id) REFERENCES moderation_case (space_id, id),
    ADD CONSTRAINT moderation_appeal_member
        FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id);

ALTER TABLE moderation_mute
    ADD CONSTRAINT moderation_mute_member FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id),
    ADD CONSTRAINT moderation_mute_decision
        FOREIGN KEY (space_id, decision_id) REFERENCES moderation_decision (space_id, id);

ALTER TABLE moderation_notice
    ADD CONSTRAINT moderation_notice_member FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id),
    ADD CONSTRAINT moderation_notice_case FOREIGN KEY (space_id, case_id) REFERENCES moderation_case (space_id, id);
