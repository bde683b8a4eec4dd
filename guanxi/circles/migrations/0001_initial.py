from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("spaces", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Circle",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("space_id", models.IntegerField()),
                ("slug", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=40)),
                ("trait", models.CharField(max_length=200)),
                ("background", models.CharField(max_length=2000)),
                ("purpose", models.CharField(max_length=20)),
                ("goal", models.CharField(max_length=200)),
                ("goal_number", models.BigIntegerField()),
                ("goal_date", models.DateField()),
                ("cover_id", models.BigIntegerField(null=True)),
                ("state", models.CharField(db_default="open", max_length=10)),
                ("entry", models.CharField(max_length=12)),
                ("survey_id", models.BigIntegerField(null=True)),
                ("ticket", models.CharField(db_default="", max_length=40)),
                ("is_ticket_spent", models.BooleanField(db_default=False)),
                ("host_member_id", models.BigIntegerField(null=True)),
                ("host_user_id", models.BigIntegerField(null=True)),
                ("parent_id", models.BigIntegerField(null=True)),
                ("charter_version", models.IntegerField()),
                ("members", models.IntegerField(db_default=0)),
                ("posts", models.IntegerField(db_default=0)),
                ("opened_at", models.DateTimeField()),
                ("archived_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("parent_id__isnull", False)),
                        fields=["parent_id"],
                        name="circles_circle_parent",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("slug", "space_id"), name="circles_circle_slug_is_once"),
                    models.UniqueConstraint(fields=("id", "space_id"), name="circles_circle_in_space"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("open", "archived"))), name="circles_circle_state_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("purpose__in", ("seed_users", "funnel", "product_iteration", "new_model", "other"))
                        ),
                        name="circles_circle_purpose_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("entry__in", ("open", "request", "survey", "ticket", "invitation"))),
                        name="circles_circle_entry_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("background", ""), _negated=True),
                            models.Q(("goal", ""), _negated=True),
                            models.Q(("trait", ""), _negated=True),
                            ("goal_number__gt", 0),
                        ),
                        name="circles_circle_has_a_canvas",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("entry", "survey"), _negated=True),
                                ("survey_id__isnull", False),
                                _connector="OR",
                            ),
                            models.Q(
                                models.Q(("entry", "ticket"), _negated=True),
                                models.Q(("ticket", ""), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="circles_circle_entry_says_what_it_asks",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("archived_at", None), ("state", "open")),
                            models.Q(("archived_at__isnull", False), ("state", "archived")),
                            _connector="OR",
                        ),
                        name="circles_circle_archived_has_its_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("members__gte", 0), ("posts__gte", 0)), name="circles_circle_counts"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Charter",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id",
                        "circle_id",
                        "version",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("circle_id", models.BigIntegerField()),
                ("version", models.IntegerField()),
                ("text", models.CharField(max_length=5000)),
                ("actor", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id",
                        "circle_id",
                        "member_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("circle_id", models.BigIntegerField()),
                ("member_id", models.BigIntegerField()),
                ("role", models.CharField(db_default="member", max_length=10)),
                ("entered_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(null=True)),
                ("is_barred", models.BooleanField(db_default=False)),
                ("charter_version", models.IntegerField()),
                ("way", models.CharField(max_length=12)),
                ("inviter_id", models.BigIntegerField(null=True)),
                ("muted_until", models.DateTimeField(null=True)),
                ("mute_reason", models.CharField(db_default="", max_length=200)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("left_at", None)), fields=["member_id"], name="circles_membership_inside"
                    ),
                    models.Index(fields=["circle_id", "-entered_at", "-member_id"], name="circles_membership_newest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ("member", "moderator", "host"))),
                        name="circles_membership_role_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("muted_until", None), models.Q(("mute_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="circles_membership_mute_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryRequest",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("space_id", models.IntegerField()),
                ("circle_id", models.BigIntegerField()),
                ("member_id", models.BigIntegerField()),
                ("note", models.CharField(db_default="", max_length=300)),
                ("charter_version", models.IntegerField()),
                ("state", models.CharField(db_default="pending", max_length=10)),
                ("reason", models.CharField(db_default="", max_length=200)),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(db_default="", max_length=60)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "pending")),
                        fields=["circle_id", "id"],
                        name="circles_entryrequest_waiting",
                    ),
                    models.Index(fields=["member_id", "circle_id", "-id"], name="circles_entryrequest_last"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("pending", "approved", "declined", "withdrawn"))),
                        name="circles_entryrequest_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="circles_entryrequest_decline_has_a_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "pending")),
                        fields=("member_id", "circle_id"),
                        name="circles_entryrequest_one_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id",
                        "circle_id",
                        "member_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("circle_id", models.BigIntegerField()),
                ("member_id", models.BigIntegerField()),
                ("code", models.CharField(max_length=20)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("code", "space_id"), name="circles_invitation_code_is_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("space_id", models.IntegerField()),
                ("circle_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=60)),
                ("code", models.CharField(db_default="", max_length=32)),
                ("headcount", models.IntegerField(null=True)),
                ("counted_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["circle_id", "id"], name="circles_place_of_circle")],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "space_id"), name="circles_place_in_space"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("page", "wecom", "wechat", "qq", "forum", "other"))),
                        name="circles_place_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("headcount", None), ("headcount__gte", 0), _connector="OR"),
                        name="circles_place_headcount_is_not_negative",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "page")), fields=("circle_id",), name="circles_place_one_page"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Headcount",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("space_id", models.IntegerField()),
                ("place_id", models.BigIntegerField()),
                ("count", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=60)),
            ],
            options={
                "indexes": [models.Index(fields=["place_id", "-id"], name="circles_headcount_history")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("count__range", (0, 1000000))), name="circles_headcount_is_plausible"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("space_id", models.IntegerField()),
                ("parent_id", models.BigIntegerField()),
                ("member_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=40)),
                ("trait", models.CharField(max_length=200)),
                ("background", models.CharField(max_length=2000)),
                ("goal_number", models.BigIntegerField()),
                ("goal_date", models.DateField()),
                ("state", models.CharField(db_default="pending", max_length=10)),
                ("reason", models.CharField(db_default="", max_length=200)),
                ("circle_id", models.BigIntegerField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(db_default="", max_length=60)),
            ],
            options={
                "indexes": [models.Index(fields=["parent_id", "id"], name="circles_proposal_of_parent")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("pending", "approved", "declined", "withdrawn"))),
                        name="circles_proposal_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="circles_proposal_decline_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            ("circle_id__isnull", False),
                            _connector="OR",
                        ),
                        name="circles_proposal_became_a_circle",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "pending")),
                        fields=("member_id", "parent_id"),
                        name="circles_proposal_one_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Figures",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "circle_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("circle_id", models.BigIntegerField()),
                ("counted_at", models.DateTimeField()),
                ("members", models.IntegerField()),
                ("active", models.IntegerField()),
                ("posts", models.IntegerField()),
                ("replies", models.IntegerField()),
                ("old_enough", models.IntegerField()),
                ("retained", models.IntegerField()),
            ],
        ),
    ]
