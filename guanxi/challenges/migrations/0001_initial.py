from typing import ClassVar

from django.db import migrations

from guanxi.kernel.schema import protect_tenant, run_file


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar = [("quests", "0001_initial"), ("members", "0001_initial"), ("journal", "0001_initial")]
    operations: ClassVar = [
        run_file("guanxi.challenges.migrations", "0001_initial.sql"),
        protect_tenant("challenges_challenge", rights="SELECT, INSERT, UPDATE"),
        protect_tenant(
            "challenges_checkin",
            rights="SELECT, INSERT, UPDATE"
            " (member_id, text, sealed, shared, picture_ids, voided, featured_id, hidden_at)",
        ),
        protect_tenant("challenges_standing"),
        protect_tenant("challenges_appearance"),
    ]
