"""When members were last active: told to members from the counted days, so that lists can be sorted by it."""

from datetime import date

from guanxi.kernel import statements, tenancy

FIRST_DAY = date(1970, 1, 1)


def tell(*, space_id: int, since: date = FIRST_DAY) -> int:
    """Set the last activity of everybody who did something since a local day; returns how many changed.

    Activity is known by the day: what is kept is the day's beginning in the space's zone, but never before joining.
    """
    with tenancy.acting_in(space_id):
        changed: int = statements.value(
            """
            SELECT coalesce(sum(members_set_active(%s, members, moments)), 0) FROM (
                SELECT array_agg(l.member_id) AS members,
                       array_agg(greatest(m.joined_at, l.day::timestamp AT TIME ZONE s.time_zone)) AS moments
                FROM (SELECT member_id, max(day) AS day FROM insight_member_day
                      WHERE space_id = %s AND day >= %s GROUP BY member_id) l
                JOIN members_public_member m ON m.space_id = %s AND m.member_id = l.member_id
                JOIN spaces_public_space s ON s.space_id = %s) told
            WHERE members IS NOT NULL
            """,
            [space_id, space_id, since, space_id, space_id],
        )
    return changed
