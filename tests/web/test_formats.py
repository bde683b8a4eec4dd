"""How numbers, amounts, moments and charts are written for people."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from guanxi.web import charts, formats

NOW = datetime(2026, 11, 21, 20, 30, tzinfo=UTC)


@pytest.fixture(params=["en", "zh-hans"])
def language(request):
    with translation.override(request.param):
        yield request.param


@pytest.mark.parametrize(("count", "written"), [(0, "0"), (1234567, "1,234,567"), (-12, "−12")])
def test_sets_thousands_apart(count, written):
    assert formats.number(count) == written


@pytest.mark.parametrize(("count", "written"), [(0, "±0"), (1200, "+1,200"), (-7, "−7")])
def test_gives_every_difference_its_sign(count, written):
    assert formats.signed(count) == written


@pytest.mark.parametrize(
    ("value", "unit", "en", "zh"),
    [
        (1, "points", "1 point", "1 积分"),
        (1200, "points", "1,200 points", "1,200 积分"),
        (5, "growth", "5 growth", "5 成长值"),
        (3, "item:gaiwan", "3 × “gaiwan”", "“gaiwan” × 3"),
        (1250, "granted", "¥12.50", "¥12.50"),
        (-50, "granted", "−¥0.50", "−¥0.50"),
        (30, "membership_days", "30 days of membership", "30 天会员"),
    ],
)
def test_names_what_an_amount_counts(language, value, unit, en, zh):
    assert formats.amount(value, unit=unit, currency="CNY") == {"en": en, "zh-hans": zh}[language]


@pytest.mark.parametrize(("currency", "written"), [("JPY", "JPY 1,250"), ("KWD", "KWD 1.250"), ("EUR", "€12.50")])
def test_knows_how_many_decimals_a_currency_has(currency, written):
    assert formats.money(1250, currency=currency) == written


def test_tells_the_time_on_the_clocks_of_the_space(language):
    written = {"en": "22 Nov 2026, 04:30", "zh-hans": "2026年11月22日 04:30"}

    assert formats.moment(NOW, zone="Asia/Shanghai") == written[language]


def test_writes_a_range_of_days_once_with_its_year(language):
    written = {"en": "15 Nov – 21 Nov 2026", "zh-hans": "2026年11月15日 – 11月21日"}

    assert formats.days(date(2026, 11, 15), date(2026, 11, 21)) == written[language]


def test_writes_both_years_where_a_range_crosses_them(language):
    written = {"en": "28 Dec 2026 – 3 Jan 2027", "zh-hans": "2026年12月28日 – 2027年1月3日"}

    assert formats.days(date(2026, 12, 28), date(2027, 1, 3)) == written[language]


@pytest.mark.parametrize(
    ("passed", "en", "zh"),
    [
        (timedelta(seconds=59), "just now", "刚刚"),
        (timedelta(minutes=1), "1 minute ago", "1 分钟前"),
        (timedelta(hours=5, minutes=59), "5 hours ago", "5 小时前"),
        (timedelta(days=6, hours=23), "6 days ago", "6 天前"),
        (timedelta(days=7), "15 Nov 2026", "2026年11月15日"),
    ],
)
def test_says_how_long_ago_until_a_date_says_more(language, passed, en, zh):
    assert formats.ago(NOW - passed, now=NOW, zone="Asia/Shanghai") == {"en": en, "zh-hans": zh}[language]


def test_draws_the_highest_bar_as_high_as_the_box_and_the_least_one_visible():
    chart = charts.bars([(0, "a"), (1, "b"), (5000, "c")], emphasise_last=1)

    assert [bar.height for bar in chart.bars] == [0, charts.LEAST_HEIGHT, charts.CHART_HEIGHT]
    assert [bar.emphasised for bar in chart.bars] == [False, False, True]
    assert all(bar.y + bar.height == chart.height for bar in chart.bars)


def test_draws_nothing_where_nothing_happened():
    assert charts.bars([], emphasise_last=7).bars == ()
    assert [bar.height for bar in charts.bars([(0, "a")], emphasise_last=0).bars] == [0]


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(0, 0, 0), (1, 1000, 0), (999, 1000, 99), (1000, 1000, 100), (3, 2, 100)]
)
def test_fills_a_bar_only_when_it_is_all(part, whole, percent):
    assert charts.share(part, whole) == percent
