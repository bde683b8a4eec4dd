from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("moderation", "0003_lists")]
    operations: ClassVar = [
        migrations.AddIndex("case", models.Index(fields=["subject_id", "kind"], name="moderation_case_of_subject"))
    ]
