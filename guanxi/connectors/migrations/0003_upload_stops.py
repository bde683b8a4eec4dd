from typing import ClassVar

from django.db import migrations

from guanxi.kernel.schema import run_file


class Migration(migrations.Migration):
    dependencies: ClassVar = [("connectors", "0002_upload")]
    operations: ClassVar = [run_file("guanxi.connectors.migrations", "0003_upload_stops.sql")]
