-- What a shadow begins with: who is there, which units there are, and what the quests say (their versions come when they were applied).
INSERT INTO journal_subject (space_id, id) OVERRIDING SYSTEM VALUE SELECT space_id, id FROM public.journal_subject WHERE space_id = %(space)s;
INSERT INTO members_member SELECT * FROM public.members_member WHERE space_id = %(space)s;
UPDATE members_member SET tier = NULL, tier_until = NULL;
INSERT INTO ledger_unit OVERRIDING SYSTEM VALUE SELECT * FROM public.ledger_unit WHERE space_id = %(space)s;
INSERT INTO quests_quest (space_id, id, slug, state, created_at) OVERRIDING SYSTEM VALUE
SELECT space_id, id, slug, 'draft', created_at FROM public.quests_quest WHERE space_id = %(space)s;
INSERT INTO quests_goal OVERRIDING SYSTEM VALUE SELECT * FROM public.quests_goal WHERE space_id = %(space)s;
INSERT INTO quests_step SELECT * FROM public.quests_step WHERE space_id = %(space)s;
INSERT INTO quests_promise OVERRIDING SYSTEM VALUE SELECT * FROM public.quests_promise WHERE space_id = %(space)s;
INSERT INTO quests_cap OVERRIDING SYSTEM VALUE SELECT * FROM public.quests_cap WHERE space_id = %(space)s;
INSERT INTO quests_budget OVERRIDING SYSTEM VALUE SELECT * FROM public.quests_budget WHERE space_id = %(space)s;
UPDATE quests_budget SET returned = 0
