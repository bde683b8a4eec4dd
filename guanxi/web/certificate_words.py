"""A certificate in the reader's words: for the page, for the picture and for the credential."""

from dataclasses import replace
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, pgettext

from guanxi.certificates import picture, queries
from guanxi.certificates.credential import badge
from guanxi.posters import settings
from guanxi.quests.language.sentence import localized
from guanxi.spaces import queries as spaces
from guanxi.web import formats, origins


def title(found: queries.Certificate) -> str:
    """What it is called: its own title, or the quest's."""
    return found.words.title or localized(found.words.quest, _language()) or found.slug


def text(found: queries.Certificate) -> str:
    """What was done for it."""
    if found.words.text:
        return found.words.text
    quest = localized(found.words.quest, _language())
    return gettext("Fulfilled the quest “%(quest)s”.") % {"quest": quest} if quest else ""


def day(found: queries.Certificate, space: spaces.Space) -> str:
    """When it was earned, on the space's calendar."""
    return formats.day(formats.local(found.earned_at, zone=space.time_zone).date())


def page_address(request: HttpRequest, found: queries.Certificate) -> str:
    """The public page, under the brand's own domain where it has one."""
    return _absolute(request, found.space_id, reverse("certificate", args=[found.public_id]))


def shown(request: HttpRequest, found: queries.Certificate, space: spaces.Space, shape: picture.Shape) -> picture.Shown:
    """What stands on the picture."""
    return picture.Shown(
        look=found.words.look or queries.LOOKS[0],
        shape=shape,
        brand=space.name,
        brand_colour=settings.brand_colour(space.id),
        heading=pgettext("heading on a certificate", "CERTIFICATE"),
        title=title(found),
        awarded=gettext("awarded to") if found.name else gettext("awarded to its holder"),
        name=found.name,
        text=text(found),
        signer=found.words.signer,
        day=day(found, space),
        check=gettext("Scan to check"),
        link=page_address(request, found),
        revoked="" if found.is_valid else gettext("Revoked"),
    )


def example(template: queries.Template, space: spaces.Space, shape: picture.Shape, *, link: str) -> picture.Shown:
    """What a certificate of this template will look like, with a name that is nobody's."""
    return picture.Shown(
        look=template.look,
        shape=shape,
        brand=space.name,
        brand_colour=settings.brand_colour(space.id),
        heading=pgettext("heading on a certificate", "CERTIFICATE"),
        title=template.title,
        awarded=gettext("awarded to"),
        name=gettext("Name of the member"),
        text=template.text,
        signer=template.signer,
        day=formats.day(template.changed_at.date()) if template.changed_at else "",
        check=gettext("Scan to check"),
        link=link,
    )


def issuer(request: HttpRequest, space: spaces.Space) -> badge.Issuer:
    """The brand as an issuer of badges."""
    address = _absolute(request, space.id, reverse("issuer", args=[space.slug]))
    parts = urlsplit(address)
    return badge.Issuer(address=address.rstrip("/"), name=space.name, url=f"{parts.scheme}://{parts.netloc}/")


def said(request: HttpRequest, found: queries.Certificate) -> badge.Said:
    """What the credential says, in the language of the space: a signature must not change with the reader."""
    page = page_address(request, found)
    return replace(achievement(found), page=page, picture=f"{page}wide.png")


def achievement(found: queries.Certificate) -> badge.Said:
    """What certificates like this one stand for: its words, without its page and picture."""
    return badge.Said(
        title=title(found),
        text=text(found),
        criteria=text(found) or title(found),
        language=_language().replace("zh-hans", "zh-Hans"),
        page="",
    )


def language_of(space: spaces.Space) -> str:
    """The language in which the space's credentials speak."""
    return "zh-hans" if space.locale.lower().startswith("zh") else "en"


def _language() -> str:
    return translation.get_language() or "en"


def _absolute(request: HttpRequest, space_id: int, path: str) -> str:
    return f"{origins.of_space(request, space_id)}{path}"
