from django.db import migrations

from guanxi.kernel.schema import protect_tenant, run_file


class Migration(migrations.Migration):
    """After the tables: their keys are made when the migration that creates them ends."""

    dependencies = [
        ("circles", "0003_acts"),
        ("journal", "0001_initial"),
        ("spaces", "0001_initial"),
        ("members", "0002_face"),
    ]

    operations = [
        run_file("guanxi.circles.migrations", "0004_foreign_keys.sql"),
        protect_tenant("circles_circle"),
        protect_tenant("circles_charter"),
        protect_tenant("circles_membership"),
        protect_tenant("circles_entryrequest"),
        protect_tenant("circles_invitation"),
        protect_tenant("circles_place"),
        protect_tenant("circles_headcount"),
        protect_tenant("circles_proposal"),
        protect_tenant("circles_figures"),
        protect_tenant("circles_post"),
        protect_tenant("circles_revision"),
        protect_tenant("circles_comment"),
        protect_tenant("circles_topic"),
        protect_tenant("circles_posttopic"),
        protect_tenant("circles_reaction"),
        protect_tenant("circles_bookmark"),
        protect_tenant("circles_poll"),
        protect_tenant("circles_polloption"),
        protect_tenant("circles_ballot"),
    ]
