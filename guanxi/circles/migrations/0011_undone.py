from django.db import migrations, models

from guanxi.kernel.schema import protect_tenant


class Migration(migrations.Migration):
    dependencies = [("circles", "0010_search")]

    operations = [
        migrations.CreateModel(
            name="Undone",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "event_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("event_id", models.BigIntegerField()),
                ("void_id", models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL(
            "ALTER TABLE circles_undone ADD CONSTRAINT circles_undone_space"
            " FOREIGN KEY (space_id) REFERENCES spaces_space (id)",
            migrations.RunSQL.noop,
        ),
        protect_tenant("circles_undone"),
    ]
