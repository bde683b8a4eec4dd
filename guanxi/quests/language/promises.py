"""Reading what is owed: promises, steps, budgets, ceilings, caps."""

from django.utils.translation import gettext

from guanxi.kernel.predicates import FieldType
from guanxi.quests.definition import WORTHLESS_KINDS, Budget, Cap, CapScope, Ceiling, Promise, PromiseKind, Step
from guanxi.quests.language import goals
from guanxi.quests.language.cursor import CODE, SLUG, Cursor
from guanxi.quests.language.vocabulary import Vocabulary

KIND_WORDS: dict[str, PromiseKind] = {
    "points": "points",
    "growth": "growth",
    "granted_cents": "granted",
    "membership_days": "membership_days",
    "coupon": "coupon",
    "item": "item",
    "ticket": "ticket",
    "certificate": "certificate",
    "right": "right",
    "tier": "tier",
}
COUNTED = ("points", "growth", "granted_cents", "membership_days")
OPTIONS = ("amount", "for_each", "of", "pending_days", "expires_days")
CAP_WORDS: tuple[CapScope, ...] = ("member", "member_day", "day", "channel")
DAYS_MAX = 3_660
STEPS_MAX = 50
PROMISES_MAX = 20


def steps(quest: Cursor, vocabulary: Vocabulary, *, several: bool) -> tuple[Step, ...]:
    """The steps of a quest; with several goals a step needs no reach."""
    cursor = quest.get("steps")
    if cursor is None:
        return ()
    listed = enumerate(cursor.items(most=STEPS_MAX), start=1)
    return tuple(_step(entry, vocabulary, no, several=several) for no, entry in listed)


def each(quest: Cursor, vocabulary: Vocabulary, fields: dict[str, FieldType]) -> tuple[Promise, ...]:
    """What every matching event is worth; `fields` are the props it may be proportional to."""
    cursor = quest.get("each")
    if cursor is None:
        return ()
    return tuple(_promise(entry, vocabulary, fields) for entry in cursor.items(most=PROMISES_MAX))


def budgets(quest: Cursor) -> tuple[Budget, ...]:
    """What stands behind the promises, per unit."""
    return tuple(Budget(code, total) for code, total in _amounts(quest.get("budget")))


def ceilings(quest: Cursor) -> tuple[Ceiling, ...]:
    """What may go out per local day, per unit."""
    return tuple(Ceiling(code, per_day) for code, per_day in _amounts(quest.get("ceiling_per_day")))


def caps(quest: Cursor) -> tuple[Cap, ...]:
    """The limits that cut a grant."""
    cursor = quest.get("caps")
    if cursor is None or not cursor.only(CAP_WORDS):
        return ()
    read = []
    for scope in CAP_WORDS:
        inner = cursor.get(scope)
        if scope != "channel":
            read += [Cap(scope, code, amount) for code, amount in _amounts(inner)]
            continue
        for channel, entry in () if inner is None else inner.entries():
            read += [Cap(scope, code, amount, channel) for code, amount in _amounts(entry)]
    return tuple(read)


def _amounts(cursor: Cursor | None) -> list[tuple[str, int]]:
    if cursor is None:
        return []
    return [("granted" if code == "granted_cents" else code, entry.whole()) for code, entry in cursor.entries()]


def _step(cursor: Cursor, vocabulary: Vocabulary, no: int, *, several: bool) -> Step:
    if not cursor.only(("reach", "promise")):
        return Step(no=no, reach=no)
    reach = cursor.get("reach") if several else cursor.need("reach", "reach: 7")
    promised = cursor.need("promise", "promise: [{points: 10}]")
    entries = () if promised is None else tuple(promised.items(most=PROMISES_MAX))
    if promised is not None and promised.marked.value == []:
        promised.report(gettext("this list is empty"), gettext("promise something, such as {points: 10}"))
    return Step(
        no=no,
        reach=1 if reach is None else reach.whole(most=1 if several else 2**63 - 1),
        promises=tuple(_promise(entry, vocabulary, None) for entry in entries),
    )


def _promise(cursor: Cursor, vocabulary: Vocabulary, fields: dict[str, FieldType] | None) -> Promise:
    fallback = Promise("points", "points")
    if not cursor.only((*KIND_WORDS, *OPTIONS)):
        return fallback
    given = [(word, inner) for word in KIND_WORDS if (inner := cursor.get(word)) is not None]
    if len(given) != 1:
        reason = gettext("a promise names one thing")
        cursor.report(reason, gettext("write one of %(words)s") % {"words": ", ".join(KIND_WORDS)})
        return fallback
    word, inner = given[0]
    kind = KIND_WORDS[word]
    code, amount = _thing(cursor, inner, word, kind)
    if kind not in WORTHLESS_KINDS and code and not vocabulary.has_unit(code):
        reason = gettext("there is no unit %(code)s") % {"code": code}
        inner.report(reason, gettext("make it first, or write another one"))
    return _with_options(cursor, Promise(kind, code, amount), fields)


def _thing(cursor: Cursor, inner: Cursor, word: str, kind: PromiseKind) -> tuple[str, int]:
    counted = cursor.get("amount")
    if word in COUNTED:
        if counted is not None:
            counted.report(gettext("the amount stands at %(word)s") % {"word": word}, gettext("leave amount out"))
        return kind, inner.whole()
    if kind in WORTHLESS_KINDS:
        if counted is not None:
            counted.report(gettext("a %(kind)s is given once") % {"kind": kind}, gettext("leave amount out"))
        return inner.name(SLUG, "gold"), 1
    name = inner.name(CODE, "cup")
    return f"{kind}:{name}" if name else "", 1 if counted is None else counted.whole()


def _with_options(cursor: Cursor, promise: Promise, fields: dict[str, FieldType] | None) -> Promise:
    pending, expires = cursor.get("pending_days"), cursor.get("expires_days")
    for option in (pending, expires):
        if option is not None and not promise.of_value:
            option.report(gettext("a %(kind)s has no such days") % {"kind": promise.kind}, gettext("leave it out"))
    for_each, of = cursor.get("for_each"), cursor.get("of")
    for option in (for_each, of):
        if option is not None and fields is None:
            reason = gettext("a step promises a fixed amount")
            option.report(reason, gettext("move the promise to each, or leave for_each and of out"))
    if fields is not None and (for_each is None) != (of is None):
        cursor.report(
            gettext("for_each and of belong together"), gettext("write {points: 1, for_each: 100, of: sum_cents}")
        )
    if fields is not None and not promise.of_value:
        cursor.report(gettext("a %(kind)s is given for a step") % {"kind": promise.kind}, gettext("move it to steps"))
    return Promise(
        kind=promise.kind,
        code=promise.code,
        amount=promise.amount,
        for_each=None if for_each is None else for_each.whole(),
        of=None if of is None or fields is None else goals.prop(of, fields, ("integer",)),
        pending_days=0 if pending is None else pending.whole(least=0, most=DAYS_MAX),
        expires_days=None if expires is None else expires.whole(most=DAYS_MAX),
    )
