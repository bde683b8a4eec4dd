from typing import ClassVar

from django.db import migrations, models

from guanxi.kernel.schema import run_file


class Migration(migrations.Migration):
    dependencies: ClassVar = [("moderation", "0002_foreign_keys")]
    operations: ClassVar = [
        migrations.RemoveIndex("case", "moderation_case_queue"),
        run_file("guanxi.moderation.migrations", "0003_lists.sql"),
        migrations.AddIndex(
            "decision", models.Index(fields=["space_id", "outcome", "id"], name="moderation_decision_outcomes")
        ),
        migrations.AddIndex(
            "decision", models.Index(fields=["space_id", "actor", "id"], name="moderation_decision_by")
        ),
    ]
