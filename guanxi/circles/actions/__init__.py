"""What can be done in circles; each function is one transaction and records what it did.

`actor` is "staff:7" or "member:12" (`member_actor`); a member's part in the circle is checked here, what staff may do
is checked at the door of the console.
"""

from guanxi.circles.actions.accepting import accept_charter
from guanxi.circles.actions.branching import Idea, decide_child, propose_child, withdraw_proposal
from guanxi.circles.actions.concealing import (
    UNDO_DAYS,
    delete_comment,
    delete_post,
    hide_comment,
    hide_post,
    restore_comment,
    restore_post,
    show_comment,
    show_post,
)
from guanxi.circles.actions.entering import (
    ask_to_enter,
    decide_request,
    enter,
    invite,
    leave,
    remove_member,
    withdraw_request,
)
from guanxi.circles.actions.figuring import refresh_figures
from guanxi.circles.actions.honouring import MOST_PINNED, feature_post, pin_post, unfeature_post, unpin_post
from guanxi.circles.actions.opening import Canvas, Look, archive, change_circle, open_circle, reopen, set_charter
from guanxi.circles.actions.parting import forget_deleted
from guanxi.circles.actions.places import add_place, close_place, count_heads, reopen_place
from guanxi.circles.actions.posting import MOST_PICTURES, Draft, edit_post, refuse_early, write_post
from guanxi.circles.actions.reacting import bookmark, drop_bookmark, react, take_back, vote
from guanxi.circles.actions.room import member_actor
from guanxi.circles.actions.ruling import let_in, mute, set_host, set_role, unmute
from guanxi.circles.actions.talking import accept_answer, unaccept_answer, write_comment

__all__ = [
    "MOST_PICTURES",
    "MOST_PINNED",
    "UNDO_DAYS",
    "Canvas",
    "Draft",
    "Idea",
    "Look",
    "accept_answer",
    "accept_charter",
    "add_place",
    "archive",
    "ask_to_enter",
    "bookmark",
    "change_circle",
    "close_place",
    "count_heads",
    "decide_child",
    "decide_request",
    "delete_comment",
    "delete_post",
    "drop_bookmark",
    "edit_post",
    "enter",
    "feature_post",
    "forget_deleted",
    "hide_comment",
    "hide_post",
    "invite",
    "leave",
    "let_in",
    "member_actor",
    "mute",
    "open_circle",
    "pin_post",
    "propose_child",
    "react",
    "refresh_figures",
    "refuse_early",
    "remove_member",
    "reopen",
    "reopen_place",
    "restore_comment",
    "restore_post",
    "set_charter",
    "set_host",
    "set_role",
    "show_comment",
    "show_post",
    "take_back",
    "unaccept_answer",
    "unfeature_post",
    "unmute",
    "unpin_post",
    "vote",
    "withdraw_proposal",
    "withdraw_request",
    "write_comment",
    "write_post",
]
