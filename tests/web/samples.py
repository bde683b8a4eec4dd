"""A space in its ninth week, for pages without a database."""

from datetime import UTC, date, datetime, timedelta

from guanxi.insight import liability, overview
from guanxi.quests.definition import Budget, Definition, Goal, Measure, Promise, Step
from guanxi.spaces import queries

NOW = datetime(2026, 11, 21, 6, 3, tzinfo=UTC)
TODAY = date(2026, 11, 21)

SPACES = tuple(
    queries.Space(
        id=number,
        slug=slug,
        name=name,
        time_zone="Asia/Shanghai",
        currency="CNY",
        locale="zh-CN",
        is_demo=slug == "demo",
        created_at=NOW,
    )
    for number, (slug, name) in enumerate([("demo", "云间茶事"), ("french-meta", "French Language Meta")], start=1)
)

AN_OVERVIEW = overview.Overview(
    space_id=1,
    slug="demo",
    name="云间茶事",
    time_zone="Asia/Shanghai",
    currency="CNY",
    demo=True,
    now=NOW,
    week_from=TODAY - timedelta(days=6),
    week_to=TODAY,
    newest=TODAY,
    counted_to=NOW,
    catching_up=False,
    set_aside=1,
    unsettled=0,
    held_grants=3,
    members=12_486,
    members_joined=overview.Pair(now=38, before=31),
    members_active=overview.Pair(now=214, before=240),
    events=128_904,
    events_week=overview.Pair(now=1_486, before=1_486),
    days=tuple(
        overview.Day(date=TODAY - timedelta(days=55 - n), events=(n * 37 % 91) * (1 + n // 14), effects=n * 3)
        for n in range(56)
    ),
    months=tuple(
        overview.Day(date=date(2025 + n // 12, n % 12 + 1, 1), events=n * n * 7, effects=0) for n in range(23)
    ),
    loop=(
        overview.Stage(name="acquire", count=overview.Pair(now=38, before=31)),
        overview.Stage(name="activate", count=overview.Pair(now=24, before=24)),
        overview.Stage(name="retain", count=overview.Pair(now=161, before=170)),
        overview.Stage(name="monetise", count=overview.Pair(now=52, before=40)),
        overview.Stage(name="refer", count=overview.Pair(now=9, before=4)),
    ),
    quests=(
        overview.Quest(
            slug="seven-days",
            definition=Definition(
                slug="seven-days",
                title={"zh": "连续打卡七天，送一只盖碗", "en": "Check in seven days in a row, get a teacup"},
                goals=(Goal(events=("checkin.made",), measure=Measure(kind="streak")),),
                steps=(
                    Step(no=1, reach=3, promises=(Promise(kind="points", code="points", amount=30),)),
                    Step(no=2, reach=7, promises=(Promise(kind="item", code="item:teacup"),)),
                ),
                budgets=(Budget(code="item:teacup", total=200),),
            ),
            state="launched",
            version=2,
            launched_at=NOW - timedelta(days=20),
            under_way=128,
            steps=(overview.Step(number=1, reached=96), overview.Step(number=2, reached=41)),
            budgets=(
                overview.Budget(unit="item:teacup", per_day=False, total=200, left=159, returned=0),
                overview.Budget(unit="points", per_day=True, total=2_000, left=None, returned=0),
            ),
        ),
        overview.Quest(
            slug="bring-three",
            definition=Definition(
                slug="bring-three",
                title={"zh": "邀请三位茶友，得 30 元红包", "en": "Bring three friends who love tea, get ¥30"},
                goals=(Goal(events=("referral.qualified",)),),
                steps=(Step(no=1, reach=3, promises=(Promise(kind="granted", code="granted", amount=3_000),)),),
            ),
            state="paused",
            version=1,
            launched_at=NOW - timedelta(days=9),
            under_way=22,
            steps=(overview.Step(number=1, reached=4),),
            budgets=(overview.Budget(unit="granted", per_day=False, total=300_000, left=0, returned=0),),
        ),
        overview.Quest(
            slug="points-per-yuan",
            definition=Definition(
                slug="points-per-yuan",
                title={"zh": "消费返积分", "en": "Points for every order"},
                goals=(Goal(events=("order.paid",)),),
                each=(Promise(kind="points", code="points", amount=1, for_each=100, of="sum_cents"),),
            ),
            state="launched",
            version=1,
            launched_at=NOW - timedelta(days=50),
            under_way=0,
            steps=(),
            budgets=(overview.Budget(unit="points", per_day=True, total=50_000, left=None, returned=0),),
        ),
    ),
    owed=(
        liability.Owed(
            unit="points", kind="points", available=48_210, pending=1_200, held=60, debt=0, set_aside=250_000
        ),
        liability.Owed(unit="granted", kind="granted", available=90_000, pending=0, held=0, debt=1_250, set_aside=0),
        liability.Owed(unit="item:teacup", kind="item", available=41, pending=0, held=0, debt=0, set_aside=159),
    ),
    expiring=(
        liability.Expiring(unit="points", kind="points", month=date(2027, 2, 1), amount=12_000),
        liability.Expiring(unit="points", kind="points", month=date(2027, 3, 1), amount=36_210),
        liability.Expiring(unit="points", kind="points", month=None, amount=1_200),
    ),
    beginnings=overview.Beginnings(people=True, circle=True, quest=True, code=True),
    audit=overview.AuditRun(
        ran_at=NOW - timedelta(minutes=42),
        ok=True,
        checks=tuple(overview.Check(name=f"L{n}", rows=n * 1_000, violations=0) for n in range(1, 24)),
    ),
    latest=tuple(
        overview.Happening(
            event_id=n,
            type=kind,
            at=NOW - timedelta(minutes=7 * n),
            member_id=member,
            effect=kind.startswith("quest."),
            voided=n == 4,
        )
        for n, (kind, member) in enumerate(
            [
                ("checkin.made", 412),
                ("quest.step_reached", 412),
                ("order.paid", 87),
                ("member.joined", 431),
                ("post.created", 12),
                ("tea.ceremony_watched", 12),
                ("member.joined", 430),
                ("comment.created", 99),
            ]
        )
    ),
)
