"""How moderation is said in the console: kinds, origins, states, and what the ad check saw."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop, ngettext, pgettext, pgettext_lazy

from guanxi.moderation import queries, words

KINDS: Mapping[str, str] = {
    "post": gettext_noop("Post"),
    "comment": gettext_noop("Comment"),
    "checkin": gettext_noop("Check-in"),
    "certificate": gettext_noop("Name on a certificate"),
    "review": gettext_noop("Review"),
}
ORIGINS: Mapping[str, str] = {
    "report": gettext_noop("Reported by members"),
    "ad_check": gettext_noop("Found by the ad check"),
    "staff": gettext_noop("Opened by staff"),
}
STATES: Mapping[str, str] = {
    "open": gettext_noop("Waits for a decision"),
    "appealed": gettext_noop("The author objects"),
    "decided": gettext_noop("Decided"),
}
DECIDED: Mapping[str, object] = {
    words.KEEP: pgettext_lazy("moderation", "Kept"),
    words.WARN: pgettext_lazy("moderation", "Kept, author warned"),
    words.HIDE: pgettext_lazy("moderation", "Hidden"),
    words.MUTE: pgettext_lazy("moderation", "Hidden, author muted"),
}
TONES: Mapping[str, str] = {words.KEEP: "good", words.WARN: "warn", words.HIDE: "bad", words.MUTE: "bad"}

_SEEN: Mapping[str, str] = {
    "add_me": gettext_noop("asks to be added or written to"),
    "adult": gettext_noop("sexual services"),
    "bargain": gettext_noop("a bargain, a voucher, something free"),
    "business_english": gettext_noop("speaks as a business, or promises earnings"),
    "call_english": gettext_noop("asks to click, sign up or write"),
    "channel_handle": gettext_noop("a name on another platform"),
    "diet_or_cure": gettext_noop("a diet or a cure"),
    "digital": gettext_noop("accounts, cards, followers for sale"),
    "disguised_link": gettext_noop("a link in disguise"),
    "easy_money": gettext_noop("easy money"),
    "fake": gettext_noop("fakes, papers, ghost-writing"),
    "fake_voices": gettext_noop("bought reviews, likes or data"),
    "gambling": gettext_noop("gambling"),
    "link": gettext_noop("a link"),
    "loan": gettext_noop("a loan or debt scheme"),
    "local_business": gettext_noop("a local business"),
    "mail": gettext_noop("an e-mail address"),
    "password": gettext_noop("a shopping password"),
    "phone": gettext_noop("a phone number"),
    "price": gettext_noop("a price"),
    "private": gettext_noop("asks for a private message"),
    "promise": gettext_noop("a seller’s promise"),
    "qq_handle": gettext_noop("a QQ number or group"),
    "referral": gettext_noop("a referral code or voucher group"),
    "reseller": gettext_noop("looks for resellers"),
    "scan_or_click": gettext_noop("asks to scan, click or join a group"),
    "second_hand": gettext_noop("second-hand goods or property"),
    "service": gettext_noop("a service for hire"),
    "shop_of_mine": gettext_noop("a shop of their own"),
    "short_link": gettext_noop("a shortened or referral link"),
    "speculation": gettext_noop("tips for speculation"),
    "spelled": gettext_noop("digits written as words"),
    "spread": gettext_noop("characters set apart"),
    "urge": gettext_noop("hurries the reader"),
    "warning": gettext_noop("warns of an ad (takes points off)"),
    "wechat_handle": gettext_noop("a WeChat name"),
    "whoever_wants": gettext_noop("addresses whoever wants something"),
}
_SORTS: Mapping[str, str] = {
    "call": gettext_noop("a request"),
    "contact": gettext_noop("a way out"),
    "grey": gettext_noop("something that nobody may offer"),
    "offer": gettext_noop("an offer"),
    "trade": gettext_noop("a trade"),
}


def seen(code: str) -> str:
    """What a feature of the ad check looks for."""
    one, plus, other = code.partition("+")
    if plus:
        return gettext("%(one)s together with %(other)s") % {
            "one": gettext(_SORTS.get(one, one)),
            "other": gettext(_SORTS.get(other, other)),
        }
    return gettext(_SEEN[code]) if code in _SEEN else code


def kind(code: str) -> str:
    """What a thing is."""
    return gettext(KINDS[code]) if code in KINDS else code


def urgency(severity: int) -> tuple[str, str]:
    """How soon something should be looked at, and the tone to say it in."""
    if severity >= words.HIGH:
        return pgettext("urgency", "Urgent"), "bad"
    if severity >= words.MIDDLE:
        return pgettext("urgency", "Soon"), "warn"
    return pgettext("urgency", "When there is time"), "quiet"


def origin(case: queries.Case) -> str:
    """Why it is here."""
    said = []
    if case.reports:
        said.append(
            ngettext("%(n)s member reported it", "%(n)s members reported it", case.reports) % {"n": case.reports}
        )
    if case.score is not None:
        said.append(gettext("The ad check gives it %(n)s points") % {"n": case.score})
    return " · ".join(said) or gettext(ORIGINS[case.origin])


def grounds(*, legal_only: bool) -> list[tuple[str, str]]:
    """The grounds to choose from, in words."""
    return [(code, gettext(text)) for code, text in words.grounds(legal_only=legal_only).items()]


def ground(code: str | None) -> str:
    """A ground in words, nothing for none."""
    return gettext(words.grounds(legal_only=False)[code]) if code else ""


def outcomes() -> list[tuple[str, str]]:
    """The outcomes to choose from, in words."""
    return [(code, gettext(text)) for code, text in words.OUTCOMES.items()]


def mute_days() -> list[tuple[str, str]]:
    """For how long somebody can be muted."""
    return [(str(days), ngettext("%(n)s day", "%(n)s days", days) % {"n": days}) for days in words.MUTE_DAYS]
