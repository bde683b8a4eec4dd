from typing import ClassVar

from django.db import migrations

from guanxi.kernel.schema import run_file


class Migration(migrations.Migration):
    dependencies: ClassVar = [("journal", "0001_initial")]
    operations: ClassVar = [run_file("guanxi.journal.migrations", "0002_staff_acts.sql")]
