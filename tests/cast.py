"""The people of the tests.

Alice owns Spring Tea (春山茶) in Shanghai, Bob works for her there. Charlie owns a coffee house in Berlin and must
see nothing of it. The tea's members are called after the solar terms of a spring.
"""

from dataclasses import dataclass, field

from guanxi.members import actions as members
from guanxi.spaces import actions as spaces

ACTOR = "system:test"
NAMES = ("小满", "谷雨", "白露", "霜降", "立春", "清明", "芒种", "大暑")


@dataclass(frozen=True, kw_only=True)
class House:
    """A space and the user ids of those who work there."""

    space_id: int
    owner: int
    staff: dict[str, int] = field(default_factory=dict)

    @property
    def actor(self) -> str:
        """The owner, as the journal names them."""
        return f"staff:{self.owner}"


def spring_tea(slug: str = "spring-tea") -> House:
    """Alice's space, with Bob as its operator."""
    space_id = spaces.create_space(
        slug=slug, name="春山茶", time_zone="Asia/Shanghai", currency="CNY", locale="zh-CN", actor=ACTOR
    )
    alice = user("Alice", slug)
    bob = user("Bob", slug)
    spaces.add_staff(space_id=space_id, user_id=alice, role="owner", actor=ACTOR)
    spaces.add_staff(space_id=space_id, user_id=bob, role="operator", actor=f"staff:{alice}")
    return House(space_id=space_id, owner=alice, staff={"Bob": bob})


def night_owl(slug: str = "night-owl") -> House:
    """Charlie's space."""
    space_id = spaces.create_space(
        slug=slug, name="Nachteule", time_zone="Europe/Berlin", currency="EUR", locale="de-DE", actor=ACTOR
    )
    charlie = user("Charlie", slug)
    spaces.add_staff(space_id=space_id, user_id=charlie, role="owner", actor=ACTOR)
    return House(space_id=space_id, owner=charlie)


def user(name: str, domain: str = "example") -> int:
    """Somebody who can sign in."""
    return spaces.register_user(email=f"{name.lower()}@{domain}.example.com", name=name, actor=ACTOR)


def member(space_id: int, name: str = "小满") -> int:
    """The member of this name, who joins when they have not yet."""
    return members.join(space_id=space_id, external_ids={"shop": name}, channel="parcel-card", actor=ACTOR)


def members_of(space_id: int, count: int = 4) -> list[int]:
    """The first `count` of NAMES as members, in that order."""
    joinings = [members.Joining(external_ids={"shop": name}, channel="parcel-card") for name in NAMES[:count]]
    joined = members.join_many(space_id=space_id, joinings=joinings, actor=ACTOR)
    return [item.member_id for item in joined if item.member_id is not None]
