"""Who comes by a link: a person with a browser, or a program that only wants to show a preview."""

import re
import secrets

from django.http import HttpRequest, HttpResponse

COOKIE = "guanxi_touch"
COOKIE_AGE_S = 180 * 24 * 60 * 60
_VISITOR = re.compile(r"[A-Za-z0-9_-]{20,64}")
# Programs that fetch a link to show it small, to index or to check it. A person behind one counts when they come.
# By the program's own name: the app in which people read (Telegram, Slack, Sogou's browser) names itself as well.
_PROGRAMS = re.compile(
    r"(?<!cu)bot\b|"  # a CUBOT is a phone
    r"crawl|spider|slurp|facebookexternalhit|facebookcatalog|meta-external|slack-imgproxy|embedly|iframely|vkshare|"
    r"(?:bing|uri|url|web|link) ?preview|google-(?:read|inspection|pagerenderer|safety|site)|googleother|mediapartners|"
    r"lighthouse|pagespeed|validator|"
    r"^(?:whatsapp|python|java|ruby|perl|php|dart|node|axios|undici|curl|wget|libcurl|apache-httpclient)\b|"
    r"python-|go-http-client|okhttp|libwww|aiohttp|httpx/|node-fetch|http\.rb|mastodon/|"
    r"statuscake|site24x7|pingdom|uptime|\bmonitor(?:ing)?\b",
    re.IGNORECASE,
)


def is_person(request: HttpRequest) -> bool:
    """Whether a visit counts: asked for with GET, by a browser, not ahead of time."""
    if request.method != "GET":
        return False
    ahead = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    agent = request.headers.get("User-Agent", "")
    return bool(agent) and "prefetch" not in ahead and "preview" not in ahead and not _PROGRAMS.search(agent)


def visitor_of(request: HttpRequest) -> tuple[str, bool]:
    """The anonymous id of a browser, and whether it is new: random, of this installation alone."""
    known = request.COOKIES.get(COOKIE, "")
    return (known, False) if _VISITOR.fullmatch(known) else (secrets.token_urlsafe(24), True)


def remember(request: HttpRequest, response: HttpResponse, visitor: str) -> None:
    """Let the browser keep its id for as long as a touch could matter."""
    response.set_cookie(
        COOKIE,
        visitor,
        max_age=COOKIE_AGE_S,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def is_wechat(request: HttpRequest) -> bool:
    """Whether this is WeChat's own browser, where the page is in safe mode (P-30)."""
    return "micromessenger" in request.headers.get("User-Agent", "").lower()
