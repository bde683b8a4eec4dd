"""Who may read what is written in a circle, asked for a thing that was shown there."""

from guanxi.circles.queries import of_circles
from guanxi.kernel import statements, tenancy


def may_read(*, space_id: int, circle_id: int, member_id: int) -> bool:
    """Whether a member may read a circle's posts, in one statement; no for a circle that is not there."""
    query = f"""
        SELECT {of_circles.COLUMNS}, {of_circles.STANDING}
        FROM circles_circle c {of_circles.CHARTER_JOIN} {of_circles.STANDING_JOIN}
        WHERE c.space_id = %(space)s AND c.id = %(circle)s
    """  # noqa: S608 - constants
    with tenancy.reading_in(space_id):
        rows = statements.rows(query, {"space": space_id, "circle": circle_id, "member": member_id})
    if not rows:
        return False
    after = len(rows[0]) - of_circles.STANDING_WIDTH
    door = of_circles.Door(
        circle=of_circles.circle_of(rows[0][:after]), standing=of_circles.standing_of(rows[0][after:])
    )
    return door.may_read
