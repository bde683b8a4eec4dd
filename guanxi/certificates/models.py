"""Certificates: what they say, who has one, and the keys they are signed with."""

from typing import ClassVar

from django.db import models


class Template(models.Model):
    """What the certificates of one name say from now on; those issued keep the words they were issued with."""

    pk = models.CompositePrimaryKey("space_id", "slug")
    space_id = models.IntegerField()
    slug = models.CharField(max_length=80)
    title = models.CharField(max_length=60)
    text = models.CharField(max_length=240)
    signer = models.CharField(max_length=40)
    look = models.CharField(max_length=16)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "certificates_template"


class Certificate(models.Model):
    """A promise `certificate:<slug>` that a quest has kept, under an address that nobody can guess.

    `source` tells several of one quest apart: the step and its period, or the event that earned it. `grant_id` is the
    event by which it stands or fell last; a void grant makes it revoked, a new one valid again. `name_hidden_at`: staff
    took the name off. `same_as`: after a merge, the address of the certificate that the holder has for the same deed.
    """

    id = models.BigAutoField(primary_key=True)
    space_id = models.IntegerField()
    public_id = models.CharField(max_length=32)
    member_id = models.BigIntegerField()
    quest_id = models.BigIntegerField()
    slug = models.CharField(max_length=80)
    source = models.CharField(max_length=64)
    grant_id = models.BigIntegerField()
    words = models.JSONField()
    earned_at = models.DateTimeField()
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)
    sealed_name = models.BinaryField(null=True)
    name_hidden_at = models.DateTimeField(null=True)
    same_as = models.CharField(max_length=32, null=True)

    class Meta:
        db_table = "certificates_certificate"
        constraints: ClassVar = [
            # serves issuing: a promise is kept once
            models.UniqueConstraint(
                fields=["quest_id", "slug", "member_id", "source", "space_id"], name="certificates_certificate_once"
            ),
            # serves queries.space_of and certificate: the public page
            models.UniqueConstraint(fields=["public_id", "space_id"], name="certificates_certificate_public_id"),
            models.CheckConstraint(
                condition=models.Q(gone_at=None) | models.Q(sealed_name=None), name="certificates_gone_has_no_name"
            ),
            models.CheckConstraint(
                condition=models.Q(same_as=None) | models.Q(gone_at__isnull=False),
                name="certificates_same_as_has_gone",
            ),
        ]
        indexes: ClassVar = [
            # serves queries.certificates_of: those of a member, the latest first
            models.Index(fields=["member_id", "-id"], name="certificates_of_member"),
            # serves queries.latest: what those of one name say
            models.Index(fields=["space_id", "slug", "-id"], name="certificates_of_slug"),
            # serves queries.named: those that show a name, the latest first
            models.Index(
                fields=["space_id", "-id"], name="certificates_named", condition=models.Q(sealed_name__isnull=False)
            ),
        ]


class SigningKey(models.Model):
    """An Ed25519 key of the space; its private half is sealed under the space's key. The newest one signs."""

    pk = models.CompositePrimaryKey("space_id", "number")
    space_id = models.IntegerField()
    number = models.IntegerField()
    public = models.BinaryField(max_length=32)
    sealed_private = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "certificates_key"
