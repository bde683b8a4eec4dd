"""Facts about members that the modules above find out and rules may ask for; whoever writes them records the event."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection

from guanxi.kernel import tenancy
from guanxi.members import errors, hooks, models


def set_tier(*, space_id: int, member_id: int, tier: str | None, until: datetime | None) -> None:
    """The member's tier, until an instant or (None) without end. Refuses with UnknownMember."""
    _call(
        "SELECT members_set_tiers(%s, ARRAY[%s]::bigint[], ARRAY[%s]::text[], ARRAY[%s]::timestamptz[])",
        space_id,
        member_id,
        tier,
        until,
    )


def set_plan(*, space_id: int, member_id: int, plan: str | None, until: datetime | None) -> None:
    """The plan the member has paid for, until an instant or (None) for life. Refuses with UnknownMember."""
    _call(
        "SELECT members_set_plans(%s, ARRAY[%s]::bigint[], ARRAY[%s]::text[], ARRAY[%s]::timestamptz[])",
        space_id,
        member_id,
        plan,
        until,
    )


def set_holdout_arm(*, space_id: int, member_id: int, arm: str) -> None:
    """The member's arm of the lasting experiment; written once, a second one is a bug. Refuses with UnknownMember."""
    with tenancy.acting_in(space_id):
        _refuse_unknown(space_id, [member_id])
        rows = models.Member.objects.filter(space_id=space_id, id=member_id)
        if (
            not rows.filter(holdout_arm__isnull=True).update(holdout_arm=arm)
            and not rows.filter(holdout_arm=arm).exists()
        ):
            message = f"member {member_id} is in another arm already"
            raise ValueError(message)


def set_fact(*, space_id: int, member_id: int, name: str, value: str | int | bool | None) -> None:
    """One declared fact (see `hooks.declare_fact`) about one member; None takes it away. Refuses with UnknownMember."""
    set_facts(space_id=space_id, facts={member_id: {name: value}})


def set_facts(*, space_id: int, facts: Mapping[int, Mapping[str, str | int | bool | None]]) -> None:
    """Declared facts of many members, in one statement. Refuses with UnknownMember."""
    for name in {name for of_one in facts.values() for name in of_one}:
        if name not in hooks.facts():
            message = f"nobody has declared the fact {name}"
            raise ValueError(message)
    members = sorted(facts)
    with tenancy.acting_in(space_id), connection.cursor() as cursor:
        _refuse_unknown(space_id, members)
        cursor.execute(
            "SELECT members_set_facts(%s, %s::bigint[], %s::jsonb[])",
            [space_id, members, [json.dumps(facts[member_id]) for member_id in members]],
        )


def _call(sql: str, space_id: int, member_id: int, value: str | None, until: datetime | None) -> None:
    with tenancy.acting_in(space_id), connection.cursor() as cursor:
        _refuse_unknown(space_id, [member_id])
        cursor.execute(sql, [space_id, member_id, value, until])


def _refuse_unknown(space_id: int, member_ids: Sequence[int]) -> None:
    known = models.Member.objects.filter(space_id=space_id, id__in=member_ids).values_list("id", flat=True)
    for member_id in sorted(set(member_ids) - set(known)):
        raise errors.UnknownMember(member=member_id)
