"""What a check-in and a make-up have in common: the proof, the event, what is kept with it, what it brought."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import translation
from django.utils.dateformat import format as format_date
from django.utils.translation import pgettext

from guanxi import journal
from guanxi.challenges import errors, queries, rules
from guanxi.challenges.actions import moderating, setting_up
from guanxi.circles import queries as circles
from guanxi.journal import keyring
from guanxi.kernel import statements
from guanxi.media import actions as pictures
from guanxi.media import queries as media
from guanxi.members import errors as member_errors
from guanxi.members import queries as members
from guanxi.moderation import actions as moderation
from guanxi.moderation import queries as mutes
from guanxi.quests.definition import Step
from guanxi.quests.language.sentence import localized
from guanxi.spaces import queries as spaces

PLACE = "challenges.checkin"
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_JOINERS = "\u200c\u200d"  # emoji and some scripts are written with them


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What comes with a check-in, cleaned: its text and its pictures, and whether others may see them."""

    text: str
    picture_ids: tuple[int, ...]
    shared: bool

    @property
    def length(self) -> int:
        """Characters, where a run of blanks is one."""
        return len(" ".join(self.text.split()))


@dataclass(frozen=True, kw_only=True)
class CheckedIn:
    """What happened. `new` is False when the day had its check-in already: then nothing was recorded.

    `streak` is the run that is alive today, `gained` what came of it by now, `next_step` what comes next and
    `missing` how much of the measure it still takes.
    """

    event_id: int
    new: bool
    day: date
    streak: int
    longest: int
    total: int
    gained: tuple[queries.Gain, ...]
    next_step: Step | None
    missing: int


def begun(*, space_id: int, member_id: int, challenge: str, at: datetime | None) -> tuple[queries.Mine, datetime]:
    """Lock the member, look at the clock, and only then at what they did: two devices come one after the other.

    Refuses with UnknownMember, MemberGone, UnknownChallenge, NotRunning, NotForYou, OutsideCircle.
    """
    keyring.lock_subjects(space_id=space_id, subject_ids=[member_id])
    found = members.member(space_id=space_id, member_id=member_id)
    if found.state != "active":
        raise member_errors.MemberGone(member=member_id, state=found.state)
    moment = at or journal.now(space_id=space_id)
    zone = spaces.space(space_id=space_id).zone
    mine = queries.mine(space_id=space_id, member_id=member_id, challenge=challenge, zone=zone, now=moment)
    if not mine.quest.in_audience:
        raise _not_for_them(space_id, mine)
    if not mine.quest.is_open:
        raise errors.NotRunning(title=title(mine))
    return mine, moment


def told(*, space_id: int, member_id: int, mine: queries.Mine, text: str, pictures: int, shared: bool) -> str:
    """The text as it is kept, once everything is judged that needs no look at the pictures themselves.

    Refuses with TextTooShort, TextTooLong, PictureMissing, TooManyPictures, Muted.
    """
    given = Proof(text=_clean(text), picture_ids=(), shared=shared)
    if len(given.text) > rules.LONGEST_TEXT:
        raise errors.TextTooLong(most=rules.LONGEST_TEXT, length=len(given.text))
    if given.length < mine.rules.text_least:
        raise errors.TextTooShort(least=mine.rules.text_least, length=given.length)
    if mine.rules.picture == "required" and not pictures:
        raise errors.PictureMissing
    if pictures > (0 if mine.rules.picture == "none" else rules.MOST_PICTURES):
        raise errors.TooManyPictures(most=rules.MOST_PICTURES)
    if shared and (given.text or pictures):
        _refuse_muted(space_id, member_id, mine)
    return given.text


def proof(
    *, space_id: int, member_id: int, mine: queries.Mine, text: str, picture_ids: Sequence[int], shared: bool
) -> Proof:
    """The proof as it is kept. Refuses with TextTooShort, TextTooLong, PictureMissing, TooManyPictures, Muted."""
    who = {"space_id": space_id, "member_id": member_id}
    shown = tuple(dict.fromkeys(picture_ids))
    words = told(mine=mine, text=text, pictures=len(shown), shared=shared, **who)
    if not media.are_usable(space_id=space_id, picture_ids=shown, member_id=member_id, user_id=None):
        raise errors.PictureMissing
    return Proof(text=words, picture_ids=shown, shared=shared)


def record(
    *,
    space_id: int,
    member_id: int,
    mine: queries.Mine,
    given: Proof,
    at: datetime,
    for_date: date | None,
    spend_id: int | None,
    actor: str | None,
) -> int:
    """Record the event, settle it, and keep what was told with it. Returns the event's id. Refuses WouldNotCount."""
    day = for_date or mine.today
    props: dict[str, str | int] = {
        "challenge": mine.quest.slug,
        "text_length": given.length,
        # A card stands for the hours that were missed, as QU-4 has it turn the missed day into a match.
        "local_hour": at.astimezone(mine.quest.zone).hour if for_date is None else mine.rules.hour_from,
        "pictures": len(given.picture_ids),
    }
    if for_date is not None:
        props["for_date"] = for_date.isoformat()
    if not rules.would_count(mine.quest.definition, {**props, **({"for_date": for_date} if for_date else {})}):
        raise errors.WouldNotCount(title=title(mine))
    if not mine.is_set_up:
        setting_up.write(space_id=space_id, quest_id=mine.quest.quest_id, made=rules.Rules(), at=at)
    event = journal.Event(
        type=rules.EVENT,
        member_id=member_id,
        at=at,
        props=props,
        actor=actor,
        source="h5",
        key=_key(space_id, member_id, mine.quest.quest_id, day),
        cause_id=spend_id,
    )
    event_id = journal.record(space_id=space_id, events=[event]).ids[0]
    _keep(space_id, member_id, mine.quest.quest_id, event_id, day, given, at, for_date, spend_id)
    if given.shared and given.text:
        moderation.check_text(space_id=space_id, kind=moderating.KIND, subject_id=event_id, text=given.text)
    return event_id


def happened(*, space_id: int, member_id: int, challenge: str, event_id: int, new: bool, at: datetime) -> CheckedIn:
    """What there is to say after a check-in, read from what was settled."""
    zone = spaces.space(space_id=space_id).zone
    mine = queries.mine(space_id=space_id, member_id=member_id, challenge=challenge, zone=zone, now=at)
    step = mine.next_step
    return CheckedIn(
        event_id=event_id,
        new=new,
        day=next((day for day, event in mine.done.items() if event == event_id), mine.today),
        streak=mine.streak,
        longest=mine.longest,
        total=mine.total,
        gained=queries.gained(space_id=space_id, member_id=member_id, event_id=event_id),
        next_step=step,
        missing=max(step.reach - mine.measured, 0) if step else 0,
    )


def title(mine: queries.Mine) -> str:
    """The challenge's title in the language that is spoken now."""
    return localized(mine.quest.definition.title, translation.get_language() or "en") or mine.quest.slug


def _not_for_them(space_id: int, mine: queries.Mine) -> errors.NotForYou | errors.OutsideCircle:
    """Why it is not for the member: they are not in its circle, or it is for others altogether."""
    circle = mine.quest.circle
    name = "" if circle is None else circles.names(space_id=space_id, slugs=[circle]).get(circle, "")
    if not name:
        return errors.NotForYou(title=title(mine))
    return errors.OutsideCircle(title=title(mine), circle=name)


def _clean(text: str) -> str:
    """The text without what nobody sees, without blanks around it, with one empty line at most between others."""
    seen = "".join(
        sign for sign in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
        if sign in _JOINERS or sign == "\n" or unicodedata.category(sign) not in _UNSEEN
    )  # fmt: skip
    return re.sub(r"\n\s*\n\s*", "\n\n", seen).strip()


def _refuse_muted(space_id: int, member_id: int, mine: queries.Mine) -> None:
    mute = mutes.mute_of(space_id=space_id, member_id=member_id, scope_id=mine.rules.circle_id)
    if mute is not None:
        until = format_date(mute.until.astimezone(mine.quest.zone), pgettext("date format", "j M Y, H:i"))
        raise errors.Muted(until=until)


def _key(space_id: int, member_id: int, quest_id: int, day: date) -> str:
    """One check-in a day, and another one after each that was taken back."""
    undone = statements.value(
        """
        SELECT count(*) FROM challenges_checkin
        WHERE space_id = %s AND member_id = %s AND quest_id = %s AND local_date = %s AND voided
        """,
        [space_id, member_id, quest_id, day],
    )
    return f"checkin:{quest_id}:{member_id}:{day.isoformat()}:{undone}"


def _keep(
    space_id: int,
    member_id: int,
    quest_id: int,
    event_id: int,
    day: date,
    given: Proof,
    at: datetime,
    for_date: date | None,
    spend_id: int | None,
) -> None:
    sealed = None
    if given.text and not given.shared:
        secret = keyring.Personal(subject_id=member_id, place=f"{PLACE}:{event_id}", value=given.text.encode())
        sealed = keyring.seal_many(space_id=space_id, values=[secret])[0]
    statements.run(
        """
        INSERT INTO challenges_checkin (space_id, event_id, quest_id, member_id, local_date, at, made_up, spend_id,
                                        text, sealed, shared, picture_ids)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::bigint[])
        """,
        [
            space_id, event_id, quest_id, member_id, day, at, for_date is not None, spend_id,
            given.text if given.shared else None, sealed, given.shared, list(given.picture_ids),
        ],
    )  # fmt: skip
    if not given.shared:
        pictures.hide(space_id=space_id, picture_ids=given.picture_ids, actor=f"member:{member_id}", at=at)
