"""Writing quests: the states they go through, and the decisions about value that is held."""

from guanxi.quests.actions.applying import Applied, apply_definition, read_file
from guanxi.quests.actions.deciding import MOST_AT_ONCE, Decided, Decision, decide_held, deny_held, release_held
from guanxi.quests.actions.passing import carry_over, give_up, review_tiers
from guanxi.quests.actions.stages import Launched, end, launch, pause, resume, settle

__all__ = [
    "MOST_AT_ONCE",
    "Applied",
    "Decided",
    "Decision",
    "Launched",
    "apply_definition",
    "carry_over",
    "decide_held",
    "deny_held",
    "end",
    "give_up",
    "launch",
    "pause",
    "read_file",
    "release_held",
    "resume",
    "review_tiers",
    "settle",
]
