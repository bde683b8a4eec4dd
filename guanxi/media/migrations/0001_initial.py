from django.db import migrations, models

from guanxi.kernel.schema import protect_tenant, run_file


class Migration(migrations.Migration):
    initial = True

    dependencies = [("journal", "0001_initial"), ("spaces", "0001_initial"), ("members", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="DayCount",
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
            name="Copy",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "picture_id", "size", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("picture_id", models.BigIntegerField()),
                ("size", models.TextField(choices=[("large", "large"), ("medium", "medium"), ("small", "small")])),
                ("content", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("size__in", ("large", "medium", "small"))), name="media_copy_size_is_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("id", models.BigIntegerField()),
                ("member_id", models.BigIntegerField(null=True)),
                ("subject_id", models.BigIntegerField(null=True)),
                ("user_id", models.BigIntegerField(null=True)),
                ("width", models.IntegerField()),
                ("height", models.IntegerField()),
                ("taken_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("member_id__isnull", False)),
                        fields=["member_id"],
                        name="media_picture_of_member",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("member_id__isnull", False), ("subject_id__isnull", False), ("user_id__isnull", True)
                            ),
                            models.Q(
                                ("member_id__isnull", True), ("subject_id__isnull", True), ("user_id__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="media_picture_has_one_sender",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("height__gt", 0), ("width__gt", 0)), name="media_picture_has_an_area"
                    ),
                ],
            },
        ),
        run_file("guanxi.media.migrations", "0001_foreign_keys.sql"),
        protect_tenant("media_picture", rights="SELECT, INSERT, UPDATE (member_id), DELETE"),
        protect_tenant("media_copy", rights="SELECT, INSERT, DELETE"),
        protect_tenant("media_daycount"),
    ]
