"""A log is read by many: no link that opens something stands in it."""

import logging

import pytest

from guanxi.config import logs, settings


@pytest.mark.parametrize(
    ("msg", "args", "told"),
    [
        ("%s: %s", ("Gone", "/welcome/0-secret/"), "Gone: /welcome/…/"),
        ("%s: %s", ("Not Found", "/account/password/reset/key/4-secret/"), "Not Found: /account/password/reset/key/…/"),
        ("at /welcome/7-secret/?x", (), "at /welcome/…/?x"),
        ("%s: %s", ("Gone", "/here/secret/"), "Gone: /here/…/"),
        ("%d of %s", (3, "/welcome"), "3 of /welcome"),
    ],
)
def test_has_no_link_that_opens_something(msg, args, told):
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, msg, args, None)

    assert logs.WithoutLinks().filter(record)
    assert record.getMessage() == told


def test_filters_what_goes_to_standard_error():
    assert "'filters': ['without_links']" in str(settings.LOGGING["handlers"])
