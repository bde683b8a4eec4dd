"""Posts and comments as the phone page shows them: every word and address, nothing left to ask the database."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext, ngettext

from guanxi.circles import queries as circles
from guanxi.circles import writing
from guanxi.circles.queries import of_circles, of_comments
from guanxi.web import access, formats, listing
from guanxi.web.h5 import circle_words, words

SHORT = 140
"""How many characters of a post a feed shows."""


def post(one: circles.Post, visit: access.Visit, *, whole: bool = False, may_act: bool = True) -> Mapping[str, object]:
    """A post in words. In a feed it is cut short, with a link to the rest."""
    slug = visit.space.slug
    is_mine = one.author.member_id == visit.member_id
    short = one.text if whole or len(one.text) <= SHORT else f"{one.text[:SHORT].rstrip()}…"
    size = "large" if whole or len(one.pictures) == 1 else "medium"
    shown = one.pictures if whole else one.pictures[:3]
    return {
        "id": one.id,
        "url": words.link("post", slug, one.id),
        "author": author(one.author, visit),
        "circle": {"name": one.circle_name, "url": words.link("circle", slug, one.circle_slug)},
        "kind": one.kind,
        "is_question": one.kind == "question",
        "is_poll": one.kind == "poll",
        "is_answered": one.accepted_id is not None,
        "is_ad": one.declared == "ad",
        "is_featured": one.featured_at is not None,
        "is_top": one.is_top,
        "is_mine": is_mine,
        "is_empty": not one.text,
        "state": _state(one),
        "parts": parts(short, slug),
        "is_cut": short != one.text,
        "pictures": [address for number in shown if (address := words.picture(slug, number, size=size))],
        "more_pictures": len(one.pictures) - len(shown),
        "ago": formats.ago(one.created_at, now=visit.now, zone=visit.space.time_zone),
        "iso": one.created_at.isoformat(),
        "edited": formats.ago(one.edited_at, now=visit.now, zone=visit.space.time_zone) if one.edited_at else "",
        "reactions": reactions(one, visit, may_act=may_act and not is_mine),
        "comments": ngettext("%(n)s comment", "%(n)s comments", one.comments) % {"n": formats.number(one.comments)}
        if one.comments
        else gettext("Comment"),
        "answers": ngettext("%(n)s answer", "%(n)s answers", one.comments) % {"n": formats.number(one.comments)}
        if one.comments
        else gettext("Answer"),
        "is_kept": one.is_kept,
        "report": words.link("report", slug, "post", one.id),
    }


def reactions(one: circles.Post, visit: access.Visit, *, may_act: bool) -> Mapping[str, object]:
    """The three reactions with their counts; buttons for whoever may give them."""
    counts = {"like": one.likes, "useful": one.useful, "warm": one.warm}
    return {
        "url": words.link("post-react", visit.space.slug, one.id) if may_act else "",
        "kinds": [
            {
                "kind": kind,
                "label": str(label),
                "icon": f"icons/{icon}.html",
                "count": formats.number(counts[kind]) if counts[kind] else "",
                "given": kind in one.mine,
                "said": ngettext("%(label)s: %(n)s member", "%(label)s: %(n)s members", counts[kind])
                % {"label": label, "n": formats.number(counts[kind])},
            }
            for kind, (label, icon) in circle_words.REACTIONS.items()
        ],
    }


def author(one: circles.Author, visit: access.Visit) -> Mapping[str, object]:
    """Who wrote something; staff in the brand's name carry the name of the space."""
    name = one.name or visit.space.name
    return {
        "name": name,
        "initial": name[:1],
        "picture": words.picture(visit.space.slug, one.avatar_id),
        "is_staff": one.is_staff,
        "is_gone": one.is_gone,
    }


def parts(text: str, slug: str) -> Sequence[Mapping[str, str]]:
    """A text in pieces for h5/circle/text.html: what is a link or a topic has an address, nothing is ever markup."""
    return [
        {
            "kind": part.kind,
            "text": part.text,
            "href": words.link("topic", slug, writing.folded(part.text.strip("#")))
            if part.kind == "topic"
            else part.href,
        }
        for part in writing.parts(text)
    ]


def stretch(
    page: circles.Page, visit: access.Visit, *, query: str, may_act: bool = True, in_circle: bool = False
) -> Mapping[str, object]:
    """A page of a feed: its posts, and where the next one is. `query` is the rest of the address's question."""
    return {
        "posts": [post(one, visit, may_act=may_act) for one in page.posts],
        "next": f"?{query}{'&' if query else ''}after={listing.cursor(page.next)}" if page.next else "",
        "in_circle": in_circle,
    }


def comments(page: of_comments.Page, visit: access.Visit, *, opened: circles.Opened) -> Mapping[str, object]:
    """The comments under a post, with what the reader may do about each."""
    is_asker = opened.post.author.member_id == visit.member_id or opened.door.standing.role == "host"
    may_accept = opened.post.kind == "question" and is_asker and opened.door.may_write
    within = f"thread={page.thread}&" if page.thread else ""
    return {
        "comments": [_comment(one, visit, may_accept=may_accept) for one in page.comments],
        "previous": f"?{within}upto={page.previous}#comments" if page.previous else "",
        "next": f"?{within}after={page.next}#comments" if page.next else "",
        "all": f"?at={page.thread}#comment-{page.thread}" if page.thread else "",
    }


def _comment(one: circles.Comment, visit: access.Visit, *, may_accept: bool) -> Mapping[str, object]:
    slug = visit.space.slug
    is_gone = one.is_deleted or one.is_hidden
    return {
        "id": one.id,
        "author": author(one.author, visit),
        "is_gone": is_gone,
        "gone": gettext("Taken down by the moderators.") if one.is_hidden else gettext("Deleted by its writer."),
        "is_empty": not one.text,
        "parts": parts(one.text, slug),
        "ago": formats.ago(one.created_at, now=visit.now, zone=visit.space.time_zone),
        "iso": one.created_at.isoformat(),
        "is_mine": one.author.member_id == visit.member_id and not is_gone,
        "is_accepted": one.is_accepted,
        "may_accept": may_accept and not is_gone,
        "report": "" if is_gone else words.link("report", slug, "comment", one.id),
        "replies": [_comment(reply, visit, may_accept=False) for reply in one.replies],
        "more": f"?thread={one.id}&after={one.more_after}#comments" if one.more_after else "",
    }


def poll(opened: circles.Opened, visit: access.Visit, *, may_act: bool) -> Mapping[str, object] | None:
    """The poll of a post: to vote in, or with its results once one has voted or it is closed."""
    found = opened.poll
    if found is None:
        return None
    closed = found.closes_at is not None and found.closes_at <= visit.now
    is_mine = opened.post.author.member_id == visit.member_id
    votes = max(found.voters, 1)
    ends = formats.moment(found.closes_at, zone=visit.space.time_zone) if found.closes_at else ""
    state = gettext("closed") if closed else gettext("until %(moment)s") % {"moment": ends} if ends else ""
    voters = ngettext("%(n)s voted", "%(n)s voted", found.voters) % {"n": formats.number(found.voters)}
    return {
        "may_vote": may_act and not closed and not found.chosen,
        "is_multiple": found.is_multiple,
        "is_mine": is_mine,
        "state": " · ".join(word for word in (voters, state) if word),
        "options": [
            {
                "position": option.position,
                "text": option.text,
                "votes": formats.number(option.votes),
                "percent": f"{option.votes * 100 // votes} %",
                "share": option.votes * 100 // votes,
                "chosen": option.position in found.chosen,
            }
            for option in found.options
        ],
    }


def circle(one: of_circles.Listed, visit: access.Visit) -> Mapping[str, object]:
    """A circle in a list."""
    found = one.circle
    lively = one.figures.posts if one.figures else 0
    counted = ngettext("%(n)s member", "%(n)s members", found.members) % {"n": formats.number(found.members)}
    way = gettext(circle_words.WAYS_SHORT[found.rule.name])
    week = ngettext("%(n)s post this week", "%(n)s posts this week", lively) % {"n": formats.number(lively)}
    return {
        "name": found.name,
        "trait": found.trait,
        "url": words.link("circle", visit.space.slug, found.slug),
        "cover": words.picture(visit.space.slug, found.cover_id, size="medium"),
        "initial": found.name[:1],
        "facts": " · ".join(word for word in (counted if found.members else "", week if lively else "", way) if word),
        "is_closed": found.state != "open",
    }


def _state(one: circles.Post) -> str:
    if one.hidden_at is not None:
        return gettext("Taken down by the moderators. Only you can see it.")
    if one.deleted_at is not None:
        return gettext("You deleted this. Only you can see it; for 7 days you can bring it back.")
    return ""
