"""Where a member goes to do what a quest counts."""

from collections.abc import Mapping, Sequence

from guanxi.kernel import predicates
from guanxi.kernel.predicates import FieldType
from guanxi.quests.definition import Definition, Goal
from guanxi.surveys import queries as surveys
from guanxi.web import access
from guanxi.web.h5 import words

INVITES, SURVEY = "referral.qualified", "survey.answered"
BY_EVENT: Mapping[str, str] = {
    "answer.accepted": "circles",
    "circle.entered": "circles",
    "comment.created": "circles",
    "poll.voted": "circles",
    "post.created": "circles",
    "post.featured": "circles",
    "question.answer_accepted": "circles",
    "reaction.given": "circles",
    "vote.cast": "circles",
    "profile.changed": "profile",
    "review.written": "review-write",
    INVITES: "invite",
    SURVEY: "surveys",
}
"""The name of the page for what an event is about; each is a page that this installation has."""
_MOST_SURVEYS = 30
_SURVEY_PROPS: Mapping[str, FieldType] = {
    "props.survey": "text",
    "props.version": "integer",
    "props.questions": "integer",
}


def counts_surveys(definitions: Sequence[Definition]) -> bool:
    """Whether one of the quests counts answers to surveys."""
    return any(SURVEY in goal.events for one in definitions for goal in one.goals)


def open_surveys(visit: access.Visit, definitions: Sequence[Definition]) -> Sequence[surveys.Survey]:
    """The surveys that wait for the member's answer; asked only where one of the quests counts answers."""
    if not counts_surveys(definitions):
        return ()
    return surveys.unanswered(space_id=visit.space.id, member_id=visit.member_id, limit=_MOST_SURVEYS)


def address(definition: Definition, visit: access.Visit, waiting: Sequence[surveys.Survey] | None) -> str:
    """The page where what the quest counts can be done: the very survey, where it names one; "" where there is none.

    `waiting` None: nobody has looked which surveys there are.
    """
    goal = definition.goals[0]
    name = next((BY_EVENT[event] for event in goal.events if event in BY_EVENT), "")
    if name != BY_EVENT[SURVEY] or waiting is None:
        return words.link(name, visit.space.slug) if name else ""
    meant = [one for one in waiting if _counts(goal, one)]
    if len(meant) == 1:
        return words.link("survey", visit.space.slug, meant[0].id)
    return words.link(name, visit.space.slug) if meant else ""


def _counts(goal: Goal, survey: surveys.Survey) -> bool:
    """Whether an answer to the survey could count for the goal; what cannot be told counts as yes."""
    if goal.where is None:
        return True
    try:
        condition = predicates.parse(goal.where, fields=_SURVEY_PROPS)
    except predicates.PredicateRefused:
        return True
    return condition.could_hold({"props.survey": survey.slug})
