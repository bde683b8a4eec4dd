"""The page about oneself: how others see me, my tier, and the doors to everything that is mine."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext

from guanxi.insight import notices
from guanxi.members import faces
from guanxi.members import queries as members
from guanxi.spaces import naming
from guanxi.surveys import queries as surveys
from guanxi.web import access, formats
from guanxi.web.h5 import messages_page, words


def page(visit: access.Visit) -> Mapping[str, object]:
    """Everything on the page, in words."""
    slug = visit.space.slug
    who = members.member(space_id=visit.space.id, member_id=visit.member_id)
    face = faces.faces(space_id=visit.space.id, member_ids=[visit.member_id])[visit.member_id]
    unseen = messages_page.unseen(visit)
    doors = [
        ("messages", "bell", gettext("Messages"), _unseen(unseen)),
        ("rewards", "gift", gettext("Gifts and coupons"), ""),
        ("certificates", "certificate", gettext("Certificates"), ""),
        ("reviews", "thumb-up", gettext("My reviews"), gettext("how was what you bought or tried?")),
        ("profile", "id", gettext("My details"), gettext("name, picture, answers")),
        ("consents", "shield-check", gettext("What I agree to"), ""),
        ("my-data", "lock", gettext("My data"), gettext("take it along, leave, erase")),
        ("devices", "device-mobile", gettext("Devices"), ""),
    ]
    return {
        "name": face.name,
        "initial": face.name[:1],
        "picture": words.picture(slug, face.avatar_id),
        "tier": naming.title(f"tier:{who.tier}") or who.tier or "",
        "tier_until": formats.day(who.tier_until.astimezone(visit.space.zone).date()) if who.tier_until else "",
        "plan": who.plan or "",
        "plan_until": formats.day(who.plan_until.astimezone(visit.space.zone).date()) if who.plan_until else "",
        "since": formats.day(who.joined_at.astimezone(visit.space.zone).date()),
        "doors": [
            *_asked(visit),
            *(
                {
                    "url": url,
                    "icon": f"icons/{icon}.html",
                    "title": title,
                    "hint": hint,
                    "is_new": name == "messages" and unseen > 0,
                }
                for name, icon, title, hint in doors
                if (url := words.link(name, slug))
            ),
        ],
        "sign_out": words.link("sign-out", slug),
    }


def _asked(visit: access.Visit) -> list[Mapping[str, object]]:
    """The surveys that wait for an answer, the newest first."""
    return [
        {
            "url": reverse("h5:survey", args=[visit.space.slug, one.id]),
            "icon": "icons/clipboard-list.html",
            "title": one.title,
            "hint": gettext("Your answer is asked for"),
            "is_new": False,
        }
        for one in surveys.unanswered(space_id=visit.space.id, member_id=visit.member_id, limit=2)
    ]


def _unseen(count: int) -> str:
    if not count:
        return ""
    shown = f"{notices.MOST_UNSEEN}+" if count > notices.MOST_UNSEEN else str(count)
    return gettext("%(n)s new") % {"n": shown}
