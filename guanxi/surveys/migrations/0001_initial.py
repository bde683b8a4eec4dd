from typing import ClassVar

from django.db import migrations

from guanxi.kernel.schema import protect_tenant, run_file


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar = [("members", "0001_initial")]
    operations: ClassVar = [
        run_file("guanxi.surveys.migrations", "0001_initial.sql"),
        protect_tenant("surveys_survey"),
        protect_tenant("surveys_version"),
        protect_tenant("surveys_answer"),
        protect_tenant("surveys_pick"),
        protect_tenant("surveys_draft"),
    ]
