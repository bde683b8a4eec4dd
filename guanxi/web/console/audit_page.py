"""The audit in words and figures."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext, ngettext

from guanxi import journal
from guanxi.insight import audit
from guanxi.web import access, charts, formats
from guanxi.web.console import audit_words


def page(
    desk: access.Desk, *, runs: Sequence[audit.Run], asked: audit.Asked | None, seals: Sequence[audit.Seals]
) -> Mapping[str, object]:
    """Everything that the audit's page places."""
    zone, now = desk.space.time_zone, journal.now(space_id=desk.space.id)
    newest = runs[0] if runs else None
    return {
        "run": None
        if newest is None
        else {
            "ok": newest.ok,
            "when": formats.ago(newest.ran_at, now=now, zone=zone),
            "moment": formats.moment(newest.ran_at, zone=zone),
            "rows": _rows(newest),
            "checks": _checks(newest),
        },
        "groups": [] if newest is None else _groups(newest),
        "broken": [] if newest is None else _broken(newest),
        "earlier": [
            {"moment": formats.moment(one.ran_at, zone=zone), "ok": one.ok, "broken": _how_many_broken(one)}
            for one in runs[1:]
        ],
        "asked": _asked(asked),
        "seals": [
            {
                "stream": gettext("Events") if one.stream == "event" else gettext("Transfers"),
                "count": formats.number(one.seals),
                "head": one.head,
                "moment": formats.moment(one.sealed_at, zone=zone),
            }
            for one in seals
        ],
        "slug": desk.space.slug,
    }


def asked(desk: access.Desk, found: audit.Asked | None) -> Mapping[str, object] | None:
    """How far the audit is that somebody asked for."""
    del desk
    return _asked(found)


def _asked(found: audit.Asked | None) -> Mapping[str, object] | None:
    if found is None:
        return None
    facts = {"done": formats.number(found.done), "of": formats.number(found.of)}
    return {
        "is_running": found.is_running,
        "text": gettext("%(done)s of %(of)s checks are done") % facts,
        "share": charts.share(found.done, found.of),
        "failed": found.failed,
    }


def _rows(run: audit.Run) -> str:
    count = sum(check["rows"] for check in run.checks.values())
    return ngettext("%(n)s row looked at", "%(n)s rows looked at", count) % {"n": formats.number(count)}


def _checks(run: audit.Run) -> str:
    count = len(run.checks)
    return ngettext("%(n)s check", "%(n)s checks", count) % {"n": formats.number(count)}


def _broken(run: audit.Run) -> list[Mapping[str, str]]:
    return [
        {"id": name, "words": audit_words.words(name, name), "violations": formats.number(found["violations"])}
        for name, found in run.checks.items()
        if found["violations"]
    ]


def _how_many_broken(run: audit.Run) -> str:
    count = len(_broken(run))
    return ngettext("%(n)s check broken", "%(n)s checks broken", count) % {"n": formats.number(count)}


def _groups(run: audit.Run) -> list[Mapping[str, object]]:
    groups: dict[str, list[Mapping[str, object]]] = {name: [] for name in audit_words.GROUPS}
    for check in audit.CHECKS:
        found = run.checks.get(check.id)
        if found is not None:
            groups[check.severity].append(
                {
                    "id": check.id,
                    "words": audit_words.words(check.id, check.purpose),
                    "rows": formats.number(found["rows"]),
                    "violations": formats.number(found["violations"]),
                    "is_broken": bool(found["violations"]),
                    "source": check.source,
                }
            )
    return [{"name": audit_words.group(name), "checks": checks} for name, checks in groups.items() if checks]
