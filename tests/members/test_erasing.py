"""Erasing leaves nothing that tells who it was, anywhere in the database (ME-17 to ME-21)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import sql

from guanxi import journal
from guanxi.kernel import crypto, tenancy
from guanxi.members import actions, errors, hooks, models, queries
from guanxi.members.actions import Given, Joining
from tests import cast
from tests.members.conftest import Events

CANARIES = {
    "shop": "canary-shop-4711",
    "wechat": "canary-wechat-4711",
    "phone": "+8613912345678",
    "mail": "canary-mail-4711@example.com",
    "home": "canary-street-4711",
    "note": "canary-note-4711",
    "city": "canary-city-4711",
    "tag": "canary-tag-4711",
    "reason": "canary-reason-4711",
    "custom": "canary-custom-4711",
}


def _define(space_id: int) -> None:
    for slug, type_, personal in (
        ("phone", "phone", True),
        ("mail", "email", True),
        ("home", "address", True),
        ("note", "text", True),
        ("city", "text", False),
    ):
        actions.define_field(
            space_id=space_id, slug=slug, type_=type_, label=slug, purpose="service", personal=personal, actor="staff:1"
        )


def _full_member(space_id: int) -> int:
    """Somebody with a canary in every place where something about a person can stand."""
    member_id = actions.join(
        space_id=space_id,
        external_ids={"shop": CANARIES["shop"], "wechat": CANARIES["wechat"]},
        answers={
            "phone": CANARIES["phone"],
            "mail": CANARIES["mail"],
            "home": {"street": CANARIES["home"]},
            "note": CANARIES["note"],
            "city": CANARIES["city"],
        },
        consents=[Given(purpose="news", text_version="1", channel="sms")],
        actor=None,
    )
    actions.reveal(space_id=space_id, member_id=member_id, field="note", reason=CANARIES["reason"], actor="staff:1")
    event = journal.Event(type="custom.thing", member_id=member_id, props={"said": CANARIES["custom"]})
    with tenancy.acting_in(space_id):
        journal.record(space_id=space_id, events=[event])
    return member_id


def _seal(space_id: int, member_id: int) -> bytes:
    with tenancy.acting_in(space_id):
        sealed = journal.seal_for(space_id=space_id, subject_id=member_id, plaintext=b"secret")
    assert sealed is not None
    return sealed


def _unseal(space_id: int, member_id: int, sealed: bytes) -> bytes | None:
    with tenancy.acting_in(space_id):
        return journal.unseal_for(space_id=space_id, subject_id=member_id, sealed=sealed)


@pytest.fixture
def house(tea: cast.House) -> cast.House:
    _define(tea.space_id)
    return tea


def test_leaves_no_trace_in_any_table(
    committed_db: object, owner_connection: psycopg.Connection[tuple[object, ...]]
) -> None:
    house = cast.spring_tea()
    _define(house.space_id)
    member_id = _full_member(house.space_id)
    actions.tag(space_id=house.space_id, member_ids=[member_id], name="VIP", actor="staff:1")
    before = set(_found(owner_connection, house.space_id))
    assert {"members_profilevalue", "members_member"} <= {table for table, _ in before}, "the scan must see canaries"
    actions.erase(space_id=house.space_id, member_id=member_id, reason="asked", actor="staff:1")
    assert list(_found(owner_connection, house.space_id)) == []


def test_destroys_the_key_and_with_it_everything_sealed(house: cast.House) -> None:
    member_id = _full_member(house.space_id)
    sealed = _seal(house.space_id, member_id)
    assert _unseal(house.space_id, member_id, sealed) == b"secret"
    actions.erase(space_id=house.space_id, member_id=member_id, reason="asked", actor="staff:1")
    assert _unseal(house.space_id, member_id, sealed) is None
    with tenancy.acting_in(house.space_id):
        assert journal.seal_for(space_id=house.space_id, subject_id=member_id, plaintext=b"new") is None


def test_keeps_what_counts_without_a_name(house: cast.House, events: Events) -> None:
    member_id = _full_member(house.space_id)
    actions.set_tier(space_id=house.space_id, member_id=member_id, tier="gold", until=None)
    actions.erase(space_id=house.space_id, member_id=member_id, reason="asked", actor="staff:1")
    member = queries.member(space_id=house.space_id, member_id=member_id)
    assert (member.state, member.facts, member.tags, member.tier) == ("erased", {}, (), "gold")
    assert queries.profile(space_id=house.space_id, member_id=member_id) == ()
    consents = queries.consents(space_id=house.space_id, member_id=member_id)
    assert [consent.withdrawn_at is None for consent in consents] == [False]
    assert events(house.space_id)[-1] == ("member.erased", member_id, {"reason": "asked"})


def test_knows_a_returning_person_who_is_not_new(house: cast.House) -> None:
    erased = _full_member(house.space_id)
    actions.erase(space_id=house.space_id, member_id=erased, reason="asked", actor="staff:1")
    by_name = Joining(external_ids={"shop": CANARIES["shop"]})
    by_phone = Joining(external_ids={"forum": "9"}, profile={"phone": CANARIES["phone"]})
    stranger = Joining(external_ids={"forum": "10"})
    joined = actions.join_many(space_id=house.space_id, joinings=[by_name, by_phone, stranger], actor=None)
    assert [(item.new, item.returning) for item in joined] == [(True, True), (True, True), (True, False)]
    assert erased not in [item.member_id for item in joined]
    assert joined[0].member_id is not None
    assert queries.member(space_id=house.space_id, member_id=joined[0].member_id).returning


def test_is_not_undone_by_an_old_file(house: cast.House) -> None:
    erased = _full_member(house.space_id)
    actions.erase(space_id=house.space_id, member_id=erased, reason="asked", actor="staff:1")
    old = datetime.now(tz=UTC) - timedelta(days=400)
    row = Joining(external_ids={"shop": CANARIES["shop"]}, at=old)
    joined = actions.join_many(space_id=house.space_id, joinings=[row], actor=None, source="import:members")[0]
    assert joined.member_id is None
    assert isinstance(joined.refusal, errors.ErasedEarlier)


def test_lets_upper_modules_finish_first_or_refuse(house: cast.House, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def forfeit(*, space_id: int, member_id: int, at: datetime, actor: str) -> None:
        assert queries.member(space_id=space_id, member_id=member_id).state == "active"
        seen.append(member_id)

    def payout_open(*, space_id: int, member_id: int, at: datetime, actor: str) -> None:
        raise errors.MemberGone(member=member_id, state="waiting for a payout")

    member_id = _full_member(house.space_id)
    monkeypatch.setattr(hooks, "_erasure_steps", [forfeit, payout_open])
    with pytest.raises(errors.MemberGone):
        actions.erase(space_id=house.space_id, member_id=member_id, reason="asked", actor="staff:1")
    assert queries.member(space_id=house.space_id, member_id=member_id).state == "active"
    assert queries.profile(space_id=house.space_id, member_id=member_id) != ()
    monkeypatch.setattr(hooks, "_erasure_steps", [forfeit])
    actions.erase(space_id=house.space_id, member_id=member_id, reason="asked", actor="staff:1")
    assert seen == [member_id, member_id]


def test_refuses_twice_and_for_no_known_reason(house: cast.House, owl: cast.House) -> None:
    member_id = _full_member(house.space_id)
    who: dict[str, Any] = {"space_id": house.space_id, "member_id": member_id, "actor": "staff:1"}
    with pytest.raises(errors.ReasonUnknown):
        actions.erase(**who, reason="小满 asked on the phone")
    with pytest.raises(errors.UnknownMember):
        actions.erase(**who | {"space_id": owl.space_id}, reason="asked")
    actions.erase(**who, reason="asked")
    with pytest.raises(errors.AlreadyErased):
        actions.erase(**who, reason="asked")
    with pytest.raises(errors.MemberGone):
        actions.set_profile(**who, answers={"city": "杭州"})


def test_erases_the_merged_with_their_keeper(house: cast.House) -> None:
    keep, lose = cast.member(house.space_id, "小满"), _full_member(house.space_id)
    sealed = _seal(house.space_id, lose)
    actions.merge(space_id=house.space_id, keep=keep, lose=lose, actor="staff:1")
    with pytest.raises(errors.MemberGone):
        actions.erase(space_id=house.space_id, member_id=lose, reason="asked", actor="staff:1")
    actions.erase(space_id=house.space_id, member_id=keep, reason="asked", actor="staff:1")
    assert _unseal(house.space_id, lose, sealed) is None


def test_keeps_only_a_hash_that_nobody_can_guess_without_the_key(house: cast.House) -> None:
    member_id = _full_member(house.space_id)
    actions.erase(space_id=house.space_id, member_id=member_id, reason="asked", actor="staff:1")
    with tenancy.acting_in(house.space_id):
        kept = {row.system: bytes(row.value_hash) for row in models.Tombstone.objects.all()}
    assert set(kept) == {"shop", "wechat", "contact:phone", "contact:email"}
    guess = crypto.hmac128(crypto.new_key(), f"external:4:shop:{CANARIES['shop']}")
    assert guess not in kept.values()


def _found(connection: psycopg.Connection[tuple[object, ...]], space_id: int) -> Iterator[tuple[str, str]]:
    """Every (table, canary) of which the canary's text or bytes stand in some column that can hold any."""
    connection.execute("BEGIN")
    connection.execute("SELECT set_config('app.space', %s, true)", [str(space_id)])
    columns = connection.execute(
        """
        SELECT c.relname, a.attname, a.atttypid::regtype::text FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p') JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('public', 'rules') AND a.attnum > 0 AND NOT a.attisdropped
        AND a.atttypid::regtype::text = ANY(ARRAY['text', 'character varying', 'json', 'jsonb', 'bytea', 'text[]'])
        """
    ).fetchall()
    assert len(columns) > 50
    for table, column, kind in columns:
        cast_ = sql.SQL("encode({}, 'escape')") if kind == "bytea" else sql.SQL("{}::text")
        place = cast_.format(sql.Identifier(str(column)))
        for canary in CANARIES.values():
            query = sql.SQL("SELECT 1 FROM {} WHERE position(%s in {}) > 0 LIMIT 1")
            if connection.execute(query.format(sql.Identifier(str(table)), place), [canary]).fetchone():
                yield str(table), canary
    connection.execute("ROLLBACK")
