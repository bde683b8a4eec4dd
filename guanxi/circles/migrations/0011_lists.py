from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("circles", "0010_search")]
    operations: ClassVar = [
        migrations.AddIndex(
            "membership",
            models.Index(
                fields=["circle_id", "role", "entered_at", "member_id"],
                condition=models.Q(left_at=None),
                name="circles_membership_parts",
            ),
        )
    ]
