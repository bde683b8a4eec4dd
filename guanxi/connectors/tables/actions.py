"""Importing files of events and of members."""

from collections.abc import Callable
from pathlib import Path

from guanxi.connectors.intake import feed, joining, position
from guanxi.connectors.intake.feed import Imported
from guanxi.connectors.intake.files import Source
from guanxi.connectors.intake.rejects import Rejects, path_for
from guanxi.connectors.tables import event_rows, member_rows
from guanxi.connectors.tables.known_types import KnownTypes
from guanxi.members import queries as members
from guanxi.spaces import queries


def import_events(
    *,
    space_id: int,
    source: Source,
    actor: str,
    join: bool = False,
    rejects: Path | None = None,
    progress: Callable[[int], object] = bool,
) -> Imported:
    """Record every event of the file, once. Types that nobody declared are kept and shown as undeclared.

    A new type that looks like a known one mistyped is refused with its row.
    With `join`, somebody who is no member joins with their first event; otherwise such a row is refused. Rows
    that cannot be used go to the reject file. Nothing is settled: drain the queue afterwards.
    Refuses FileRefused (header) before anything is recorded.
    """
    zone = queries.space(space_id=space_id).zone
    bookmark = position.Bookmark(space_id=space_id, reader=f"events/1 {join}", digest=source.digest)
    with Rejects(path_for(source.path, wanted=rejects), append=position.done(bookmark) > 0) as refused:
        return feed.run(
            bookmark=bookmark,
            facts=event_rows.facts(source, zone=zone, declared=KnownTypes(space_id=space_id).find),
            unknown="join" if join else "refuse",
            rejects=refused,
            actor=actor,
            progress=progress,
        )


def import_members(
    *,
    space_id: int,
    source: Source,
    actor: str,
    rejects: Path | None = None,
    progress: Callable[[int], object] = bool,
) -> Imported:
    """Let everybody in the file join, with their profile and tags. Who is a member already stays as they are.

    Rows that cannot be used go to the reject file. Nothing is settled: drain the queue afterwards.
    Refuses FileRefused (header) before anybody joins.
    """
    zone = queries.space(space_id=space_id).zone
    fields = members.fields(space_id=space_id)
    bookmark = position.Bookmark(space_id=space_id, reader="members/1", digest=source.digest)
    with Rejects(path_for(source.path, wanted=rejects), append=position.done(bookmark) > 0) as refused:
        return joining.run(
            bookmark=bookmark,
            people=member_rows.persons(source, zone=zone, fields=fields),
            rejects=refused,
            source=member_rows.SOURCE,
            actor=actor,
            progress=progress,
        )
