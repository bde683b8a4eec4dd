from django.db import migrations, models

from guanxi.kernel.schema import protect_tenant


class Migration(migrations.Migration):
    initial = True

    dependencies = [("members", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Poster",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "key", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("key", models.BinaryField(max_length=32)),
                ("member_id", models.BigIntegerField()),
                ("sealed_order", models.BinaryField()),
                ("sealed_picture", models.BinaryField(null=True)),
                ("asked_at", models.DateTimeField()),
            ],
            options={
                "db_table": "posters_poster",
                "indexes": [
                    models.Index(fields=["space_id", "asked_at"], name="posters_poster_age"),
                    models.Index(fields=["member_id"], name="posters_poster_member"),
                ],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE posters_poster ADD CONSTRAINT posters_poster_member_exists"
            " FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id)",
            migrations.RunSQL.noop,
        ),
        protect_tenant("posters_poster"),
    ]
