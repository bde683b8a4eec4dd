"""Replay: what is true now follows from what was recorded (decision 0011, rules RP in docs/rules/audit.md)."""

from guanxi.insight.replay.proving import Comparison, Difference, Replayed, replay

__all__ = ["Comparison", "Difference", "Replayed", "replay"]
