"""One answer of everybody, for rules that the space runs by the clock; personal ones are opened, and told to nobody."""

import json

from guanxi.journal import keyring
from guanxi.kernel import tenancy
from guanxi.members import models
from guanxi.members.actions import profile

AT_ONCE = 2_000


def of_everybody(*, space_id: int, field: str, after: int = 0) -> list[tuple[int, object]]:
    """The next answers to `field` after the member `after`, in the order of members; empty at the end.

    Fewer than AT_ONCE only at the end. Whoever calls this must not show what it returns: `actions.reveal` is the way
    for people, with a reason and a trace. Call again with the last member of the list.
    """
    with tenancy.reading_in(space_id):
        rows = list(
            models.ProfileValue.objects.filter(space_id=space_id, field=field, member_id__gt=after).order_by(
                "member_id"
            )[:AT_ONCE]
        )
        sealed = [
            keyring.Personal(subject_id=row.member_id, place=profile.place(field), value=bytes(row.sealed))
            for row in rows
            if row.sealed is not None
        ]
        clear = dict(
            zip(
                (one.subject_id for one in sealed),
                keyring.unseal_many(space_id=space_id, values=sealed),
                strict=True,
            )
        )
    found: list[tuple[int, object]] = []
    for row in rows:
        opened = clear.get(row.member_id)
        found.append((row.member_id, row.plain if row.sealed is None else opened and json.loads(opened)))
    return found
