import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from guanxi.kernel.schema import protect_tenant


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.CharField(max_length=80)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="spaces_user_email_is_lower_case",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Space",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("slug", models.TextField()),
                ("name", models.TextField()),
                ("time_zone", models.TextField()),
                ("currency", models.TextField()),
                ("locale", models.TextField()),
                ("is_demo", models.BooleanField(db_default=False)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("slug",), name="spaces_space_slug_is_free"),
                    models.CheckConstraint(
                        condition=models.Q(("slug__regex", "^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$")),
                        name="spaces_space_slug_reads",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")), name="spaces_space_currency_is_iso_4217"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Setting",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "name", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.TextField()),
                ("value", models.JSONField()),
                (
                    "space",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="spaces.space"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Staff",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "user_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "role",
                    models.TextField(
                        choices=[
                            ("owner", "Owner"),
                            ("operator", "Operator"),
                            ("agent", "Agent"),
                            ("analyst", "Analyst"),
                        ]
                    ),
                ),
                ("since", models.DateTimeField()),
                (
                    "space",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="spaces.space"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["owner", "operator", "agent", "analyst"])),
                        name="spaces_staff_role_is_known",
                    )
                ],
            },
        ),
        protect_tenant("spaces_staff"),
        protect_tenant("spaces_setting", rights="SELECT, INSERT, UPDATE"),
        # Who works for several spaces must be able to see which: one's own rows, to read, whatever the space.
        migrations.RunSQL(
            """
            CREATE POLICY spaces_staff_oneself ON spaces_staff FOR SELECT
                USING (user_id = nullif(current_setting('app.user', true), '')::bigint);
            GRANT SELECT, INSERT, UPDATE ON spaces_user, spaces_space TO guanxi_app;
            """,
            "DROP POLICY spaces_staff_oneself ON spaces_staff;",
        ),
    ]
