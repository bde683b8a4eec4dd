from typing import ClassVar

from django.db import migrations

from guanxi.kernel.schema import protect_tenant, run_file


class Migration(migrations.Migration):
    dependencies: ClassVar = [("insight", "0003_seen")]
    operations: ClassVar = [
        run_file("guanxi.insight.migrations", "0004_kept.sql"),
        protect_tenant("insight_kept"),
        protect_tenant("insight_audit_asked", rights="SELECT, INSERT, UPDATE"),
    ]
