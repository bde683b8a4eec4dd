"""How a check-in of a challenge is made: set from the console, or by the recipe that wrote the quest."""

from dataclasses import astuple
from datetime import datetime

from django.utils.translation import gettext

from guanxi import journal
from guanxi.challenges import errors, queries, rules
from guanxi.kernel import statements, tenancy
from guanxi.quests import queries as quests


def set_up(
    *,
    space_id: int,
    quest: str,
    actor: str,
    text_least: int = 0,
    picture: rules.Picture = "optional",
    hour_from: int | None = None,
    hour_to: int | None = None,
    makeup_cards: int = 0,
    makeup_days: int = 7,
    ranking: rules.Ranking = "shown",
    circle_id: int | None = None,
    at: datetime | None = None,
) -> None:
    """Say how a check-in of the quest called `quest` is made; again, the rules are replaced. The quest may run already.

    Hours are local, `hour_from` included and `hour_to` not. Nobody's earlier check-in is judged anew.
    Refuses with quests.UnknownQuest, NoCheckins, RulesUnreadable.
    """
    made = rules.Rules(
        text_least=text_least,
        picture=picture,
        hour_from=hour_from or 0,
        hour_to=rules.HOURS if hour_to is None else hour_to,
        makeup_cards=makeup_cards,
        makeup_days=makeup_days,
        ranking=ranking,
        circle_id=circle_id,
    )
    problem = _problem(made)
    if problem:
        raise errors.RulesUnreadable(problem=problem)
    with tenancy.acting_in(space_id):
        found = quests.one(space_id=space_id, slug=quest)
        if not rules.is_challenge(found.definition):
            raise errors.NoCheckins(challenge=quest)
        before = queries.rules_of(space_id=space_id, quest_id=found.quest_id)
        if before == made:
            return
        write(space_id=space_id, quest_id=found.quest_id, made=made, at=at or journal.now(space_id=space_id))
        props = {
            "challenge": quest,
            "text_least": made.text_least,
            "picture": made.picture,
            "hour_from": made.hour_from,
            "hour_to": made.hour_to,
            "makeup_cards": made.makeup_cards,
            "makeup_days": made.makeup_days,
            "ranking": made.ranking,
        }
        event = journal.Event(type="challenge.set_up", at=at, props=props, actor=actor, source="decision")
        journal.record(space_id=space_id, events=[event])


def write(*, space_id: int, quest_id: int, made: rules.Rules, at: datetime) -> None:
    """Keep the rules, and let everybody whom the quest has counted so far stand in the ranking."""
    statements.run(
        """
        INSERT INTO challenges_challenge AS c (space_id, quest_id, set_up_at,
            text_least, picture, hour_from, hour_to, makeup_cards, makeup_days, ranking, circle_id)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (quest_id, space_id) DO UPDATE SET text_least = excluded.text_least, picture = excluded.picture,
            hour_from = excluded.hour_from, hour_to = excluded.hour_to, makeup_cards = excluded.makeup_cards,
            makeup_days = excluded.makeup_days, ranking = excluded.ranking, circle_id = excluded.circle_id
        """,
        [space_id, quest_id, at, *astuple(made)],
    )
    statements.run("SELECT challenges_stand_all(%s, %s)", [space_id, quest_id])


def _problem(made: rules.Rules) -> str | None:
    """What is wrong with the rules, in words, or None."""
    asked = {
        gettext("a text has 0 to %(most)s characters") % {"most": rules.LONGEST_TEXT}: 0
        <= made.text_least
        <= rules.LONGEST_TEXT,
        gettext("the hours go from 0 to 24, the first before the last"): 0
        <= made.hour_from
        < made.hour_to
        <= rules.HOURS,
        gettext("there are 0 to %(most)s make-up cards, good for 0 to %(most)s days")
        % {"most": rules.MOST_MAKE_UP_DAYS}: 0 <= made.makeup_cards <= rules.MOST_MAKE_UP_DAYS
        and 0 <= made.makeup_days <= rules.MOST_MAKE_UP_DAYS,
        gettext("a picture is none, optional or required"): made.picture in {"none", "optional", "required"},
        gettext("a ranking is shown, asks or none"): made.ranking in {"shown", "asks", "none"},
    }
    return next((problem for problem, kept in asked.items() if not kept), None)
