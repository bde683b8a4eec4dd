import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from guanxi.kernel.schema import protect_tenant, run_file


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("journal", "0001_initial"),
        ("spaces", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RevealCount",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "actor", "hour", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("actor", models.TextField()),
                ("hour", models.DateTimeField()),
                ("count", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("space_id", models.IntegerField()),
                ("member_id", models.BigIntegerField()),
                ("purpose", models.TextField()),
                ("text_version", models.TextField()),
                ("channel", models.TextField()),
                ("given_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["space_id", "member_id"], name="members_consent_member")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("space_id", "member_id", "purpose", "channel", "text_version"),
                        name="members_consent_is_given_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", True), ("withdrawn_at__gte", models.F("given_at")), _connector="OR"
                        ),
                        name="members_consent_ends_after_it_began",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExternalId",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id",
                        "system",
                        "value_hash",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("system", models.TextField()),
                ("value_hash", models.BinaryField()),
                ("member_id", models.BigIntegerField()),
                ("sealed", models.BinaryField()),
            ],
            options={
                "indexes": [models.Index(fields=["space_id", "member_id"], name="members_externalid_member")],
            },
        ),
        migrations.CreateModel(
            name="MemberTag",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "member_id", "tag", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("member_id", models.BigIntegerField()),
                ("tag", models.TextField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["space_id", "tag", "member_id"], name="members_membertag_tag")],
            },
        ),
        migrations.CreateModel(
            name="ProfileValue",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "member_id", "field", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("member_id", models.BigIntegerField()),
                ("field", models.TextField()),
                ("plain", models.JSONField(null=True)),
                ("sealed", models.BinaryField(null=True)),
                ("blind", models.BinaryField(null=True)),
                ("set_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("blind__isnull", False)),
                        fields=["space_id", "blind"],
                        name="members_profilevalue_blind",
                    ),
                    models.Index(fields=["space_id", "field", "set_at"], name="members_profilevalue_age"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("plain__isnull", True), ("sealed__isnull", False)),
                            models.Q(("blind__isnull", True), ("plain__isnull", False), ("sealed__isnull", True)),
                            _connector="OR",
                        ),
                        name="members_profilevalue_is_plain_or_sealed",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "name", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.TextField()),
                (
                    "space",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="spaces.space"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id",
                        "system",
                        "value_hash",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("system", models.TextField()),
                ("value_hash", models.BinaryField()),
                ("erased_at", models.DateTimeField()),
                (
                    "space",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="spaces.space"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "state",
                    models.TextField(
                        choices=[("active", "Active"), ("left", "Left"), ("erased", "Erased"), ("merged", "Merged")],
                        db_default="active",
                    ),
                ),
                ("joined_at", models.DateTimeField()),
                ("is_returning", models.BooleanField(db_default=False)),
                ("merged_into", models.BigIntegerField(null=True)),
                ("channel", models.TextField(null=True)),
                ("tier", models.TextField(null=True)),
                ("tier_until", models.DateTimeField(null=True)),
                ("plan", models.TextField(null=True)),
                ("plan_until", models.DateTimeField(null=True)),
                ("holdout_arm", models.TextField(null=True)),
                ("facts", models.JSONField(db_default=models.Value({}, models.JSONField()))),
                (
                    "space",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="spaces.space"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("merged_into__isnull", False)),
                        fields=["space", "merged_into"],
                        name="members_member_aliases",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["active", "left", "erased", "merged"])),
                        name="members_member_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("merged_into__isnull", False), ("state", "merged")),
                            models.Q(models.Q(("state", "merged"), _negated=True), ("merged_into__isnull", True)),
                            _connector="OR",
                        ),
                        name="members_member_merged_has_keeper",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True),
                            models.Q(("merged_into", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="members_member_is_not_merged_into_itself",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("user__isnull", False)),
                        fields=("space", "user"),
                        name="members_member_user_is_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProfileField",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "slug", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("slug", models.TextField()),
                ("type", models.TextField()),
                ("label", models.TextField()),
                ("personal", models.BooleanField()),
                ("purpose", models.TextField()),
                ("basis", models.TextField()),
                ("retention_days", models.IntegerField(null=True)),
                ("options", models.JSONField(default=list)),
                (
                    "space",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="spaces.space"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("retention_days__isnull", True), ("retention_days__gt", 0), _connector="OR"
                        ),
                        name="members_profilefield_retention_is_positive",
                    )
                ],
            },
        ),
        run_file("guanxi.members.migrations", "0001_foreign_keys.sql"),
        protect_tenant("members_member", rights="SELECT, INSERT, UPDATE"),
        protect_tenant("members_externalid"),
        protect_tenant("members_profilefield", rights="SELECT, INSERT, UPDATE"),
        protect_tenant("members_profilevalue"),
        protect_tenant("members_consent", rights="SELECT, INSERT, UPDATE"),
        protect_tenant("members_tag", rights="SELECT, INSERT"),
        protect_tenant("members_membertag"),
        protect_tenant("members_tombstone", rights="SELECT, INSERT, UPDATE"),
        protect_tenant("members_revealcount", rights="SELECT, INSERT, UPDATE"),
    ]
