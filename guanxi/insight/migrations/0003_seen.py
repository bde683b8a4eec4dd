from typing import ClassVar

from django.db import migrations

from guanxi.kernel.schema import protect_tenant, run_file


class Migration(migrations.Migration):
    dependencies: ClassVar = [("insight", "0002_seal"), ("journal", "0001_initial")]
    operations: ClassVar = [
        run_file("guanxi.insight.migrations", "0003_seen.sql"),
        protect_tenant("insight_seen"),
    ]
