"""The brand's own colour, as a stylesheet: the policy of our pages allows no style in the page itself."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from guanxi.kernel.errors import Refusal
from guanxi.spaces import brand
from guanxi.spaces import queries as spaces
from guanxi.web import access

_AGE_S = 600


@require_safe
@cache_control(public=True, max_age=_AGE_S)
def stylesheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The colours by day and by night; nothing where the brand has none of its own."""
    del request
    space = access.space_named(slug)
    colour = str(spaces.setting(space_id=space.id, name=brand.COLOUR.name))
    text = "" if colour == brand.COLOUR.default else _rules(colour)
    return HttpResponse(text, content_type="text/css; charset=utf-8")


def _rules(colour: str) -> str:
    try:
        colour = brand.checked(colour)
    except Refusal:
        return ""  # set before it was judged, or past the console: our own colour can be read
    night = brand.at_night(colour)
    day_ground, night_ground = brand.mixed(colour, "#ffffff", 0.88), brand.mixed(colour, "#161513", 0.7)
    return (
        f":root{{--brand:{colour};--focus:{colour};--brand-ground:{day_ground}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{--brand:{night};--focus:{night};--brand-ground:{night_ground};"
        "--on-brand:#161513}}\n"
    )


stylesheet.access = access.Access(face="public", needs="anyone")  # type: ignore[attr-defined]
ROUTES: list[URLPattern] = [path("brand.css", stylesheet, name="brand")]
