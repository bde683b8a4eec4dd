-- What a quest was written from: the recipe, what the operator filled in, the circle it is for. And what lists of grants read.

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
-- serves the list of grants, the newest first: of every promise and state that is asked for, the next few
CREATE INDEX quests_grant_listed ON quests_grant (promise_id, state, event_id);
-- serves the list of those who take part in a quest, in the order of members
CREATE INDEX quests_progress_members ON quests_progress (goal_id, member_id);
