from django.db import migrations

from guanxi.kernel.schema import protect_tenant, run_file


class Migration(migrations.Migration):
    dependencies = [("spaces", "0001_initial")]

    operations = [
        run_file("guanxi.spaces.migrations", "0002_sign_in.sql"),
        protect_tenant("spaces_invitation", rights="SELECT, INSERT, UPDATE"),
    ]
