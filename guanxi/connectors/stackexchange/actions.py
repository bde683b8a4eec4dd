"""Replaying the history of a community from its dump."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from guanxi.connectors.intake import errors, feed, files, joining, position
from guanxi.connectors.intake.feed import Fact, Imported
from guanxi.connectors.intake.files import Broken
from guanxi.connectors.intake.joining import Person
from guanxi.connectors.intake.people import ExternalId
from guanxi.connectors.intake.rejects import Rejects, path_for
from guanxi.connectors.intake.xml import Element
from guanxi.connectors.stackexchange import dump, events, shelf, story
from guanxi.connectors.stackexchange.shelf import Shelf
from guanxi.connectors.stackexchange.story import Told
from guanxi.members import actions as members
from guanxi.members import queries as members_queries
from guanxi.spaces import actions as spaces
from guanxi.spaces import queries
from guanxi.spaces.errors import UnknownSpace

SYSTEM = "stackexchange"
"""Where the ids of the members come from."""
NAME_FIELD = "display_name"
"""The personal profile field that keeps what a member is called there."""
_TOLD_FROM = ("Users.xml", "Posts.xml", "Comments.xml", "Votes.xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A dump that can be read to its end: the digest of its files in hex, and how many rows they have."""

    folder: Path
    digest: str
    rows: int


def survey(*, folder: Path) -> Found:
    """Read the dump through once. Refuses DumpIncomplete, FileMissing, XmlBroken, XmlForbidden; records nothing."""
    dump.require(folder)
    digest = hashlib.sha256()
    rows = 0
    for name in _TOLD_FROM:
        digest.update(files.digest(folder / name).encode())
        rows += sum(1 for _ in dump.elements(folder, name))
    return Found(folder=folder, digest=digest.hexdigest(), rows=rows)


def space_for(*, slug: str, folder: Path, actor: str) -> int:
    """The space `slug`, made when it is missing: named after the folder, its days in UTC as the dump's are."""
    try:
        return queries.space_by_slug(slug=slug).id
    except UnknownSpace:
        name = re.sub(r"[_\W]+", " ", folder.resolve().name).strip() or slug
        return spaces.create_space(
            slug=slug, name=name.title()[:80], time_zone="UTC", currency="USD", locale="en", actor=actor
        )


def import_dump(*, space_id: int, found: Found, actor: str, progress: Callable[[int], object] = bool) -> Imported:
    """Make the dump's people members and record what they did, once each, in the order users, posts, comments, votes.

    What people are called goes into a personal profile field, sealed under their own keys. Badges are not
    imported: they are the publisher's answer, to compare ours with. Nothing is settled: drain the queue afterwards.
    """
    _define_name(space_id, actor)
    imported = _users(space_id, found, actor, progress)
    with shelf.filled(_posts(found.folder)) as posts:
        for name, tell in _TELLERS.items():
            facts = _facts(found.folder, name, tell, posts)
            imported += _tell(space_id, found, name, facts, actor, progress)
    return imported


def _define_name(space_id: int, actor: str) -> None:
    if NAME_FIELD not in members_queries.fields(space_id=space_id):
        members.define_field(
            space_id=space_id,
            slug=NAME_FIELD,
            type_="text",
            label="Display name",
            purpose="Call members by the name they chose",
            basis="interest",
            personal=True,
            actor=actor,
        )


def _users(space_id: int, found: Found, actor: str, progress: Callable[[int], object]) -> Imported:
    bookmark = position.Bookmark(space_id=space_id, reader="stackexchange/1 Users.xml", digest=found.digest)
    path = path_for(found.folder / "Users.xml")
    with Rejects(path, append=position.done(bookmark) > 0) as rejects:
        return joining.run(
            bookmark=bookmark,
            people=_people(found.folder),
            rejects=rejects,
            source=events.SOURCE,
            actor=actor,
            progress=progress,
        )


def _people(folder: Path) -> Iterator[Person | Broken]:
    for row in dump.elements(folder, "Users.xml"):
        try:
            user = dump.read_user(row.attributes)
        except errors.RowRefused as refusal:
            yield _broken(row, refusal)
        else:
            profile = {NAME_FIELD: user.name} if user.name.strip() else {}
            yield Person(
                line=row.line,
                raw=_raw(row),
                ids=(ExternalId(SYSTEM, str(user.id)),),
                joined_at=user.created_at,
                profile=profile,
            )


def _tell(
    space_id: int,
    found: Found,
    name: str,
    facts: Iterable[Fact | Broken],
    actor: str,
    progress: Callable[[int], object],
) -> Imported:
    bookmark = position.Bookmark(space_id=space_id, reader=f"stackexchange/1 {name}", digest=found.digest)
    with Rejects(path_for(found.folder / name), append=position.done(bookmark) > 0) as rejects:
        return feed.run(
            bookmark=bookmark, facts=facts, unknown="nobody", rejects=rejects, actor=actor, progress=progress
        )


type _Teller = Callable[[Mapping[str, str], Shelf], Iterator[Told]]

_TELLERS: Mapping[str, _Teller] = {
    "Posts.xml": lambda row, posts: story.of_post(dump.read_post(row), posts),
    "Comments.xml": lambda row, posts: story.of_comment(dump.read_comment(row), posts),
    "Votes.xml": lambda row, posts: story.of_vote(dump.read_vote(row), posts),
}


def _posts(folder: Path) -> Iterator[dump.Post]:
    for row in dump.elements(folder, "Posts.xml"):
        try:
            yield dump.read_post(row.attributes)
        except errors.RowRefused:
            continue  # told, with its line, when the posts themselves are


def _facts(folder: Path, name: str, tell: _Teller, posts: Shelf) -> Iterator[Fact | Broken]:
    for row in dump.elements(folder, name):
        try:
            told = list(tell(row.attributes, posts))
        except errors.RowRefused as refusal:
            yield _broken(row, refusal)
            continue
        for one in told:
            about = None if one.about is None else ExternalId(SYSTEM, str(one.about))
            yield Fact(line=row.line, raw=_raw(row), event=one.event, member=about)


def _broken(row: Element, refusal: errors.RowRefused) -> Broken:
    return Broken(line=row.line, raw=_raw(row), reason=refusal)


def _raw(row: Element) -> str:
    return json.dumps(row.attributes, ensure_ascii=False)
