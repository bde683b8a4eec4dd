from django.db import migrations

from guanxi.kernel.schema import protect_tenant, run_file


class Migration(migrations.Migration):
    dependencies = [("members", "0004_console")]

    operations = [
        run_file("guanxi.members.migrations", "0005_work_and_fields.sql"),
        protect_tenant("members_bulk_member", rights="SELECT, INSERT, DELETE"),
    ]
