"""Profile fields as words: the list, what each type is called, what of one stays as it is, what goes with it."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, ngettext

from guanxi.members import fields, values
from guanxi.members.queries import Field
from guanxi.quests.recipes import birthdays
from guanxi.web import access, formats

_TYPES = {
    "text": gettext_noop("A text"),
    "choice": gettext_noop("One of several options"),
    "choices": gettext_noop("Some of several options"),
    "integer": gettext_noop("A whole number"),
    "decimal": gettext_noop("A number with decimals"),
    "boolean": gettext_noop("Yes or no"),
    "date": gettext_noop("A day"),
    "url": gettext_noop("A web address"),
    "email": gettext_noop("An e-mail address (always personal)"),
    "phone": gettext_noop("A phone number (always personal)"),
    "address": gettext_noop("An address to send to (always personal)"),
}
_GROUNDS = {
    "contract": gettext_noop("Needed to give members what they joined for"),
    "consent": gettext_noop("Consent of the member"),
    "interest": gettext_noop("Legitimate interest"),
    "law": gettext_noop("Required by law"),
}
_FIXED = {
    "type": gettext_noop("It stays, because members have answered."),
    "basis": gettext_noop("It stays, because members have answered."),
    "purpose": gettext_noop("It stays: members agreed to this purpose."),
    "personal": gettext_noop("It stays: members were promised that it is sealed."),
}


def listed(desk: access.Desk, found: Sequence[fields.Standing]) -> Mapping[str, object]:
    """All questions, and those that recipes need and nobody asks yet."""
    asked = {one.field.slug for one in found}
    return {
        "fields": [
            {
                "slug": one.field.slug,
                "label": one.field.label,
                "type": gettext(_TYPES[one.field.type]),
                "purpose": one.field.purpose,
                "personal": one.field.personal,
                "answered": answered(one),
                "kept": _kept_for(one.field),
            }
            for one in found
        ],
        "can_add": len(found) < fields.MOST_FIELDS,
        "birthday": ""
        if birthdays.FIELD in asked
        else reverse("console:field-new", args=[desk.space.slug]) + f"?for={birthdays.FIELD}",
    }


def types() -> list[tuple[str, str]]:
    """What an answer can be."""
    return [(code, gettext(words)) for code, words in _TYPES.items() if code in values.TYPES]


def grounds() -> list[tuple[str, str]]:
    """On what ground something can be asked."""
    return [(code, gettext(words)) for code, words in _GROUNDS.items()]


def beginning(wanted: str) -> Mapping[str, object]:
    """What a new question begins with: personal, until somebody says that it is not."""
    if wanted == birthdays.FIELD:
        return {
            "label": gettext("Birthday"),
            "slug": birthdays.FIELD,
            "type": "date",
            "purpose": gettext("a greeting in the week of your birthday"),
            "basis": "contract",
            "personal": True,
        }
    return {"type": "text", "basis": "contract", "personal": True}


def kept(field: Field) -> Mapping[str, object]:
    """A question as its form begins."""
    return {
        "label": field.label,
        "type": field.type,
        "options": "\n".join(field.options),
        "purpose": field.purpose,
        "basis": field.basis,
        "personal": field.personal,
        "retention_days": field.retention_days,
    }


def fixed(held: fields.Standing) -> tuple[str, ...]:
    """The parts of a question that cannot change any more."""
    if not held.answered:
        return ("personal",) if held.field.type in values.ALWAYS_PERSONAL else ()
    agreed = ("purpose",) if held.field.basis == "consent" else ()
    sealed = ("personal",) if held.field.personal else ()
    return ("type", "basis", *agreed, *sealed)


def fixed_words(name: str) -> str:
    """Why a part cannot change."""
    return gettext(_FIXED[name])


def answered(one: fields.Standing) -> str:
    """How many answers are kept, counted so far as it is counted; former members are among them."""
    if one.answered >= fields.COUNTED_TO:
        return gettext("%(n)s+ answers kept, of former members too") % {"n": formats.number(fields.COUNTED_TO)}
    words = ngettext(
        "%(n)s answer kept, of former members too", "%(n)s answers kept, of former members too", one.answered
    )
    return words % {"n": formats.number(one.answered)}


def dropping(held: fields.Standing, uses: Sequence[str]) -> Mapping[str, object]:
    """What goes with a question, or what keeps it."""
    return {"field": held.field, "answered": answered(held) if held.answered else "", "uses": uses}


def _kept_for(field: Field) -> str:
    if field.retention_days is None:
        return gettext("as long as they are members")
    words = ngettext("%(n)s day", "%(n)s days", field.retention_days)
    return words % {"n": formats.number(field.retention_days)}
