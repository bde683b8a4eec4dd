from typing import ClassVar

from django.db import migrations

from guanxi.kernel.schema import protect_tenant, run_file


class Migration(migrations.Migration):
    dependencies: ClassVar = [("connectors", "0001_initial"), ("spaces", "0001_initial")]
    operations: ClassVar = [
        run_file("guanxi.connectors.migrations", "0002_upload.sql"),
        protect_tenant("connectors_upload"),
    ]
