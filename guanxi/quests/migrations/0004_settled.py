from typing import ClassVar

from django.db import migrations

from guanxi.kernel.schema import run_file


class Migration(migrations.Migration):
    dependencies: ClassVar = [("quests", "0003_terms")]
    operations: ClassVar = [run_file("guanxi.quests.migrations", "0004_settled.sql")]
