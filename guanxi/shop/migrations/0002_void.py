from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """The void by which hiding a review took back what it earned; null where somebody else had voided it before."""

    dependencies: ClassVar = [("shop", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL("ALTER TABLE shop_review ADD COLUMN void_id bigint", migrations.RunSQL.noop),
    ]
