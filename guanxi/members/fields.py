"""The questions of a space to its members: asked anew in words, sealed later, dropped with their answers.

What members said stays what they said: a question keeps its type, its ground and, where it rests on consent, its
purpose from the first answer on.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from guanxi import journal
from guanxi.journal import keyring
from guanxi.kernel import statements, tenancy
from guanxi.members import errors, hooks, models, queries, segments, values
from guanxi.members.actions import profile

MOST_FIELDS = 60
MOST_SEALED = 20_000
COUNTED_TO = 10_000
_AT_ONCE = 2_000
_LONGEST_SLUG = 40


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A question with how many answered it, counted up to COUNTED_TO."""

    field: queries.Field
    answered: int


@dataclass(frozen=True, kw_only=True)
class Words:
    """A question as it shall be. `retention_days` None keeps answers as long as the member; options are for choices."""

    label: str
    type: str
    purpose: str
    basis: str
    personal: bool
    retention_days: int | None = None
    options: tuple[str, ...] = ()


def standing(*, space_id: int) -> tuple[Standing, ...]:
    """Every question of the space by its short name, with how many answered it; two statements."""
    with tenancy.reading_in(space_id):
        known = queries.fields(space_id=space_id)
        rows = statements.rows(_ANSWERED, {"space": space_id, "slugs": list(known), "most": COUNTED_TO})
    counted = dict(rows)
    return tuple(Standing(field=field, answered=counted.get(slug, 0)) for slug, field in known.items())


def one(*, space_id: int, slug: str) -> Standing:
    """One of them. Refuses with UnknownField."""
    found = next((each for each in standing(space_id=space_id) if each.field.slug == slug), None)
    if found is None:
        raise errors.UnknownField(field=slug)
    return found


def uses(*, space_id: int, slug: str) -> tuple[str, ...]:
    """What reads the field, each in words for people: segments, and what the modules above tell."""
    with tenancy.reading_in(space_id):
        own = [
            gettext("the segment “%(name)s”") % {"name": kept.name}
            for kept in segments.segments(space_id=space_id)
            if reads(kept.predicate, slug)
        ]
        return (*own, *(words for tell in hooks.field_uses() for words in tell(space_id=space_id, field=slug)))


def reads(condition: str, slug: str) -> bool:
    """Whether a condition names the field, also one that cannot be read any more."""
    return re.search(rf"\bmember\.{re.escape(slug)}\b", condition) is not None


def add(*, space_id: int, slug: str, words: Words, actor: str) -> str:
    """Ask members something new and return its short name; "" has one made from the label.

    Refuses with FieldUnreadable, FieldMustBePersonal, FieldTaken, TooManyFields, WordUnreadable.
    """
    with tenancy.acting_in(space_id):
        known = queries.fields(space_id=space_id)
        if len(known) >= MOST_FIELDS:
            raise errors.TooManyFields(most=MOST_FIELDS)
        slug = slug or _free(words.label, known)
        if slug in known or f"member.{slug}" in segments.FIELDS:
            raise errors.FieldTaken(field=slug)
        _define(space_id, slug, words, actor)
    return slug


def change(*, space_id: int, slug: str, words: Words, actor: str) -> int:
    """Ask it differently, and return how many answers were sealed because it is personal from now on.

    Refuses with UnknownField, FieldHasAnswers, FieldInUse, TooManyAnswers, and as `add` does.
    """
    with tenancy.acting_in(space_id):
        held = _held(space_id, slug)
        answered = one(space_id=space_id, slug=slug).answered
        _refuse_other(held, words, has_answers=answered > 0)
        turns = (held.type, held.personal) != (words.type, words.personal)
        if turns:
            _refuse_used(space_id, slug)
        if words.type in values.ALWAYS_PERSONAL and not words.personal:
            raise errors.FieldMustBePersonal(type=words.type)
        models.ProfileField.objects.filter(space_id=space_id, slug=slug).update(
            type=words.type, personal=words.personal, options=list(words.options)
        )
        _define(space_id, slug, words, actor)
        if answered and words.personal and not held.personal:
            return _seal(space_id, slug)
    return 0


def drop(*, space_id: int, slug: str, actor: str, at: datetime | None = None) -> int:
    """Ask it no more, delete every answer for ever, and return how many there were.

    Refuses with UnknownField, and FieldInUse while something reads it.
    """
    with tenancy.acting_in(space_id):
        _held(space_id, slug)
        _refuse_used(space_id, slug)
        gone = statements.value(_DELETE_ANSWERS, [space_id, slug]) or []
        statements.run(_WITHOUT_FACT, [space_id, gone, slug, len(gone)])
        statements.run("DELETE FROM members_profilefield WHERE space_id = %s AND slug = %s", [space_id, slug])
        props = {"field": slug, "members": len(gone)}
        journal.record(
            space_id=space_id, events=[journal.Event(type="profile.field_dropped", at=at, props=props, actor=actor)]
        )
    return len(gone)


def _define(space_id: int, slug: str, words: Words, actor: str) -> None:
    profile.define_field(
        space_id=space_id,
        slug=slug,
        type_=words.type,
        label=words.label,
        purpose=words.purpose,
        basis=words.basis,
        personal=words.personal,
        retention_days=words.retention_days,
        options=words.options,
        actor=actor,
    )


def _held(space_id: int, slug: str) -> models.ProfileField:
    """The question, locked: nobody answers it meanwhile (`profile.held_fields`). Refuses with UnknownField."""
    row = models.ProfileField.objects.select_for_update().filter(space_id=space_id, slug=slug).order_by("slug").first()
    if row is None:
        raise errors.UnknownField(field=slug)
    return row


def _refuse_other(held: models.ProfileField, words: Words, *, has_answers: bool) -> None:
    """What a question that was answered must stay."""
    if not has_answers:
        return
    gone = set(held.options) - set(words.options)
    stays = {
        gettext("it keeps its type"): held.type == words.type,
        gettext("what was told as personal stays personal"): words.personal or not held.personal,
        gettext("it keeps its ground"): held.basis == words.basis,
        gettext("its purpose stays: they agreed to that one"): held.basis != "consent" or held.purpose == words.purpose,
        gettext("options can be added and not taken away"): not gone,
    }
    problem = next((problem for problem, kept in stays.items() if not kept), None)
    if problem:
        raise errors.FieldHasAnswers(field=held.slug, what=problem)


def _refuse_used(space_id: int, slug: str) -> None:
    found = uses(space_id=space_id, slug=slug)
    if found:
        raise errors.FieldInUse(field=slug, uses=", ".join(found))


def _seal(space_id: int, slug: str) -> int:
    """Every answer in clear, under its member's key; nothing of it stays among the facts."""
    sealed = 0
    while rows := statements.rows(_IN_CLEAR, [space_id, slug, _AT_ONCE]):
        sealed += len(rows)
        if sealed > MOST_SEALED:
            raise errors.TooManyAnswers(most=MOST_SEALED)
        members = [row[0] for row in rows]
        seals = keyring.seal_many(
            space_id=space_id,
            values=[
                keyring.Personal(subject_id=member_id, place=profile.place(slug), value=value.encode())
                for member_id, value in rows
            ],
        )
        statements.run(_PUT_SEALS, [members, seals, space_id, slug])
        statements.run(_WITHOUT_FACT, [space_id, members, slug, len(members)])
    return sealed


def _free(label: str, taken: Mapping[str, object]) -> str:
    """A short name from the label; `field` and a number where it has no Latin letters."""
    words = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[: _LONGEST_SLUG - 4].strip("_")
    base = words if re.match(r"[a-z]", words) else "field"
    used: Sequence[str] = (*taken, *(name.removeprefix("member.") for name in segments.FIELDS), *hooks.facts())
    number, found = 1, base
    while found in used:
        number += 1
        found = f"{base}_{number}"
    return found


_ANSWERED = """
    SELECT f.slug, (SELECT count(*) FROM (
        SELECT FROM members_profilevalue v WHERE v.space_id = f.space_id AND v.field = f.slug LIMIT %(most)s) told)
    FROM members_profilefield f WHERE f.space_id = %(space)s AND f.slug = ANY(%(slugs)s::text[])
"""
_IN_CLEAR = """
    SELECT member_id, plain::text FROM members_profilevalue
    WHERE space_id = %s AND field = %s AND plain IS NOT NULL ORDER BY member_id LIMIT %s
"""
_PUT_SEALS = """
    UPDATE members_profilevalue v SET plain = NULL, sealed = n.sealed
    FROM unnest(%s::bigint[], %s::bytea[]) n(member_id, sealed)
    WHERE v.space_id = %s AND v.field = %s AND v.member_id = n.member_id
"""
_DELETE_ANSWERS = """
    WITH gone AS (DELETE FROM members_profilevalue WHERE space_id = %s AND field = %s RETURNING member_id)
    SELECT coalesce(array_agg(member_id ORDER BY member_id), '{}') FROM gone
"""
_WITHOUT_FACT = "SELECT members_set_facts(%s, %s::bigint[], array_fill(jsonb_build_object(%s::text, NULL), ARRAY[%s]))"
