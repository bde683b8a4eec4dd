"""What can be done with members; each function is one transaction and records what it did."""

from guanxi.members.actions.consenting import Given, give_consent, withdraw_consent
from guanxi.members.actions.erasing import REASONS, erase
from guanxi.members.actions.exporting import export
from guanxi.members.actions.facing import LONGEST_NAME, checked_name, set_face
from guanxi.members.actions.facts import set_fact, set_facts, set_holdout_arm, set_plan, set_tier
from guanxi.members.actions.joining import Joined, Joining, join, join_many
from guanxi.members.actions.leaving import leave, link_user, rejoin
from guanxi.members.actions.merging import merge
from guanxi.members.actions.profile import define_field, forget_expired, reveal, set_profile
from guanxi.members.actions.revealing import hand_out
from guanxi.members.actions.tagging import tag, untag

__all__ = [
    "LONGEST_NAME",
    "REASONS",
    "Given",
    "Joined",
    "Joining",
    "checked_name",
    "define_field",
    "erase",
    "export",
    "forget_expired",
    "give_consent",
    "hand_out",
    "join",
    "join_many",
    "leave",
    "link_user",
    "merge",
    "rejoin",
    "reveal",
    "set_face",
    "set_fact",
    "set_facts",
    "set_holdout_arm",
    "set_plan",
    "set_profile",
    "set_tier",
    "tag",
    "untag",
    "withdraw_consent",
]
