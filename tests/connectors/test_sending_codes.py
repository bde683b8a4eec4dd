"""A code goes out once, by the carrier that is set up, in the language of the space; what fails waits or is left."""

import json
import smtplib
from datetime import UTC, datetime
from typing import Any
from typing import cast as cast_to

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.db import connection

from guanxi.config import outside
from guanxi.connectors import codes, jobs
from guanxi.connectors.mail import delivery, queue
from guanxi.connectors.sms import aliyun
from guanxi.kernel.errors import OutsideError
from guanxi.members import signin
from tests import cast
from tests.connectors.outside_world import world

AT = datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)
PHONE = "+8613800138000"


def carrier(address: str) -> aliyun.Aliyun:
    return aliyun.Aliyun(key_id="id", key_secret="secret", sign="春山茶", template="SMS_1", endpoint=address)


def test_signs_as_the_published_example_does():
    """https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature, fixed values and result."""
    headers = aliyun.signed_headers(
        key_id="YourAccessKeyId",
        key_secret="YourAccessKeySecret",
        method="POST",
        host="ecs.cn-shanghai.aliyuncs.com",
        action="RunInstances",
        version="2014-05-26",
        query={
            "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
            "RegionId": "cn-shanghai",
        },
        at=datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC),
        nonce="3156853299f313e23d1673dc12e1703d",
    )

    assert headers["Authorization"].endswith(
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_escapes_the_query_as_it_is_signed():
    assert aliyun.canonical_query({"b": "茶 *~", "a": "1+1"}) == "a=1%2B1&b=%E8%8C%B6%20%2A~"


def test_asks_the_provider_for_one_message():
    with world((200, {"Code": "OK", "Message": "OK"})) as provider:
        carrier(provider.address).send_code(phone=PHONE, code="123456", brand="春山茶", at=AT)

    (asked,) = provider.asked
    assert asked.query == {
        "PhoneNumbers": "13800138000",
        "SignName": "春山茶",
        "TemplateCode": "SMS_1",
        "TemplateParam": '{"code": "123456"}',
    }
    assert asked.headers["x-acs-action"] == "SendSms"
    assert asked.headers["authorization"].startswith("ACS3-HMAC-SHA256 Credential=id,SignedHeaders=host;x-acs-")
    assert "secret" not in str(asked)


@pytest.mark.parametrize(
    ("status", "told", "transient"),
    [
        (200, {"Code": "isv.MOBILE_NUMBER_ILLEGAL"}, False),
        (200, {"Code": "isv.AMOUNT_NOT_ENOUGH"}, False),
        (400, {"Code": "SignatureDoesNotMatch"}, False),
        (400, {"Code": "Throttling.User"}, True),
        (200, {"Code": "isp.SYSTEM_ERROR"}, True),
        (503, "busy", True),
        (429, {}, True),
        (200, "<html>", False),
        (200, [], False),
    ],
)
def test_says_whether_trying_again_can_help(status, told, transient):
    with world((status, told)) as provider, pytest.raises(OutsideError) as caught:
        carrier(provider.address).send_code(phone=PHONE, code="123456", brand="", at=AT)

    assert caught.value.transient is transient
    assert "123456" not in str(caught.value)
    assert PHONE not in str(caught.value)


def test_takes_silence_for_something_that_passes():
    with pytest.raises(OutsideError) as caught:
        carrier("http://127.0.0.1:1").send_code(phone=PHONE, code="123456", brand="", at=AT)

    assert caught.value.transient


@pytest.fixture
def tea(db) -> cast.House:
    return cast.spring_tea()


def asked_for(tea: cast.House, contact: str = "lin@example.com", system: str = "mail") -> dict[str, Any]:
    """The arguments of the job that waits for the code of this contact."""
    asked = signin.ask(space_id=tea.space_id, system=system, contact=contact, address="203.0.113.7")
    codes.queue(space_id=tea.space_id, token=asked.token)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = %s ORDER BY id DESC LIMIT 1", [codes.TASK]
        )
        args = cursor.fetchone()[0]
    return dict(json.loads(args) if isinstance(args, str) else args)


def test_mails_the_code_once_in_the_language_of_the_space(tea):
    job = asked_for(tea)
    assert jobs.send_code(**job)
    assert not jobs.send_code(**job)

    (sent,) = mail.outbox
    assert sent.to == ["lin@example.com"]
    assert "春山茶" in sent.subject


def test_has_neither_contact_nor_code_in_the_job(tea):
    job = asked_for(tea)
    jobs.send_code(**job)
    code = "".join(sign for sign in str(mail.outbox[0].subject) if sign.isdigit())

    assert set(job) == {"space_id", "arrival"}
    assert code not in str(job)


def test_prints_the_code_for_a_phone_where_no_provider_is_set_up(tea, capsys):
    jobs.send_code(**asked_for(tea, "13800138000", "phone"))

    assert f"text message to {PHONE}: 春山茶 " in capsys.readouterr().out


@pytest.mark.django_db(transaction=False)
def test_lets_the_code_wait_when_the_carrier_fails_for_now(tea, settings):
    settings.GUANXI_SMS = outside.Sms(provider="aliyun", key_id="i", key_secret="s", sign="x", template="t")
    job = asked_for(tea, "13800138000", "phone")
    with world((503, ""), (200, {"Code": "OK"})) as provider:
        settings.GUANXI_SMS = outside.Sms(
            provider="aliyun", key_id="i", key_secret="s", sign="x", template="t", endpoint=provider.address
        )
        with pytest.raises(OutsideError):
            jobs.send_code(**job)
        assert jobs.send_code(**job)

    assert len(provider.asked) == 2
    assert provider.asked[0].query["TemplateParam"] == provider.asked[1].query["TemplateParam"]


class FakeJob:
    def __init__(self, attempts: int) -> None:
        self.attempts = attempts


@pytest.mark.parametrize(
    ("error", "attempts", "again"),
    [
        (OutsideError("busy", transient=True), 0, True),
        (OutsideError("busy", transient=True), 5, False),
        (OutsideError("no", transient=False), 0, False),
        (ValueError(), 0, False),
    ],
)
def test_tries_again_what_can_pass(error, attempts, again):
    decision = jobs.WhilePassing().get_retry_decision(exception=error, job=cast_to("Any", FakeJob(attempts)))

    assert (decision is not None) is again


@pytest.mark.django_db
def test_seals_a_mail_while_it_waits():
    message = EmailMessage("Your code", "is 123456", "tea@example.com", ["lin@example.com"])
    queue.QueuedMail(alias="default").send_messages([message])
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs WHERE task_name = %s", [queue.TASK])
        kept = cursor.fetchone()[0]

    for secret in ("123456", "lin@example.com"):
        assert secret not in kept
    jobs.send_mail(**json.loads(kept))
    assert (mail.outbox[0].body, mail.outbox[0].to) == ("is 123456", ["lin@example.com"])


@pytest.mark.parametrize(
    ("error", "transient"),
    [
        (smtplib.SMTPRecipientsRefused({"x@example.com": (550, b"no such user")}), False),
        (smtplib.SMTPRecipientsRefused({"x@example.com": (451, b"later")}), True),
        (smtplib.SMTPAuthenticationError(535, b"no"), False),
        (smtplib.SMTPServerDisconnected("gone"), True),
        (TimeoutError(), True),
    ],
)
def test_knows_what_a_mail_server_means(monkeypatch, error, transient):
    class Failing:
        def send_messages(self, _messages):
            raise error

    monkeypatch.setattr(delivery, "mailers", {delivery.CARRIER: Failing()})
    with pytest.raises(OutsideError) as caught:
        delivery.deliver(EmailMessage("s", "a secret", "a@example.com", ["x@example.com"]))

    assert caught.value.transient is transient
    assert "x@example.com" not in str(caught.value)


def test_reads_where_mails_and_messages_go_from_the_environment():
    mailer = outside.mailer({"GUANXI_MAIL_URL": "smtp+tls://tea%40x:p%2Fw@mail.example.com?from=Tea <tea@example.com>"})
    assert mailer["OPTIONS"] == {
        "host": "mail.example.com", "port": 587, "username": "tea@x", "password": "p/w", "use_tls": True,
        "use_ssl": False, "timeout": 10,
    }  # fmt: skip
    assert (
        outside.sender({"GUANXI_MAIL_URL": "smtps://m.example.com?from=Tea <tea@example.com>"})
        == "Tea <tea@example.com>"
    )
    sms = outside.sms({"GUANXI_SMS_URL": "aliyun://id:se%2Fcret@dysmsapi.aliyuncs.com?sign=春山茶&template=SMS_1"})
    assert (sms.key_secret, sms.sign, sms.endpoint) == ("se/cret", "春山茶", "https://dysmsapi.aliyuncs.com")
    assert outside.wechat({"GUANXI_WECHAT": "tea=wx1:s owl=wx2:t:snsapi_userinfo"})["owl"].scope == "snsapi_userinfo"


@pytest.mark.parametrize(
    ("read", "environ"),
    [
        (outside.mailer, {"GUANXI_MAIL_URL": "gopher://x"}),
        (outside.mailer, {"GUANXI_MAIL_URL": "smtp://"}),
        (outside.sms, {"GUANXI_SMS_URL": "aliyun://id@host?sign=x&template=y"}),
        (outside.sms, {"GUANXI_SMS_URL": "pigeon://"}),
        (outside.wechat, {"GUANXI_WECHAT": "tea=wx1"}),
        (outside.wechat, {"GUANXI_WECHAT": "tea=wx1:s:everything"}),
    ],
)
def test_says_what_is_wrong_with_the_environment_without_its_secrets(read, environ):
    with pytest.raises(ImproperlyConfigured):
        read(environ)
