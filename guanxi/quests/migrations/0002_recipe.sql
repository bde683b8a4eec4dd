-- What a quest was written from: the recipe, what the operator filled in, the circle it is for.

CREATE TABLE quests_recipe (
    space_id   integer NOT NULL,
    quest_id   bigint NOT NULL,
    recipe     text NOT NULL,
    answers    jsonb NOT NULL,
    circle_id  bigint,
    because    text NOT NULL DEFAULT '',
    written_by text NOT NULL,
    written_at timestamptz NOT NULL,
    CONSTRAINT quests_recipe_pk PRIMARY KEY (space_id, quest_id),
    CONSTRAINT quests_recipe_quest FOREIGN KEY (space_id, quest_id) REFERENCES quests_quest (space_id, id)
);
COMMENT ON TABLE quests_recipe IS 'how a quest reads as a sentence whose words can be changed; because: why it was launched although its circle was not ready';
-- serves the grants of one state, the newest first, and those of one quest among them
CREATE INDEX quests_grant_state ON quests_grant (space_id, state, event_id DESC);
-- serves the list of those who take part in a quest, keyset by member
CREATE INDEX quests_progress_goal ON quests_progress (space_id, goal_id, member_id);
