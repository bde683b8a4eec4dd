"""From text to values, without floats (IM-6, IM-7)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.connectors.intake import errors, values

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "currency", "units"),
    [
        ("29.33", "CNY", 2933),
        ("59.3", "CNY", 5930),
        ("0", "CNY", 0),
        ("-0.00", "CNY", 0),
        ("1,234.50", "CNY", 123450),
        ("¥88.00", "CNY", 8800),
        (" 88. ", "CNY", 8800),
        ("12.3000", "CNY", 1230),
        ("1200", "JPY", 1200),
        ("1.234", "KWD", 1234),
        ("9999999999999999.99", "CNY", 10**18 - 1),
    ],
)
def test_reads_an_amount_in_the_smallest_unit(text: str, currency: str, units: int) -> None:
    assert values.minor_units("sum", text, currency=currency) == units


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("-1.00", errors.AmountNegative),
        ("−1", errors.AmountNegative),
        ("10000000000000000.00", errors.AmountTooLarge),
        ("9" * 40, errors.AmountTooLarge),
        ("1.005", errors.AmountTooFine),
        ("1e5", errors.ValueUnreadable),
        ("NaN", errors.ValueUnreadable),
        ("1,23", errors.ValueUnreadable),
        ("1.234,50", errors.ValueUnreadable),
        ("１２", errors.ValueUnreadable),
        ("", errors.ValueUnreadable),
    ],
)
def test_refuses_what_is_no_amount(text: str, refusal: type[errors.RowRefused]) -> None:
    with pytest.raises(refusal):
        values.minor_units("sum", text, currency="CNY")


@given(st.integers(0, 10**18 - 1))
def test_reads_back_every_amount_that_can_be_stored(units: int) -> None:
    assert values.minor_units("sum", f"{units // 100}.{units % 100:02}", currency="CNY") == units


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2011-08-17T20:18:56.507Z", datetime(2011, 8, 17, 20, 18, 56, 507000, UTC)),
        ("2024-05-01 09:30:00", datetime(2024, 5, 1, 1, 30, tzinfo=UTC)),
        ("2024/5/1 9:30", datetime(2024, 5, 1, 1, 30, tzinfo=UTC)),
        ("2024-05-01T09:30:00+02:00", datetime(2024, 5, 1, 7, 30, tzinfo=UTC)),
        ("2024-05-01", datetime(2024, 4, 30, 16, tzinfo=UTC)),
        ("20240501", datetime(2024, 4, 30, 16, tzinfo=UTC)),
        ("2024.05.01", datetime(2024, 4, 30, 16, tzinfo=UTC)),
    ],
)
def test_reads_a_time_in_the_zone_of_the_space(text: str, moment: datetime) -> None:
    assert values.instant("at", text, zone=SHANGHAI) == moment


@pytest.mark.parametrize("text", ["", "yesterday", "2024-13-01", "2024-02-30", "2024051", "12:30", "0000-01-01", "1e9"])
def test_refuses_what_is_no_time(text: str) -> None:
    with pytest.raises(errors.ValueUnreadable, match="a time such as"):
        values.instant("at", text, zone=SHANGHAI)


def test_refuses_the_first_day_of_all_in_a_zone_ahead_of_it() -> None:
    with pytest.raises(errors.ValueUnreadable):
        values.instant("at", "0001-01-01", zone=SHANGHAI)


def test_says_which_column_is_empty() -> None:
    with pytest.raises(errors.ValueMissing, match="customer"):
        values.required("customer", "  ")


@pytest.mark.parametrize(
    "text",
    [
        '{"a":',
        '"\\u0000"',
        '{"\\u0000": 1}',
        '"\\ud800"',
        "NaN",
        "[1, -Infinity]",
        "[" * 60 + "]" * 60,
        "[" * 2000 + "]" * 2000,
        "[" * 99_999,
    ],
)
def test_refuses_json_that_the_database_cannot_keep(text: str) -> None:
    with pytest.raises(errors.ValueUnreadable):
        values.from_json("props", text)


def test_reads_json_with_decimals_as_they_are_written() -> None:
    assert values.from_json("props", '{"a": 1.10, "b": [true, null, 3]}') == {"a": "1.10", "b": [True, None, 3]}
