"""Reporting, holding, deciding, undoing, appealing."""

from guanxi.moderation.actions.appealing import answer_appeal, appeal
from guanxi.moderation.actions.deciding import decide, undo
from guanxi.moderation.actions.holding import check_text
from guanxi.moderation.actions.noticing import mark_read
from guanxi.moderation.actions.reporting import MOST_REPORTS_A_DAY, open_case, report

__all__ = [
    "MOST_REPORTS_A_DAY",
    "answer_appeal",
    "appeal",
    "check_text",
    "decide",
    "mark_read",
    "open_case",
    "report",
    "undo",
]
