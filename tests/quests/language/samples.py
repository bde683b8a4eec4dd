"""What the space of these tests knows, and a quest that is right, to be made wrong one word at a time."""

from pathlib import Path

import pytest

from guanxi.kernel.predicates import FieldType
from guanxi.quests import language
from guanxi.quests.definition import Definition
from guanxi.quests.errors import QuestFileRefused

EXAMPLES = Path(__file__).resolve().parents[3] / "docs" / "examples"
EVENT_TYPES: dict[str, dict[str, FieldType]] = {
    "checkin.made": {"text_length": "integer", "local_hour": "integer"},
    "comment.created": {"length": "integer"},
    "member.joined": {},
    "member.tier_changed": {"quest": "text", "tier": "text", "from": "text"},
    "order.delivered": {"order": "text", "sum_cents": "integer"},
    "order.paid": {"order": "text", "sum_cents": "integer"},
    "post.created": {"post": "text", "length": "integer", "kind": "text"},
    "quest.granted": {"quest": "text", "points": "integer", "growth": "integer"},
    "quest.step_reached": {"quest": "text", "step": "integer", "points": "integer", "growth": "integer"},
    "referral.qualified": {"invitee": "integer", "channel": "text"},
    "review.written": {"order": "text", "length": "integer", "rating": "integer"},
}
MEMBER_FIELDS: dict[str, FieldType] = {"member.city": "text"}
UNITS = ("item:cup", "coupon:*", "ticket:*", "item:gift-box")
WORDS = {
    "title": "Tea",
    "goal": "{event: checkin.made}",
    "steps": "[{reach: 1, promise: [{points: 5}]}]",
    "ceiling_per_day": "{points: 10}",
}


def quest(slug: str = "tea", /, **words: str | None) -> str:
    """One entry of a quest file; a word given as None is left out."""
    given = {**WORDS, **words}
    lines = [f"    {word}: {value}\n" for word, value in given.items() if value is not None]
    return f"  - quest: {slug}\n" + "".join(lines)


def file(*quests: str) -> str:
    return "quests:\n" + "".join(quests)


def read(text: str, others: tuple[Definition, ...] = ()) -> list[Definition]:
    return language.read(text, event_types=EVENT_TYPES, member_fields=MEMBER_FIELDS, units=UNITS, others=others)


def definition(slug: str = "tea", /, **words: str | None) -> Definition:
    return read(file(quest(slug, **words)))[0]


def refusal(text: str, others: tuple[Definition, ...] = ()) -> str:
    with pytest.raises(QuestFileRefused) as caught:
        read(text, others)
    return str(caught.value)
