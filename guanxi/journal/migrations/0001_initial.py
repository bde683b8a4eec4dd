from typing import ClassVar

from django.db import migrations

from guanxi.kernel.schema import protect_tenant, run_file


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        run_file("guanxi.journal.migrations", "0001_initial.sql"),
        protect_tenant("journal_subject", rights="SELECT, INSERT, UPDATE"),
        protect_tenant("journal_event", rights="SELECT, INSERT"),
        protect_tenant("journal_key", rights="SELECT, INSERT"),
        protect_tenant("journal_void", rights="SELECT, INSERT, UPDATE (reinstate_id)"),
        protect_tenant("journal_set_aside", rights="SELECT, INSERT, UPDATE"),
    ]
