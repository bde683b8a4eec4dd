"""Writing quests: the states they go through, and the decisions about value that is held."""

from guanxi.quests.actions.applying import Applied, apply_definition, read_file
from guanxi.quests.actions.deciding import deny_held, release_held
from guanxi.quests.actions.stages import Launched, end, launch, pause, resume, settle

__all__ = [
    "Applied",
    "Launched",
    "apply_definition",
    "deny_held",
    "end",
    "launch",
    "pause",
    "read_file",
    "release_held",
    "resume",
    "settle",
]
