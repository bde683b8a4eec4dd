"""Importing files of events and of members."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from guanxi.connectors.intake import feed, joining, position
from guanxi.connectors.intake.feed import Imported
from guanxi.connectors.intake.files import Source
from guanxi.connectors.intake.rejects import Rejects, path_for
from guanxi.connectors.tables import event_rows, member_rows
from guanxi.journal import EventType, own_types, types
from guanxi.kernel.tenancy import acting_in
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

    With `join`, somebody who is no member joins with their first event; otherwise such a row is refused. Rows
    that cannot be used go to the reject file. Nothing is settled: drain the queue afterwards.
    Refuses FileRefused (header) before anything is recorded.
    """
    zone = queries.space(space_id=space_id).zone
    bookmark = position.Bookmark(space_id=space_id, reader=f"events/1 {join}", digest=source.digest)
    with Rejects(path_for(source.path, wanted=rejects), append=position.done(bookmark) > 0) as refused:
        return feed.run(
            bookmark=bookmark,
            facts=event_rows.facts(source, zone=zone, declared=_declared(space_id)),
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


def _declared(space_id: int) -> event_rows.Declared:
    """What Guanxi or the space has declared, asked for once for each name."""

    @lru_cache(maxsize=1000)  # a file may name any number of types
    def find(name: str) -> EventType | None:
        if name in types.DECLARED:
            return types.DECLARED[name]
        with acting_in(space_id):
            _, found = own_types.known(space_id=space_id, names=[name]).get(name, (0, None))
        return found

    return find
