"""Phones in the tea house, and its circle: for tests of the pages of circles."""

import io
from typing import Any

from PIL import Image

from guanxi.circles import actions, entry
from guanxi.members import actions as members
from tests import cast
from tests.circles.conftest import CANVAS, CHARTER
from tests.web import faces

MOST_STATEMENTS = 8
AD = "正品代购批发，一手货源，加微信 vx88866 下单，返利百分之三十"


class Phone:
    """A member's phone in the tea house."""

    def __init__(self, tea: cast.House, member_id: int) -> None:
        self.member_id, self.client = member_id, faces.member(tea.space_id, member_id)

    def get(self, path: str, *, status: int = 200, language: str = "en", **headers: str) -> str:
        answer = self.client.get(f"/m/spring-tea/{path}", headers={"accept-language": language, **headers})
        assert answer.status_code == status, answer.content.decode()[:800]
        return answer.content.decode()

    def post(self, path: str, *, status: int = 303, headers: Any = None, **fields: Any) -> Any:
        answer = self.client.post(f"/m/spring-tea/{path}", fields, headers=headers or {})
        assert answer.status_code == status, answer.content.decode()[:2000]
        return answer

    def send(self, path: str, **fields: Any) -> str:
        """Send a form and go where it leads."""
        answer = self.post(path, **fields)
        return self.get(answer["location"].removeprefix("/m/spring-tea/").partition("#")[0])


def phones(tea: cast.House, count: int = 4) -> list[Phone]:
    """So many members, each with a name that others see."""
    made = []
    for number, member_id in enumerate(cast.members_of(tea.space_id, count)):
        name = cast.NAMES[number % len(cast.NAMES)]
        members.set_face(space_id=tea.space_id, member_id=member_id, name=name, avatar_id=None, actor=None)
        made.append(Phone(tea, member_id))
    return made


def circle(tea: cast.House, slug: str = "tea", rule: str = "open", **others: Any) -> int:
    """A circle of the tea house that one enters by this rule."""
    return actions.open_circle(
        space_id=tea.space_id,
        canvas=CANVAS,
        look=actions.Look(name=others.pop("name", "老茶友"), trait="都爱生普"),
        charter=CHARTER,
        rule=entry.Rule(name=rule),
        actor=tea.actor,
        slug=slug,
        **others,
    )


def write(tea: cast.House, circle_id: int, phone: Phone, text: str = "今天喝了冰岛", **words: Any) -> int:
    """A post by the owner of the phone."""
    draft = actions.Draft(text=text, **words)
    return actions.write_post(space_id=tea.space_id, circle_id=circle_id, draft=draft, author_id=phone.member_id)


def say(tea: cast.House, post_id: int, phone: Phone, text: str = "好", parent: int | None = None) -> int:
    """A comment by the owner of the phone."""
    return actions.write_comment(
        space_id=tea.space_id, post_id=post_id, text=text, author_id=phone.member_id, parent_id=parent
    )


def picture() -> io.BytesIO:
    """A picture as a phone sends one."""
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(file, "JPEG")
    file.seek(0)
    file.name = "a.jpg"
    return file
