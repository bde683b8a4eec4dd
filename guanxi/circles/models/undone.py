"""What circles took back themselves, so that they never give again what somebody else took away."""

from django.db import models


class Undone(models.Model):
    """An event of circles that does not count because circles voided it, by the void `void_id`.

    Brought back, given again, shown again: only that void is taken back. Where the staff has decided by itself that the
    event does not count, another void stands, and nothing that a member does moves it.
    """

    pk = models.CompositePrimaryKey("space_id", "event_id")
    space_id = models.IntegerField()
    event_id = models.BigIntegerField()
    void_id = models.BigIntegerField()
