"""Replay: what is true now follows from what was recorded (decision 0004, docs/rules/replay in docs/rules/audit.md)."""

from guanxi.insight.replay.proving import Comparison, Difference, Replayed, replay

__all__ = ["Comparison", "Difference", "Replayed", "replay"]
