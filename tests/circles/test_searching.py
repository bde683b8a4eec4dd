"""What was written is found: by Chinese words in both scripts, by English stems, by those who may read it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi.circles import actions, entry, models, queries, search
from guanxi.circles.search import snippets, terms
from guanxi.kernel import folding, tenancy
from guanxi.members import actions as members
from tests import cast

type Ask = Callable[..., list[str]]


@pytest.fixture
def write(tea, circle, people):
    def writing(text: str, author: int = 0, at: queries.Circle | None = None) -> int:
        return actions.write_post(
            space_id=tea.space_id,
            circle_id=(at or circle).id,
            draft=actions.Draft(text=text),
            author_id=people[author],
        )

    return writing


@pytest.fixture
def ask(tea, circle) -> Ask:
    """The texts that are found, without their marks, in their order."""

    def asking(text: str) -> list[str]:
        found = search.find(space_id=tea.space_id, text=text, circle_ids=[circle.id])
        return ["".join(piece.text for piece in hit.snippet) for hit in found.hits]

    return asking


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("这台笔记本电脑很轻", "电脑"),
        ("这台笔记本电脑很轻", "笔记本"),
        ("这台电脑的屏幕有亮点", "电脑屏幕"),
        ("這臺筆記本電腦很輕", "笔记本电脑"),
        ("这台笔记本电脑很轻", "筆記本電腦"),
        ("我在跑步，I run every day", "running"),
        ("Three cups of oolong", "cup"),
        ("换了ｉＰｈｏｎｅ的电池", "iphone 电池"),
        ("用iPhone4s拍的", "iphone"),
        ("杜拉拉升职记", "杜拉拉"),
        ("安溪铁观音", "铁观音"),
        ("早上喝了一杯茶", "茶"),
        ("请问大家有没有适合老人喝的茶", "老人喝什么茶"),
        ("屏幕上有一个亮点", "屏幕有亮点怎么办"),
        ("Was für ein schöner Café", "café"),
        ("春山茶2026年的新茶", "2026"),
        ("thinkpad很好用", "thinkp"),
        ("茶\u200b艺师", "茶艺师"),
    ],
)
def test_finds(write, ask, text, asked):
    write("完全无关的一句话")
    write(text)
    assert ask(asked) == [text]


@pytest.mark.parametrize("asked", ["", " ", "。", "😀", "'", "\\", "& | ! ( ) :*", "%", "x" * 5000, "\x00"])
def test_finds_nothing_for_nothing(write, ask, asked):
    write("今天的茶很香")
    assert ask(asked) == []


def test_takes_a_question_of_empty_words_at_its_word(write, ask):
    write("怎么办")
    assert ask("怎么办") == ["怎么办"]


def test_puts_words_before_neighbours(write, ask):
    write("试穿了一件和服")
    write("产品和服务都好")
    assert ask("和服") == ["试穿了一件和服", "产品和服务都好"]


def test_puts_what_was_typed_before_its_words_apart(write, ask):
    write("红茶很香，牛奶也好")
    write("茶很红，香")
    write("又香又红的茶")
    assert ask("红茶")[0] == "红茶很香，牛奶也好"


def test_puts_the_featured_first_and_then_the_newest(tea, write, ask):
    first, _, _ = write("一壶白茶"), write("二壶白茶"), write("三壶白茶")
    with tenancy.acting_in(tea.space_id):
        models.Post.objects.filter(id=first).update(featured_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert ask("白茶") == ["一壶白茶", "三壶白茶", "二壶白茶"]


def test_shows_what_has_only_a_part_last_and_says_so(tea, circle, write):
    write("水壶坏了")
    write("水壶漏水")
    found = search.find(space_id=tea.space_id, text="水壶 漏水", circle_ids=[circle.id])
    assert [hit.is_all for hit in found.hits] == [True, False]


def test_keeps_the_part_that_says_most(write, ask):
    for number in range(8):
        write(f"酒店很好{number}")
    write("老人喜欢")
    assert ask("适合老人的酒店")[0] == "老人喜欢"


def test_follows_what_becomes_of_a_post(tea, write, ask, people):
    post_id = write("一罐茉莉花茶")
    actions.edit_post(
        space_id=tea.space_id, post_id=post_id, text="一罐桂花乌龙", declared="value", author_id=people[0]
    )
    assert ask("茉莉") == []
    assert ask("桂花") == ["一罐桂花乌龙"]
    actions.delete_post(space_id=tea.space_id, post_id=post_id, author_id=people[0])
    assert ask("桂花") == []
    actions.restore_post(space_id=tea.space_id, post_id=post_id, author_id=people[0])
    assert ask("桂花") == ["一罐桂花乌龙"]
    actions.hide_post(space_id=tea.space_id, post_id=post_id, reason="test", actor=tea.actor)
    assert ask("桂花") == []


def test_finds_comments_and_lets_them_go_with_their_post(tea, circle, write, ask, people):
    post_id = write("大家喝什么")
    actions.write_comment(space_id=tea.space_id, post_id=post_id, text="我喝陈皮普洱", author_id=people[1])
    found = search.find(space_id=tea.space_id, text="陈皮", circle_ids=[circle.id])
    [hit] = found.hits
    assert hit.post_id == post_id
    assert hit.comment_id > 0
    assert hit.author_id == people[1]
    actions.delete_post(space_id=tea.space_id, post_id=post_id, author_id=people[0])
    assert ask("陈皮") == []


def test_shows_only_what_a_member_may_read(tea, circle, open_circle, enter, write, people):
    closed = open_circle("密谈", rule=entry.Rule(name="request"), host_member_id=people[0])
    write("公开的龙井")
    write("密谈里的龙井", at=closed)

    def seen_by(member_id: int) -> set[str]:
        readable = search.readable(space_id=tea.space_id, member_id=member_id)
        found = search.find(space_id=tea.space_id, text="龙井", circle_ids=readable)
        return {"".join(piece.text for piece in hit.snippet) for hit in found.hits}

    assert seen_by(people[0]) == {"公开的龙井", "密谈里的龙井"}
    assert seen_by(people[3]) == {"公开的龙井"}


def test_shows_nothing_of_another_space(tea, circle, write, owl):
    write("公开的龙井")
    assert search.find(space_id=owl.space_id, text="龙井", circle_ids=[circle.id]).hits == ()
    with tenancy.acting_in(owl.space_id), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM circles_search")
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT * FROM circles_find(%s, NULL, NULL, %s, 10, 10)", [[f"'{tea.space_id}:龙井'"], [circle.id]]
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT texts FROM circles_weigh(%s, 10)", [[f"'{tea.space_id}:龙井'"]])
        assert cursor.fetchall() == [(0,)]


def test_forgets_what_somebody_wrote_who_is_erased(tea, write, ask, people):
    post_id = write("我的秘密配方")
    other = write("别人的帖子", author=1)
    actions.write_comment(space_id=tea.space_id, post_id=other, text="秘密就在评论里", author_id=people[0])
    assert post_id
    assert len(ask("秘密")) == 2
    members.erase(space_id=tea.space_id, member_id=people[0], reason="asked", actor=tea.actor)
    assert ask("秘密") == []
    with tenancy.acting_in(tea.space_id), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM circles_search WHERE words::text LIKE '%%秘密%%'")
        assert cursor.fetchone() == (0,)


def test_makes_the_index_anew(tea, write, ask, people):
    post_id = write("一罐桂花乌龙")
    actions.write_comment(space_id=tea.space_id, post_id=post_id, text="桂花好香", author_id=people[1])
    search.forget(space_id=tea.space_id, post_id=post_id)
    assert search.reindex(space_id=tea.space_id) == 2
    assert sorted(ask("桂花")) == ["一罐桂花乌龙", "桂花好香"]


def test_pages_by_key_without_gap_or_repetition(tea, circle, write):
    ids = [write(f"第{number}泡岩茶") for number in range(11)]
    seen: list[int] = []
    after = None
    while True:
        page = search.find(space_id=tea.space_id, text="岩茶", circle_ids=[circle.id], after=after, limit=4)
        seen += [hit.post_id for hit in page.hits]
        if page.next is None:
            break
        after = page.next
    assert seen == ids[::-1]


def test_asks_a_fixed_number_of_statements(tea, circle, write):
    def statements(text: str) -> int:
        with tenancy.acting_in(tea.space_id), CaptureQueriesContext(connection) as asked:
            search.find(space_id=tea.space_id, text=text, circle_ids=[circle.id])
        return len(asked)

    write("一泡岩茶")
    few = statements("岩茶"), statements("岩茶 好喝")
    for number in range(20):
        write(f"第{number}泡岩茶好喝")
    assert (statements("岩茶"), statements("岩茶 好喝")) == few
    assert max(few) <= 3


def test_marks_what_matches_in_the_words_of_the_author():
    query = search.parse("電腦 running")
    shown = snippets.snippet("他的ＰＣ是筆記本電腦，he runs <b>fast</b>", query=query)
    assert [piece.text for piece in shown if piece.is_match] == ["電腦", "runs"]
    assert "".join(piece.text for piece in shown) == "他的ＰＣ是筆記本電腦，he runs <b>fast</b>"


def test_shows_the_stretch_that_matches():
    text = "开头的话。" * 60 + "这里说到普洱。" + "结尾的话。" * 60
    shown = snippets.snippet(text, query=search.parse("普洱"))
    whole = "".join(piece.text for piece in shown)
    assert "普洱" in whole
    assert whole.startswith("…")
    assert whole.endswith("…")
    assert len(whole) <= snippets.WIDTH + 2


def test_folds_both_scripts_and_widths_to_one():
    assert folding.fold("ＴＥＡ臺灣①\u200b") == "tea台湾1"
    folded = folding.fold_with_places("Ａ①臺")
    assert (folded.text, folded.places) == ("a1台", (0, 1, 2))


@pytest.mark.parametrize("text", ["'; DROP TABLE circles_post; --", "a'b\\c & d | e", "中'文\\"])
def test_makes_lexemes_of_letters_and_characters_alone(text):
    for lexeme in terms.lexemes(space_id=7, text=text):
        assert not set(lexeme) & set("'\\ &|!()*")


def test_is_the_same_for_a_merged_author(tea, circle, write, people):
    write("一泡岩茶")
    newcomer = cast.member(tea.space_id, "清明")
    members.merge(space_id=tea.space_id, keep=newcomer, lose=people[0], actor=tea.actor)
    [hit] = search.find(space_id=tea.space_id, text="岩茶", circle_ids=[circle.id]).hits
    assert hit.author_id == newcomer
