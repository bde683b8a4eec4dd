"""The console's quests: from a recipe by its words to the launch, and what becomes of it."""

import re
from datetime import date
from html import unescape
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext

from guanxi import ledger
from guanxi.challenges import queries as challenges
from guanxi.circles import actions as circles
from guanxi.circles import entry
from guanxi.kernel import statements
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import actions as quest_actions
from guanxi.quests import queries as quests
from guanxi.quests import recipes
from guanxi.quests.errors import Problem, QuestFileRefused
from guanxi.web.console import quests_words, recipes_form, recipes_page
from tests import cast
from tests.web import faces

MOST_STATEMENTS = 15
OVERHEAD_OF_TESTS = 3
"""A test is inside a transaction already, so that entering the space costs a savepoint and its release."""
BASE = "/s/spring-tea/quests/"
WORDS = {
    "days": "7",
    "first_day": "2099-05-01",
    "last_day": "2099-05-31",
    "gift": "手作盖碗",
    "stock": "200",
    "points": "30",
    "half_points": "10",
    "points_budget": "12000",
    "text_least": "10",
    "makeup_cards": "2",
    "hour_from": "5",
    "hour_to": "9",
    "has_certificate": "on",
    "has_leaderboard": "on",
    "title_zh": "七日早茶",
    "title_en": "Seven early teas",
}
YAML = """
quests:
  - quest: spring
    title: Spring
    goal: {event: checkin.made}
    steps: [{reach: 1, promise: [{points: 1}]}]
    budget: {points: 5}
"""


@pytest.fixture
def bob(tea) -> Client:
    """The operator, who launches and does not fund."""
    return faces.staff(tea.staff["Bob"])


def text(response) -> str:
    return str(response.content, "utf-8")


def stock(tea, points: int = 12_000, bowls: int = 200) -> None:
    with acting_in(tea.space_id):
        ledger.fund(space_id=tea.space_id, unit="points", amount=points, actor=tea.actor)
        ledger.fund(space_id=tea.space_id, unit="item:手作盖碗", amount=bowls, actor=tea.actor)


def write(client: Client, **changes: str) -> str:
    """Fill the recipe in and save it; the address it leads to."""
    response = client.post(f"{BASE}new/checkin/", {**WORDS, **changes, "next": ""})
    assert response.status_code == 303, text(response)
    return response["Location"]


def shown(page: str) -> dict[str, str]:
    """What the launch page carries along: the version and the shortfall that somebody looks at."""
    return {name: unescape(value) for name, value in re.findall(r'name="(version|short)" value="([^"]*)"', page)}


def start(client: Client, launch: str, **facts: str):
    """Look at the launch, and press its button."""
    return client.post(launch, {**shown(text(client.get(launch))), **facts})


def test_refuses_a_day_that_is_over_beside_its_field(tea, owner):
    given = {"date": "2020-11-20", "act": "checkin.made", "points": "18", "points_budget": "2000"}
    answer = owner.post(f"{BASE}new/member-day/", {**given, "next": ""})

    assert answer.status_code == 422
    field = text(answer).split('id="field-date"')[1].split("</div>")[0]
    assert "This day is over" in field
    assert quests.find(space_id=tea.space_id, slug="member-day") is None


def state(tea, slug: str = "checkin") -> str:
    return quests.one(space_id=tea.space_id, slug=slug).state


def test_teaches_what_a_quest_is_when_there_is_none(tea, owner):
    page = text(owner.get(BASE))

    assert "A quest keeps a promise" in page
    assert f"{BASE}new/" in page


def test_offers_every_recipe_in_the_order_of_the_method(tea, owner):
    page = text(owner.get(f"{BASE}new/"))

    places = [page.index(f"{BASE}new/{one.name}/") for one in recipes.RECIPES]
    assert places == sorted(places)
    assert page.count("when the circle is ready") == sum(one.is_amber for one in recipes.RECIPES)


@pytest.mark.parametrize("name", [one.name for one in recipes.RECIPES])
def test_reads_every_recipe_as_one_sentence_of_words_that_can_be_clicked(tea, owner, name):
    page = text(owner.get(f"{BASE}new/{name}/"))

    form = recipes_form.RecipeForm(recipes.named(name=name), offers=recipes_form.Offers(), initial={})
    for piece in recipes_form.words(form):
        assert f'id="word-{piece.name}"' in page
    assert page.count('<details class="slot"') == len(recipes_form.words(form))


def test_shows_what_members_will_read_while_a_word_is_changed(tea, owner):
    page = text(owner.post(f"{BASE}new/checkin/preview/", {**WORDS, "days": "9", "last_day": "2099-06-20"}))

    assert "Check in on 9 days in a row" in page
    assert '<span id="word-days" hx-swap-oob="true">9</span>' in page
    assert "at most 12,000 points and 200 × “手作盖碗”" in page
    assert "The reserve lacks 12,000 points and 200 × “手作盖碗”" in page


def test_says_what_is_wrong_beside_the_word(tea, owner):
    response = owner.post(f"{BASE}new/checkin/", {**WORDS, "days": "60", "next": ""})

    assert response.status_code == 422
    assert "That is too short for 60 days in a row." in text(response)


def test_marks_what_is_wrong_while_a_word_is_changed_and_clears_it_again(tea, owner):
    preview = f"{BASE}new/checkin/preview/"
    wrong = text(owner.post(preview, {**WORDS, "points_budget": "20"}))

    assert 'id="field-points_budget_error" hx-swap-oob="true">This is less than the 30 points of one grant' in wrong
    assert '<span id="word-points_budget" hx-swap-oob="true" class="wrong">20</span>' in wrong
    assert wrong.count("This is less than") == 1
    assert "Not yet" in wrong

    right = text(owner.post(preview, WORDS))
    assert '<p class="invalid" id="field-points_budget_error" hx-swap-oob="true"></p>' in right
    assert '<div id="refused" hx-swap-oob="true"></div>' in re.sub(r">\s+<", "><", right)
    assert "wrong" not in right
    assert "Not yet" not in right


def test_says_what_a_draft_asks_for_that_is_over_by_now(tea, owner):
    write(owner)
    statement = """
        UPDATE quests_recipe SET answers = jsonb_set(jsonb_set(answers, '{first_day}', '"2020-05-01"'),
            '{last_day}', '"2020-05-31"') WHERE space_id = %s
    """
    with acting_in(tea.space_id):
        statements.run(statement, [tea.space_id])

    page = text(owner.get(f"{BASE}new/checkin/?quest=checkin"))
    assert "This day is over" in page.split('id="field-last_day"')[1].split("</div>")[0]


def test_refuses_to_launch_what_is_over_by_now(tea, owner):
    stock(tea)
    over = YAML.replace("    goal:", "    window: {from: 2020-05-01, to: 2020-06-01}\n    goal:")
    launch = owner.post(f"{BASE}new/yaml/", {"text": over})["Location"]

    answer = start(owner, launch)
    assert answer.status_code == 422
    assert "“Spring” counts only until" in text(answer)
    assert "2020, which is over" in text(answer)
    assert state(tea, "spring") == "draft"


def test_joins_what_is_wrong_and_what_to_do_as_the_reader_does():
    problem = Problem(line=1, column=1, path="quests[0]", reason="甲", suggestion="乙")
    with translation.override("zh-hans"):
        assert recipes_page.in_words(QuestFileRefused([problem])) == {"file 0": "甲；乙"}


def test_refuses_words_that_induce_sharing(tea, owner):
    response = owner.post(f"{BASE}new/checkin/", {**WORDS, "more_zh": "转发朋友圈即可领红包", "next": ""})

    assert response.status_code == 422
    assert "this rewards the sharing" in text(response)


def test_launches_a_challenge_from_the_recipe(tea, owner):
    stock(tea)
    launch = write(owner)
    assert launch == f"{BASE}checkin/launch/"
    before = text(owner.get(launch))
    assert "Launch: at most 12,000 points and 200 × “手作盖碗”" in before
    assert state(tea) == "draft"

    assert start(owner, launch).status_code == 303

    assert state(tea) == "launched"
    found = quests.one(space_id=tea.space_id, slug="checkin")
    rules = challenges.rules_of(space_id=tea.space_id, quest_id=found.quest_id)
    assert rules is not None
    assert (rules.text_least, rules.hour_from, rules.hour_to, rules.makeup_cards) == (10, 5, 9, 2)
    page = text(owner.get(f"{BASE}checkin/"))
    assert "Seven early teas" in page
    assert "0 × “手作盖碗” granted" in page


def test_says_what_the_reserve_lacks_and_lets_an_owner_fill_it_on_the_spot(tea, owner):
    launch = write(owner)
    page = text(owner.get(launch))
    assert "I stand behind it: I have 200 × “手作盖碗” ready, and will honour 12,000 points." in page
    assert "Tick this first" in page

    refused = start(owner, launch)
    assert refused.status_code == 422
    assert "The reserve lacks 12,000 points and 200 × “手作盖碗”, so nothing was launched." in text(refused)
    assert state(tea) == "draft"

    assert start(owner, launch, fund="yes").status_code == 303
    assert state(tea) == "launched"


def test_does_not_let_an_operator_fill_the_reserve(tea, bob):
    launch = write(bob)
    assert "An owner of the space can add it" in text(bob.get(launch))

    assert start(bob, launch, fund="yes").status_code == 422
    assert state(tea) == "draft"


def test_asks_why_when_no_circle_is_ready_for_fission(tea, owner):
    words = {"friends": "3", "act": "checkin.made", "gift": "cup", "stock": "5", "first_points": "0"}
    dates = {"first_day": "2099-05-01", "last_day": "2099-05-31"}
    owner.post(f"{BASE}new/invite/", {**words, **dates, "next": ""})
    launch = f"{BASE}invite/launch/"
    page = text(owner.get(launch))
    assert "There is no circle yet in which members know one another." in page
    assert "a friend counts in the whole space when they check in once" in page

    assert start(owner, launch, fund="yes").status_code == 422
    assert start(owner, launch, fund="yes", because="The fair is on Sunday.").status_code == 303
    assert state(tea, "invite") == "launched"


def open_circle(tea) -> int:
    return circles.open_circle(
        space_id=tea.space_id,
        canvas=circles.Canvas(
            background="Alone.", purpose="seed_users", goal="A hundred", goal_number=100, goal_date=date(2027, 3, 31)
        ),
        look=circles.Look(name="Old friends", trait="raw tea"),
        charter="Be kind.",
        rule=entry.Rule(),
        actor=tea.actor,
        slug="old-friends",
    )


def test_says_which_circle_is_not_ready(tea, owner):
    open_circle(tea)
    given = {"date": "2099-11-20", "act": "checkin.made", "points": "18", "points_budget": "1800"}
    owner.post(f"{BASE}new/member-day/", {**given, "next": ""})

    page = text(owner.get(f"{BASE}member-day/launch/"))
    assert "The circle “Old friends” is not ready for this yet" in page
    assert "inside this circle, not in the whole brand" in page


def test_says_by_name_what_a_new_version_cannot_take_back(tea, owner):
    stock(tea)
    start(owner, write(owner))
    owner.post(f"{BASE}new/checkin/?quest=checkin", {**WORDS, "points_budget": "11000", "next": ""})

    refused = start(owner, f"{BASE}checkin/launch/")
    assert refused.status_code == 422
    assert "12,000 points are set aside for it already, so a new version cannot promise only 11,000" in text(refused)


def test_goes_on_with_a_draft_by_its_words(tea, owner):
    write(owner)
    page = text(owner.get(f"{BASE}new/checkin/?quest=checkin"))
    assert 'value="手作盖碗"' in page

    response = owner.post(f"{BASE}new/checkin/?quest=checkin", {**WORDS, "points": "50", "draft": ""})
    assert response["Location"] == f"{BASE}checkin/"
    assert quests.one(space_id=tea.space_id, slug="checkin").number == 2


def test_says_who_keeps_the_older_terms_of_a_running_quest(tea, owner):
    stock(tea)
    start(owner, write(owner))
    owner.post(f"{BASE}new/checkin/?quest=checkin", {**WORDS, "points": "5", "next": ""})

    page = text(owner.get(f"{BASE}checkin/launch/"))

    assert "who is under way keeps the older terms" in page
    assert start(owner, f"{BASE}checkin/launch/").status_code == 303
    assert "Version 2" in text(owner.get(f"{BASE}checkin/"))


def test_moves_a_quest_on_with_the_consequence_in_words(tea, owner):
    stock(tea)
    start(owner, write(owner))
    assert "Nothing is lost." in text(owner.get(f"{BASE}checkin/"))

    for move, after in (("pause", "paused"), ("resume", "launched"), ("end", "ended"), ("settle", "settled")):
        assert owner.post(f"{BASE}checkin/move/", {"move": move}).status_code == 303
        assert state(tea) == after
    page = text(owner.get(f"{BASE}checkin/"))
    assert "12,000 points and 200 × “手作盖碗” went back to the reserve" in page


def test_says_what_does_not_follow_from_the_state(tea, owner):
    write(owner)

    response = owner.post(f"{BASE}checkin/move/", {"move": "resume"})

    assert response.status_code == 422
    assert state(tea) == "draft"


def test_checks_yaml_line_by_line(tea, owner):
    wrong = owner.post(f"{BASE}new/yaml/", {"text": YAML.replace("checkin.made", "nothing.known")})
    assert wrong.status_code == 422
    assert "line 4, column 19" in text(wrong)

    right = owner.post(f"{BASE}new/yaml/", {"text": YAML})
    assert right["Location"] == f"{BASE}spring/launch/"


def test_lists_quests_by_state_and_as_a_table(tea, owner):
    write(owner, title_en="=cmd()")
    assert "=cmd()" in text(owner.get(f"{BASE}?state=draft"))
    assert "Nothing fits" in text(owner.get(f"{BASE}?state=launched"))

    lines = b"".join(owner.get(f"{BASE}?format=csv").streaming_content).decode()
    assert "'=cmd()" in lines


@pytest.mark.parametrize("role", ["agent", "analyst"])
def test_lets_those_who_only_look_change_nothing(tea, owner, role):
    stock(tea)
    start(owner, write(owner))
    client = faces.desk(tea, role)

    page = text(client.get(f"{BASE}checkin/"))
    assert "Pause" not in page
    assert "New quest" not in text(client.get(BASE))
    for address in ("new/", "new/checkin/", "new/yaml/", "checkin/launch/"):
        assert client.get(f"{BASE}{address}").status_code == 403
    assert client.post(f"{BASE}checkin/move/", {"move": "pause"}).status_code == 403
    assert state(tea) == "launched"


def test_knows_nothing_of_another_spaces_quest(tea, owner):
    stock(tea)
    start(owner, write(owner))
    charlie = faces.staff(cast.night_owl().owner)

    for address in ("checkin/", "checkin/launch/", "new/checkin/?quest=checkin"):
        assert charlie.get(f"/s/night-owl/quests/{address}").status_code == 404
        assert charlie.get(f"{BASE}{address}").status_code == 404


@pytest.mark.parametrize("address", ["", "new/", "new/checkin/", "new/yaml/", "checkin/", "checkin/launch/"])
def test_asks_few_questions_of_the_database(tea, owner, address):
    stock(tea)
    start(owner, write(owner))
    owner.get(f"{BASE}{address}")

    with CaptureQueriesContext(connection) as asked:
        assert owner.get(f"{BASE}{address}").status_code == 200

    assert len(asked) <= MOST_STATEMENTS + OVERHEAD_OF_TESTS


def test_launches_nothing_but_the_version_that_was_looked_at(tea, owner):
    stock(tea)
    launch = write(owner)
    looked_at = shown(text(owner.get(launch)))
    owner.post(f"{BASE}new/checkin/?quest=checkin", {**WORDS, "points": "500", "draft": ""})

    refused = owner.post(launch, looked_at)

    assert refused.status_code == 422
    assert "look again at what it says now" in text(refused)
    assert state(tea) == "draft"
    assert owner.post(launch, shown(text(refused))).status_code == 303


def test_adds_to_the_reserve_nothing_but_what_was_looked_at(tea, owner):
    stock(tea, points=11_000)
    launch = write(owner)
    looked_at = shown(text(owner.get(launch)))
    with acting_in(tea.space_id):
        ledger.fund(space_id=tea.space_id, unit="points", amount=400, actor=tea.actor)

    assert owner.post(launch, {**looked_at, "fund": "yes"}).status_code == 422
    assert owner.post(launch, {"fund": "yes"}).status_code == 422
    assert state(tea) == "draft"
    assert start(owner, launch, fund="yes").status_code == 303


CANVAS = {"background": "Old guests talk to nobody.", "purpose": "retain", "goal": "Half of them every week, by June."}


def test_leads_from_a_canvas_to_the_recipes_that_fit_and_keeps_it_with_the_quest(tea, owner):
    assert f"{BASE}new/canvas/" in text(owner.get(f"{BASE}new/"))
    assert owner.post(f"{BASE}new/canvas/", {**CANVAS, "goal": ""}).status_code == 422
    assert owner.post(f"{BASE}new/canvas/", CANVAS)["Location"] == f"{BASE}new/"

    page = text(owner.get(f"{BASE}new/"))
    fitting = page.split("Recipes that fit your purpose")[1].split("All others")[0]
    assert {one.name for one in recipes.RECIPES if f"{BASE}new/{one.name}/" in fitting} == {"checkin", "birthday"}
    assert "Old guests talk to nobody." in page
    assert "Old guests talk to nobody." in text(owner.get(f"{BASE}new/checkin/"))

    write(owner)

    canvas = quests.one(space_id=tea.space_id, slug="checkin").definition.canvas
    assert canvas is not None
    assert (canvas.background, canvas.purpose) == (CANVAS["background"], "Members come back by themselves")
    assert "Old guests talk to nobody." in text(owner.get(f"{BASE}checkin/"))
    assert "Old guests talk to nobody." not in text(owner.get(f"{BASE}new/"))
    owner.post(f"{BASE}new/checkin/?quest=checkin", {**WORDS, "points": "50", "draft": ""})
    assert quests.one(space_id=tea.space_id, slug="checkin").definition.canvas == canvas


def test_keeps_a_canvas_that_waits_while_another_quest_is_written_anew(tea, owner):
    write(owner)
    owner.post(f"{BASE}new/canvas/", CANVAS)

    response = owner.post(f"{BASE}new/checkin/?quest=checkin", {**WORDS, "points": "50", "draft": ""})

    assert response.status_code == 303
    assert "Old guests talk to nobody." in text(owner.get(f"{BASE}new/"))


def test_begins_without_the_canvas_again(tea, owner):
    owner.post(f"{BASE}new/canvas/", CANVAS)

    owner.post(f"{BASE}new/canvas/", {"away": "yes"})

    assert "Old guests" not in text(owner.get(f"{BASE}new/"))


def test_shows_the_circle_in_what_members_will_read_and_makes_it_count(tea, owner):
    circle = open_circle(tea)

    page = text(owner.post(f"{BASE}new/checkin/preview/", {**WORDS, "circle": str(circle)}))

    assert "For members of the circle “Old friends”." in page
    assert "has(member.circles, &#x27;old-friends&#x27;)" in page
    write(owner, circle=str(circle))
    assert quests.one(space_id=tea.space_id, slug="checkin").definition.audience == "has(member.circles, 'old-friends')"


def test_warns_of_words_that_induce_sharing_in_a_quest_that_was_written_by_hand(tea, owner):
    owner.post(f"{BASE}new/yaml/", {"text": YAML.replace("title: Spring", "title: 转发朋友圈即可领茶")})

    page = text(owner.get(f"{BASE}spring/launch/"))

    assert "转发朋友圈" in page.split('role="note"')[1]
    assert "this rewards the sharing" in page


def test_counts_friends_as_friends(tea):
    words = """quests:
  - quest: bring
    title: Bring three
    goal: {event: referral.qualified, measure: {distinct: invitee}}
    steps: [{reach: 3, promise: [{points: 5}]}]
    budget: {points: 50}
"""
    with acting_in(tea.space_id):
        (definition,) = quest_actions.read_file(space_id=tea.space_id, text=words)
    assert quests_words.reach(definition, 1, currency="CNY") == "1 friend"
    assert quests_words.reach(definition, 3, currency="CNY") == "3 friends"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("name", [one.name for one in recipes.RECIPES])
def test_begins_no_line_of_a_sentence_with_a_sign(tea, name, language):
    with translation.override(language):
        form = recipes_form.RecipeForm(recipes.named(name=name), offers=recipes_form.Offers(), initial={})
        pieces = recipes_form.pieces(form)
        for before, piece in pairwise(pieces):
            if before.name and not before.within and not piece.within:
                assert piece.text[0] not in "，。；：、）,.;:)", (before, piece)
        said = "".join(piece.text + piece.clings for piece in pieces)
        assert said.count("，") + said.count(",") >= gettext(form.recipe.sentence).count("，")
