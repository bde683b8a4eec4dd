from django.db import migrations, models

from guanxi.kernel.schema import protect_tenant, run_file


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Face",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "member_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("member_id", models.BigIntegerField()),
                ("sealed_name", models.BinaryField(null=True)),
                ("avatar_id", models.BigIntegerField(null=True)),
                ("set_at", models.DateTimeField()),
            ],
        ),
        run_file("guanxi.members.migrations", "0002_face.sql"),
        protect_tenant("members_face"),
    ]
