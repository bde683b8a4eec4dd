"""Posters that were drawn, kept under a hash of what stands on them."""

from django.db import models


class Poster(models.Model):
    """A poster that was asked for, and its picture once it is drawn.

    Both are sealed under the member's key: a name or a face may stand on it. Nothing here is needed for long.
    """

    pk = models.CompositePrimaryKey("space_id", "key")
    space_id = models.IntegerField()
    key = models.BinaryField(max_length=32)
    member_id = models.BigIntegerField()
    sealed_order = models.BinaryField()
    sealed_picture = models.BinaryField(null=True)
    asked_at = models.DateTimeField()

    class Meta:
        db_table = "posters_poster"
        indexes = [
            # serves actions.forget_old
            models.Index(fields=["space_id", "asked_at"], name="posters_poster_age"),
            # serves erasing and merging: the posters of a member
            models.Index(fields=["member_id"], name="posters_poster_member"),
        ]
