"""Visitors of the pages, and a tea house with a known week."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from guanxi import journal
from guanxi.members import actions as members
from tests import cast
from tests.web import faces

DAY = timedelta(days=1)
SECRET_NAME = "openid-of-xiaoman-8f3a"


@pytest.fixture
def visitor() -> Client:
    """Somebody at this machine, who reads English."""
    return faces.here()


@pytest.fixture
def reader() -> Client:
    """Somebody at this machine, who reads Chinese."""
    return faces.here("zh-CN,zh;q=0.9,en;q=0.5")


@pytest.fixture
def tea(db) -> cast.House:
    return cast.spring_tea()


@pytest.fixture
def act(tea) -> Callable[..., int]:
    """Let a member do something some days ago; nobody reacts to what nobody declared."""

    def acting(member_id: int | None, *, days: float, type: str = "tea.poured", **props: object) -> int:
        event = journal.Event(type=type, at=datetime.now(UTC) - days * DAY, member_id=member_id, props=props)
        recorded = journal.record(space_id=tea.space_id, events=[event])
        time.sleep(0.002)  # an event of the running millisecond is counted the next time
        return recorded.ids[0]

    return acting


@pytest.fixture
def join(tea) -> Callable[..., int]:
    """Let somebody join some days ago."""

    def joining(name: str, *, days: float) -> int:
        return members.join(
            space_id=tea.space_id,
            external_ids={"wechat": f"{SECRET_NAME}-{name}"},
            actor=cast.ACTOR,
            at=datetime.now(UTC) - days * DAY,
        )

    return joining
