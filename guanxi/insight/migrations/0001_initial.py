from typing import ClassVar

from django.db import migrations

from guanxi.kernel.schema import protect_tenant, run_file


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar = [("journal", "0001_initial"), ("spaces", "0001_initial")]
    operations: ClassVar = [
        run_file("guanxi.insight.migrations", "0001_initial.sql"),
        protect_tenant("insight_position"),
        protect_tenant("insight_day"),
        protect_tenant("insight_member_day"),
        protect_tenant("insight_audit_run", rights="SELECT, INSERT"),
    ]
