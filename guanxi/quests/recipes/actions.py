"""Writing a quest from a recipe, and launching it with what it needs besides."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guanxi import journal
from guanxi.circles import queries as circles
from guanxi.kernel import statements
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import actions, language, queries
from guanxi.quests.actions import stages, whole_file
from guanxi.quests.definition import Canvas, Definition
from guanxi.quests.recipes import errors, writing
from guanxi.quests.recipes import queries as uses
from guanxi.quests.recipes.catalog import named
from guanxi.quests.recipes.events import LAUNCHED_EARLY
from guanxi.quests.recipes.recipe import Answers, Challenge, Within
from guanxi.referral import actions as referral
from guanxi.referral import rule


@dataclass(frozen=True, kw_only=True)
class Saved:
    """A quest as it was written down; not launched."""

    slug: str
    version: int
    changed: bool
    definition: Definition


def compose(
    *,
    space_id: int,
    name: str,
    answers: Answers,
    slug: str,
    canvas: Canvas | None = None,
    circle_id: int | None = None,
) -> tuple[Definition, str]:
    """The quest that a recipe makes of `answers`, judged, and how it reads as YAML; nothing is stored.

    Refuses UnknownRecipe, UnknownCircle, WordsRefused, QuestFileRefused.
    """
    within = _within(space_id, circle_id)
    today = uses.today(space_id=space_id)
    written = writing.draft(named(name=name), slug=slug, answers=answers, canvas=canvas, within=within, today=today)
    text = writing.as_yaml(written.quest)
    (definition,) = actions.read_file(space_id=space_id, text=text)
    return definition, text


def save(
    *,
    space_id: int,
    name: str,
    answers: Answers,
    actor: str,
    slug: str | None = None,
    circle_id: int | None = None,
    canvas: Canvas | None = None,
) -> Saved:
    """Write the quest of a recipe down as a draft; with `slug`, as the next version of that quest.

    Refuses UnknownRecipe, UnknownCircle, WordsRefused, QuestFileRefused, WrongState.
    """
    known = named(name=name)
    with acting_in(space_id):
        chosen = slug or uses.free_slug(space_id=space_id, wanted=known.slug)
        definition, _ = compose(
            space_id=space_id, name=name, answers=answers, slug=chosen, canvas=canvas, circle_id=circle_id
        )
        applied = actions.apply_definition(space_id=space_id, definition=definition, actor=actor)
        kept = {field.name: answers.get(field.name) for field in known.fields}
        statements.run(
            """
            INSERT INTO quests_recipe (space_id, quest_id, recipe, answers, circle_id, written_by, written_at)
            VALUES (%s, %s, %s, %s::jsonb, %s, %s, guanxi_now(%s))
            ON CONFLICT (space_id, quest_id) DO UPDATE SET recipe = excluded.recipe, answers = excluded.answers,
                circle_id = excluded.circle_id, written_by = excluded.written_by, written_at = excluded.written_at
            """,
            [space_id, applied.quest_id, name, json.dumps(uses.plain(kept)), circle_id, actor, space_id],
        )
    return Saved(slug=chosen, version=applied.version, changed=applied.changed, definition=definition)


def challenge_of(*, space_id: int, slug: str) -> Challenge | None:
    """The challenge that the quest's recipe asks for; None where it needs none."""
    used = uses.use(space_id=space_id, slug=slug)
    if used is None:
        return None
    return writing.draft(named(name=used.recipe), slug=slug, answers=used.answers).challenge


def launch(
    *,
    space_id: int,
    slug: str,
    actor: str,
    lacking: Sequence[str] = (),
    because: str = "",
    funding: bool = False,
    seen: whole_file.Seen | None = None,
) -> tuple[stages.Launched, Mapping[str, int]]:
    """Launch the newest version of a quest, with what its recipe needs of the whole space.

    `lacking` is what its circle is not ready in (H6): then `because` must say why it goes on, and both are recorded.
    `seen` is what somebody looked at: nothing else is launched. Returns the launch, and what was added to the reserve.
    Refuses ReasonNeeded, ReserveShort, ChangedMeanwhile, UnknownQuest, WrongState.
    """
    if lacking and not because.strip():
        raise errors.ReasonNeeded
    with acting_in(space_id):
        used = uses.use(space_id=space_id, slug=slug)
        if used is not None:
            _let_count(space_id, slug, used, actor)
        launched, funded = whole_file.launch_funded(
            space_id=space_id, slug=slug, actor=actor, funding=funding, seen=seen
        )
        if lacking:
            _record_early(space_id, launched, used, lacking, because.strip(), actor)
    return launched, funded


def apply_text(*, space_id: int, text: str, actor: str) -> tuple[str, ...]:
    """Write down all quests of a YAML text as drafts; returns their names. Refuses QuestFileRefused, WrongState."""
    definitions = actions.read_file(space_id=space_id, text=text)
    done = whole_file.apply_all(space_id=space_id, definitions=definitions, actor=actor, launching=False)
    return tuple(one.definition.slug for one in done.quests)


def worse_for_those_under_way(*, space_id: int, slug: str) -> tuple[str, ...] | None:
    """In what the newest version is worse than the one that counts, so that who is under way keeps the older terms.

    Empty when it is at least as good in everything; None when no other version counts (QU-10).
    """
    newest = queries.one(space_id=space_id, slug=slug)
    with acting_in(space_id):
        counting = [
            version
            for version in queries.counting_versions(space_id=space_id)
            if version.slug == slug and not version.retired and version.version_id != newest.version_id
        ]
    if not counting:
        return None
    return language.at_least_as_good(counting[-1].definition, newest.definition).reasons


def _within(space_id: int, circle_id: int | None) -> Within | None:
    if circle_id is None:
        return None
    circle = circles.circle_by_id(space_id=space_id, circle_id=circle_id)
    return Within(slug=circle.slug, name=circle.name)


def _let_count(space_id: int, slug: str, used: uses.Use, actor: str) -> None:
    """Let the friend's act that the quest rests on count in the space."""
    wanted = writing.draft(named(name=used.recipe), slug=slug, answers=used.answers).qualifying
    if not wanted:
        return
    standing = rule.qualifying_events(space_id=space_id)
    if set(wanted) != set(standing):
        referral.set_qualification_rule(space_id=space_id, event_types=list(wanted), actor=actor)


def _record_early(
    space_id: int,
    launched: stages.Launched,
    used: uses.Use | None,
    lacking: Sequence[str],
    because: str,
    actor: str,
) -> None:
    props: dict[str, object] = {
        "quest": launched.slug,
        "version": launched.version,
        "lacking": list(lacking),
        "reason": because,
    }
    if used is not None and used.circle_id is not None:
        props["circle"] = used.circle_id
    told = journal.Event(type=LAUNCHED_EARLY.name, props=props, actor=actor, source="decision")
    journal.record(space_id=space_id, events=[told])
    statements.run(
        """
        UPDATE quests_recipe r SET because = %s FROM quests_quest q
        WHERE q.space_id = r.space_id AND q.id = r.quest_id AND r.space_id = %s AND q.slug = %s
        """,
        [because, space_id, launched.slug],
    )
