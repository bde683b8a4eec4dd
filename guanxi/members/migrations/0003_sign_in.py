from django.db import migrations

from guanxi.kernel.schema import protect_tenant, run_file


class Migration(migrations.Migration):
    dependencies = [("members", "0002_face")]

    operations = [
        run_file("guanxi.members.migrations", "0003_sign_in.sql"),
        protect_tenant("members_arrival"),
        protect_tenant("members_spent_token"),
        protect_tenant("members_sign_in", rights="SELECT, INSERT, UPDATE"),
    ]
