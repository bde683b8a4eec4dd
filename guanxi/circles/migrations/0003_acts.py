from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("circles", "0002_posts")]

    operations = [
        migrations.CreateModel(
            name="Reaction",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id",
                        "post_id",
                        "member_id",
                        "kind",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("post_id", models.BigIntegerField()),
                ("member_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=8)),
                ("circle_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("event_id", models.BigIntegerField(null=True)),
                ("is_given", models.BooleanField(db_default=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["circle_id", "at"], name="circles_reaction_lately"),
                    models.Index(fields=["member_id"], name="circles_reaction_of_member"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("like", "useful", "warm"))),
                        name="circles_reaction_kind_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Bookmark",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id",
                        "member_id",
                        "post_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("member_id", models.BigIntegerField()),
                ("post_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("event_id", models.BigIntegerField(null=True)),
                ("is_kept", models.BooleanField(db_default=True)),
            ],
        ),
        migrations.CreateModel(
            name="Poll",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "post_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("post_id", models.BigIntegerField()),
                ("is_multiple", models.BooleanField()),
                ("closes_at", models.DateTimeField(null=True)),
                ("voters", models.IntegerField(db_default=0)),
            ],
        ),
        migrations.CreateModel(
            name="PollOption",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "post_id", "position", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("post_id", models.BigIntegerField()),
                ("position", models.IntegerField()),
                ("text", models.CharField(max_length=60)),
                ("votes", models.IntegerField(db_default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Ballot",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id",
                        "post_id",
                        "member_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("post_id", models.BigIntegerField()),
                ("member_id", models.BigIntegerField()),
                ("choices", models.JSONField()),
                ("at", models.DateTimeField()),
                ("event_id", models.BigIntegerField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["member_id"], name="circles_ballot_of_member")],
            },
        ),
    ]
