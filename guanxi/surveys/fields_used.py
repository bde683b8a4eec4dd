"""Which surveys keep answers in a profile field, so that nobody takes the field away under them."""

from collections.abc import Sequence

from django.utils.translation import gettext

from guanxi.kernel import statements, tenancy

_MOST_NAMED = 20


def told(*, space_id: int, field: str) -> Sequence[str]:
    """The surveys whose newest questions lead into the field, each in words; open or not, for they can be opened."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            """
            SELECT s.title FROM surveys_survey s
            JOIN surveys_version v ON (v.space_id, v.survey_id, v.number) = (s.space_id, s.id, s.version)
            WHERE s.space_id = %s
                AND EXISTS (SELECT FROM jsonb_array_elements(v.questions) asked WHERE asked ->> 'into' = %s)
            ORDER BY s.id LIMIT %s
            """,
            [space_id, field, _MOST_NAMED],
        )
    return tuple(gettext("the survey “%(title)s”") % {"title": title} for (title,) in rows)
