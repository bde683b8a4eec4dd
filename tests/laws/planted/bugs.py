"""The bugs that the suite must catch, each told in a sentence and planted as somebody would write it."""

from functools import partial

from tests.laws.planted import scenes
from tests.laws.planted.planting import Bug, InPython, InSql, InTable

BUGS = (
    Bug(
        name="read-then-set",
        story="The taker reads what is left and later writes down what is left then: one of two overwrites the other.",
        plants=(
            InSql(
                "quests_take_shards", "AND s.shard = mine AND s.remaining >= w.wanted", "AND s.shard = mine AND false"
            ),
            InSql(
                "quests_take_shards",
                "ORDER BY s.budget_id, s.day, s.shard FOR UPDATE",
                "ORDER BY s.budget_id, s.day, s.shard",
            ),
            InSql("quests_take_shards", "SET remaining = s.remaining - h.take", "SET remaining = h.remaining - h.take"),
        ),
        probe=scenes.two_take_the_last_cup,
        shows="the last cup was given twice",
        commits=True,
    ),
    Bug(
        name="budget-check-outside-the-transaction",
        story="Whether the reserve covers a launch is looked up in a transaction before the one that takes from it.",
        plants=(
            InPython(
                "guanxi.quests.actions.stages:launch",
                "    with acting_in(space_id):\n        rules.exclusively(space_id=space_id)\n",
                "    with acting_in(space_id):\n"
                "        for budget in queries.find(space_id=space_id, slug=slug).definition.budgets:\n"
                "            left = ledger.system_balance(space_id=space_id, kind='reserve', unit=budget.code)\n"
                "            if budget.total > left:\n"
                "                raise errors.NotCovered(quest=slug, unit=budget.code, needed=left, available=0)\n"
                "    with acting_in(space_id):\n        rules.exclusively(space_id=space_id)\n",
            ),
            InPython("guanxi.quests.actions.stages:_missing", "if amount > available:", "if False:"),
        ),
        probe=scenes.two_launches_share_a_reserve,
        shows="the reserve was promised twice",
        commits=True,
    ),
    Bug(
        name="no-unique-effect",
        story="Nothing but a habit of the callers keeps an effect from being posted twice.",
        plants=(
            InTable(
                "ALTER TABLE ledger_transfer DROP CONSTRAINT ledger_transfer_happens_once",
                "ALTER TABLE ledger_transfer ADD CONSTRAINT ledger_transfer_happens_once"
                " UNIQUE (space_id, effect_key, generation)",
            ),
        ),
        probe=scenes.an_effect_is_posted_again,
        shows="one effect was posted twice",
    ),
    Bug(
        name="no-unique-contribution",
        story="An event that is delivered again contributes again: the step that takes three is reached with two.",
        plants=(
            InTable(
                "ALTER TABLE quests_contribution DROP CONSTRAINT quests_contribution_pk",
                "ALTER TABLE quests_contribution ADD CONSTRAINT quests_contribution_pk"
                " PRIMARY KEY (space_id, event_id, progress_id)",
            ),
        ),
        probe=scenes.an_event_is_delivered_again,
        shows="one event was counted twice",
    ),
    Bug(
        name="no-unique-key",
        story="Idempotency keys are written down, and nothing refuses the second.",
        plants=(
            InTable(
                "ALTER TABLE journal_key DROP CONSTRAINT journal_key_pk",
                "ALTER TABLE journal_key ADD CONSTRAINT journal_key_pk PRIMARY KEY (space_id, key)",
            ),
        ),
        probe=partial(scenes.a_key_comes_twice, same=True),
        shows="one key became two events",
    ),
    Bug(
        name="key-with-other-content",
        story="A known key is answered with the old event whatever the new one says: the sender's mix-up goes unseen.",
        plants=(InSql("journal_record", "k.content <> a.content", "false"),),
        probe=partial(scenes.a_key_comes_twice, same=False),
        shows="other content under a known key",
    ),
    Bug(
        name="unsorted-locks",
        story="Members are locked as they come to mind, so two settlings can each hold what the other waits for.",
        plants=(
            InSql(
                "journal_settle",
                "ORDER BY id FOR NO KEY UPDATE",
                "ORDER BY array_position(locked, id) FOR NO KEY UPDATE",
            ),
        ),
        probe=scenes.an_inviter_and_an_invitee_are_locked,
        shows="waits for a member while holding a later one",
        commits=True,
    ),
    Bug(
        name="status-before-effect",
        story="The worker takes the event off the queue and settles it afterwards; who dies in between loses it.",
        plants=(
            InPython(
                "guanxi.journal.jobs:drain",
                "        return _settle_in_pieces(",
                '        cursor.execute("DELETE FROM journal_pending WHERE event_id = ANY(%s)", [list(row[2])])\n'
                "    with transaction.atomic(), connection.cursor() as cursor:\n"
                "        cursor.execute(\"SELECT set_config('app.space', %s, true)\", [str(row[0])])\n"
                "        return _settle_in_pieces(",
            ),
        ),
        probe=scenes.a_worker_dies,
        shows="left the queue before its effect was there",
        commits=True,
    ),
    Bug(
        name="granted-without-posting",
        story="The grant is kept as granted, and the posting is left to somebody later.",
        plants=(
            InSql(
                "quests_keep_grants",
                "transfers := ledger_post(p_space, credits.postings);",
                "transfers := array_fill(NULL::bigint, ARRAY[cardinality(credits.postings)]);",
            ),
        ),
        probe=scenes.a_grant_is_audited,
        shows="the audit found",
    ),
    Bug(
        name="app-clock-for-a-window",
        story="The application stamps events with its own clock instead of letting the clock of the space do it.",
        plants=(
            InPython(
                "guanxi.journal.actions:record",
                "    if not events:",
                "    from datetime import datetime\n"
                "    now = datetime.now().astimezone()\n"
                "    events = [event._replace(at=event.at or now) for event in events]\n"
                "    if not events:",
            ),
        ),
        probe=scenes.a_demo_lives_ahead,
        shows="judged by the clock of the application",
    ),
    Bug(
        name="midnight-in-utc",
        story="The local day is cut at the midnight of UTC: in Shanghai that is eight in the morning.",
        plants=(InPython("guanxi.quests.rules:_install", "zone=sql.Literal(zone.key)", 'zone=sql.Literal("UTC")'),),
        probe=scenes.two_evenings_in_shanghai,
        shows="a day did not begin at the midnight of the space",
    ),
    Bug(
        name="closed-window",
        story="The end of a window is part of it, so an instant belongs to two days.",
        plants=(InPython("guanxi.quests.rules:_window", 'f"e.at < {', 'f"e.at <= {'),),
        probe=scenes.an_event_at_the_edge,
        shows="the end of the window was part of it",
    ),
    Bug(
        name="no-space-in-a-lookup",
        story="A member is looked up by number alone; without row-level security every space knows everybody.",
        given=(
            InTable(
                "ALTER TABLE journal_subject DISABLE ROW LEVEL SECURITY",
                "ALTER TABLE journal_subject ENABLE ROW LEVEL SECURITY",
            ),
        ),
        plants=(InSql("journal_record", "WHERE s.space_id = p_space AND s.id = ANY", "WHERE s.id = ANY"),),
        probe=scenes.somebody_elses_member,
        shows="took an event about the member of another",
    ),
    Bug(
        name="no-row-level-security",
        story="One table was forgotten when tenants were kept apart.",
        plants=(
            InTable(
                "ALTER TABLE ledger_account DISABLE ROW LEVEL SECURITY",
                "ALTER TABLE ledger_account ENABLE ROW LEVEL SECURITY",
            ),
        ),
        probe=scenes.two_spaces,
        shows="saw the accounts of another",
    ),
    Bug(
        name="undo-ignores-depth",
        story="Voiding takes back what the event caused, and not what that had caused in turn.",
        plants=(
            InSql(
                "quests_react",
                "IF cardinality(earned) > 0 THEN",
                "IF cardinality(earned) > 0\nAND p_facts[1].depth = 0 THEN",
            ),
        ),
        probe=scenes.a_chain_is_undone,
        shows="one link deep and no further",
    ),
    Bug(
        name="reversal-from-the-wrong-lot",
        story="A credit is taken back from what expires first; points that should be gone live on under a later date.",
        plants=(
            InSql(
                "ledger_reverse",
                "greatest(amount - remaining, 0)), lot_id)::ledger_demand) AS demands",
                "greatest(amount - remaining, 0)), NULL)::ledger_demand) AS demands",
            ),
        ),
        probe=scenes.the_later_lot_is_reversed,
        shows="took another lot than its own",
    ),
    Bug(
        name="negative-amount",
        story="An amount is checked for being nothing, not for being less, and the table does not look either.",
        plants=(
            InPython("guanxi.ledger.actions:check_amount", "if amount <= 0:", "if amount == 0:"),
            InTable(
                "ALTER TABLE ledger_transfer DROP CONSTRAINT ledger_transfer_is_positive",
                "ALTER TABLE ledger_transfer ADD CONSTRAINT ledger_transfer_is_positive CHECK (amount > 0)",
            ),
        ),
        probe=scenes.a_negative_amount_is_spent,
        shows="spending less than nothing made points",
    ),
    Bug(
        name="cap-after-the-grant",
        story="A cap looks at what was used before the batch, so a batch of taps goes past it.",
        plants=(
            InSql(
                "quests_cut_by_caps",
                "(sum(k.granted) OVER (PARTITION BY k.cap_id, k.scope_key ORDER BY k.n) - k.granted)",
                "0",
            ),
        ),
        probe=scenes.a_batch_meets_a_cap,
        shows="a cap was counted after the grants",
    ),
    Bug(
        name="first-in-first-out-by-age",
        story="Spending takes the oldest lot instead of the one that expires first.",
        plants=(InSql("ledger_allot", "ORDER BY l.expires_at, l.transfer_id", "ORDER BY l.transfer_id"),),
        probe=scenes.the_lot_that_expires_first_is_spent,
        shows="what would have lasted was spent first",
    ),
    Bug(
        name="waiting-list-from-the-back",
        story="What comes back goes to whoever came last.",
        plants=(
            InSql(
                "quests_serve_waiting",
                "ORDER BY g.at, g.event_id LIMIT 100",
                "ORDER BY g.at DESC, g.event_id DESC LIMIT 100",
            ),
            InSql(
                "quests_serve_waiting", "OVER (ORDER BY g.at, g.event_id)", "OVER (ORDER BY g.at DESC, g.event_id DESC)"
            ),
        ),
        probe=scenes.a_unit_comes_back,
        shows="went past the first who waited",
    ),
    Bug(
        name="budget-not-given-back",
        story="An undone grant leaves the budget as if it had been given.",
        plants=(
            InSql(
                "quests_take_back",
                "PERFORM quests_return_shards(p_space, back.pools, back.days, back.amounts);",
                "NULL;",
            ),
            InSql("quests_take_back", "back.budgets IS NOT NULL", "false"),
        ),
        probe=scenes.a_unit_is_undone,
        shows="the audit found",
    ),
    Bug(
        name="debt-forgotten",
        story="Who owes points gets new ones to spend, and goes on owing.",
        plants=(
            InSql("quests_keep_grants", "PERFORM ledger_net_debt(p_space, credits.members, credits.events);", "NULL;"),
        ),
        probe=scenes.somebody_in_debt_earns,
        shows="a debt was forgotten",
    ),
)
