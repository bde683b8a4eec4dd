"""What somebody who is in no circle can come into."""

from dataclasses import dataclass

from guanxi.kernel import statements, tenancy


@dataclass(frozen=True, kw_only=True)
class Open:
    """A circle that takes people in, as far as a line about it needs."""

    slug: str
    name: str
    trait: str


def open_to(*, space_id: int, member_id: int, limit: int = 3) -> tuple[Open, ...]:
    """The circles that a member could come into, those without a condition first; none for who is in one.

    Circles by invitation are not among them, nor those that put the member out. One statement.
    """
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            """
            SELECT c.slug, c.name, c.trait FROM circles_circle c
            WHERE c.space_id = %(space)s AND c.state = 'open' AND c.entry <> 'invitation'
                AND NOT EXISTS (SELECT FROM circles_membership i JOIN circles_circle o ON o.id = i.circle_id
                    WHERE i.space_id = %(space)s AND o.space_id = %(space)s AND i.member_id = %(member)s
                    AND i.left_at IS NULL AND o.state = 'open')
                AND NOT EXISTS (SELECT FROM circles_membership b WHERE b.space_id = c.space_id AND b.circle_id = c.id
                    AND b.member_id = %(member)s AND b.is_barred)
            ORDER BY c.entry = 'open' DESC, c.members DESC, c.id LIMIT %(limit)s
            """,
            {"space": space_id, "member": member_id, "limit": limit},
        )
    return tuple(Open(slug=slug, name=name, trait=trait) for slug, name, trait in rows)
