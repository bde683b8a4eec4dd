"""The first minutes of somebody who has never seen the console: one step leads to the next, and says what is so."""

import re
from datetime import date

import pytest
from django.test import Client

from guanxi.circles import actions as circles
from guanxi.circles import entry
from guanxi.kernel import tenancy
from guanxi.members import actions as members
from guanxi.quests import actions as quests
from guanxi.referral import actions as referral
from guanxi.referral import browsing, queries
from guanxi.spaces import actions as spaces
from tests import cast
from tests.web import faces

BASE = "/s/spring-tea/"
MAKE = f"{BASE}codes/new/"
CANVAS = circles.Canvas(
    background="people ask", purpose="seed_users", goal="speak", goal_number=9, goal_date=date(2099, 1, 1)
)
QUEST = """
quests:
  - quest: {slug}
    title: {{en: Seven early teas}}
    goal: {{event: {event}, measure: count}}
    steps: [{{reach: 1, promise: [{{certificate: {slug}}}]}}]
"""


def read(client: Client, path: str = "home/") -> str:
    return client.get(BASE + path).content.decode()


def launch(tea: cast.House, slug: str = "teas", event: str = "checkin.made") -> None:
    text = QUEST.format(slug=slug, event=event)
    with tenancy.acting_in(tea.space_id):
        for definition in quests.read_file(space_id=tea.space_id, text=text):
            quests.apply_definition(space_id=tea.space_id, definition=definition, actor=tea.actor)
            quests.launch(space_id=tea.space_id, slug=definition.slug, actor=tea.actor)


def open_circle(tea: cast.House) -> int:
    return circles.open_circle(
        space_id=tea.space_id,
        canvas=CANVAS,
        look=circles.Look(name="老茶友", trait="都爱生普"),
        charter="Be kind to one another.",
        rule=entry.Rule(),
        actor=tea.actor,
        slug="tea",
    )


def chosen(page: str) -> str:
    """What "Leads to" stands on."""
    found = re.search(r'<option value="([^"]*)" selected', page)
    assert found is not None
    return found[1]


def leads_to(tea: cast.House) -> str:
    """Where the only code of the house leads."""
    (code,) = queries.channel_codes(space_id=tea.space_id)
    shown = browsing.landing_of(space_id=tea.space_id, code_id=code.id)
    return shown.leads_to if shown else ""


def test_speaks_of_the_poster_to_who_came_for_one_and_to_who_has_none(tea, owner):
    assert "<h1>Make a poster</h1>" in owner.get(MAKE).content.decode()
    assert f"{MAKE}?poster=first" in read(owner)

    referral.create_channel_code(space_id=tea.space_id, channel="wall", actor=tea.actor)

    assert "<h1>New code</h1>" in owner.get(MAKE).content.decode()
    assert "<h1>Make a poster</h1>" in owner.get(f"{MAKE}?poster=first").content.decode()


def test_leads_a_new_code_to_the_only_challenge_that_runs(tea, owner):
    assert chosen(owner.get(MAKE).content.decode()) == ""
    launch(tea)
    launch(tea, "reviews", "review.written")
    assert chosen(owner.get(MAKE).content.decode()) == "quest:teas"

    assert owner.post(MAKE, {"channel": "door", "leads_to": "quest:teas"}).status_code == 303
    assert leads_to(tea) == "quest:teas"

    launch(tea, "more-teas")
    assert chosen(owner.get(MAKE).content.decode()) == ""


def test_leads_nowhere_that_is_not_offered(tea, owner):
    assert chosen(owner.get(f"{MAKE}?leads_to=quest:none").content.decode()) == ""
    assert owner.post(MAKE, {"channel": "door", "leads_to": "quest:none"}).status_code == 422
    assert queries.channel_codes(space_id=tea.space_id) == ()


def test_shows_the_words_that_stand_before_what_joiners_get(tea, owner):
    page = owner.get(MAKE).content.decode()

    assert "“Scan, join, and get: …”" in page
    assert "“Scan, join, and get: a bag of white tea to try”" in page


def test_says_no_cost_where_none_was_given(tea, owner):
    free = referral.create_channel_code(space_id=tea.space_id, channel="wall", bait="a cup", actor=tea.actor)
    dear = referral.create_channel_code(
        space_id=tea.space_id, channel="card", bait="a cup", bait_cost_cents=150, actor=tea.actor
    )

    assert "Whoever joins gets: a cup</p>" in read(owner, f"codes/{free.code}/")
    assert "Whoever joins gets: a cup (¥1.50 each)" in read(owner, f"codes/{dear.code}/")


def test_leads_from_the_warning_to_the_very_setting(tea, owner):
    code = referral.create_channel_code(space_id=tea.space_id, channel="wall", actor=tea.actor)
    found = re.search(r'href="([^"]+)#([^"]+)">To this setting', read(owner, f"codes/{code.code}/"))

    assert found is not None
    assert f'id="{found[2]}"' in owner.get(found[1]).content.decode()
    assert "To this setting" not in read(faces.staff(tea.staff["Bob"]), f"codes/{code.code}/")


def test_says_that_nobody_outside_can_join_while_codes_are_only_printed(tea, owner, settings):
    code = referral.create_channel_code(space_id=tea.space_id, channel="wall", actor=tea.actor)
    page, told = f"codes/{code.code}/", "nobody outside can join yet"
    settings.MAILERS = {**settings.MAILERS, "carrier": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
    assert told in read(owner, page)

    key = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
    spaces.change_setting(space_id=tea.space_id, name="signin.hand_over_key", value=key, actor=tea.actor)
    assert told not in read(owner, page)
    spaces.change_setting(space_id=tea.space_id, name="signin.hand_over_key", value="", actor=tea.actor)

    settings.MAILERS = {**settings.MAILERS, "carrier": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"}}
    assert told not in read(owner, page)


def test_says_what_comes_after_a_circle_is_open_until_somebody_is_in(tea, owner):
    number = open_circle(tea)
    page = read(owner, "circles/tea/")
    assert 'value="http://localhost/m/spring-tea/circles/tea/"' in page
    assert f'href="{MAKE}?leads_to=circle%3Atea"' in page
    assert chosen(owner.get(f"{MAKE}?leads_to=circle%3Atea").content.decode()) == "circle:tea"

    (member_id,) = cast.members_of(tea.space_id, 1)
    circles.enter(space_id=tea.space_id, circle_id=number, member_id=member_id, charter_version=1)

    assert "Next: ask the first people in" not in read(owner, "circles/tea/")


def test_says_what_comes_after_a_launch_until_somebody_begins(tea, owner):
    launch(tea)

    page = read(owner, "quests/teas/")

    assert f'href="{MAKE}?leads_to=quest%3Ateas"' in page
    assert "Make a poster for it" not in read(faces.desk(tea, "analyst"), "quests/teas/")


def test_says_once_that_all_first_steps_are_done(tea, owner):
    members.join(space_id=tea.space_id, external_ids={"shop": "1"}, actor=tea.actor)
    open_circle(tea)
    launch(tea)
    referral.create_channel_code(space_id=tea.space_id, channel="wall", actor=tea.actor)

    page = read(owner)
    assert "All four steps are done" in page
    assert "The first ten minutes" not in page
    assert "All four steps are done" not in read(faces.staff(tea.staff["Bob"]))

    owner.post(f"{BASE}home/first-steps/")
    assert "All four steps are done" not in read(owner)


@pytest.mark.parametrize(
    ("recipe", "needed", "number"), [("checkin", "gift", "stock"), ("welcome", "coupon", "coupons")]
)
def test_says_nothing_of_a_gift_that_is_not_there(tea, owner, recipe, needed, number):
    """The style sheet hides what is marked while the field is empty; the word that adds it stays."""
    page = read(owner, f"quests/new/{recipe}/")
    sentence = page[page.index('<div class="sentence">') : page.index('aria-labelledby="names-title"')]

    assert f'<details class="slot" name="slot" data-with="{needed}"><summary><span id="word-{number}">' in sentence
    assert f'<details class="slot" name="slot"><summary><span id="word-{needed}">+ a {needed}</span>' in sentence
    assert re.search(
        rf'<input [^>]*id="field-{needed}"[^>]*placeholder=" "|placeholder=" "[^>]*id="field-{needed}"', page
    )
    assert f'<span data-with="{needed}"> (there are </span>' in sentence
    assert "[" not in re.sub(r"<[^>]*>", "", sentence)


def test_heads_no_part_of_the_menu_with_the_words_of_its_own_link(tea, owner):
    menu = owner.get("/s/spring-tea/").content.decode().split('<nav aria-label="Main">')[1].split("</nav>")[0]

    heads = re.findall(r'<p class="side-group">([^<]+)</p>', menu)
    links = re.findall(r"<span>([^<]+)</span>", menu)
    assert {"Circles", "Quests", "Settings"} <= set(links)
    assert heads == ["Acquire", "Value", "Trust"]
    assert links.index("Quests") < links.index("Certificates")
