"""A house with a few of everything that the console lists, some of them alike, for laws over all its pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from guanxi import journal, ledger
from guanxi.certificates import actions as certificates
from guanxi.certificates import queries as certificate_queries
from guanxi.circles import actions as circles
from guanxi.circles import entry
from guanxi.circles import queries as circle_queries
from guanxi.connectors.customers import uploads
from guanxi.kernel.tenancy import acting_in
from guanxi.members import actions as members
from guanxi.members import browsing, bulk, segments
from guanxi.moderation import actions as moderation
from guanxi.quests import actions as quests
from guanxi.referral import actions as referral
from guanxi.shop import reviewing
from guanxi.spaces import actions as spaces
from guanxi.surveys import actions as surveys
from guanxi.surveys.questions import Question
from tests import cast

MANY = 5
QUEST = """
  - quest: {slug}
    title: {{zh-hans: 喝两杯, en: Two cups}}
    goal: {{event: checkin.made}}
    counts_from: 2020-01-01
    steps:
      - {{reach: 1, promise: [{{points: 30, expires_days: 60}}]}}
      - {{reach: 2, promise: [{{certificate: {slug}}}]}}
    budget: {{points: 3000}}
"""


@dataclass(frozen=True, kw_only=True)
class House:
    """The house, and something for each place that an address of the console can have."""

    space_id: int
    slug: str
    owner: int
    places: Mapping[str, object]


def house() -> House:
    """The house at work."""
    tea = cast.spring_tea()
    people = cast.members_of(tea.space_id, MANY)
    members.define_field(
        space_id=tea.space_id, slug="phone", type_="phone", label="Phone", purpose="service", actor=tea.actor
    )
    members.set_profile(space_id=tea.space_id, member_id=people[0], answers={"phone": "13800138000"}, actor=cast.ACTOR)
    for one in people:
        members.reveal(
            space_id=tea.space_id, member_id=people[0], field="phone", reason=f"Parcel {one}", actor=tea.actor
        )
    for number in range(2):
        spaces.add_staff(space_id=tea.space_id, user_id=cast.user("Kim", f"{number}"), role="agent", actor=tea.actor)
    reviews = [
        reviewing.write_review(space_id=tea.space_id, member_id=people[number % 2], text="Mild", product="Pu-erh")
        for number in range(MANY)
    ]
    event = _quests(tea, people)
    _names(tea, people)
    circle, post = _circles(tea, people)
    case = _moderation(tea, circle, people)
    return House(
        space_id=tea.space_id,
        slug="spring-tea",
        owner=tea.owner,
        places={
            **_asking(tea),
            **_many(tea),
            "member": people[0],
            "member_id": people[0],
            "event_id": event,
            "unit": "points",
            "field": "phone",
            "user_id": tea.staff["Bob"],
            "invitation_id": 1,
            "recipe": "welcome",
            "quest": "cups-0",
            "checkin": 1,
            "code": referral.create_channel_code(space_id=tea.space_id, channel="wall", actor=tea.actor).code,
            "kind": "svg",
            "form": "a4",
            "name": "cups-0",
            "shape": "wide",
            "public_id": "0" * 32,
            "number": case,
            "size": "small",
            "circle": circle.slug,
            "post": post,
            "review": reviews[0].id,
            "place": circle_queries.places(space_id=tea.space_id, circle_id=circle.id)[0].id,
        },
    )


def _quests(tea: cast.House, people: list[int]) -> int:
    """Quests, two of them launched, with people on every step; the first event that counted."""
    with acting_in(tea.space_id):
        ledger.fund(space_id=tea.space_id, unit="points", amount=30_000, actor=tea.actor)
        text = "quests:\n" + "".join(QUEST.format(slug=f"cups-{number}") for number in range(MANY))
        for definition in quests.read_file(space_id=tea.space_id, text=text):
            quests.apply_definition(space_id=tea.space_id, definition=definition, actor=tea.actor)
        for number in range(2):
            quests.launch(space_id=tea.space_id, slug=f"cups-{number}", actor=tea.actor)
        now = datetime.now(UTC)
        days = [(one, ago) for place, one in enumerate(people) for ago in range(1, 2 + place % 2)]
        events = [journal.Event(type="checkin.made", member_id=one, at=now - timedelta(days=ago)) for one, ago in days]
        return journal.record(space_id=tea.space_id, events=events, settle="inline").ids[0]


def _names(tea: cast.House, people: list[int]) -> None:
    """Certificates with the names of their holders."""
    certificates.settle(space_id=tea.space_id, everything=True, actor=tea.actor, at=datetime.now(UTC))
    for one in people:
        for held in certificate_queries.certificates_of(space_id=tea.space_id, member_id=one):
            certificates.show_name(
                space_id=tea.space_id, member_id=one, public_id=held.public_id, name=f"Lin {one}", actor=None
            )


def _circles(tea: cast.House, people: list[int]) -> tuple[circle_queries.Circle, int]:
    canvas = circles.Canvas(
        background="They do not know each other",
        purpose="seed_users",
        goal="A hundred",
        goal_number=100,
        goal_date=date(2027, 3, 31),
    )
    numbers = [
        circles.open_circle(
            space_id=tea.space_id,
            canvas=canvas,
            look=circles.Look(name="Old friends", trait="tea"),
            charter="Be kind.",
            rule=entry.Rule(),
            actor=tea.actor,
            host_member_id=people[0],
        )
        for _ in range(MANY)
    ]
    circle = circle_queries.circle_by_id(space_id=tea.space_id, circle_id=numbers[0])
    for one in people[1:]:
        circles.enter(space_id=tea.space_id, circle_id=circle.id, member_id=one, charter_version=1)
    circles.add_place(space_id=tea.space_id, circle_id=circle.id, kind="qq", name="A group", code="", actor=tea.actor)
    draft = circles.Draft(text="Hello")
    return circle, circles.write_post(space_id=tea.space_id, circle_id=circle.id, draft=draft, author_id=people[0])


def _moderation(tea: cast.House, circle: circle_queries.Circle, people: list[int]) -> int:
    """Cases that wait, and as many that are decided; one that waits."""
    cases = []
    for number in range(2 * MANY):
        draft = circles.Draft(text=f"You fool {number}")
        post = circles.write_post(space_id=tea.space_id, circle_id=circle.id, draft=draft, author_id=people[0])
        reason = "insult" if number % 3 else "off_topic"
        cases.append(
            moderation.report(space_id=tea.space_id, member_id=people[1], kind="post", subject_id=post, reason=reason)
        )
    for number, case in enumerate(cases[MANY:]):
        outcome = "keep" if number % 2 else "warn"
        moderation.decide(
            space_id=tea.space_id, case_id=case, outcome=outcome, reason=f"Said {number}", actor=tea.actor
        )
    return cases[0]


def _asking(tea: cast.House) -> dict[str, object]:
    heading = {"title": "Spring", "why": "To know", "purpose": "taste", "basis": "contract"}
    survey_id = [surveys.create(space_id=tea.space_id, actor=tea.actor, **heading) for _ in range(MANY)][-1]
    question = Question(key="", kind="text", title="Why?")
    key = surveys.add_question(space_id=tea.space_id, survey_id=survey_id, question=question, actor=tea.actor)
    return {"survey_id": survey_id, "key": key}


def _many(tea: cast.House) -> dict[str, object]:
    for number in range(MANY):
        referral.create_channel_code(space_id=tea.space_id, channel=f"card {number}", actor=tea.actor)
    kept = [
        uploads.keep(space_id=tea.space_id, name=f"{number}.csv", content=b"id\na\nb\n", actor=tea.actor)
        for number in range(MANY)
    ]
    named = [
        segments.save(space_id=tea.space_id, name="Tea", predicate="has(member.tags, 'tea')", actor=tea.actor)
        for _ in range(MANY)
    ]
    work = bulk.start(space_id=tea.space_id, kind="tag", tag="tea", filter_=browsing.Filter(), actor=tea.actor)
    return {"upload_id": kept[-1], "segment": named[-1], "bulk_id": work}
