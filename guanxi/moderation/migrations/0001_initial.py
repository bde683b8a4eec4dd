from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ReportCount",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "member_id", "date", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("member_id", models.BigIntegerField()),
                ("date", models.DateField()),
                ("count", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "case_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("case_id", models.BigIntegerField()),
                ("member_id", models.BigIntegerField()),
                ("sealed_text", models.BinaryField(null=True)),
                ("at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.CharField(max_length=60, null=True)),
                ("is_granted", models.BooleanField(null=True)),
                ("answer", models.CharField(max_length=500, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["member_id"], name="moderation_appeal_of")],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("space_id", models.IntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("subject_id", models.BigIntegerField()),
                ("author_id", models.BigIntegerField(null=True)),
                ("scope_id", models.BigIntegerField(null=True)),
                ("origin", models.CharField(max_length=10)),
                ("state", models.CharField(db_default="open", max_length=10)),
                ("severity", models.SmallIntegerField(db_default=1)),
                ("reports", models.IntegerField(db_default=0)),
                ("is_held", models.BooleanField(db_default=False)),
                ("score", models.IntegerField(null=True)),
                ("evidence", models.JSONField(db_default=models.Value([], models.JSONField()))),
                ("opened_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "decided"), _negated=True),
                        fields=["space_id", "-severity", "id"],
                        name="moderation_case_queue",
                    ),
                    models.Index(
                        condition=models.Q(("author_id__isnull", False)),
                        fields=["author_id"],
                        name="moderation_case_of_author",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "space_id"), name="moderation_case_in_space"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("open", "appealed", "decided"))),
                        name="moderation_case_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ("report", "ad_check", "staff"))),
                        name="moderation_case_origin_is_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "decided"), _negated=True),
                        fields=("subject_id", "kind", "space_id"),
                        name="moderation_case_one_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("space_id", models.IntegerField()),
                ("case_id", models.BigIntegerField()),
                ("outcome", models.CharField(max_length=10)),
                ("ground", models.CharField(max_length=20, null=True)),
                ("reason", models.CharField(max_length=500)),
                ("mute_days", models.IntegerField(null=True)),
                ("was_held", models.BooleanField()),
                ("actor", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                ("event_id", models.BigIntegerField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by", models.CharField(max_length=60, null=True)),
                ("undo_reason", models.CharField(max_length=500, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["space_id", "-id"], name="moderation_decision_latest")],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "space_id"), name="moderation_decision_in_space"),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["keep", "warn", "hide", "mute"])),
                        name="moderation_decision_outcome_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome__in", ["hide", "mute"]), _negated=True),
                            ("ground__isnull", False),
                            _connector="OR",
                        ),
                        name="moderation_decision_hides_on_a_ground",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)),
                        fields=("case_id",),
                        name="moderation_decision_one_stands",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mute",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("space_id", models.IntegerField()),
                ("member_id", models.BigIntegerField()),
                ("scope_id", models.BigIntegerField()),
                ("until", models.DateTimeField()),
                ("reason", models.CharField(max_length=500)),
                ("decision_id", models.BigIntegerField()),
                ("lifted_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("lifted_at", None)),
                        fields=["member_id", "-until"],
                        name="moderation_mute_of_member",
                    ),
                    models.Index(fields=["decision_id"], name="moderation_mute_of_decision"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("space_id", models.IntegerField()),
                ("member_id", models.BigIntegerField()),
                ("case_id", models.BigIntegerField()),
                ("what", models.CharField(max_length=20)),
                ("ground", models.CharField(max_length=20, null=True)),
                ("reason", models.CharField(max_length=500)),
                ("until", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["member_id", "-id"], name="moderation_notice_of_member"),
                    models.Index(
                        condition=models.Q(("read_at", None)), fields=["member_id"], name="moderation_notice_unread"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "what__in",
                                (
                                    "held",
                                    "shown",
                                    "hidden",
                                    "warned",
                                    "muted",
                                    "undone",
                                    "appeal_granted",
                                    "appeal_refused",
                                    "report_answered",
                                ),
                            )
                        ),
                        name="moderation_notice_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("space_id", models.IntegerField()),
                ("case_id", models.BigIntegerField()),
                ("reporter_id", models.BigIntegerField()),
                ("reason", models.CharField(max_length=20)),
                ("sealed_note", models.BinaryField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["reporter_id"], name="moderation_report_by")],
                "constraints": [
                    models.UniqueConstraint(fields=("case_id", "reporter_id"), name="moderation_report_once")
                ],
            },
        ),
    ]
