from django.db import migrations, models

from guanxi.kernel.schema import protect_tenant, run_file


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("journal", "0001_initial"),
        ("spaces", "0001_initial"),
        ("members", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Guess",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "origin", "hour_at", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("origin", models.BinaryField(max_length=16)),
                ("hour_at", models.DateTimeField()),
                ("misses", models.IntegerField()),
            ],
            options={
                "db_table": "referral_guess",
            },
        ),
        migrations.CreateModel(
            name="Arrival",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "member_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("member_id", models.BigIntegerField()),
                ("joined_at", models.DateTimeField()),
            ],
            options={
                "db_table": "referral_arrival",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("space_id", "member_id", "joined_at"), name="referral_arrival_instant"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Binding",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "member_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("member_id", models.BigIntegerField()),
                ("joined_at", models.DateTimeField()),
                ("inviter_id", models.BigIntegerField(null=True)),
                ("inviter_joined_at", models.DateTimeField(null=True)),
                ("depth", models.IntegerField()),
                ("code_id", models.BigIntegerField()),
                ("touch_at", models.DateTimeField()),
                ("first_code_id", models.BigIntegerField()),
                ("first_touch_at", models.DateTimeField()),
                ("protected_until", models.DateTimeField()),
                ("bound_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("counts", models.BooleanField(default=True)),
                ("merged_into_id", models.BigIntegerField(null=True)),
                ("decision_id", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "referral_binding",
                "indexes": [
                    models.Index(fields=["inviter_id"], name="referral_binding_inviter"),
                    models.Index(fields=["code_id"], name="referral_binding_code"),
                    models.Index(
                        condition=models.Q(("merged_into_id__isnull", False)),
                        fields=["merged_into_id"],
                        name="referral_binding_merged",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("inviter_id", None),
                            models.Q(("inviter_id", models.F("member_id")), _negated=True),
                            _connector="OR",
                        ),
                        name="referral_binding_not_self",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("inviter_id", None), ("inviter_joined_at", None)),
                            models.Q(("inviter_id__isnull", False), ("inviter_joined_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="referral_binding_inviter_has_arrived",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("inviter_id", None),
                            ("inviter_joined_at__lt", models.F("joined_at")),
                            models.Q(
                                ("inviter_id__lt", models.F("member_id")), ("inviter_joined_at", models.F("joined_at"))
                            ),
                            _connector="OR",
                        ),
                        name="referral_binding_inviter_is_older",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("depth", 0), ("inviter_id", None)),
                            models.Q(("depth__gte", 1), ("inviter_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="referral_binding_depth",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first_touch_at__lte", models.F("touch_at"))),
                        name="referral_binding_first_touch",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Code",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("space_id", models.IntegerField()),
                ("code", models.CharField(max_length=32)),
                ("kind", models.CharField(max_length=8)),
                ("member_id", models.BigIntegerField(null=True)),
                ("label", models.CharField(default="", max_length=120)),
                ("channel", models.CharField(default="", max_length=60)),
                ("campaign", models.CharField(default="", max_length=60)),
                ("bait", models.CharField(default="", max_length=120)),
                ("bait_cost_cents", models.BigIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("is_inherited", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "referral_code",
                "constraints": [
                    models.UniqueConstraint(fields=("code", "space_id"), name="referral_code_unique"),
                    models.UniqueConstraint(fields=("id", "space_id"), name="referral_code_in_space"),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None), ("is_inherited", False), ("kind", "personal")),
                        fields=("member_id",),
                        name="referral_code_one_open_per_member",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "channel"), ("member_id", None)),
                            models.Q(("kind", "personal"), ("member_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="referral_code_belongs_by_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[0-9A-HJKMNP-TV-Z]{10,32}$")),
                        name="referral_code_alphabet",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("bait_cost_cents__range", (0, 1000000000000))),
                        name="referral_code_bait_cost_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Qualification",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("space_id", models.IntegerField()),
                ("member_id", models.BigIntegerField()),
                ("generation", models.IntegerField()),
                ("inviter_id", models.BigIntegerField(null=True)),
                ("code_id", models.BigIntegerField()),
                ("rule_version", models.IntegerField()),
                ("act_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("event_id", models.BigIntegerField()),
                ("voided_id", models.BigIntegerField(null=True)),
                ("is_lost", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "referral_qualification",
                "indexes": [models.Index(fields=["code_id"], name="referral_qualification_code")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("member_id", "space_id", "generation"), name="referral_qualification_generation"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_lost", False), ("voided_id", None)),
                        fields=("member_id", "space_id"),
                        name="referral_qualification_one_standing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QualificationRule",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("space_id", models.IntegerField()),
                ("version", models.IntegerField()),
                ("event_types", models.JSONField()),
                ("predicate", models.TextField(default="")),
                ("invitee_predicate", models.TextField(default="")),
                ("function_name", models.CharField(max_length=63)),
                ("actor", models.CharField(max_length=60)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "referral_rule",
                "constraints": [models.UniqueConstraint(fields=("space_id", "version"), name="referral_rule_version")],
            },
        ),
        migrations.CreateModel(
            name="Touch",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("space_id", models.IntegerField()),
                ("code_id", models.BigIntegerField()),
                ("visitor", models.BinaryField(max_length=16)),
                ("at", models.DateTimeField()),
                ("source", models.CharField(default="", max_length=40)),
                ("after_id", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "referral_touch",
                "indexes": [
                    models.Index(fields=["visitor", "at"], name="referral_touch_visitor"),
                    models.Index(fields=["code_id", "at"], name="referral_touch_code"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("visitor", "code_id", "after_id"), name="referral_touch_chain", nulls_distinct=False
                    )
                ],
            },
        ),
        run_file("guanxi.referral.migrations", "0001_foreign_keys.sql"),
        protect_tenant("referral_code", rights="SELECT, INSERT, UPDATE (closed_at, member_id, is_inherited)"),
        protect_tenant("referral_touch", rights="SELECT, INSERT, DELETE"),
        protect_tenant("referral_guess"),
        protect_tenant("referral_arrival", rights="SELECT, INSERT, UPDATE (joined_at)"),
        protect_tenant("referral_binding", rights="SELECT, INSERT, UPDATE"),
        protect_tenant("referral_rule", rights="SELECT, INSERT"),
        protect_tenant("referral_qualification", rights="SELECT, INSERT, UPDATE"),
    ]
