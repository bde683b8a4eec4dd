"""A phone in the challenged house: for tests of the member's own pages."""

from typing import Any

from guanxi.spaces import queries as spaces
from tests.quests import tea
from tests.web import faces


class Phone:
    """A member's phone in the challenged house."""

    def __init__(self, house: tea.House, member_id: int) -> None:
        self.house: Any = house
        self.member_id = member_id
        self.slug = spaces.space(space_id=house.space_id).slug
        self.client = faces.member(house.space_id, member_id)

    def get(self, page: str, language: str = "en") -> str:
        answer = self.client.get(self.address(page), headers={"accept-language": language})
        assert answer.status_code == 200, answer.content
        return answer.content.decode()

    def post(self, page: str, **fields):
        return self.client.post(self.address(page), fields)

    def address(self, page: str) -> str:
        path, _, query = page.partition("?")
        return f"/m/{self.slug}/{path}/" + (f"?{query}" if query else "")
