from typing import ClassVar

from django.db import migrations

from guanxi.kernel.schema import run_file


class Migration(migrations.Migration):
    dependencies: ClassVar = [("connectors", "0003_upload_stops")]
    operations: ClassVar = [run_file("guanxi.connectors.migrations", "0004_upload_reading.sql")]
