from typing import ClassVar

from django.db import migrations

from guanxi.kernel.schema import protect_tenant, run_file


class Migration(migrations.Migration):
    dependencies: ClassVar = [("quests", "0001_initial")]
    operations: ClassVar = [
        run_file("guanxi.quests.migrations", "0002_recipe.sql"),
        protect_tenant("quests_recipe", rights="SELECT, INSERT, UPDATE"),
    ]
