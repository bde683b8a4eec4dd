"""The console's lists of quests and of those who take part in one: in any of their orders, by keyset pages."""

from guanxi.kernel import keyset, statements, tenancy
from guanxi.quests import reports

QUEST_ORDERS = {
    "newest": keyset.Order(("q.id", "bigint")),
    "name": keyset.Order(("q.slug", "text"), ("q.id", "bigint")),
    "state": keyset.Order(("q.state", "text"), ("q.id", "bigint")),
    "launched": keyset.Order(("coalesce(v.launched_at, 'epoch')", "timestamptz"), ("q.id", "bigint")),
}
PEOPLE_ORDERS = {
    "member": keyset.Order(("n.member_id", "bigint")),
    "step": keyset.Order(("n.step", "bigint"), ("n.member_id", "bigint")),
}
"""There is no order by the measure or the last act: each is of many rows of progress, which every event changes, and
an index over them would make every event dearer."""
GRANT_ORDERS = {
    "when": keyset.Order(("g.event_id", "bigint"), ("g.promise_id", "bigint"), ("g.generation", "bigint")),
    "what": keyset.Order(("g.promise_id", "bigint"), ("g.event_id", "bigint"), ("g.generation", "bigint")),
}
"""By time, and promise by promise, so that all of a quest's gifts stand together."""
_LARGEST = 2**63 - 1


def quest_list(
    *, space_id: int, wanted: keyset.Wanted, state: str | None = None, words: str = ""
) -> keyset.Found[reports.Listed]:
    """A page of the quests in one of QUEST_ORDERS; `words` are looked for in names. One statement."""
    way = keyset.way(QUEST_ORDERS, wanted)
    facts = {"space": space_id, "state": state or None, "words": words.strip(), **way.facts}
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"""
            SELECT q.quest_id, q.slug, q.state, q.version, q.definition, q.launched_at, r.recipe, r.circle_id,
                   (SELECT coalesce(jsonb_agg(jsonb_build_object(
                        'unit', p.code, 'per_day', p.per_day, 'total', p.total, 'left', p.left, 'returned', p.returned)
                        ORDER BY p.budget_id), '[]')
                    FROM quests_public_budget p WHERE p.space_id = %(space)s AND p.quest_id = q.quest_id) AS budgets,
                   {way.names}
            FROM (
                SELECT q.id AS quest_id, q.slug, q.state, v.number AS version, v.definition, v.launched_at, {way.keys}
                FROM quests_quest q JOIN LATERAL (
                    SELECT n.number, n.definition, (
                        SELECT max(o.launched_at) FROM quests_version o
                        WHERE o.space_id = q.space_id AND o.quest_id = q.id) AS launched_at
                    FROM quests_version n WHERE n.space_id = q.space_id AND n.quest_id = q.id
                    ORDER BY n.number DESC LIMIT 1) v ON TRUE
                WHERE q.space_id = %(space)s AND (%(state)s::text IS NULL OR q.state = %(state)s)
                    AND (%(words)s = '' OR strpos(
                        lower(q.slug || ' ' || (v.definition -> 'title')::text), lower(%(words)s)) > 0)
                    AND {way.seek}
                ORDER BY {way.order}
            ) q LEFT JOIN quests_recipe r ON r.space_id = %(space)s AND r.quest_id = q.quest_id
            ORDER BY {way.again}
            """,  # noqa: S608 - constants
            facts,
        )
    names = (
        "quest_id", "slug", "state", "version", "definition", "launched_at", "recipe", "circle_id", "budgets",
    )  # fmt: skip
    return way.found(rows, one=lambda row: reports.as_listed(dict(zip(names, row, strict=True))))


def people(
    *, space_id: int, quest_id: int, wanted: keyset.Wanted, step: int | None = None
) -> keyset.Found[reports.Participant]:
    """Those who have made progress in a quest, in one of PEOPLE_ORDERS; with `step`, those who reached it and no more.

    One statement, which goes from one member to the next by an index, however many periods each has.
    """
    by_step = wanted.sort == "step" or step is not None
    way = keyset.way({"step": PEOPLE_ORDERS["step"]} if by_step else PEOPLE_ORDERS, wanted)
    start = [way.facts.get(f"keyset_{at}") for at in range(way.width)]
    end = _LARGEST if way.downwards else -1
    facts = {
        "space": space_id,
        "quest": quest_id,
        "step": step,
        "from_step": start[0] if by_step else None,
        "from": start[-1] if start[-1] is not None else end,
        "upwards": not way.downwards,
        **way.facts,
    }
    who = _BY_STEP if by_step else _BY_MEMBER[way.downwards]
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"""
            WITH RECURSIVE goals AS (
                SELECT array_agg(g.id) AS ids FROM quests_goal g WHERE g.space_id = %(space)s AND g.quest_id = %(quest)s
            ), {who}, shown AS (
                SELECT n.member_id, n.step, {way.keys} FROM who n ORDER BY {way.order}
            )
            SELECT n.member_id, coalesce(m.value, 0) AS value, n.step, m.last_at, {way.names}
            FROM shown n CROSS JOIN goals a
            CROSS JOIN LATERAL (
                SELECT max(p.value) AS value, max(nullif(p.last_at, '-infinity')) AS last_at
                FROM quests_progress p
                WHERE p.space_id = %(space)s AND p.member_id = n.member_id AND p.goal_id = ANY(a.ids)) m
            ORDER BY {way.again}
            """,  # noqa: S608 - constants
            facts,
        )
    names = ("member_id", "value", "step", "last_at")
    return way.found(rows, one=lambda row: reports.Participant(**dict(zip(names, row, strict=True))))


def grants(
    *,
    space_id: int,
    wanted: keyset.Wanted,
    quest: str | None = None,
    unit: str | None = None,
    state: str | None = None,
) -> keyset.Found[reports.Grant]:
    """A page of what was granted, in one of GRANT_ORDERS. One statement."""
    way = keyset.way(GRANT_ORDERS, wanted)
    by_promise = wanted.sort == "what"
    start = [way.facts.get(f"keyset_{at}") for at in range(way.width)]
    event, promise = (start[1], start[0]) if by_promise else (start[0], start[1])
    facts = {
        "space": space_id,
        "quest": quest or None,
        "unit": unit or None,
        "states": [state] if state else list(reports.GRANT_STATES),
        "event": event,
        "promise": promise,
        "generation": start[2],
        "upwards": not way.downwards,
        "by_promise": by_promise,
        **way.facts,
    }
    beginning = f"p.id {'<' if way.downwards else '>'}= %(promise)s" if by_promise and promise is not None else "TRUE"
    direction = "DESC" if way.downwards else "ASC"
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"""
            WITH promised AS MATERIALIZED (
                SELECT p.id, p.code, p.kind, p.step_no, q.slug, p.version_id
                FROM quests_promise p JOIN quests_quest q ON q.space_id = p.space_id AND q.id = p.quest_id
                WHERE p.space_id = %(space)s AND (%(quest)s::text IS NULL OR q.slug = %(quest)s)
                    AND (%(unit)s::text IS NULL OR p.code = %(unit)s) AND {beginning}
            ), shown AS MATERIALIZED (
                SELECT g.*, {way.keys} FROM quests_listed_grants(
                    %(space)s, coalesce((SELECT array_agg(p.id ORDER BY p.id {direction}) FROM promised p), '{{}}'),
                    %(states)s::text[], %(event)s::bigint, %(promise)s::bigint, %(generation)s::int,
                    %(upwards)s, %(by_promise)s, %(keyset_limit)s) g
                ORDER BY {way.order}
            )
            SELECT g.event_id, g.promise_id, g.generation, p.slug, v.definition -> 'title', g.member_id, p.code, p.kind,
                   p.step_no, g.wanted, g.granted, g.state, g.reason, g.at, {way.names}
            FROM shown g JOIN promised p ON p.id = g.promise_id
            JOIN quests_version v ON v.space_id = %(space)s AND v.id = p.version_id
            ORDER BY {way.again}
            """,  # noqa: S608 - constants
            facts,
        )
    return way.found(rows, one=reports.as_grant)


_NEXT = """
    CROSS JOIN LATERAL (
        SELECT BEST(f.member_id) AS member_id FROM unnest(a.ids) AS i(id) CROSS JOIN LATERAL (
            SELECT p.member_id FROM quests_progress p
            WHERE p.goal_id = i.id AND p.space_id = %(space)s AND p.member_id SIGN START
            ORDER BY p.member_id WAY LIMIT 1) f) n
    WHERE n.member_id IS NOT NULL
"""
_FIRST, _AFTER = _NEXT.replace("START", "%(from)s"), _NEXT.replace("START", "w.member_id")
_MEMBERS = f"""
    walk AS (
        SELECT n.member_id, 1 AS place FROM goals a {_FIRST}
        UNION ALL
        SELECT n.member_id, w.place + 1 FROM walk w CROSS JOIN goals a {_AFTER} AND w.place < %(keyset_limit)s
    ), who AS (
        SELECT w.member_id, coalesce((
            SELECT max(r.step_no) FROM quests_reached r
            WHERE r.space_id = %(space)s AND r.quest_id = %(quest)s AND r.member_id = w.member_id
                AND r.undone_id IS NULL), 0)::bigint AS step
        FROM walk w
    )
"""  # noqa: S608 - constants of this file
_BY_STEP = """
    who AS (
        SELECT f.member_id, f.step FROM quests_listed_people(
            %(space)s, %(quest)s, %(step)s::bigint, %(from_step)s::bigint, %(from)s::bigint, %(upwards)s,
            %(keyset_limit)s) f
    )
"""


def _turned(statement: str, *, downwards: bool) -> str:
    best, sign, way = ("max", "<", "DESC") if downwards else ("min", ">", "ASC")
    return statement.replace("BEST", best).replace("SIGN", sign).replace("WAY", way)


_BY_MEMBER = {downwards: _turned(_MEMBERS, downwards=downwards) for downwards in (True, False)}
