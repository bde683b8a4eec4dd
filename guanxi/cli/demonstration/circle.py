"""The demo's circle, told by the real actions: opening it, entering, writing, answering, voting, keeping order."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from guanxi.certificates import actions as certificates
from guanxi.challenges import actions as challenges
from guanxi.circles import actions as circles
from guanxi.circles import entry
from guanxi.circles import errors as circle_errors
from guanxi.cli.demonstration import house as houses
from guanxi.cli.demonstration import people, pictures
from guanxi.media import actions as media
from guanxi.moderation import actions as moderation
from guanxi.moderation import errors as moderation_errors
from guanxi.referral import actions as referral
from guanxi.surveys import actions as surveys
from guanxi.surveys.questions import Question

SLUG = "tea-lovers"
_ANSWERED = (
    Question(
        key="",
        kind="single",
        title="您平时最常喝哪一种茶？",
        required=True,
        options=("绿茶", "岩茶", "白茶", "红茶", "花茶"),
    ),
    Question(key="", kind="number", title="喝茶几年了？", least=0, most=80, unit="年"),
    Question(
        key="",
        kind="scale",
        title="您有多愿意把春山茶推荐给朋友？",
        required=True,
        least=0,
        most=10,
        low_label="不愿意",
        high_label="非常愿意",
    ),
    Question(key="", kind="text", title="想对我们说点什么？", most=500),
)


_NOT_DONE = (
    circle_errors.NotInside,
    circle_errors.OwnPost,
    circle_errors.Muted,
    circle_errors.UnknownPost,
    moderation_errors.UnknownSubject,
)
"""Why somebody of the story cannot do what they had in mind: they left, or what they meant is hidden."""


class Circle:
    """The circle of a house; `posts` and `comments` say what became of those that were named."""

    def __init__(self, house: houses.House, who: Mapping[int, int], cast: Mapping[int, people.Person]) -> None:
        self.house, self.space_id, self.who, self.cast = house, house.space_id, who, cast
        self.id = self.survey = self.group = 0
        self.questions: list[str] = []
        self.posts: dict[str, int] = {}
        self.comments: dict[str, int] = {}

    def tell(self, do: str, facts: Mapping[str, Any], at: datetime) -> None:
        """Let one scene happen; whoever is not there (left, never came in) does nothing."""
        act: Callable[..., None] = getattr(self, f"_{do}")
        if "person" in facts and facts["person"] not in self.who:
            return
        if do not in {"write", "ad"} and facts.get("name", "") not in {"", *self.posts}:
            return  # what they mean was never written: its writer was not in the circle
        if do == "accept" and facts["answer"] not in self.comments:
            return
        with suppress(*_NOT_DONE):
            act(at=at, **facts)

    def _open(self, *, host: int, at: datetime) -> None:
        first_day = self.house.first_day
        self.id = circles.open_circle(
            space_id=self.space_id,
            slug=SLUG,
            canvas=circles.Canvas(
                background="老客散落在三个微信群里，没有人记得谁第一次喝到回甘。",
                purpose="seed_users",
                goal="每周有人互相回答问题的成员",
                goal_number=120,
                goal_date=first_day + timedelta(days=90),
            ),
            look=circles.Look(name="慢饮圈", trait="愿意每天留十五分钟给一杯茶的人"),
            charter="不推销，不拉人，不催单。先回答别人的问题，再提自己的。照片里有别人，先问一声。",
            rule=entry.Rule(),
            actor=self.house.operator,
            host_member_id=self.who[host],
            at=at,
        )
        self._meet()
        self._challenges()

    def _meet(self) -> None:
        """A group in WeChat beside the page, with a code of its own."""
        code = referral.create_channel_code(
            space_id=self.space_id, channel="wechat-group", label="慢饮圈微信群", actor=self.house.operator
        ).code
        self.group = circles.add_place(
            space_id=self.space_id,
            circle_id=self.id,
            kind="wechat",
            name="慢饮圈 1 群",
            code=code,
            actor=self.house.operator,
        )

    def _challenges(self) -> None:
        """How a check-in is made, and what the certificate of the long challenge says."""
        challenges.set_up(
            space_id=self.space_id,
            quest="checkin-7",
            text_least=10,
            makeup_cards=2,
            circle_id=self.id,
            actor=self.house.operator,
        )
        challenges.set_up(
            space_id=self.space_id,
            quest="early-tea-21",
            text_least=10,
            hour_from=5,
            hour_to=8,
            actor=self.house.operator,
        )
        certificates.write_template(
            space_id=self.space_id,
            slug="early-tea-21",
            title="二十一天早茶",
            text="连续二十一天，在清晨五点到八点之间为自己泡了一杯茶。",
            signer="林知夏 · 春山茶",
            look="wave",
            actor=self.house.owner,
        )

    def _enter(self, *, person: int, at: datetime) -> None:
        who = self.who[person]
        with suppress(circle_errors.AlreadyInside):
            circles.enter(space_id=self.space_id, circle_id=self.id, member_id=who, charter_version=1, at=at)

    def _write(
        self,
        *,
        person: int,
        text: str,
        name: str,
        at: datetime,
        pictures: tuple[int, ...] = (),
        kind: str = "post",
        options: tuple[str, ...] = (),
    ) -> None:
        who = self.who[person]
        shown = tuple(self._picture(number, who) for number in pictures)
        draft = circles.Draft(text=text, kind=kind, pictures=shown, options=options)
        self.posts[name] = circles.write_post(
            space_id=self.space_id, circle_id=self.id, draft=draft, author_id=who, at=at
        )

    def _picture(self, number: int, who: int) -> int:
        taken = media.take(space_id=self.space_id, member_id=who, content=pictures.drawn(number), actor=f"member:{who}")
        return taken.id

    def _ad(self, *, text: str, at: datetime) -> None:
        staff_id = int(self.house.operator.removeprefix("staff:"))
        draft = circles.Draft(text=text, declared="ad")
        self.posts["ad"] = circles.write_post(
            space_id=self.space_id, circle_id=self.id, draft=draft, staff_id=staff_id, at=at
        )

    def _react(self, *, person: int, name: str, kind: str, at: datetime) -> None:
        circles.react(space_id=self.space_id, post_id=self.posts[name], member_id=self.who[person], kind=kind, at=at)

    def _say(self, *, person: int, name: str, text: str, at: datetime, answer: str = "") -> None:
        said = circles.write_comment(
            space_id=self.space_id, post_id=self.posts[name], text=text, author_id=self.who[person], at=at
        )
        if answer:
            self.comments[answer] = said

    def _accept(self, *, person: int, answer: str, at: datetime) -> None:
        actor = circles.member_actor(member_id=self.who[person])
        circles.accept_answer(space_id=self.space_id, comment_id=self.comments[answer], actor=actor, at=at)

    def _vote(self, *, person: int, name: str, choice: int, at: datetime) -> None:
        circles.vote(
            space_id=self.space_id, post_id=self.posts[name], member_id=self.who[person], choices=[1 + choice], at=at
        )

    def _feature(self, *, name: str, at: datetime) -> None:
        circles.feature_post(space_id=self.space_id, post_id=self.posts[name], actor=self.house.operator, at=at)

    def _pin(self, *, name: str, at: datetime) -> None:
        circles.pin_post(space_id=self.space_id, post_id=self.posts[name], actor=self.house.operator, at=at)

    def _heads(self, *, count: int, at: datetime) -> None:
        circles.count_heads(space_id=self.space_id, place_id=self.group, count=count, actor=self.house.operator, at=at)

    def _branch(self, *, person: int, at: datetime) -> None:
        idea = circles.Idea(
            name="杭州茶友",
            trait="住在杭州，周末想出门喝茶",
            background="圈里有二十多位杭州茶友，线上聊了很久，想见面。",
            goal_number=20,
            goal_date=self.house.first_day + timedelta(days=90),
        )
        circles.propose_child(space_id=self.space_id, parent_id=self.id, member_id=self.who[person], idea=idea, at=at)

    def _report(self, *, person: int, name: str, at: datetime) -> None:
        moderation.report(
            space_id=self.space_id,
            member_id=self.who[person],
            kind="post",
            subject_id=self.posts[name],
            reason="ad",
            at=at,
        )

    def _hide(self, *, name: str, at: datetime) -> None:
        case_id = moderation.open_case(
            space_id=self.space_id, kind="post", subject_id=self.posts[name], actor=self.house.operator, at=at
        )
        moderation.decide(
            space_id=self.space_id,
            case_id=case_id,
            outcome="hide",
            ground="house_ad",
            reason="未标明的广告，群公约第一条。",
            actor=self.house.operator,
            at=at,
        )

    def _survey(self, *, at: datetime) -> None:
        self.survey = surveys.create(
            space_id=self.space_id,
            title="种子用户问卷：您和茶",
            why="只有四个问题。我们想知道该为谁做下一款茶，答案只用于这件事。",
            purpose="seed_survey",
            actor=self.house.operator,
        )
        self.questions = [
            surveys.add_question(
                space_id=self.space_id, survey_id=self.survey, question=question, actor=self.house.operator
            )
            for question in _ANSWERED
        ]
        surveys.open_(space_id=self.space_id, survey_id=self.survey, actor=self.house.operator, at=at)

    def _answer(self, *, person: int, drinks: str, years: int, likely: int, at: datetime) -> None:
        kind, since, recommends, _ = self.questions
        surveys.answer(
            space_id=self.space_id,
            survey_id=self.survey,
            member_id=self.who[person],
            given={kind: drinks, since: years, recommends: likely},
            actor=None,
            consents=True,
            at=at,
        )
