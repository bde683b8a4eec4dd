from django.db import migrations

from guanxi.kernel.schema import protect_tenant, run_file


class Migration(migrations.Migration):
    """After the tables: their keys are made when the migration that creates them ends."""

    dependencies = [
        ("moderation", "0001_initial"),
        ("journal", "0001_initial"),
        ("spaces", "0001_initial"),
        ("members", "0001_initial"),
    ]

    operations = [
        run_file("guanxi.moderation.migrations", "0002_foreign_keys.sql"),
        protect_tenant("moderation_case", rights="SELECT, INSERT, UPDATE"),
        protect_tenant("moderation_report", rights="SELECT, INSERT, UPDATE (reporter_id, sealed_note)"),
        protect_tenant("moderation_reportcount"),
        protect_tenant("moderation_decision", rights="SELECT, INSERT, UPDATE (undone_at, undone_by, undo_reason)"),
        protect_tenant("moderation_appeal", rights="SELECT, INSERT, UPDATE"),
        protect_tenant("moderation_mute", rights="SELECT, INSERT, UPDATE (member_id, lifted_at)"),
        protect_tenant("moderation_notice"),
    ]
