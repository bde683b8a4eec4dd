from django.db import migrations, models

from guanxi.kernel.schema import protect_tenant, run_file


class Migration(migrations.Migration):
    dependencies = [("referral", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Landing",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "code_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("code_id", models.BigIntegerField()),
                ("title", models.CharField(default="", max_length=60)),
                ("text", models.CharField(default="", max_length=400)),
                ("leads_to", models.CharField(default="", max_length=80)),
                ("picture_id", models.BigIntegerField(null=True)),
                ("is_ad", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField()),
            ],
            options={"db_table": "referral_landing"},
        ),
        migrations.CreateModel(
            name="Figures",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "code_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("code_id", models.BigIntegerField()),
                ("touches", models.IntegerField()),
                ("visitors", models.IntegerField()),
                ("joined", models.IntegerField()),
                ("qualified", models.IntegerField()),
                ("old_enough", models.IntegerField()),
                ("retained", models.IntegerField()),
            ],
            options={"db_table": "referral_figures"},
        ),
        migrations.CreateModel(
            name="Reckoning",
            fields=[
                ("space_id", models.IntegerField(primary_key=True, serialize=False)),
                ("counted_at", models.DateTimeField()),
                ("took_ms", models.IntegerField()),
            ],
            options={"db_table": "referral_reckoning"},
        ),
        run_file("guanxi.referral.migrations", "0002_landing.sql"),
        protect_tenant("referral_landing"),
        protect_tenant("referral_figures"),
        protect_tenant("referral_reckoning"),
    ]
