from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("spaces", "0002_sign_in")]

    operations = [migrations.AddField("Space", "thing_titles", models.JSONField(default=dict))]
