"""What circles say of a member in the export of all that is known of them."""

from collections.abc import Sequence

from guanxi.circles import models
from guanxi.media import queries as pictures


def exported(*, space_id: int, member_id: int) -> object:
    """What a member wrote, did, asked and was told in circles, and where they are, as plain data."""
    names = dict(models.Circle.objects.filter(space_id=space_id).values_list("id", "name"))
    who = {"space_id": space_id, "member_id": member_id}
    author = {"space_id": space_id, "author_id": member_id}
    posts = models.Post.objects.filter(**author).order_by("id")
    comments = models.Comment.objects.filter(**author).order_by("id")
    reactions = models.Reaction.objects.filter(**who, is_given=True).order_by("at")
    bookmarks = models.Bookmark.objects.filter(**who, is_kept=True).order_by("at")
    ballots = models.Ballot.objects.filter(**who).order_by("at")
    return {
        "circles": [_membership(row, names) for row in models.Membership.objects.filter(**who).order_by("entered_at")],
        "posts": [_post(row, names) for row in posts],
        "poll_options": _options(space_id, [row.id for row in posts if row.kind == "poll"]),
        "comments": [
            {
                "post": row.post_id,
                "written_at": row.created_at,
                "text": row.text,
                "deleted_at": row.deleted_at,
                "hidden_at": row.hidden_at,
            }
            for row in comments
        ],
        "earlier_words": _revisions(space_id, [row.id for row in posts]),
        "reactions": list(reactions.values("post_id", "kind", "at")),
        "bookmarks": list(bookmarks.values("post_id", "at")),
        "ballots": list(ballots.values("post_id", "choices", "at")),
        "entry_requests": [_request(row, names) for row in models.EntryRequest.objects.filter(**who).order_by("id")],
        "proposals": [_proposal(row, names) for row in models.Proposal.objects.filter(**who).order_by("id")],
        "invitations": [
            {"circle": names[row.circle_id], "code": row.code, "made_at": row.created_at}
            for row in models.Invitation.objects.filter(**who).order_by("created_at")
        ],
    }


def _membership(row: models.Membership, names: dict[int, str]) -> dict[str, object]:
    return {
        "circle": names[row.circle_id],
        "entered_at": row.entered_at,
        "left_at": row.left_at,
        "role": row.role,
        "way": row.way,
        "charter_version": row.charter_version,
        "muted_until": row.muted_until,
        "mute_reason": row.mute_reason,
        "is_barred": row.is_barred,
        "removal_reason": row.removal_reason,
    }


def _post(row: models.Post, names: dict[int, str]) -> dict[str, object]:
    return {
        "post": row.id,
        "circle": names[row.circle_id],
        "written_at": row.created_at,
        "kind": row.kind,
        "text": row.text,
        "pictures": [pictures.file_name(picture) for picture in row.pictures],
        "declared": row.declared,
        "edited_at": row.edited_at,
        "deleted_at": row.deleted_at,
        "hidden_at": row.hidden_at,
    }


def _options(space_id: int, post_ids: Sequence[int]) -> list[dict[str, object]]:
    options = models.PollOption.objects.filter(space_id=space_id, post_id__in=post_ids).order_by("post_id", "position")
    return [{"post": row.post_id, "option": row.position, "text": row.text, "votes": row.votes} for row in options]


def _revisions(space_id: int, post_ids: Sequence[int]) -> list[dict[str, object]]:
    rows = models.Revision.objects.filter(space_id=space_id, post_id__in=post_ids).order_by("id")
    return [{"post": row.post_id, "text": row.text, "declared": row.declared, "until": row.until} for row in rows]


def _request(row: models.EntryRequest, names: dict[int, str]) -> dict[str, object]:
    return {
        "circle": names[row.circle_id],
        "asked_at": row.asked_at,
        "note": row.note,
        "state": row.state,
        "reason": row.reason,
        "decided_at": row.decided_at,
    }


def _proposal(row: models.Proposal, names: dict[int, str]) -> dict[str, object]:
    return {
        "parent": names[row.parent_id],
        "asked_at": row.asked_at,
        "name": row.name,
        "trait": row.trait,
        "background": row.background,
        "goal_number": row.goal_number,
        "goal_date": row.goal_date,
        "state": row.state,
        "reason": row.reason,
        "decided_at": row.decided_at,
    }
