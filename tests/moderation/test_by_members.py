"""Members who keep a place hide and show there by the way of a case; what the staff hid is the staff's."""

import pytest

from guanxi.moderation import actions, errors, hidden, queries
from tests import cast
from tests.moderation.conftest import Slips

HOST = "member:7"
AD = "需要的加我微信 chaye6688，量大从优"


class Table:
    """A slip on the tea table, 7, that somebody wrote, and what is done about it."""

    def __init__(self, tea: cast.House, slips: Slips) -> None:
        self.space_id, self.staff, self.slips = tea.space_id, tea.actor, slips
        self.slip = slips.write("你这个笨蛋", cast.member(tea.space_id))

    def hide(self, actor: str) -> int:
        """Open a case and hide the slip by it."""
        case_id = self.open(actor)
        self.decide(case_id, actor)
        return case_id

    def open(self, actor: str) -> int:
        return actions.open_case(space_id=self.space_id, kind="slip", subject_id=self.slip, actor=actor)

    def decide(self, case_id: int, actor: str) -> None:
        actions.decide(
            space_id=self.space_id,
            case_id=case_id,
            outcome="hide",
            ground="house_charter",
            reason="请好好说话",
            actor=actor,
        )

    def show(self, case_id: int, actor: str, *, anew: bool = False) -> None:
        actions.undo(space_id=self.space_id, case_id=case_id, reason="看错了", actor=actor, anew=anew)

    def shown_by_members(self) -> list[int]:
        """The cases by which host and moderators may show something again."""
        return [one.case_id for one in hidden.by_members(space_id=self.space_id, scope_id=7)]

    @property
    def is_hidden(self) -> bool:
        return self.slip in self.slips.hidden


@pytest.fixture
def table(tea, slips):
    return Table(tea, slips)


def test_members_show_again_what_members_hid(table):
    case_id = table.hide(HOST)
    assert table.shown_by_members() == [case_id]
    table.show(case_id, "member:8")
    assert not table.is_hidden
    assert table.shown_by_members() == []


def test_members_open_no_case_about_what_is_hidden(table):
    table.hide(table.staff)
    with pytest.raises(errors.UnknownSubject):
        table.open(HOST)
    assert table.open(table.staff), "the staff look at it again"


def test_members_open_no_case_about_what_is_held(table):
    actions.check_text(space_id=table.space_id, kind="slip", subject_id=table.slip, text=AD)
    with pytest.raises(errors.UnknownSubject):
        table.open(HOST)
    [case] = queries.queue(space_id=table.space_id).rows
    assert (case.is_held, table.is_hidden) == (True, True)


def test_members_take_back_nothing_that_the_staff_decided(table):
    case_id = table.hide(HOST)
    table.show(case_id, table.staff, anew=True)
    table.decide(case_id, table.staff)
    with pytest.raises(errors.DecidedByStaff):
        table.show(case_id, HOST)
    assert table.is_hidden


def test_members_show_nothing_that_the_staff_have_hidden_since(table):
    first = table.hide(HOST)
    table.hide(table.staff)
    assert table.shown_by_members() == []
    with pytest.raises(errors.DecidedByStaff):
        table.show(first, HOST)
    assert table.is_hidden
    assert queries.case(space_id=table.space_id, case_id=first).decision is not None


def test_members_show_it_when_the_staff_have_taken_theirs_back(table):
    first = table.hide(HOST)
    second = table.hide(table.staff)
    table.show(second, table.staff)
    assert table.is_hidden, "the host's decision stands"
    assert table.shown_by_members() == [first]
    table.show(first, HOST)
    assert not table.is_hidden


def test_staff_show_nothing_while_another_decision_hides_it(table):
    first = table.hide(HOST)
    second = table.hide(table.staff)
    table.show(first, table.staff)
    assert table.is_hidden
    table.show(second, table.staff)
    assert not table.is_hidden
