from typing import ClassVar

from django.db import migrations

from guanxi.kernel.schema import protect_tenant, run_file


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar = [("ledger", "0001_initial")]
    operations: ClassVar = [
        run_file("guanxi.quests.migrations", "0001_initial.sql"),
        protect_tenant("quests_quest", rights="SELECT, INSERT, UPDATE"),
        protect_tenant("quests_version", rights="SELECT, INSERT, UPDATE (launched_at, retired_at)"),
        protect_tenant("quests_goal", rights="SELECT, INSERT"),
        protect_tenant("quests_step", rights="SELECT, INSERT"),
        protect_tenant("quests_budget", rights="SELECT, INSERT, UPDATE (total, returned)"),
        protect_tenant("quests_shard", rights="SELECT, INSERT, UPDATE (remaining)"),
        protect_tenant("quests_promise", rights="SELECT, INSERT"),
        protect_tenant("quests_cap", rights="SELECT, INSERT"),
        protect_tenant("quests_cap_use", rights="SELECT, INSERT, UPDATE (used)"),
        protect_tenant("quests_under_way", rights="SELECT, INSERT, DELETE"),
        protect_tenant("quests_progress", rights="SELECT, INSERT, UPDATE"),
        protect_tenant("quests_contribution", rights="SELECT, INSERT, UPDATE (voided)"),
        protect_tenant("quests_reached", rights="SELECT, INSERT, UPDATE (undone_id, version_id)"),
        protect_tenant("quests_grant", rights="SELECT, INSERT, UPDATE (granted, transfer_id, state, reason)"),
        protect_tenant("quests_rules", rights="SELECT, INSERT, UPDATE"),
    ]
