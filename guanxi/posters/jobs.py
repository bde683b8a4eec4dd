"""What the worker does for posters."""

from procrastinate.contrib.django import app

from guanxi import journal
from guanxi.posters import actions


@app.task(name="posters.draw", queue="posters", retry=3)
def draw(space_id: int, key: str) -> bool:
    """Draw a poster for which there was no time when it was asked for."""
    return actions.draw_ordered(space_id=space_id, key=bytes.fromhex(key), actor="system:posters")


def forget_old(space_id: int) -> int:
    """Once a day: delete the posters that nobody asked for lately."""
    return actions.forget_old(space_id=space_id, actor="system:posters", at=journal.now(space_id=space_id))
