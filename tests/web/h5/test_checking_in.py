"""The form of a check-in: what was chosen stays chosen, and pictures are looked at last and counted always."""

import io

import pytest
from PIL import Image

from guanxi.kernel import tenancy
from guanxi.media import actions as media
from guanxi.media import models, safety
from tests.challenges import tea as challenged
from tests.media import attacks
from tests.web.h5.challenge_phone import Phone

pytestmark = pytest.mark.django_db
TICKED = 'name="shared" value="yes" checked'


@pytest.fixture
def house(db):
    return challenged.open_challenge()


@pytest.fixture
def phone(house):
    return Phone(house, house.member())


def picture(content: bytes | None = None) -> io.BytesIO:
    file = io.BytesIO()
    if content is None:
        Image.new("RGB", (40, 40), "green").save(file, "PNG")
    else:
        file.write(content)
    file.seek(0)
    file.name = "tea.png"
    return file


def checks_in(phone, **fields):
    answer = phone.post("today/morning-tea/check-in", **fields)
    return answer.status_code, answer.content.decode()


def sent(house) -> int:
    with tenancy.acting_in(house.space_id):
        return sum(models.DayCount.objects.values_list("count", flat=True))


def kept(house) -> int:
    with tenancy.acting_in(house.space_id):
        return models.Picture.objects.count()


def test_ticks_the_board_while_nothing_was_typed(phone):
    assert TICKED in phone.get("today")


@pytest.mark.parametrize("chosen", [True, False])
def test_keeps_the_choice_of_who_sees_it_when_it_refuses(phone, chosen):
    phone.house.sets_up(text_least=10)
    status, page = checks_in(phone, text="太短", **({"shared": "yes"} if chosen else {}))
    assert status == 422
    assert (TICKED in page) is chosen


def test_keeps_words_private_that_were_repaired_on_the_page_that_refused_them(phone):
    phone.house.sets_up(text_least=10)
    _, page = checks_in(phone, text="太短")
    again = {"shared": "yes"} if TICKED in page else {}
    assert checks_in(phone, text="只给我自己看的十个字以上的话", **again)[0] == 303
    assert phone.house.board() == ()


def test_keeps_the_choice_also_when_the_form_cannot_be_read(phone):
    status, page = checks_in(phone, text="x" * 9000)
    assert status == 422
    assert TICKED not in page


def test_keeps_the_day_that_a_card_is_for(phone):
    phone.house.sets_up(makeup_cards=2, text_least=10)
    phone.house.says("2030-05-04 09:00")
    status, page = checks_in(phone, text="太短", for_date="2030-05-02")
    assert status == 422
    assert 'value="2030-05-02" selected' in page


def test_says_how_many_pictures_fit_and_refuses_one_more(phone):
    assert "optional; up to 3 pictures" in phone.get("today")
    status, page = checks_in(phone, pictures=[picture() for _ in range(4)])
    assert status == 422
    assert "A check-in has at most 3 pictures." in page
    assert (kept(phone.house), sent(phone.house)) == (0, 0)
    assert checks_in(phone, pictures=[picture() for _ in range(3)])[0] == 303
    assert (kept(phone.house), sent(phone.house)) == (3, 3)


def test_unpacks_no_picture_for_words_that_it_refuses(phone, monkeypatch):
    unpacked: list[int] = []
    monkeypatch.setattr(safety, "make_safe", lambda content: unpacked.append(len(content)))
    phone.house.sets_up(text_least=10)
    assert checks_in(phone, text="太短", pictures=picture())[0] == 422
    assert unpacked == []


def test_counts_pictures_that_it_refuses(phone, monkeypatch):
    monkeypatch.setattr(media, "MOST_A_DAY", 2)
    for _ in range(2):
        status, page = checks_in(phone, pictures=picture(attacks.encoded("JPEG")[:200]))
        assert (status, "damaged" in page) == (422, True)
    status, page = checks_in(phone, pictures=picture())
    assert (status, "You have sent 2 pictures today" in page) == (422, True)
    assert sent(phone.house) == 2


def test_takes_no_pictures_for_a_day_that_has_its_check_in(phone):
    phone.house.taps(phone.member_id)
    assert checks_in(phone, pictures=picture())[0] == 303
    assert kept(phone.house) == 0


def test_counts_a_face_that_it_refuses(phone, monkeypatch):
    monkeypatch.setattr(media, "MOST_A_DAY", 1)
    for words in ("This is not a picture", "You have sent 1 pictures today"):
        answer = phone.post("me/profile/face", name="小满", picture=picture(b"<svg/>"))
        assert answer.status_code == 422
        assert words in answer.content.decode()
