from typing import ClassVar

from django.db import migrations

from guanxi.kernel.schema import run_file


class Migration(migrations.Migration):
    dependencies: ClassVar = [("quests", "0002_recipe")]
    operations: ClassVar = [run_file("guanxi.quests.migrations", "0003_terms.sql")]
