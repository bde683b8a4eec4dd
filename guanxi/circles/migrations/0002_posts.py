from django.db import migrations, models
from django.db.models import expressions, functions


class Migration(migrations.Migration):
    dependencies = [("circles", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("space_id", models.IntegerField()),
                ("circle_id", models.BigIntegerField()),
                ("author_id", models.BigIntegerField(null=True)),
                ("staff_id", models.BigIntegerField(null=True)),
                ("kind", models.CharField(max_length=10)),
                ("declared", models.CharField(max_length=5)),
                ("text", models.CharField(max_length=5000)),
                ("pictures", models.JSONField(db_default=models.Value([], models.JSONField()))),
                ("once", models.CharField(max_length=40, null=True)),
                ("event_id", models.BigIntegerField(null=True)),
                ("created_at", models.DateTimeField()),
                ("born_s", models.BigIntegerField()),
                ("edited_at", models.DateTimeField(null=True)),
                ("deleted_at", models.DateTimeField(null=True)),
                ("hidden_at", models.DateTimeField(null=True)),
                ("pinned_at", models.DateTimeField(null=True)),
                ("featured_at", models.DateTimeField(null=True)),
                ("featured_event_id", models.BigIntegerField(null=True)),
                ("accepted_id", models.BigIntegerField(null=True)),
                ("accepted_events", models.JSONField(db_default=models.Value([], models.JSONField()))),
                ("likes", models.IntegerField(db_default=0)),
                ("useful", models.IntegerField(db_default=0)),
                ("warm", models.IntegerField(db_default=0)),
                ("comments", models.IntegerField(db_default=0)),
                ("talkers", models.IntegerField(db_default=0)),
                (
                    "warmth",
                    models.GeneratedField(
                        db_persist=True,
                        expression=expressions.CombinedExpression(
                            models.F("born_s"),
                            "+",
                            functions.Cast(
                                functions.Round(
                                    expressions.CombinedExpression(
                                        models.Value(43200),
                                        "*",
                                        functions.Log(
                                            models.Value(2),
                                            functions.Cast(
                                                expressions.CombinedExpression(
                                                    models.Value(1),
                                                    "+",
                                                    expressions.CombinedExpression(
                                                        expressions.CombinedExpression(
                                                            expressions.CombinedExpression(
                                                                expressions.CombinedExpression(
                                                                    models.F("likes"),
                                                                    "+",
                                                                    expressions.CombinedExpression(
                                                                        models.Value(2), "*", models.F("useful")
                                                                    ),
                                                                ),
                                                                "+",
                                                                models.F("warm"),
                                                            ),
                                                            "+",
                                                            expressions.CombinedExpression(
                                                                models.Value(3), "*", models.F("talkers")
                                                            ),
                                                        ),
                                                        "+",
                                                        models.Case(
                                                            models.When(
                                                                featured_at__isnull=False, then=models.Value(6)
                                                            ),
                                                            default=models.Value(0),
                                                            output_field=models.IntegerField(),
                                                        ),
                                                    ),
                                                ),
                                                models.DecimalField(decimal_places=0, max_digits=20),
                                            ),
                                        ),
                                    )
                                ),
                                models.BigIntegerField(),
                            ),
                        ),
                        output_field=models.BigIntegerField(),
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("hidden_at", None)),
                        fields=["circle_id", "-id"],
                        name="circles_post_newest",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("hidden_at", None)),
                        fields=["circle_id", "-warmth", "-id"],
                        name="circles_post_warmest",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("hidden_at", None), ("pinned_at__isnull", False)),
                        fields=["circle_id"],
                        name="circles_post_pinned",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("featured_at__isnull", False), ("hidden_at", None)),
                        fields=["circle_id", "-id"],
                        name="circles_post_featured",
                    ),
                    models.Index(fields=["author_id", "-id"], name="circles_post_of_author"),
                    models.Index(fields=["circle_id", "created_at"], name="circles_post_lately"),
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", False)),
                        fields=["deleted_at"],
                        name="circles_post_deleted",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "space_id"), name="circles_post_in_space"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("post", "question", "poll"))),
                        name="circles_post_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("declared__in", ("value", "ad"))), name="circles_post_is_value_or_ad"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("once__isnull", False)),
                        fields=("author_id", "once"),
                        name="circles_post_is_sent_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("space_id", models.IntegerField()),
                ("post_id", models.BigIntegerField()),
                ("text", models.CharField(max_length=5000)),
                ("declared", models.CharField(max_length=5)),
                ("until", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["post_id", "id"], name="circles_revision_of_post")],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("space_id", models.IntegerField()),
                ("circle_id", models.BigIntegerField()),
                ("post_id", models.BigIntegerField()),
                ("parent_id", models.BigIntegerField(null=True)),
                ("author_id", models.BigIntegerField(null=True)),
                ("staff_id", models.BigIntegerField(null=True)),
                ("text", models.CharField(max_length=1000)),
                ("is_to_another", models.BooleanField()),
                ("accepted_events", models.JSONField(db_default=models.Value([], models.JSONField()))),
                ("once", models.CharField(max_length=40, null=True)),
                ("event_id", models.BigIntegerField(null=True)),
                ("created_at", models.DateTimeField()),
                ("deleted_at", models.DateTimeField(null=True)),
                ("hidden_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("parent_id", None)), fields=["post_id", "id"], name="circles_comment_direct"
                    ),
                    models.Index(fields=["parent_id", "id"], name="circles_comment_replies"),
                    models.Index(fields=["author_id", "id"], name="circles_comment_of_author"),
                    models.Index(fields=["circle_id", "created_at"], name="circles_comment_lately"),
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", False)),
                        fields=["deleted_at"],
                        name="circles_comment_deleted",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "post_id", "space_id"), name="circles_comment_of_post"),
                    models.UniqueConstraint(
                        condition=models.Q(("once__isnull", False)),
                        fields=("author_id", "once"),
                        name="circles_comment_is_sent_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("space_id", models.IntegerField()),
                ("name", models.CharField(max_length=30)),
                ("folded", models.CharField(max_length=30)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("folded", "space_id"), name="circles_topic_is_once"),
                    models.UniqueConstraint(fields=("id", "space_id"), name="circles_topic_in_space"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PostTopic",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "topic_id", "post_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("topic_id", models.BigIntegerField()),
                ("post_id", models.BigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["post_id"], name="circles_posttopic_of_post")],
            },
        ),
    ]
