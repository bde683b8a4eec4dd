"""What members report is looked at by a person, decided with a reason, told to the author, and can be taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi import journal
from guanxi.kernel import keyset, tenancy
from guanxi.members import actions as members
from guanxi.moderation import actions, errors, models, queries
from tests import cast

AD = "需要的加我微信 chaye6688，量大从优"


def recorded(space_id: int) -> list[tuple[str, int | None]]:
    with tenancy.acting_in(space_id), connection.cursor() as cursor:
        cursor.execute("SELECT type, member_id FROM journal_public_event WHERE type LIKE 'moderation.%%' ORDER BY id")
        return list(cursor.fetchall())


def told(space_id: int, member_id: int) -> list[str]:
    return [notice.what for notice in queries.notices(space_id=space_id, member_id=member_id)]


@pytest.fixture
def story(tea, slips):
    """小满 wrote a slip, 谷雨 reported it."""
    author, reporter, other = cast.members_of(tea.space_id, 3)
    slip = slips.write("你这个笨蛋", author)
    case_id = actions.report(
        space_id=tea.space_id, member_id=reporter, kind="slip", subject_id=slip, reason="insult", note="他总是这样"
    )
    return tea, slips, slip, case_id, author, reporter, other


def test_hides_nothing_for_being_reported(story):
    tea, slips, slip, case_id, author, _reporter, other = story
    for reason in ("ad", "fraud"):
        actions.report(space_id=tea.space_id, member_id=other, kind="slip", subject_id=slip, reason=reason)
    assert slips.hidden == set()
    assert told(tea.space_id, author) == []
    [case] = queries.queue(space_id=tea.space_id).rows
    assert (case.id, case.reports, case.severity, case.is_held) == (case_id, 2, 3, False)
    assert [(said.reason, said.note) for said in case.said] == [("ad", None), ("insult", "他总是这样")]
    assert case.thing is not None
    assert case.thing.text == "你这个笨蛋"


def test_counts_a_member_once(story):
    tea, _, slip, case_id, _, reporter, _ = story
    again = actions.report(space_id=tea.space_id, member_id=reporter, kind="slip", subject_id=slip, reason="ad")
    assert again == case_id
    assert queries.case(space_id=tea.space_id, case_id=case_id).reports == 1


def test_refuses_what_cannot_be_reported(story):
    tea, slips, slip, _, author, reporter, _ = story
    with pytest.raises(errors.OwnSubject):
        actions.report(space_id=tea.space_id, member_id=author, kind="slip", subject_id=slip, reason="ad")
    with pytest.raises(errors.UnknownSubject):
        actions.report(space_id=tea.space_id, member_id=reporter, kind="slip", subject_id=99, reason="ad")
    with pytest.raises(errors.UnknownSubject):
        actions.report(space_id=tea.space_id, member_id=reporter, kind="stone", subject_id=slip, reason="ad")
    with pytest.raises(errors.ReasonUnknown):
        actions.report(space_id=tea.space_id, member_id=reporter, kind="slip", subject_id=slip, reason="dislike")
    slips.hidden.add(slip)
    with pytest.raises(errors.UnknownSubject):
        actions.report(space_id=tea.space_id, member_id=reporter, kind="slip", subject_id=slip, reason="ad")


def test_refuses_one_report_too_many_on_a_day(tea, slips, monkeypatch):
    monkeypatch.setattr(actions.reporting, "MOST_REPORTS_A_DAY", 2)
    author, reporter = cast.members_of(tea.space_id, 2)
    for number in range(2):
        slip = slips.write(str(number), author)
        actions.report(space_id=tea.space_id, member_id=reporter, kind="slip", subject_id=slip, reason="ad")
    with pytest.raises(errors.TooManyReports):
        actions.report(
            space_id=tea.space_id, member_id=reporter, kind="slip", subject_id=slips.write("3", author), reason="ad"
        )


def test_hides_with_a_reason_that_the_author_reads(story):
    tea, slips, slip, case_id, author, reporter, _ = story
    actions.decide(
        space_id=tea.space_id,
        case_id=case_id,
        outcome="hide",
        ground="house_charter",
        reason="请好好说话",
        actor=tea.actor,
    )
    assert slips.hidden == {slip}
    [notice] = queries.notices(space_id=tea.space_id, member_id=author)
    assert (notice.what, notice.ground, notice.reason, notice.can_appeal) == (
        "hidden",
        "house_charter",
        "请好好说话",
        True,
    )
    assert told(tea.space_id, reporter) == ["report_answered"]
    assert queries.queue(space_id=tea.space_id).rows == ()
    [decided] = queries.history(space_id=tea.space_id).rows
    assert (decided.outcome, decided.actor, decided.reason) == ("hide", tea.actor, "请好好说话")
    assert recorded(tea.space_id) == [("moderation.reported", reporter), ("moderation.decided", author)]


def test_does_not_trouble_an_author_whose_words_stay(story):
    tea, slips, _, case_id, author, reporter, _ = story
    actions.decide(space_id=tea.space_id, case_id=case_id, outcome="keep", reason="没有问题", actor=tea.actor)
    assert slips.hidden == set()
    assert told(tea.space_id, author) == []
    assert told(tea.space_id, reporter) == ["report_answered"]


def test_decides_once(story):
    tea, _, _, case_id, *_ = story
    actions.decide(space_id=tea.space_id, case_id=case_id, outcome="keep", reason="没有问题", actor=tea.actor)
    with pytest.raises(errors.AlreadyDecided):
        actions.decide(space_id=tea.space_id, case_id=case_id, outcome="keep", reason="没有问题", actor="staff:2")


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"reason": " "}, errors.ReasonMissing),
        ({"reason": "x" * 501}, errors.ReasonMissing),
        ({"ground": None}, errors.GroundMissing),
        ({"ground": "because"}, errors.GroundMissing),
        ({"outcome": "burn"}, errors.OutcomeUnclear),
        ({"outcome": "mute"}, errors.OutcomeUnclear),
        ({"outcome": "mute", "mute_days": 4000}, errors.OutcomeUnclear),
    ],
)
def test_refuses_a_decision_that_says_too_little(story, changed, refusal):
    tea, slips, _, case_id, *_ = story
    asked = {"outcome": "hide", "ground": "house_charter", "reason": "请好好说话"} | changed
    with pytest.raises(refusal):
        actions.decide(space_id=tea.space_id, case_id=case_id, actor=tea.actor, **asked)
    assert slips.hidden == set()


def test_hides_a_review_on_a_ground_in_law_alone(tea, slips):
    author, reporter = cast.members_of(tea.space_id, 2)
    praise = slips.write("太难喝了，退钱", author)
    case_id = actions.report(
        space_id=tea.space_id, member_id=reporter, kind="praise", subject_id=praise, reason="other"
    )
    with pytest.raises(errors.GroundNotLegal):
        actions.decide(
            space_id=tea.space_id,
            case_id=case_id,
            outcome="hide",
            ground="house_off_topic",
            reason="差评",
            actor="staff:1",
        )
    actions.decide(
        space_id=tea.space_id,
        case_id=case_id,
        outcome="hide",
        ground="law_privacy",
        reason="写出了电话",
        actor="staff:1",
    )
    assert slips.hidden == {praise}


def test_mutes_the_author_in_the_place_or_everywhere(story):
    tea, slips, slip, case_id, author, *_ = story
    actions.decide(
        space_id=tea.space_id,
        case_id=case_id,
        outcome="mute",
        ground="house_charter",
        mute_days=3,
        reason="请冷静三天",
        actor=tea.actor,
    )
    assert slips.hidden == {slip}
    mute = queries.mute_of(space_id=tea.space_id, member_id=author, scope_id=7)
    assert mute is not None
    assert mute.reason == "请冷静三天"
    assert queries.mute_of(space_id=tea.space_id, member_id=author, scope_id=8) is None
    later = journal.now(space_id=tea.space_id) + timedelta(days=3, minutes=1)
    assert queries.mute_of(space_id=tea.space_id, member_id=author, scope_id=7, at=later) is None
    actions.undo(space_id=tea.space_id, case_id=case_id, reason="弄错了人", actor=tea.actor)
    assert queries.mute_of(space_id=tea.space_id, member_id=author, scope_id=7) is None
    actions.decide(
        space_id=tea.space_id,
        case_id=case_id,
        outcome="mute",
        ground="house_charter",
        mute_days=1,
        everywhere=True,
        reason="请冷静",
        actor=tea.actor,
    )
    assert queries.mute_of(space_id=tea.space_id, member_id=author, scope_id=8) is not None


def test_takes_a_decision_back(story):
    tea, slips, _, case_id, author, *_ = story
    actions.decide(
        space_id=tea.space_id,
        case_id=case_id,
        outcome="hide",
        ground="house_charter",
        reason="请好好说话",
        actor=tea.actor,
    )
    actions.undo(space_id=tea.space_id, case_id=case_id, reason="看错了", actor="staff:2")
    assert slips.hidden == set()
    assert told(tea.space_id, author) == ["undone", "hidden"]
    assert [case.id for case in queries.queue(space_id=tea.space_id).rows] == [case_id]
    [decided] = queries.history(space_id=tea.space_id).rows
    assert (decided.undone_by, decided.undo_reason) == ("staff:2", "看错了")
    with pytest.raises(errors.NothingToUndo):
        actions.undo(space_id=tea.space_id, case_id=case_id, reason="看错了", actor="staff:2")


def test_holds_what_is_surely_an_ad_until_somebody_looks(tea, slips):
    author = cast.member(tea.space_id)
    slip = slips.write(AD, author)
    assert actions.check_text(space_id=tea.space_id, kind="slip", subject_id=slip, text=AD).is_sure
    assert slips.hidden == {slip}
    assert told(tea.space_id, author) == ["held"]
    [case] = queries.queue(space_id=tea.space_id).rows
    assert (case.origin, case.is_held) == ("ad_check", True)
    assert "wechat_handle" in {code for code, _, _ in case.evidence}
    actions.decide(space_id=tea.space_id, case_id=case.id, outcome="keep", reason="是店里的号", actor=tea.actor)
    assert slips.hidden == set()
    assert told(tea.space_id, author) == ["shown", "held"]
    actions.check_text(space_id=tea.space_id, kind="slip", subject_id=slip, text=AD)
    assert slips.hidden == set(), "a person has decided about these words"
    worse = AD + "，扫码领红包，刷单日结"
    actions.check_text(space_id=tea.space_id, kind="slip", subject_id=slip, text=worse)
    assert slips.hidden == {slip}, "these are other words"


def test_never_holds_a_review(tea, slips):
    praise = slips.write(AD, cast.member(tea.space_id))
    actions.check_text(space_id=tea.space_id, kind="praise", subject_id=praise, text=AD)
    assert slips.hidden == set()
    assert [case.is_held for case in queries.queue(space_id=tea.space_id).rows] == [False]


def test_leaves_genuine_words_alone(tea, slips):
    slip = slips.write("今天的茶很香", cast.member(tea.space_id))
    actions.check_text(space_id=tea.space_id, kind="slip", subject_id=slip, text="今天的茶很香")
    assert queries.queue(space_id=tea.space_id).rows == ()


def test_lets_an_author_appeal_once(story):
    tea, slips, _slip, case_id, author, reporter, _ = story
    with pytest.raises(errors.NotYourCase):
        actions.appeal(space_id=tea.space_id, case_id=case_id, member_id=author, text="为什么")
    actions.decide(
        space_id=tea.space_id,
        case_id=case_id,
        outcome="hide",
        ground="house_charter",
        reason="请好好说话",
        actor=tea.actor,
    )
    with pytest.raises(errors.UnknownCase):
        actions.appeal(space_id=tea.space_id, case_id=case_id, member_id=reporter, text="我也要说")
    actions.appeal(space_id=tea.space_id, case_id=case_id, member_id=author, text="我们是朋友，在开玩笑")
    with pytest.raises(errors.AppealedAlready):
        actions.appeal(space_id=tea.space_id, case_id=case_id, member_id=author, text="再说一次")
    [case] = queries.queue(space_id=tea.space_id).rows
    assert case.state == "appealed"
    assert case.appeal is not None
    assert case.appeal.text == "我们是朋友，在开玩笑"
    with pytest.raises(errors.AlreadyDecided):
        actions.decide(space_id=tea.space_id, case_id=case_id, outcome="keep", reason="好吧", actor=tea.actor)
    actions.answer_appeal(space_id=tea.space_id, case_id=case_id, granted=True, reason="您说得对", actor="staff:2")
    assert slips.hidden == set()
    assert told(tea.space_id, author) == ["appeal_granted", "hidden"]
    assert queries.queue(space_id=tea.space_id).rows == ()
    assert not queries.notices(space_id=tea.space_id, member_id=author)[0].can_appeal


def test_can_refuse_an_appeal(story):
    tea, slips, slip, case_id, author, *_ = story
    actions.decide(
        space_id=tea.space_id,
        case_id=case_id,
        outcome="hide",
        ground="house_charter",
        reason="请好好说话",
        actor=tea.actor,
    )
    actions.appeal(space_id=tea.space_id, case_id=case_id, member_id=author, text="为什么")
    actions.answer_appeal(space_id=tea.space_id, case_id=case_id, granted=False, reason="还是不妥", actor="staff:2")
    assert slips.hidden == {slip}
    assert told(tea.space_id, author) == ["appeal_refused", "hidden"]
    with pytest.raises(errors.NoAppeal):
        actions.answer_appeal(space_id=tea.space_id, case_id=case_id, granted=True, reason="好吧", actor="staff:2")


def test_answers_an_appeal_against_being_held_by_deciding(tea, slips):
    author = cast.member(tea.space_id)
    slip = slips.write(AD, author)
    actions.check_text(space_id=tea.space_id, kind="slip", subject_id=slip, text=AD)
    [case] = queries.queue(space_id=tea.space_id).rows
    actions.appeal(space_id=tea.space_id, case_id=case.id, member_id=author, text="这是店里的号")
    actions.decide(space_id=tea.space_id, case_id=case.id, outcome="keep", reason="确实", actor=tea.actor)
    answered = queries.case(space_id=tea.space_id, case_id=case.id).appeal
    assert answered is not None
    assert (answered.is_granted, answered.answer) == (True, "确实")


def test_puts_the_worst_first_and_then_the_oldest(tea, slips):
    author, reporter = cast.members_of(tea.space_id, 2)
    reasons = ("other", "insult", "ad", "fraud", "off_topic")
    ids = [
        actions.report(
            space_id=tea.space_id, member_id=reporter, kind="slip", subject_id=slips.write(why, author), reason=why
        )
        for why in reasons
    ]
    wanted = [ids[1], ids[3], ids[2], ids[0], ids[4]]
    pages = keyset.everything(
        lambda asked: queries.queue(space_id=tea.space_id, wanted=replace(asked, limit=2)), queries.WORST
    )
    seen = [case.id for page in pages for case in page]
    assert seen == wanted
    assert queries.waiting(space_id=tea.space_id) == 5


def test_reads_a_page_in_a_fixed_number_of_statements(tea, slips):
    author, reporter = cast.members_of(tea.space_id, 2)

    def statements() -> int:
        with tenancy.acting_in(tea.space_id), CaptureQueriesContext(connection) as asked:
            queries.queue(space_id=tea.space_id)
        return len(asked)

    def report(count: int) -> None:
        for number in range(count):
            actions.report(
                space_id=tea.space_id,
                member_id=reporter,
                kind="slip",
                subject_id=slips.write(str(number), author),
                reason="ad",
                note="看",
            )

    report(1)
    few = statements()
    report(15)
    assert statements() == few <= 6


def test_shows_nothing_to_another_space(story):
    _tea, _, _, case_id, _author, *_ = story
    owl = cast.night_owl()
    assert queries.queue(space_id=owl.space_id).rows == ()
    with pytest.raises(errors.UnknownCase):
        queries.case(space_id=owl.space_id, case_id=case_id)
    with pytest.raises(errors.UnknownCase):
        actions.decide(space_id=owl.space_id, case_id=case_id, outcome="keep", reason="没有问题", actor=owl.actor)


def test_marks_what_was_read(story):
    tea, _, _, case_id, author, *_ = story
    actions.decide(space_id=tea.space_id, case_id=case_id, outcome="warn", reason="请好好说话", actor=tea.actor)
    assert queries.unread(space_id=tea.space_id, member_id=author) == 1
    [notice] = queries.notices(space_id=tea.space_id, member_id=author)
    actions.mark_read(space_id=tea.space_id, member_id=author, up_to=notice.id)
    assert queries.unread(space_id=tea.space_id, member_id=author) == 0


def test_forgets_the_words_of_an_erased_member(story):
    tea, _, _, case_id, author, reporter, _ = story
    actions.decide(
        space_id=tea.space_id,
        case_id=case_id,
        outcome="hide",
        ground="house_charter",
        reason="请好好说话",
        actor=tea.actor,
    )
    actions.appeal(space_id=tea.space_id, case_id=case_id, member_id=author, text="为什么")
    exported = str(members.export(space_id=tea.space_id, member_id=author, actor=tea.actor))
    assert "为什么" in exported
    assert "请好好说话" in exported
    for member_id in (author, reporter):
        members.erase(space_id=tea.space_id, member_id=member_id, reason="asked", actor=tea.actor)
    case = queries.case(space_id=tea.space_id, case_id=case_id)
    assert [said.note for said in case.said] == [None]
    assert case.appeal is not None
    assert case.appeal.text is None
    assert queries.notices(space_id=tea.space_id, member_id=author) == ()


def test_follows_a_member_who_becomes_another(story):
    tea, _slips, slip, case_id, author, reporter, other = story
    actions.report(space_id=tea.space_id, member_id=other, kind="slip", subject_id=slip, reason="ad")
    members.merge(space_id=tea.space_id, keep=other, lose=reporter, actor=tea.actor)
    with tenancy.acting_in(tea.space_id):
        assert set(models.Report.objects.values_list("reporter_id", flat=True)) == {reporter, other}
    newcomer = cast.member(tea.space_id, "霜降")
    members.merge(space_id=tea.space_id, keep=newcomer, lose=author, actor=tea.actor)
    assert queries.case(space_id=tea.space_id, case_id=case_id).author_id == newcomer
