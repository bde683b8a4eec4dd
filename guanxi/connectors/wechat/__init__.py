"""Sign-in inside WeChat: the web authorisation of an official account (OAuth 2).

https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/Wechat_webpage_authorization.html
Off unless GUANXI_WECHAT names the space's official account.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from guanxi.connectors import calling
from guanxi.kernel.errors import OutsideError

AUTHORISE = "https://open.weixin.qq.com/connect/oauth2/authorize"
API = "https://api.weixin.qq.com"
_BUSY = -1
_WITH_PICTURE = "snsapi_userinfo"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who WeChat says it is. The union id is the same in all accounts of one company, where it has one."""

    open_id: str
    union_id: str
    nickname: str


def is_on(*, slug: str) -> bool:
    """Whether the space has an official account."""
    return slug in settings.GUANXI_WECHAT


def authorise_url(*, slug: str, back_to: str, state: str) -> str:
    """Where the browser asks WeChat who it is; WeChat sends it back with a code and the state."""
    account = settings.GUANXI_WECHAT[slug]
    query = {
        "appid": account.app_id,
        "redirect_uri": back_to,
        "response_type": "code",
        "scope": account.scope,
        "state": state,
    }
    return f"{AUTHORISE}?{urlencode(query)}#wechat_redirect"


def person(*, slug: str, code: str, api: str = API) -> Person:
    """Who the code is for. Raises OutsideError; permanent when the code was used, has expired or is another's."""
    account = settings.GUANXI_WECHAT[slug]
    asked = {"appid": account.app_id, "secret": account.secret, "code": code, "grant_type": "authorization_code"}
    told = _checked(calling.json_answer(f"{api}/sns/oauth2/access_token?{urlencode(asked)}"))
    nickname = ""
    if _WITH_PICTURE in str(told.get("scope", "")):
        asked = {"access_token": told["access_token"], "openid": told["openid"], "lang": "zh_CN"}
        more = _checked(calling.json_answer(f"{api}/sns/userinfo?{urlencode(asked)}"))
        nickname = str(more.get("nickname", ""))
        told = {**more, **told}
    return Person(open_id=str(told["openid"]), union_id=str(told.get("unionid", "")), nickname=nickname)


def _checked(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    if answer.get("errcode"):
        message = f"WeChat answered {answer['errcode']}"
        raise OutsideError(message, transient=answer["errcode"] == _BUSY)
    if "openid" not in answer:
        message = "WeChat did not say who it is"
        raise OutsideError(message, transient=False)
    return answer
