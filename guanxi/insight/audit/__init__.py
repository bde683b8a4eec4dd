"""The auditor: reads everything, writes only what it found (decision 0008)."""

from guanxi.insight.audit.asking import Asked, Run, Seals, ask, asked, runs, seals, telling
from guanxi.insight.audit.catalog import CHECKS, Check
from guanxi.insight.audit.errors import StillWriting
from guanxi.insight.audit.running import Finding, Report, run
from guanxi.insight.audit.sealing import Sealed, seal

__all__ = [
    "CHECKS",
    "Asked",
    "Check",
    "Finding",
    "Report",
    "Run",
    "Sealed",
    "Seals",
    "StillWriting",
    "ask",
    "asked",
    "run",
    "runs",
    "seal",
    "seals",
    "telling",
]
