"""Telling the story: each entry of the plot becomes what the application itself would do at that instant."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from guanxi import journal, ledger
from guanxi.challenges import actions as challenges
from guanxi.cli.demonstration import circle as circles
from guanxi.cli.demonstration import house as houses
from guanxi.cli.demonstration import people, pictures, plot
from guanxi.journal import errors as journal_errors
from guanxi.media import actions as media
from guanxi.members import actions as members
from guanxi.members import errors as members_errors
from guanxi.members.actions import facing
from guanxi.quests import actions as quests
from guanxi.quests import queries as quests_queries
from guanxi.referral import actions as referral
from guanxi.shop import errors as shop_errors
from guanxi.shop import reviewing

_CONSENT = members.Given(purpose="marketing", text_version="2026-09", channel="wechat")
_DECIDED_AT_ONCE = 8
_PICTURED_EVERY = 4  # of the check-ins with words, so many show a picture


class Telling:
    """A story being told to one space. `members` and `events` say what became of people and of named acts."""

    def __init__(self, house: houses.House) -> None:
        self.house, self.space_id = house, house.space_id
        self.members: dict[int, int] = {}
        self.events: dict[str, int] = {}
        self.codes: dict[int, str] = {}
        self.cast: dict[int, people.Person] = {}
        self.circle = circles.Circle(house, self.members, self.cast)

    def tell(self, entries: Sequence[plot.Entry]) -> None:
        """Tell a stretch of the story, in order: what people do in batches, what staff decides one by one."""
        for _, stretch in groupby(entries, key=lambda entry: isinstance(entry, plot.Deed)):
            told = list(stretch)
            deeds = [entry for entry in told if isinstance(entry, plot.Deed)]
            for deed in deeds:
                self._decide(deed)
            if not deeds:
                self._live(told)

    def _live(self, entries: list[plot.Entry]) -> None:
        move_clock(self.space_id, entries[-1].at)
        self._welcome([entry for entry in entries if isinstance(entry, plot.Arrival)])
        acts = [entry for entry in entries if isinstance(entry, plot.Act) and entry.person in self.members]
        for source in ("h5", "shop"):
            self._record([act for act in acts if act.source == source])

    def _record(self, acts: Sequence[plot.Act]) -> None:
        events = [
            journal.Event(
                type=act.type, at=act.at, member_id=self.members[act.person], props=act.props, source=act.source
            )
            for act in acts
        ]
        ids = journal.record(space_id=self.space_id, events=events).ids
        self.events |= {act.ref: event_id for act, event_id in zip(acts, ids, strict=True) if act.ref}

    def _welcome(self, arrivals: Sequence[plot.Arrival]) -> None:
        """Touch, join and bind: what happens between a code and a member."""
        if not arrivals:
            return
        for arrival in arrivals:
            came_at = arrival.at - timedelta(minutes=arrival.minutes)
            referral.record_touch(
                space_id=self.space_id,
                code=self._code_for(arrival.person, came_at),
                visitor=_visitor(arrival.person),
                source=arrival.person.channel,
                at=came_at,
            )
        joined = members.join_many(
            space_id=self.space_id, joinings=[_joining(arrival) for arrival in arrivals], actor=None, source="h5"
        )
        for arrival, one in zip(arrivals, joined, strict=True):
            assert one.member_id is not None  # noqa: S101 - nobody of the cast is refused
            self.members[arrival.person.number] = one.member_id
            self.cast[arrival.person.number] = arrival.person
            facing.set_face(
                space_id=self.space_id,
                member_id=one.member_id,
                name=arrival.person.nickname,
                avatar_id=None,
                actor=None,
            )
        newcomers = [
            referral.Newcomer(
                member_id=self.members[arrival.person.number], visitor=_visitor(arrival.person), at=arrival.at
            )
            for arrival in arrivals
        ]
        referral.bind_many(space_id=self.space_id, newcomers=newcomers)

    def _code_for(self, person: people.Person, at: datetime) -> str:
        if person.inviter is None:
            return self.house.codes[person.channel]
        if person.inviter not in self.codes:
            inviter = self.members[person.inviter]
            self.codes[person.inviter] = referral.personal_code(
                space_id=self.space_id, member_id=inviter, at=at - timedelta(minutes=1)
            ).code
        return self.codes[person.inviter]

    def _decide(self, deed: plot.Deed) -> None:
        move_clock(self.space_id, deed.at)
        act: Callable[[Mapping[str, Any]], None] = getattr(self, f"_do_{deed.do}")
        act(deed.facts)

    def _do_mature(self, _facts: Mapping[str, Any]) -> None:
        now = journal.now(space_id=self.space_id)
        midnight = now.astimezone(ZoneInfo(houses.ZONE)).replace(hour=0, minute=0, second=0, microsecond=0)
        ledger.mature(space_id=self.space_id, now=midnight)
        ledger.expire(space_id=self.space_id, now=midnight)

    def _do_circle(self, facts: Mapping[str, Any]) -> None:
        self.circle.tell(facts["do"], facts["facts"], journal.now(space_id=self.space_id))

    def _do_check_in(self, facts: Mapping[str, Any]) -> None:
        """A check-in as the phone makes it: with words for the others, and now and then a picture."""
        sender: dict[str, Any] = {"space_id": self.space_id, "member_id": self.members[facts["person"]]}
        shown = []
        if facts["nth"] % _PICTURED_EVERY == 0:
            actor = f"member:{sender['member_id']}"
            shown.append(media.take(content=pictures.drawn(facts["nth"]), actor=actor, **sender).id)
        challenges.check_in(challenge=facts["challenge"], text=facts["text"], picture_ids=shown, **sender)

    def _do_review(self, facts: Mapping[str, Any]) -> None:
        """A review as the phone writes it; of an order that went back, or after its buyer left, there is none."""
        with suppress(shop_errors.UnknownOrder, members_errors.MemberGone):
            reviewing.write_review(
                space_id=self.space_id,
                member_id=self.members[facts["person"]],
                text=facts["text"],
                product=facts["product"],
                order=facts["order"],
                is_rewarded=True,
            )

    def _do_apply(self, facts: Mapping[str, Any]) -> None:
        houses.apply_quests(self.house, facts["file"], only=facts["quest"])

    def _do_pause(self, facts: Mapping[str, Any]) -> None:
        quests.pause(space_id=self.space_id, slug=facts["quest"], actor=self.house.operator)

    def _do_resume(self, facts: Mapping[str, Any]) -> None:
        quests.resume(space_id=self.space_id, slug=facts["quest"], actor=self.house.operator)

    def _do_end(self, facts: Mapping[str, Any]) -> None:
        quests.end(space_id=self.space_id, slug=facts["quest"], actor=self.house.operator)

    def _do_settle(self, facts: Mapping[str, Any]) -> None:
        quests.settle(space_id=self.space_id, slug=facts["quest"], actor=self.house.operator)

    def _do_decide(self, facts: Mapping[str, Any]) -> None:
        """Look at the oldest of what is held: most of it is fine."""
        held = quests_queries.waiting_for_decision(space_id=self.space_id, slug=facts["quest"])
        for nth, event_id in enumerate(list(dict.fromkeys(event for event, *_ in held))[:_DECIDED_AT_ONCE]):
            decide, reason = (
                (quests.deny_held, "复制粘贴的回复") if nth == 0 else (quests.release_held, "内容认真，通过")
            )
            decide(space_id=self.space_id, event_id=event_id, reason=reason, actor=self.house.operator)

    def _do_void(self, facts: Mapping[str, Any]) -> None:
        ids = [self.events[ref] for ref in facts["refs"] if ref in self.events]
        if ids:
            journal.void_many(space_id=self.space_id, event_ids=ids, reason=facts["reason"], actor=self.house.operator)

    def _do_reinstate(self, facts: Mapping[str, Any]) -> None:
        for ref in facts["refs"]:
            if ref in self.events:
                journal.reinstate(
                    space_id=self.space_id,
                    event_id=self.events[ref],
                    reason=facts["reason"],
                    actor=self.house.operator,
                )

    def _do_spend(self, facts: Mapping[str, Any]) -> None:
        member_id = self.members.get(facts["person"])
        if member_id and ledger.balance(space_id=self.space_id, member_id=member_id) >= facts["amount"]:
            ledger.spend(
                space_id=self.space_id,
                member_id=member_id,
                unit="points",
                amount=facts["amount"],
                purpose=facts["purpose"],
            )

    def _do_tag(self, facts: Mapping[str, Any]) -> None:
        members.tag(
            space_id=self.space_id,
            member_ids=self._known(facts["people"]),
            name=facts["tag"],
            by="rule",
            actor="system:birthdays",
        )

    def _do_untag(self, facts: Mapping[str, Any]) -> None:
        members.untag(
            space_id=self.space_id,
            member_ids=self._known(facts["people"]),
            name=facts["tag"],
            by="rule",
            actor="system:birthdays",
        )

    def _do_leave(self, facts: Mapping[str, Any]) -> None:
        members.leave(space_id=self.space_id, member_id=self.members[facts["person"]], actor=None)

    def _do_erase(self, facts: Mapping[str, Any]) -> None:
        members.erase(
            space_id=self.space_id, member_id=self.members[facts["person"]], reason="asked", actor=self.house.owner
        )

    def _do_withdraw(self, facts: Mapping[str, Any]) -> None:
        members.withdraw_consent(
            space_id=self.space_id, member_id=self.members[facts["person"]], purpose=_CONSENT.purpose, actor=None
        )

    def _do_disqualify(self, facts: Mapping[str, Any]) -> None:
        referral.disqualify(
            space_id=self.space_id,
            member_id=self.members[facts["person"]],
            reason=facts["reason"],
            actor=self.house.operator,
        )

    def _known(self, numbers: Sequence[int]) -> list[int]:
        return [self.members[number] for number in numbers if number in self.members]


def move_clock(space_id: int, now: datetime | None) -> None:
    """Let it be `now` (None: what it really is), or a little later: the clock ran on while something was told."""
    with suppress(journal_errors.ClockGoesBack):
        journal.set_clock(space_id=space_id, now=now)


def _visitor(person: people.Person) -> str:
    return f"visitor-{person.number}"


def _joining(arrival: plot.Arrival) -> members.Joining:
    person = arrival.person
    return members.Joining(
        external_ids={"wechat": f"demo-openid-{person.number:04d}"},
        at=arrival.at,
        channel=person.channel,
        profile={"nickname": person.nickname, "city": person.city},
        consents=(_CONSENT,) if person.agrees else (),
    )
