-- Foreign keys that carry the space, and copies that are kept as they are: WebP does not get smaller.

ALTER TABLE media_picture
    ADD CONSTRAINT media_picture_space FOREIGN KEY (space_id) REFERENCES spaces_space (id),
    ADD CONSTRAINT media_picture_member FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id),
    ADD CONSTRAINT media_picture_subject FOREIGN KEY (space_id, subject_id) REFERENCES members_member (space_id, id);

ALTER TABLE media_copy
    ADD CONSTRAINT media_copy_of_picture
        FOREIGN KEY (space_id, picture_id) REFERENCES media_picture (space_id, id) ON DELETE CASCADE,
    ALTER COLUMN content SET STORAGE EXTERNAL;

ALTER TABLE media_daycount
    ADD CONSTRAINT media_daycount_member FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id);
