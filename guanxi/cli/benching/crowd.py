"""A crowd for the pages: a demo space with a circle full of posts, and the journal of a busy year."""

from __future__ import annotations

import random
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from guanxi.cli.benching import load

if TYPE_CHECKING:
    from collections.abc import Callable

REGULARS = 24
"""Members whose pages are opened: they have lived in the space for two months."""
_ACTOR = "system:bench"
_WORDS = (
    *("今天", "试了", "春茶", "水温", "出汤", "十秒", "回甘", "很好", "推荐", "给", "大家", "盖碗", "紫砂", "茶席"),
    *("早起", "打卡", "第三天", "下雨", "听雨", "喝茶", "朋友", "带来", "岩茶", "香气", "高扬", "汤色", "橙黄", "叶底"),
    *("快递", "包装", "完好", "客服", "回复", "及时", "再来", "一单", "有没有", "人", "知道", "怎么", "存放"),
)


def fill(space_id: int, events: int, posts: int) -> Callable[[], Any]:
    """Give the space settled events and a circle of everybody with posts; says who the regulars are."""
    chance = random.Random(20261122)  # noqa: S311 - a story, not a secret

    def run() -> dict[str, Any]:
        from guanxi import journal
        from guanxi.circles import actions as circles
        from guanxi.circles import search
        from guanxi.insight import actions as insight
        from guanxi.ledger import books

        began = time.perf_counter()
        regulars = _regulars(space_id)
        _owner(space_id)
        circle_id = _circle(space_id, regulars[0])
        _everybody_in(space_id, circle_id)
        _write(space_id, circle_id, regulars[0], posts, chance)
        search.reindex(space_id=space_id)
        source = load.Events(space_id, 7)
        for _ in range(events // load.BATCH):
            journal.record(space_id=space_id, events=source.batch(load.BATCH), settle="queue")
            while journal.drain(space_id=space_id, batch=load.BATCH):
                pass
        _live(space_id, regulars, chance)
        circles.refresh_figures(space_id=space_id)
        for _ in range(2):  # the first notes how far it may go
            books.advance_checkpoints(space_id=space_id, actor=_ACTOR, most=10 * events)
        while insight.refresh(space_id=space_id, limit=200_000).behind:
            pass
        return {"regulars": regulars, "seconds": round(time.perf_counter() - began, 1)}

    return run


def _owner(space_id: int) -> None:
    from guanxi.spaces import actions as spaces

    owner = spaces.register_user(email="owner@bench.example", name="Owner", actor=_ACTOR)
    spaces.add_staff(space_id=space_id, user_id=owner, role="owner", actor=_ACTOR)


def _regulars(space_id: int) -> list[int]:
    from guanxi.members import queries

    return [member.id for member in queries.page(space_id=space_id, limit=REGULARS)]


def _circle(space_id: int, host: int) -> int:
    from guanxi import journal
    from guanxi.circles import actions as circles
    from guanxi.circles import entry
    from guanxi.kernel.tenancy import acting_in

    with acting_in(space_id):
        today = journal.now(space_id=space_id).date()
        return circles.open_circle(
            space_id=space_id,
            canvas=circles.Canvas(
                background="Measuring",
                purpose="other",
                goal="Pages",
                goal_number=1,
                goal_date=today + timedelta(days=90),
            ),
            look=circles.Look(name="茶友", trait="Tea"),
            charter="Be kind.",
            rule=entry.Rule(),
            actor=_ACTOR,
            slug="tea-lovers",
            host_member_id=host,
        )


def _everybody_in(space_id: int, circle_id: int) -> None:
    from guanxi.kernel import statements
    from guanxi.kernel.tenancy import acting_in

    with acting_in(space_id):
        statements.run("SET LOCAL statement_timeout = 0", [])
        statements.run(
            # allow sql-reach: a hundred thousand people enter in one statement, not one by one
            """
            INSERT INTO circles_membership (space_id, circle_id, member_id, entered_at, charter_version, way)
            SELECT space_id, %s, member_id, joined_at, 1, 'open' FROM members_public_member WHERE space_id = %s
            ON CONFLICT DO NOTHING
            """,
            [circle_id, space_id],
        )
        statements.run(
            # allow sql-reach: the count that one by one would have made
            """
            UPDATE circles_circle SET members = (SELECT count(*) FROM circles_membership WHERE circle_id = %s)
            WHERE id = %s
            """,
            [circle_id, circle_id],
        )


def _write(space_id: int, circle_id: int, host: int, posts: int, chance: random.Random) -> None:
    """Posts of a year, each with some comments and reactions, in a few statements."""
    from guanxi.kernel import statements
    from guanxi.kernel.tenancy import acting_in

    texts = ["，".join(chance.choices(_WORDS, k=chance.randrange(6, 40))) for _ in range(2000)]
    with acting_in(space_id):
        statements.run("SET LOCAL statement_timeout = 0", [])
        written = statements.rows(
            # allow sql-reach: fifty thousand posts in one statement, not one by one
            """
            INSERT INTO circles_post (space_id, circle_id, author_id, kind, declared, text, created_at, born_s, likes,
                useful, comments, talkers)
            SELECT %(space)s, %(circle)s, people.ids[1 + n * 7919 %% cardinality(people.ids)],
                CASE WHEN n %% 9 = 0 THEN 'question' ELSE 'post' END, CASE WHEN n %% 40 = 0 THEN 'ad' ELSE 'value' END,
                (%(texts)s::text[])[1 + n %% 2000] || ' ' || n, born, extract(epoch FROM born)::bigint,
                n %% 23, n %% 5, 2, 2
            FROM generate_series(1, %(posts)s) n
            CROSS JOIN (SELECT array_agg(member_id) ids FROM members_public_member WHERE space_id = %(space)s) people
            CROSS JOIN LATERAL (SELECT guanxi_now(%(space)s) - (%(posts)s - n) * interval '10 minutes' born) at
            RETURNING id, author_id, created_at
            """,
            {"space": space_id, "circle": circle_id, "posts": posts, "texts": texts},
        )
        statements.run(
            # allow sql-reach: two comments to each of them
            """
            INSERT INTO circles_comment (space_id, circle_id, post_id, author_id, answered_id, is_to_another, text,
                created_at)
            SELECT %s, %s, written.id, %s, written.author, written.author <> %s, 'Thank you ' || n,
                at + n * interval '1 hour'
            FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[]) written (id, author, at)
            CROSS JOIN generate_series(1, 2) n
            """,
            [space_id, circle_id, host, host, *(list(column) for column in zip(*written, strict=True))],
        )
        statements.run(
            # allow sql-reach: the count that one by one would have made
            "UPDATE circles_circle SET posts = %s WHERE id = %s",
            [posts, circle_id],
        )


def _live(space_id: int, regulars: list[int], chance: random.Random) -> None:
    """Two months of the members whose pages are opened: a check-in on most days, an order a week."""
    from guanxi import journal

    now = journal.now(space_id=space_id)
    events = [
        journal.Event(
            type="checkin.made" if day % 7 else "order.delivered",
            at=now - timedelta(days=60 - day),
            member_id=member,
            props={"text_length": 40, "local_hour": chance.randrange(6, 22)}
            if day % 7
            else {"order": f"r{member}-{day}", "sum_cents": chance.randrange(5000, 60_000), "quantity": 1},
            key=f"regular:{member}:{day}",
            source="api",
        )
        for member in regulars
        for day in range(60)
    ]
    for start in range(0, len(events), load.BATCH):
        journal.record(space_id=space_id, events=events[start : start + load.BATCH])
