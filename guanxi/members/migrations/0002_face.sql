-- A face belongs to a member of the same space.

ALTER TABLE members_face ADD CONSTRAINT members_face_member_exists
    FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id);
