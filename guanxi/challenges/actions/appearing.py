"""Whether others see a member in rankings: one call either way, heard at once and everywhere."""

from contextlib import suppress
from datetime import datetime

from guanxi import journal
from guanxi.kernel import tenancy
from guanxi.members import actions as members
from guanxi.members import errors as member_errors

PURPOSE = "ranking"
TEXT_VERSION = "2026-11"


def choose_ranking(
    *, space_id: int, member_id: int, shown: bool, actor: str | None = None, at: datetime | None = None
) -> None:
    """Let the member be seen in the rankings of all challenges of the space, or be nowhere in them, counts included.

    Agreeing is kept as a consent to the purpose `ranking`; hiding withdraws it. A consent that is given or withdrawn
    elsewhere has the same effect. Refuses with UnknownMember, MemberGone.
    """
    with tenancy.acting_in(space_id):
        if shown:
            members.give_consent(
                space_id=space_id, member_id=member_id, purpose=PURPOSE, text_version=TEXT_VERSION,
                channel="h5", actor=actor, at=at,
            )  # fmt: skip
        else:
            with suppress(member_errors.NoConsent):
                members.withdraw_consent(space_id=space_id, member_id=member_id, purpose=PURPOSE, actor=actor, at=at)
        event = journal.Event(
            type="challenge.ranking_chosen", at=at, member_id=member_id, props={"shown": shown}, actor=actor
        )
        journal.record(space_id=space_id, events=[event])
