from django.db import migrations

from guanxi.kernel.schema import run_file


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [run_file("guanxi.web.migrations", "0001_cache.sql")]
