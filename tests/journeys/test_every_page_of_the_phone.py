"""Every page of the phone, seen by those whom it is for, on both screens, in both languages, light and dark."""

from tests.journeys import looking


def test_shows_every_page_to_everybody(demo):
    found = looking.look(demo, "member")

    assert not found, "\n".join(["", *found])
