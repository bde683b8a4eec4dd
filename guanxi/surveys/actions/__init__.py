"""What can be done with surveys; each function is one transaction and records what it did."""

from guanxi.surveys.actions.answering import answer, save_draft
from guanxi.surveys.actions.building import (
    add_question,
    change_question,
    create,
    delete,
    describe,
    move_question,
    remove_question,
)
from guanxi.surveys.actions.stages import close, open_
from guanxi.surveys.actions.taking import MOST_TAKEN, take

__all__ = [
    "MOST_TAKEN",
    "add_question",
    "answer",
    "change_question",
    "close",
    "create",
    "delete",
    "describe",
    "move_question",
    "open_",
    "remove_question",
    "save_draft",
    "take",
]
