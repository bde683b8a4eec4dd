"""Settings are shown with what they mean, judged beside their field, and kept with who changed them."""

import pytest

from guanxi.posters import settings as posters
from guanxi.spaces import actions, brand, errors, queries
from guanxi.spaces.settings import declared
from guanxi.web.console import settings_page
from tests import cast
from tests.web import faces

pytestmark = pytest.mark.django_db
SETTINGS = "/s/spring-tea/settings/"
KEY = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="


@pytest.fixture
def tea() -> cast.House:
    return cast.spring_tea()


def filled(tea: cast.House, **changes: object) -> dict[str, object]:
    held = queries.settings_of(space_id=tea.space_id)
    asked = {settings_page.field_name(name): value for name, value in held.items() if value is not False}
    asked |= {"space-name": queries.space(space_id=tea.space_id).name}
    return asked | {name.replace("__", "-"): value for name, value in changes.items() if value is not False}


def save(tea: cast.House, **changes: object):
    asked = filled(tea, **changes)
    for name, value in changes.items():
        if value is False:
            asked.pop(name.replace("__", "-"), None)
    return faces.staff(tea.owner).post(SETTINGS, asked)


def test_changes_only_what_differs_and_keeps_who_did_it(tea):
    assert save(tea, signin__by_phone=False, referral__validity_days=45).status_code == 303

    found = queries.changes(space_id=tea.space_id, types=("space.settings_changed",))
    assert {(one.props["name"], one.props["before"], one.props["after"]) for one in found} == {
        ("signin.by_phone", True, False),
        ("referral.validity_days", 30, 45),
    }
    page = faces.staff(tea.owner).get(SETTINGS).content.decode()
    assert "Alice" in page
    assert page.count("<td>") == 10


def test_calls_the_brand_by_its_new_name_everywhere(tea):
    before = queries.space(space_id=tea.space_id).name
    answer = save(tea, space__name="  Green Hill Tea  ")

    assert answer.status_code == 303
    assert queries.space(space_id=tea.space_id).name == "Green Hill Tea"
    (change,) = queries.changes(space_id=tea.space_id, types=("space.settings_changed",))
    assert change.props == {"name": "space.name", "before": before, "after": "Green Hill Tea"}
    page = faces.staff(tea.owner).get(SETTINGS).content.decode()
    assert "Name of the brand" in page
    assert f"<td>{before}</td><td>Green Hill Tea</td>" in page
    assert "Green Hill Tea" in faces.anonymous().get("/issuers/spring-tea").content.decode()


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_refuses_a_name_that_is_none(tea, name):
    before = queries.space(space_id=tea.space_id).name
    assert save(tea, space__name=name).status_code == 422
    assert queries.space(space_id=tea.space_id).name == before


def test_records_nothing_for_the_name_that_it_has(tea):
    name = queries.space(space_id=tea.space_id).name
    actions.rename_space(space_id=tea.space_id, name=f" {name} ", actor=tea.actor)
    assert not queries.changes(space_id=tea.space_id, types=("space.settings_changed",))
    with pytest.raises(errors.NameMissing):
        actions.rename_space(space_id=tea.space_id, name=" ", actor=tea.actor)


def test_refuses_a_colour_that_cannot_be_read_and_offers_one_that_can(tea):
    answer = save(tea, space__brand_colour="#ffd54f")

    assert answer.status_code == 422
    assert "contrast of 1.4" in answer.content.decode()
    assert queries.setting(space_id=tea.space_id, name="space.brand_colour") == brand.COLOUR.default
    with pytest.raises(errors.ContrastTooLow) as caught:
        brand.checked("#ffd54f")
    assert brand.checked(str(caught.value.facts["instead"]))


@pytest.mark.parametrize("colour", ["red", "#12", "#12345g", "url(//evil.example)", "#123456;}"])
def test_refuses_what_is_no_colour(tea, colour):
    assert save(tea, space__brand_colour=colour).status_code == 422


def test_knows_contrast_as_the_standard_defines_it():
    assert brand.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert brand.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    for colour in ("#17685a", "#8b0000", "#00008b", "#111111"):
        assert brand.contrast(brand.at_night(colour), brand.NIGHT) >= 4.5


def test_colours_the_phone_page(tea):
    assert faces.anonymous().get("/m/spring-tea/brand.css").content == b""
    save(tea, space__brand_colour="#8B1A1A")
    styles = faces.anonymous().get("/m/spring-tea/brand.css")

    assert styles["Content-Type"].startswith("text/css")
    assert "--brand:#8b1a1a" in styles.content.decode()
    actions.change_setting(space_id=tea.space_id, name="space.brand_colour", value="}*{}", actor=tea.actor)
    assert faces.anonymous().get("/m/spring-tea/brand.css").content == b""


@pytest.mark.parametrize(
    ("key", "status"),
    [(KEY, 303), (f"{KEY} {KEY}", 303), ("", 303), ("secret", 422), (KEY[:-4], 422), (f"{KEY} {KEY} {KEY}", 422)],
)
def test_takes_one_or_two_public_keys(tea, key, status):
    assert save(tea, signin__hand_over_key=key).status_code == status


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("tea.example", "https://tea.example"),
        ("Tea.Example:8443/", "https://tea.example:8443"),
        (" http://10.0.0.7:8000 ", "http://10.0.0.7:8000"),
        ("https://tea.example/", "https://tea.example"),
        ("", ""),
    ],
)
def test_keeps_an_address_that_links_can_begin_with(tea, asked, kept):
    assert save(tea, referral__link_origin=asked).status_code == 303
    assert queries.setting(space_id=tea.space_id, name="referral.link_origin") == kept
    assert posters.link_origin(tea.space_id) == kept


@pytest.mark.parametrize(
    "asked",
    ["tea", "https://", "https://tea.example/shop", "ftp://tea.example", "https://a b", "https://x@tea.example"],
)
def test_refuses_an_address_that_links_cannot_begin_with(tea, asked):
    answer = save(tea, referral__link_origin=asked)

    assert answer.status_code == 422
    field = answer.content.decode().split('id="id_referral-link_origin"')[1].split("</div>")[0]
    assert "Write https://" in field
    assert queries.setting(space_id=tea.space_id, name="referral.link_origin") == ""


def test_refuses_numbers_out_of_bounds(tea):
    assert save(tea, referral__validity_days=0).status_code == 422
    assert save(tea, referral__validity_days="many").status_code == 422


def test_explains_every_setting_and_what_cannot_be_changed(tea):
    page = faces.staff(tea.owner).get(SETTINGS).content.decode()

    for one in declared():
        if not one.shown:
            assert settings_page.field_name(one.name) not in page
            continue
        assert settings_page.field_name(one.name) in page
    assert "Asia/Shanghai" in page
    assert "would break streaks" in page


def test_is_for_owners_alone(tea):
    for role in ("operator", "agent", "analyst"):
        assert faces.desk(tea, role).post(SETTINGS, {}).status_code == 403


def test_counts_few_statements(tea, django_assert_max_num_queries):
    owner = faces.staff(tea.owner)
    with django_assert_max_num_queries(15):
        owner.get(SETTINGS)
