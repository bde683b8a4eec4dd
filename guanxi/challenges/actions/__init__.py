"""What can be done in challenges; each function is one transaction and records what it did."""

from guanxi.challenges.actions.appearing import choose_ranking
from guanxi.challenges.actions.boards import feature, hide, show_again, stop_featuring
from guanxi.challenges.actions.checking_in import check_in
from guanxi.challenges.actions.foreseeing import refuse_early
from guanxi.challenges.actions.making_up import make_up
from guanxi.challenges.actions.recording import CheckedIn
from guanxi.challenges.actions.setting_up import set_up
from guanxi.challenges.actions.undoing import undo

__all__ = [
    "CheckedIn",
    "check_in",
    "choose_ranking",
    "feature",
    "hide",
    "make_up",
    "refuse_early",
    "set_up",
    "show_again",
    "stop_featuring",
    "undo",
]
