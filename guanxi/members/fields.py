"""The questions of a space to its members: asked anew in words, sealed later, dropped with their answers.

A change is said in a moment; the answers of thousands follow in the worker's batches (`settle`), and from that moment
nobody is shown them any more. Whoever answers locks the member first and the question last, and so does every batch.

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
from guanxi.members import errors, hooks, jobs, models, queries, segments, values
from guanxi.members.actions import people, profile

MOST_FIELDS = 60
COUNTED_TO = 10_000
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
        slug = slug or _free(words.label, _taken(space_id))
        if slug in known or f"member.{slug}" in segments.FIELDS:
            raise errors.FieldTaken(field=slug)
        _define(space_id, slug, words, actor)
    return slug


def change(*, space_id: int, slug: str, words: Words, actor: str) -> int:
    """Ask it differently, and return how many answers the worker seals because it is personal from now on.

    Refuses with UnknownField, FieldHasAnswers, FieldInUse, and as `add` does.
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
        if not answered or held.personal or not words.personal:
            return 0
        jobs.settle_field.defer(space_id=space_id, slug=slug)
        return _count(space_id, slug)


def drop(*, space_id: int, slug: str, actor: str, at: datetime | None = None) -> int:
    """Ask it no more, let the worker delete every answer for ever, and return how many there are.

    Its short name is free again when they are gone. Refuses with UnknownField, and FieldInUse while something reads it.
    """
    with tenancy.acting_in(space_id):
        _held(space_id, slug)
        _refuse_used(space_id, slug)
        told = _count(space_id, slug)
        models.ProfileField.objects.filter(space_id=space_id, slug=slug).update(dropped=True)
        jobs.settle_field.defer(space_id=space_id, slug=slug)
        props = {"field": slug, "members": told}
        journal.record(
            space_id=space_id, events=[journal.Event(type="profile.field_dropped", at=at, props=props, actor=actor)]
        )
    return told


def settle(*, space_id: int, slug: str) -> int:
    """Delete the answers of a question that was dropped, seal those in clear of one that is personal; how many.

    A transaction a batch; again, it goes on where it was interrupted. Of any other question it changes nothing.
    """
    done = 0
    while (batch := _batch(space_id, slug)) is not None:  # it ends: no new answer is in clear or to what is dropped
        done += batch
    return done


def settle_all(*, space_id: int) -> int:
    """The same for every question of the space of which something is left to do."""
    with tenancy.acting_in(space_id):
        left = statements.rows(_UNSETTLED, [space_id])
    return sum(settle(space_id=space_id, slug=slug) for (slug,) in left)


def _batch(space_id: int, slug: str) -> int | None:
    """How many answers of one batch; None when nothing is left to do."""
    with tenancy.acting_in(space_id):
        row = models.ProfileField.objects.filter(space_id=space_id, slug=slug).first()
        if row is None or not (row.dropped or row.personal):
            return None
        given = [space_id, slug, profile.AT_ONCE]
        told = statements.rows(_TOLD if row.dropped else _IN_CLEAR, given) or statements.rows(_WITH_FACT, given)
        member_ids = sorted(member_id for (member_id,) in told)
        if not member_ids:
            return None if not row.dropped or _is_deleted(space_id, slug) else 0
        people.locked(space_id=space_id, member_ids=member_ids)
        if row.dropped:
            statements.run(_FORGET, [space_id, slug, member_ids])
        else:
            _seal(space_id, slug, member_ids)
        statements.run(_WITHOUT_FACT, [space_id, member_ids, slug, len(member_ids)])
    return len(member_ids)


def _is_deleted(space_id: int, slug: str) -> bool:
    """Delete a question without answers; not when somebody who had begun before it was dropped has given one."""
    statements.run(
        "SELECT FROM members_profilefield WHERE space_id = %s AND slug = %s ORDER BY slug FOR UPDATE", [space_id, slug]
    )
    return bool(statements.rows(_DELETE, [space_id, slug]))


def _count(space_id: int, slug: str) -> int:
    told: int = statements.value(
        "SELECT count(*) FROM members_profilevalue WHERE space_id = %s AND field = %s", [space_id, slug]
    )
    return told


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
    """The question, locked: nobody answers it meanwhile (`profile.held_fields`). Refuses with UnknownField.

    Who holds it must not wait for a member: whoever answers holds theirs and waits for it.
    """
    asked = models.ProfileField.objects.filter(space_id=space_id, slug=slug, dropped=False)
    row = asked.select_for_update().order_by("slug").first()
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


def _seal(space_id: int, slug: str, member_ids: Sequence[int]) -> None:
    """The answers in clear of members who are locked, under their keys."""
    rows = statements.rows(_OF_MEMBERS, [space_id, slug, member_ids])
    found = [member_id for member_id, _ in rows]
    seals = keyring.seal_many(
        space_id=space_id,
        values=[
            keyring.Personal(subject_id=member_id, place=profile.place(slug), value=value.encode())
            for member_id, value in rows
        ],
    )
    statements.run(_PUT_SEALS, [found, seals, space_id, slug])


def _taken(space_id: int) -> dict[str, object]:
    """Every short name of the space, also of questions whose answers are still going."""
    slugs = models.ProfileField.objects.filter(space_id=space_id).order_by("slug").values_list("slug", flat=True)
    return dict.fromkeys(slugs)


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
_UNSETTLED = """
    SELECT f.slug FROM members_profilefield f WHERE f.space_id = %s AND (f.dropped OR f.personal AND EXISTS (
        SELECT FROM members_profilevalue v WHERE v.space_id = f.space_id AND v.field = f.slug AND v.plain IS NOT NULL))
    ORDER BY f.slug
"""
_TOLD = "SELECT member_id FROM members_profilevalue WHERE space_id = %s AND field = %s LIMIT %s"
_IN_CLEAR = """
    SELECT member_id FROM members_profilevalue WHERE space_id = %s AND field = %s AND plain IS NOT NULL LIMIT %s
"""
_WITH_FACT = "SELECT id FROM members_member WHERE space_id = %s AND facts ? %s LIMIT %s"
"""Also of who has answered anew since, sealed, and of who was merged with somebody meanwhile."""
_OF_MEMBERS = """
    SELECT member_id, plain::text FROM members_profilevalue
    WHERE space_id = %s AND field = %s AND member_id = ANY(%s::bigint[]) AND plain IS NOT NULL ORDER BY member_id
"""
_PUT_SEALS = """
    UPDATE members_profilevalue v SET plain = NULL, sealed = n.sealed
    FROM unnest(%s::bigint[], %s::bytea[]) n(member_id, sealed)
    WHERE v.space_id = %s AND v.field = %s AND v.member_id = n.member_id
"""
_FORGET = "DELETE FROM members_profilevalue WHERE space_id = %s AND field = %s AND member_id = ANY(%s::bigint[])"
_DELETE = """
    DELETE FROM members_profilefield f WHERE f.space_id = %s AND f.slug = %s AND f.dropped AND NOT EXISTS (
        SELECT FROM members_profilevalue v WHERE v.space_id = f.space_id AND v.field = f.slug) RETURNING 1
"""
_WITHOUT_FACT = "SELECT members_set_facts(%s, %s::bigint[], array_fill(jsonb_build_object(%s::text, NULL), ARRAY[%s]))"
