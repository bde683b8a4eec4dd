-- What falls due in a settled quest (an event is reinstated) is drawn on the reserve; so the terms say whether the quest is settled.
ALTER TYPE quests_terms ADD ATTRIBUTE settled boolean CASCADE;
COMMENT ON TYPE quests_terms IS 'what a quest promises (quests_promise), how the quest is called, and whether it is paused or settled; a step that is reached knows
its quest and version only';
