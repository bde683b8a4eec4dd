from typing import ClassVar

from django.db import migrations

from guanxi.kernel.schema import protect_tenant, run_file


class Migration(migrations.Migration):
    dependencies: ClassVar = [("ledger", "0001_initial")]
    operations: ClassVar = [
        run_file("guanxi.ledger.migrations", "0002_checkpoint.sql"),
        protect_tenant("ledger_checkpoint", rights="SELECT, INSERT, UPDATE"),
        protect_tenant("ledger_checkpoint_mark", rights="SELECT, INSERT, UPDATE"),
    ]
