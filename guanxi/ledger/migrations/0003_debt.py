from typing import ClassVar

from django.db import migrations

from guanxi.kernel.schema import run_file


class Migration(migrations.Migration):
    dependencies: ClassVar = [("ledger", "0002_checkpoint")]
    operations: ClassVar = [run_file("guanxi.ledger.migrations", "0003_debt.sql")]
