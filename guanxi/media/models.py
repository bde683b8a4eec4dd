"""Pictures and their copies, in the database: one transaction, one backup, and gone when they are deleted.

A copy of a member's picture is sealed under the key of `subject_id`: the member who sent it, also when they were
merged into another since. Destroying the key makes every backup of it unreadable.
"""

from django.db import models

LARGE, MEDIUM, SMALL = "large", "medium", "small"
SIZES = (LARGE, MEDIUM, SMALL)


class Picture(models.Model):
    """A picture as it was made anew. The id is drawn at random. Sent by a member, or by a user of the staff.

    Since `hidden_at` only its sender and the staff see it. `scope_id` is the circle that one has to be able to read to
    see it; without one it is for every member of the space.
    """

    pk = models.CompositePrimaryKey("space_id", "id")
    space_id = models.IntegerField()
    id = models.BigIntegerField()
    member_id = models.BigIntegerField(null=True)
    subject_id = models.BigIntegerField(null=True)
    user_id = models.BigIntegerField(null=True)
    width = models.IntegerField()
    height = models.IntegerField()
    taken_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True)
    scope_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(member_id__isnull=False, subject_id__isnull=False, user_id__isnull=True)
                | models.Q(member_id__isnull=True, subject_id__isnull=True, user_id__isnull=False),
                name="media_picture_has_one_sender",
            ),
            models.CheckConstraint(condition=models.Q(width__gt=0, height__gt=0), name="media_picture_has_an_area"),
        ]
        indexes = [
            # serves belonging: the pictures of a member who is merged, erased or exported
            models.Index(
                fields=["member_id"], condition=models.Q(member_id__isnull=False), name="media_picture_of_member"
            )
        ]


class Copy(models.Model):
    """One size of a picture, as WebP. Sealed when a member sent it."""

    pk = models.CompositePrimaryKey("space_id", "picture_id", "size")
    space_id = models.IntegerField()
    picture_id = models.BigIntegerField()
    size = models.TextField(choices=[(size, size) for size in SIZES])
    content = models.BinaryField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(size__in=SIZES), name="media_copy_size_is_known")]


class DayCount(models.Model):
    """How many pictures a member has sent on a day of the space."""

    pk = models.CompositePrimaryKey("space_id", "member_id", "date")
    space_id = models.IntegerField()
    member_id = models.BigIntegerField()
    date = models.DateField()
    count = models.IntegerField()
