"""Whether a text is an undeclared ad: features that a person can read, each with points, added up.

No learned weights and no dictionary of forbidden words. What makes an ad is an offer together with a way to take it
up outside; alone, only the plainest ways (a WeChat name to add) and what nobody may offer are enough.
docs/moderation.md tells the features, the figures, and how they were measured.
"""

from guanxi.moderation.ad_check.judging import HOLD_AT, SUSPECT_AT, Reason, Verdict, judge

__all__ = ["HOLD_AT", "SUSPECT_AT", "Reason", "Verdict", "judge"]
