from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_initial")]

    operations = [
        migrations.AddField("Certificate", "name_hidden_at", models.DateTimeField(null=True)),
        migrations.AddField("Certificate", "same_as", models.CharField(max_length=32, null=True)),
        migrations.AddConstraint(
            "Certificate",
            models.CheckConstraint(
                condition=models.Q(("same_as", None), ("gone_at__isnull", False), _connector="OR"),
                name="certificates_same_as_has_gone",
            ),
        ),
        migrations.AddIndex(
            "Certificate",
            models.Index(
                fields=["space_id", "-id"],
                name="certificates_named",
                condition=models.Q(("sealed_name__isnull", False)),
            ),
        ),
    ]
