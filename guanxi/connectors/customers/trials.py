"""A look into an upload before anybody is brought in: its columns, and what would become of its first rows."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from guanxi.connectors.customers import contents, matching
from guanxi.connectors.intake import joining, people
from guanxi.connectors.intake.files import Broken, Source
from guanxi.kernel import statements, tenancy
from guanxi.members import queries as members
from guanxi.spaces import queries as spaces

TRIED = 5_000
"""Rows that a trial reads, so that its page answers at once; the worker reads them all."""
EXAMPLES = 8
LOOKED_UP = 2_000


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What would become of the first rows: readable ones, and of `looked_up` how many are members already.

    `has_more` says that the file goes on after TRIED rows.
    """

    readable: int
    broken: int
    looked_up: int
    known: int
    examples: tuple[tuple[int, str], ...]
    has_more: bool


def head(*, space_id: int, upload_id: int) -> tuple[list[str], list[list[str]]]:
    """The columns of the file and its first rows. Refuses with UnknownUpload."""
    with tenancy.reading_in(space_id), contents.on_disk(contents.kept(space_id=space_id, upload_id=upload_id)) as found:
        return matching.head(found)


def try_out(*, space_id: int, upload_id: int, mapping: matching.Mapped) -> Trial:
    """Keep the mapping, read the first TRIED rows by it and bring in nobody.

    Refuses with UnknownUpload, NobodyNamed, ColumnMatchedTwice.
    """
    with tenancy.acting_in(space_id):
        statements.run(
            "UPDATE connectors_upload SET mapping = %s WHERE space_id = %s AND id = %s AND state = 'new'",
            [json.dumps(matching.checked(mapping)), space_id, upload_id],
        )
        readable, broken, has_more = 0, 0, False
        examples: list[tuple[int, str]] = []
        wanted: list[people.ExternalId] = []
        with contents.on_disk(contents.kept(space_id=space_id, upload_id=upload_id)) as source:
            for one in read(space_id, source, mapping):
                if readable + broken == TRIED:
                    has_more = True
                    break
                if isinstance(one, Broken):
                    broken += 1
                    if len(examples) < EXAMPLES:
                        examples.append((one.line, str(one.reason)))
                    continue
                readable += 1
                if len(wanted) < LOOKED_UP:
                    wanted.append(one.ids[0])
        known = len(people.find(space_id=space_id, wanted=wanted).members)
    return Trial(
        readable=readable,
        broken=broken,
        looked_up=len(wanted),
        known=known,
        examples=tuple(examples),
        has_more=has_more,
    )


def read(space_id: int, source: Source, mapping: Mapping[str, str]) -> Iterator[joining.Person | Broken]:
    """The people of the file, as the space's zone and fields read them; call inside the space."""
    zone = spaces.space(space_id=space_id).zone
    fields = members.fields(space_id=space_id)
    return matching.people(source, mapping=mapping, zone=zone, fields=fields)
