from typing import ClassVar

from django.db import migrations

from guanxi.kernel.schema import protect_tenant, run_file


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar = [("journal", "0001_initial"), ("spaces", "0001_initial"), ("members", "0001_initial")]
    operations: ClassVar = [
        run_file("guanxi.shop.migrations", "0001_initial.sql"),
        protect_tenant("shop_review", rights="SELECT, INSERT, UPDATE"),
    ]
