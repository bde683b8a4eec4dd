"""Conditions: SQL boolean expressions, read against an allow-list, typed, rendered for either engine.

`parse` turns text into a `Predicate` or raises `PredicateRefused`. Nothing of the text reaches a
database: what is rendered is built anew from the small tree in `tree`, so what the tree cannot say
cannot be run. `docs/rules/predicates.md` has the rules in prose.
"""

from guanxi.kernel.predicates.columns import LARGEST_WHOLE, json_columns, jsonb_columns
from guanxi.kernel.predicates.predicate import Predicate, parse
from guanxi.kernel.predicates.refusal import PredicateRefused
from guanxi.kernel.predicates.tree import FieldType, Known

__all__ = [
    "LARGEST_WHOLE",
    "FieldType",
    "Known",
    "Predicate",
    "PredicateRefused",
    "json_columns",
    "jsonb_columns",
    "parse",
]
