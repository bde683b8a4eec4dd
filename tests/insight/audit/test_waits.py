"""Sealing waits for whoever may still write an older id."""

import psycopg
import pytest

from guanxi.insight import audit
from tests import cast, databases
from tests.conftest import SESSION_DATABASE


def test_refuses_to_seal_while_somebody_writes(committed_db, server):
    house = cast.spring_tea()
    with psycopg.connect(databases.in_database(server.app_url, SESSION_DATABASE)) as writer:
        writer.execute("SELECT guanxi_now(%s)", [house.space_id])
        with pytest.raises(audit.StillWriting):
            audit.seal(space_id=house.space_id, patience_seconds=0.3)
    assert audit.seal(space_id=house.space_id, patience_seconds=0.3).seals == 0
