"""What happened: the append-only stream of events, and the settling that lets the modules above react to it."""

from guanxi.journal.actions import (
    Recorded,
    destroy_subject_key,
    open_space,
    open_subject,
    open_subjects,
    record,
    reinstate,
    seal_for,
    subject_key,
    unseal_for,
    void,
    void_anew,
    void_many,
)
from guanxi.journal.clock import real_now, set_clock
from guanxi.journal.declaring import declare_for_space
from guanxi.journal.encoding import Event
from guanxi.journal.jobs import Drained, drain, drain_all, retry_set_aside
from guanxi.journal.keys import space_key
from guanxi.journal.queries import StoredEvent, event, live_void, now, timeline
from guanxi.journal.types import EventType, Personal, declare

__all__ = [
    "Drained",
    "Event",
    "EventType",
    "Personal",
    "Recorded",
    "StoredEvent",
    "declare",
    "declare_for_space",
    "destroy_subject_key",
    "drain",
    "drain_all",
    "event",
    "live_void",
    "now",
    "open_space",
    "open_subject",
    "open_subjects",
    "real_now",
    "record",
    "reinstate",
    "retry_set_aside",
    "seal_for",
    "set_clock",
    "space_key",
    "subject_key",
    "timeline",
    "unseal_for",
    "void",
    "void_anew",
    "void_many",
]
