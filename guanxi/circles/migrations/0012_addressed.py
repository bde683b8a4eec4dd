from typing import ClassVar

from django.db import migrations, models

_TO_MEMBER = models.Q(answered_id__isnull=False)


class Migration(migrations.Migration):
    """Whom a comment answers, by which event somebody waits, and why a member was taken out."""

    dependencies: ClassVar = [("circles", "0011_lists"), ("circles", "0011_undone"), ("members", "0002_face")]
    operations: ClassVar = [
        migrations.AddField("membership", "removal_reason", models.CharField(db_default="", max_length=200)),
        migrations.AddField("entryrequest", "event_id", models.BigIntegerField(null=True)),
        migrations.AddField("proposal", "event_id", models.BigIntegerField(null=True)),
        migrations.AddField("comment", "answered_id", models.BigIntegerField(null=True)),
        migrations.AddIndex(
            "comment",
            models.Index(fields=["answered_id", "-event_id"], condition=_TO_MEMBER, name="circles_comment_to_member"),
        ),
        migrations.AddIndex(
            "comment",
            models.Index(
                fields=["answered_id", "post_id", "-event_id"],
                condition=_TO_MEMBER,
                name="circles_comment_to_member_at",
            ),
        ),
        migrations.RunSQL(
            "ALTER TABLE circles_comment ADD CONSTRAINT circles_comment_answered_exists"
            " FOREIGN KEY (space_id, answered_id) REFERENCES members_member (space_id, id)",
            migrations.RunSQL.noop,
        ),
    ]
