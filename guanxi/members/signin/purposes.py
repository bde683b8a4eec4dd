"""What members are asked to agree to: one purpose, one box, one wording. A changed wording is a new version.

A member who agreed to an older version still agrees to what it said, and is asked anew for what changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop

from guanxi.kernel import tenancy
from guanxi.members import errors, queries
from guanxi.members.actions import consenting

CHANNEL = "h5"


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """`title` and `words` are msgids; `version` is kept with each consent. Without the `needed` one nobody can join.

    What is not `asked_at_joining` is asked where it matters.
    """

    slug: str
    version: str
    title: str
    words: str
    without: str
    needed: bool = False
    asked_at_joining: bool = True


SERVICE = Purpose(
    slug="service",
    version="2026-11",
    title=gettext_noop("Membership"),
    words=gettext_noop(
        "I want to be a member of %(space)s. It keeps my contact and what I do here, to run my membership."
    ),
    without=gettext_noop("Nobody can be a member without it. To take it back, have yourself erased."),
    needed=True,
)
RANKING = Purpose(
    slug="ranking",
    version="2026-11",
    title=gettext_noop("My name on rankings"),
    words=gettext_noop("My nickname and picture may appear on rankings that other members see."),
    without=gettext_noop("You are on no ranking. One tap on a ranking brings you back."),
    asked_at_joining=False,  # a ranking has one tap of its own, and asks there if it asks at all (CH-18, CH-19)
)
OPTIONAL = (
    Purpose(
        slug="marketing",
        version="2026-11",
        title=gettext_noop("News and offers"),
        words=gettext_noop("%(space)s may send me news and offers."),
        without=gettext_noop("You only hear about your own membership: codes, rewards, answers."),
    ),
    Purpose(
        slug="personalisation",
        version="2026-11",
        title=gettext_noop("Personal suggestions"),
        words=gettext_noop("What I do here may decide which posts, quests and offers I see first."),
        without=gettext_noop("You see everything in the same order as everybody else. Prices never depend on it."),
    ),
    Purpose(
        slug="scoring",
        version="2026-11",
        title=gettext_noop("Invitations to special roles"),
        words=gettext_noop("A score of how active I am may suggest me for special roles. A person decides."),
        without=gettext_noop("Nobody computes a score of you. You can still apply yourself."),
    ),
    RANKING,
    Purpose(
        slug="poster_picture",
        version="2026-11",
        title=gettext_noop("My name and picture on my posters"),
        words=gettext_noop("My nickname and picture may appear on the posters and invitations that I share."),
        without=gettext_noop("Your posters carry the brand’s mark and no name."),
    ),
)
PURPOSES = (SERVICE, *OPTIONAL)
AT_JOINING = tuple(purpose for purpose in PURPOSES if purpose.asked_at_joining)


def chosen(*, space_id: int, member_id: int) -> Mapping[str, datetime]:
    """The purposes to which the member agrees now, over this page or another, and since when."""
    now = [one for one in queries.consents(space_id=space_id, member_id=member_id) if one.withdrawn_at is None]
    return {one.purpose: one.given_at for one in reversed(now)}


def choose(*, space_id: int, member_id: int, purpose: str, agree: bool, actor: str | None) -> bool:
    """Agree to an optional purpose in its present words, or no longer; False when that changes nothing.

    Refuses with UnknownPurpose, UnknownMember, MemberGone.
    """
    found = {one.slug: one for one in OPTIONAL}.get(purpose)
    if found is None:
        raise errors.UnknownPurpose
    with tenancy.acting_in(space_id):
        if agree:
            return consenting.give_consent(
                space_id=space_id,
                member_id=member_id,
                purpose=found.slug,
                text_version=found.version,
                channel=CHANNEL,
                actor=actor,
            )
        if not queries.has_consent(space_id=space_id, member_id=member_id, purpose=found.slug):
            return False
        consenting.withdraw_consent(space_id=space_id, member_id=member_id, purpose=found.slug, actor=actor)
    return True
