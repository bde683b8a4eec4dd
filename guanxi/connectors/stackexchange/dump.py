"""The files of a dump as typed rows, as their publisher describes them (the dump's own readme).

Every `read_*` raises RowRefused for a row that does not say what it must.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from guanxi.connectors.intake import values, xml
from guanxi.connectors.stackexchange import errors

FILES = ("Users.xml", "Posts.xml", "Comments.xml", "Votes.xml", "Badges.xml", "Tags.xml")
POST_KINDS = {
    1: "question",
    2: "answer",
    3: "wiki",
    4: "tag_excerpt",
    5: "tag_wiki",
    6: "moderator_nomination",
    7: "wiki_placeholder",
    8: "privilege_wiki",
}
"""PostTypeId → what a post is. Another number is "post"."""

_MARKUP = re.compile(r"<[^>]*>")
_TAGS = re.compile(r"<([^<>]+)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One account. -1 is the publisher's own robot."""

    id: int
    created_at: datetime
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post. `owner` is None where the account was deleted; `parent` is an answer's question.

    `score`, `comments`, `answers` are the publisher's own figures, None where it gives none. `length`
    counts the characters that a reader sees.
    """

    id: int
    kind: str
    created_at: datetime
    owner: int | None
    parent: int | None
    tags: tuple[str, ...]
    length: int
    score: int | None
    comments: int | None
    answers: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One comment on a post. `author` is None where the account was deleted."""

    id: int
    post: int
    author: int | None
    created_at: datetime
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One vote. It carries the day only, and a voter only for bookmarks."""

    id: int
    post: int
    type: int
    day: datetime
    voter: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """The publisher's own answer: `user` was given `name`."""

    user: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """The publisher's own figure: `count` questions carry `name`."""

    name: str
    count: int


def require(folder: Path) -> None:
    """Raise DumpIncomplete unless `folder` holds every file that is read."""
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise errors.DumpIncomplete(path=folder, names=", ".join(missing))


def elements(folder: Path, name: str) -> Iterator[xml.Element]:
    """The rows of the file `name`, as `xml.rows`."""
    return xml.rows(folder / name)


def read_user(row: Mapping[str, str]) -> User:
    """One row of Users.xml."""
    return User(id=_number(row, "Id"), created_at=_instant(row, "CreationDate"), name=row.get("DisplayName", ""))


def read_post(row: Mapping[str, str]) -> Post:
    """One row of Posts.xml."""
    return Post(
        id=_number(row, "Id"),
        kind=POST_KINDS.get(_number(row, "PostTypeId"), "post"),
        created_at=_instant(row, "CreationDate"),
        owner=_optional(row, "OwnerUserId"),
        parent=_optional(row, "ParentId"),
        tags=_tags(row.get("Tags", "")),
        length=len(html.unescape(_MARKUP.sub("", row.get("Body", "")))),
        score=_optional(row, "Score"),
        comments=_optional(row, "CommentCount"),
        answers=_optional(row, "AnswerCount"),
    )


def read_comment(row: Mapping[str, str]) -> Comment:
    """One row of Comments.xml."""
    return Comment(
        id=_number(row, "Id"),
        post=_number(row, "PostId"),
        author=_optional(row, "UserId"),
        created_at=_instant(row, "CreationDate"),
        length=len(row.get("Text", "")),
    )


def read_vote(row: Mapping[str, str]) -> Vote:
    """One row of Votes.xml."""
    return Vote(
        id=_number(row, "Id"),
        post=_number(row, "PostId"),
        type=_number(row, "VoteTypeId"),
        day=_instant(row, "CreationDate").replace(hour=0, minute=0, second=0, microsecond=0),
        voter=_optional(row, "UserId"),
    )


def read_badge(row: Mapping[str, str]) -> Badge:
    """One row of Badges.xml."""
    return Badge(user=_number(row, "UserId"), name=values.required("Name", row.get("Name")))


def read_tag(row: Mapping[str, str]) -> Tag:
    """One row of Tags.xml."""
    return Tag(name=values.required("TagName", row.get("TagName")), count=_number(row, "Count"))


def _tags(text: str) -> tuple[str, ...]:
    """Older dumps write <a><b>, newer ones |a|b|."""
    return tuple(_TAGS.findall(text)) if "<" in text else tuple(name for name in text.split("|") if name)


def _number(row: Mapping[str, str], name: str) -> int:
    return values.whole(name, values.required(name, row.get(name)))


def _optional(row: Mapping[str, str], name: str) -> int | None:
    return _number(row, name) if name in row else None


def _instant(row: Mapping[str, str], name: str) -> datetime:
    return values.instant(name, values.required(name, row.get(name)), zone=UTC)
