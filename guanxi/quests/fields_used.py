"""Which quests are for members by a profile field, so that nobody takes the field away under them."""

from collections.abc import Sequence

from django.utils.translation import get_language, gettext

from guanxi.kernel import tenancy
from guanxi.members import fields
from guanxi.quests import queries
from guanxi.quests.language.sentence import localized


def told(*, space_id: int, field: str) -> Sequence[str]:
    """The quests that count now and whose audience reads the field, each in words."""
    with tenancy.acting_in(space_id):
        counting = queries.counting_versions(space_id=space_id)
    titles = {
        version.slug: localized(version.definition.title, get_language() or "en")
        for version in counting
        if version.ended_at is None and fields.reads(version.definition.audience or "", field)
    }
    return tuple(gettext("the quest “%(title)s”") % {"title": title} for title in titles.values())
