"""The survey that screens seed members, as a beginning: six questions that an operator then makes their own."""

from django.utils.translation import gettext

from guanxi.surveys import actions
from guanxi.surveys.questions import Question, ShowIf
from guanxi.web import access


def seed_members(desk: access.Desk) -> int:
    """Write the survey in the language of the reader and return its id."""
    survey_id = actions.create(
        space_id=desk.space.id,
        title=gettext("Our first members"),
        why=gettext(
            "We want to build this with you. Your answers decide what we make first and whom we ask to try it."
        ),
        purpose=gettext("choosing the first members and making the product with them"),
        basis="consent",
        actor=desk.actor,
    )
    for question in _questions():
        actions.add_question(space_id=desk.space.id, survey_id=survey_id, question=question, actor=desk.actor)
    return survey_id


def _questions() -> list[Question]:
    yes, no = gettext("Yes"), gettext("Not now")
    return [
        Question(
            key="",
            kind="single",
            title=gettext("How long have you known us?"),
            options=(gettext("Since today"), gettext("Less than a year"), gettext("Longer")),
            required=True,
        ),
        Question(
            key="",
            kind="scale",
            title=gettext("How likely is it that you tell a friend about us?"),
            least=0,
            most=10,
            low_label=gettext("not at all"),
            high_label=gettext("for certain"),
            required=True,
        ),
        Question(
            key="",
            kind="multiple",
            title=gettext("What would you like to do with us?"),
            options=(
                gettext("Try new things and say what I think"),
                gettext("Write or take pictures"),
                gettext("Help others"),
                gettext("Meet people near me"),
            ),
        ),
        Question(
            key="",
            kind="single",
            title=gettext("Do you write somewhere else, too?"),
            options=(yes, no),
            required=True,
        ),
        Question(
            key="",
            kind="account",
            title=gettext("Where?"),
            help=gettext("Your name there, and how many follow you."),
            personal=True,
            show_if=ShowIf(key="q4", values=(yes,)),
        ),
        Question(key="", kind="place", title=gettext("Where do you live?"), detail="city"),
    ]
