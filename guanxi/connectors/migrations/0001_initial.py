from typing import ClassVar

from django.db import migrations

from guanxi.kernel.schema import protect_tenant, run_file


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        run_file("guanxi.connectors.migrations", "0001_initial.sql"),
        protect_tenant("connectors_position"),
    ]
