"""Bringing in customers: upload, match, try, let the worker do it; what cannot be used comes back with its reason."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from guanxi.connectors.customers import uploads
from guanxi.connectors.intake import joining
from guanxi.connectors.intake.feed import Imported
from guanxi.kernel import statements, tenancy
from guanxi.members import actions, browsing, queries
from tests import cast
from tests.web import faces

CSV = "会员名,手机号,城市,备注,标签\n小满,13800138000,杭州,x,tea;vip\n谷雨,139,上海,y,tea\n白露,13900139000,成都,z,\n"


@pytest.fixture
def tea(db) -> cast.House:
    house = cast.spring_tea()
    actions.define_field(
        space_id=house.space_id, slug="city", type_="text", label="城市", purpose="s", personal=False, actor="t:1"
    )
    return house


def _at(name: str, *args: object) -> str:
    return reverse(f"console:{name}", args=["spring-tea", *args])


def _send(client: Client, content: bytes, name: str = "客户.csv") -> Any:
    return client.post(_at("imports"), {"file": SimpleUploadedFile(name, content, "text/csv")})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_leads_from_a_file_to_members(tea, owner, encoding) -> None:
    assert "Look into the file" in owner.get(_at("imports")).content.decode()
    response = _send(owner, CSV.encode(encoding))
    (kept,) = uploads.page(space_id=tea.space_id).rows
    assert response["Location"] == _at("import", kept.id)
    assert kept.mapping == {"会员名": "id:shop", "手机号": "id:phone", "城市": "field:city", "标签": "tags"}
    page = owner.get(_at("import", kept.id)).content.decode()
    assert "杭州" in page
    chosen = {"column-0": "id:shop", "column-1": "id:phone", "column-2": "field:city", "column-4": "tags"}
    tried = owner.post(_at("import", kept.id), {**chosen, "act": "try"}).content.decode()
    assert "2 rows can be brought in." in tried
    assert "1 row cannot be used." in tried
    assert "Line 3:" in tried
    assert browsing.count(space_id=tea.space_id, filter_=browsing.Filter()) == browsing.Count(n=0, is_more=False)
    assert owner.post(_at("import", kept.id), {**chosen, "act": "start"}).status_code == 303
    assert "Waiting for the worker" in owner.get(_at("import", kept.id)).content.decode()
    assert uploads.work(space_id=tea.space_id, upload_id=kept.id) == 2
    assert uploads.work(space_id=tea.space_id, upload_id=kept.id) == 2
    done = owner.get(_at("import", kept.id)).content.decode()
    assert "2 members joined." in done
    assert "谷雨" in owner.post(_at("import-rejects", kept.id)).content.decode()
    found = queries.member_by_external_id(space_id=tea.space_id, system="phone", value="+8613800138000")
    assert found is not None
    member = queries.member(space_id=tea.space_id, member_id=found)
    assert (member.facts, member.tags) == ({"city": "杭州"}, ("tea", "vip"))


def test_keeps_the_file_sealed_and_only_until_it_is_done(tea, owner) -> None:
    _send(owner, CSV.encode())
    (kept,) = uploads.page(space_id=tea.space_id).rows
    with tenancy.acting_in(tea.space_id):
        stored = statements.value("SELECT content FROM connectors_upload", [])
    assert "小满".encode() not in bytes(stored)
    uploads.start(space_id=tea.space_id, upload_id=kept.id, actor=tea.actor)
    uploads.work(space_id=tea.space_id, upload_id=kept.id)
    assert not uploads.upload(space_id=tea.space_id, upload_id=kept.id).has_content


def test_goes_on_where_it_was_interrupted(tea, owner, monkeypatch) -> None:
    monkeypatch.setattr(joining, "BATCH", 1)
    _send(owner, b"id\na\nb\nc\n")
    (kept,) = uploads.page(space_id=tea.space_id).rows
    uploads.start(space_id=tea.space_id, upload_id=kept.id, actor=tea.actor)
    advance = uploads._advance
    calls = []

    def dies(space_id: int, upload_id: int, rows: int, imported: Imported) -> None:
        calls.append(rows)
        if len(calls) == 3:
            raise KeyboardInterrupt
        advance(space_id, upload_id, rows, imported)

    monkeypatch.setattr(uploads, "_advance", dies)
    with pytest.raises(KeyboardInterrupt):
        uploads.work(space_id=tea.space_id, upload_id=kept.id)
    monkeypatch.setattr(uploads, "_advance", advance)
    uploads.work(space_id=tea.space_id, upload_id=kept.id)
    assert browsing.count(space_id=tea.space_id, filter_=browsing.Filter()) == browsing.Count(n=3, is_more=False)
    done = uploads.upload(space_id=tea.space_id, upload_id=kept.id)
    assert (done.state, done.seen, done.joined) == ("done", 3, 3)


def test_refuses_what_cannot_be_read_beside_the_field(tea, owner) -> None:
    for content in (b"\x00\x01\x02PK", b""):
        response = _send(owner, content)
        assert response.status_code == 422
        assert "customers.csv" not in response.content.decode()
    assert uploads.page(space_id=tea.space_id).rows == ()


def test_wants_to_know_who_somebody_is(tea, owner) -> None:
    _send(owner, CSV.encode())
    (kept,) = uploads.page(space_id=tea.space_id).rows
    nobody = owner.post(_at("import", kept.id), {"column-2": "field:city", "act": "start"})
    assert nobody.status_code == 422
    assert "who somebody is" in nobody.content.decode()
    twice = owner.post(_at("import", kept.id), {"column-0": "id:shop", "column-1": "id:shop", "act": "try"})
    assert twice.status_code == 422
    assert uploads.upload(space_id=tea.space_id, upload_id=kept.id).state == "new"


def test_is_for_those_who_may(tea) -> None:
    for role, status in (("analyst", 403), ("agent", 403), ("operator", 200)):
        assert faces.desk(tea, role).get(_at("imports")).status_code == status
    assert faces.staff(tea.owner).get(_at("import", 99)).status_code == 404


def test_runs_nothing_of_a_file(tea, owner) -> None:
    evil = "<script>window.__hit=1</script>"
    _send(owner, f"id,{evil}\n1,{evil}\n".encode(), name=f"{evil[:8]}.csv")
    (kept,) = uploads.page(space_id=tea.space_id).rows
    assert evil not in owner.get(_at("import", kept.id)).content.decode()
