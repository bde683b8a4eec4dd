"""What members asks of surveys: when two people are one, when one is erased, when one wants their data."""

import json
from datetime import datetime

from guanxi.journal import keyring
from guanxi.kernel import statements
from guanxi.surveys import queries


def carry_answers(*, space_id: int, keep: int, lose: int, event_id: int, actor: str) -> None:
    """Let the keeper have answered what the other answered; where both did, the keeper's answer stays."""
    del event_id, actor
    _drop(space_id, lose, both=keep)
    rows = statements.rows(
        "SELECT survey_id, sealed FROM surveys_answer WHERE space_id = %s AND member_id = %s ORDER BY survey_id",
        [space_id, lose],
    )
    sealed = [(lose, survey_id, "answer", bytes(value)) for survey_id, value in rows if value is not None]
    clear = queries.opened(space_id=space_id, sealed=sealed)
    secrets = [
        keyring.Personal(subject_id=keep, place=queries.place(item[1], "answer"), value=json.dumps(value).encode())
        for item, value in zip(sealed, clear, strict=True)
    ]
    seals = keyring.seal_many(space_id=space_id, values=secrets)
    again = dict(zip([item[1] for item in sealed], seals, strict=True))
    moved = [survey_id for survey_id, _ in rows]
    statements.run(
        """
        INSERT INTO surveys_answer (space_id, survey_id, member_id, version, plain, sealed, answered_at, event_id)
        SELECT a.space_id, a.survey_id, %s, a.version, a.plain, n.sealed, a.answered_at, a.event_id
        FROM surveys_answer a JOIN unnest(%s::bigint[], %s::bytea[]) n(survey_id, sealed) ON n.survey_id = a.survey_id
        WHERE a.space_id = %s AND a.member_id = %s
        """,
        [keep, moved, [again.get(survey_id) for survey_id in moved], space_id, lose],
    )
    statements.run(
        """
        UPDATE surveys_pick SET member_id = %s
        WHERE space_id = %s AND survey_id = ANY(%s::bigint[]) AND member_id = %s
        """,
        [keep, space_id, moved, lose],
    )
    statements.run("DELETE FROM surveys_answer WHERE space_id = %s AND member_id = %s", [space_id, lose])


def forget_answers(*, space_id: int, member_id: int, at: datetime, actor: str) -> None:
    """Whoever is erased has answered nothing any more; the counts of results go down with it."""
    del at, actor
    _drop(space_id, member_id)


def exported(*, space_id: int, member_id: int) -> object:
    """What the member answered, in clear."""
    return [
        {
            "survey": answered.title,
            "answered_at": answered.answered_at.isoformat(),
            "answers": {told.question.title: told.words for told in answered.told if told.words},
        }
        for answered in queries.answers_of(space_id=space_id, member_id=member_id, clear="all")
    ]


def _drop(space_id: int, member_id: int, *, both: int | None = None) -> None:
    """Delete a member's drafts, and their answers: all, or where the member `both` has answered too."""
    statements.run("DELETE FROM surveys_draft WHERE space_id = %s AND member_id = %s", [space_id, member_id])
    statements.run(
        """
        WITH gone AS (
            DELETE FROM surveys_answer a WHERE a.space_id = %s AND a.member_id = %s
                AND (%s::bigint IS NULL OR EXISTS (
                    SELECT FROM surveys_answer k
                    WHERE k.space_id = a.space_id AND k.survey_id = a.survey_id AND k.member_id = %s))
            RETURNING survey_id
        )
        UPDATE surveys_survey SET answers = answers - 1 WHERE space_id = %s AND id IN (SELECT survey_id FROM gone)
        """,
        [space_id, member_id, both, both, space_id],
    )
