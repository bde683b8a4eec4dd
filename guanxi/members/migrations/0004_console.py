from django.db import migrations, models

from guanxi.kernel.schema import protect_tenant, run_file


class Migration(migrations.Migration):
    dependencies = [("members", "0003_sign_in")]

    operations = [
        migrations.AddField(model_name="member", name="active_at", field=models.DateTimeField(null=True)),
        run_file("guanxi.members.migrations", "0004_console.sql"),
        protect_tenant("members_segment"),
        protect_tenant("members_bulk", rights="SELECT, INSERT, UPDATE"),
    ]
