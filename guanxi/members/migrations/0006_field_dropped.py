from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0005_work_and_fields")]

    operations = [
        migrations.AddField(model_name="profilefield", name="dropped", field=models.BooleanField(db_default=False)),
    ]
