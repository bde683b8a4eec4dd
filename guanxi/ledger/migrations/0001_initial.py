from typing import ClassVar

from django.db import migrations

from guanxi.kernel.schema import protect_tenant, run_file


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        run_file("guanxi.ledger.migrations", "0001_initial.sql"),
        protect_tenant("ledger_unit", rights="SELECT, INSERT"),
        protect_tenant("ledger_account", rights="SELECT, INSERT, UPDATE (balance, version)"),
        protect_tenant("ledger_transfer", rights="SELECT, INSERT"),
        protect_tenant("ledger_lot", rights="SELECT, INSERT, UPDATE (account_id, remaining, expired, expires_at)"),
        protect_tenant("ledger_consumption", rights="SELECT, INSERT"),
    ]
