-- What has fallen due carries what was promised, so that nobody on its way has to look that up again.

CREATE TYPE quests_terms AS (
    quest_id     bigint,
    version_id   bigint,
    no           integer,
    unit_id      integer,
    pending_days integer,
    expires_days integer,
    budget_id    bigint,
    ceiling_id   bigint,
    divisible    boolean,
    paused       boolean,
    kind         text,
    code         text,
    slug         text
);
COMMENT ON TYPE quests_terms IS 'what a quest promises (quests_promise), how the quest is called, and whether it is paused; a step that is reached knows
its quest and version only';
ALTER TYPE quests_want ADD ATTRIBUTE terms quests_terms;
