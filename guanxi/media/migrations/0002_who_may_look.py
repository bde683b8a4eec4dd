from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("media", "0001_initial")]

    operations = [
        migrations.AddField(model_name="picture", name="hidden_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="picture", name="scope_id", field=models.BigIntegerField(null=True)),
        migrations.RunSQL("GRANT UPDATE (hidden_at, scope_id) ON media_picture TO guanxi_app", migrations.RunSQL.noop),
    ]
