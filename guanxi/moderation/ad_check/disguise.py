"""Undoing the usual disguises: spaces and marks between characters, look-alikes of 微信 and QQ, digits as words."""

import re
from dataclasses import dataclass

from guanxi.kernel import folding

_DIGITS = str.maketrans(
    {
        **dict(zip("零〇一二三四五六七八九", "00123456789", strict=True)),
        **dict(zip("壹贰叁肆伍陆柒捌玖幺洞两", "123456789102", strict=True)),
    }
)
_DIGIT_WORD = "零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖幺洞"
_ENOUGH_DIGITS = 5

# One name for each channel, whatever it is written with. Longer spellings first.
_WECHAT = re.compile(
    r"(?:[微薇威徽徾溦维唯v][\W_]{0,2}(?:信|芯|❤|♥|心|xin\b|[x✘×](?![a-z]))|\bwei[\W_]{0,2}xin"
    r"|(?<![a-z])[vw][\W_]{0,1}x(?![a-z])|wechat|weixin|薇|(?<=加)威(?=[\W_]*[a-z0-9])|卫星号?(?=[:：\s]*[a-z0-9]))"
)
_QQ = re.compile(r"扣扣|球球(?=[:：\s]*\d)|企鹅(?=[号群:：\s]*\d)|(?<![a-z])q[\W_]{0,1}q(?![a-z])")
_PLUS = re.compile(r"[+➕✚＋]\s*(?=微信|qq|[vq我](?![a-z]))")
# Between two single characters of Chinese, letters or digits: what nobody types by chance.
_SPREAD = re.compile(
    r"(?:(?<![a-z0-9])[a-z0-9\u4e00-\u9fff](?:[ \t·.\-_*|/~,，、]{1,2})){4,}[a-z0-9\u4e00-\u9fff](?![a-z0-9])"
)
_MARKS = re.compile(r"[ \t·.\-_*|/~,，、]")
_DIGIT_RUN = re.compile(
    rf"[\d{_DIGIT_WORD}o](?:[\d{_DIGIT_WORD}o]|[ \-－—.·](?=[\d{_DIGIT_WORD}o])){{{_ENOUGH_DIGITS - 1},}}"
)


@dataclass(frozen=True, kw_only=True)
class Plain:
    """A text as it is meant: `spread` says that characters were set apart, `spelled` that digits were words."""

    text: str
    spread: bool
    spelled: bool


def undo(text: str) -> Plain:
    """Bring a text to the form that the features are written for."""
    folded = folding.fold(text)
    joined = _SPREAD.sub(lambda found: _joined(found.group()), folded)
    spread = joined != folded
    spelled = False

    def digits(found: re.Match[str]) -> str:
        nonlocal spelled
        run = found.group()
        plain = re.sub(r"\D", "", run.translate(_DIGITS).replace("o", "0"))
        if len(plain) < _ENOUGH_DIGITS or not _is_number(run):
            return run
        spelled = spelled or any(char in _DIGIT_WORD for char in run)
        return plain

    joined = _DIGIT_RUN.sub(digits, joined)
    joined = _QQ.sub("qq", _WECHAT.sub("微信", joined))
    return Plain(text=_PLUS.sub("加", joined), spread=spread, spelled=spelled)


def _joined(run: str) -> str:
    """Characters set apart, put together; dates, versions and lists of numbers are left alone."""
    bare = _MARKS.sub("", run)
    return run if bare.isdigit() and len(bare) < 8 else bare  # noqa: PLR2004 - a date has eight


def _is_number(run: str) -> bool:
    """A run of digit words is a number to call when most of it is digits; 一一 and 三三两两 are only words."""
    return sum(char.isdigit() or char in _DIGIT_WORD for char in run) >= _ENOUGH_DIGITS
