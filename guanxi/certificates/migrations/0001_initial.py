from django.db import migrations, models

from guanxi.kernel.schema import protect_tenant


class Migration(migrations.Migration):
    initial = True

    dependencies = [("members", "0001_initial"), ("quests", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Template",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "slug", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("slug", models.CharField(max_length=80)),
                ("title", models.CharField(max_length=60)),
                ("text", models.CharField(max_length=240)),
                ("signer", models.CharField(max_length=40)),
                ("look", models.CharField(max_length=16)),
                ("changed_at", models.DateTimeField()),
            ],
            options={"db_table": "certificates_template"},
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("space_id", models.IntegerField()),
                ("public_id", models.CharField(max_length=32)),
                ("member_id", models.BigIntegerField()),
                ("quest_id", models.BigIntegerField()),
                ("slug", models.CharField(max_length=80)),
                ("source", models.CharField(max_length=64)),
                ("grant_id", models.BigIntegerField()),
                ("words", models.JSONField()),
                ("earned_at", models.DateTimeField()),
                ("issued_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("gone_at", models.DateTimeField(null=True)),
                ("sealed_name", models.BinaryField(null=True)),
            ],
            options={
                "db_table": "certificates_certificate",
                "indexes": [
                    models.Index(fields=["member_id", "-id"], name="certificates_of_member"),
                    models.Index(fields=["space_id", "slug", "-id"], name="certificates_of_slug"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("quest_id", "slug", "member_id", "source", "space_id"),
                        name="certificates_certificate_once",
                    ),
                    models.UniqueConstraint(
                        fields=("public_id", "space_id"), name="certificates_certificate_public_id"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("gone_at", None), ("sealed_name", None), _connector="OR"),
                        name="certificates_gone_has_no_name",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "space_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("space_id", models.IntegerField()),
                ("number", models.IntegerField()),
                ("public", models.BinaryField(max_length=32)),
                ("sealed_private", models.BinaryField()),
                ("made_at", models.DateTimeField()),
            ],
            options={"db_table": "certificates_key"},
        ),
        migrations.RunSQL(
            """
            ALTER TABLE certificates_template ADD CONSTRAINT certificates_template_space
                FOREIGN KEY (space_id) REFERENCES spaces_space (id);
            ALTER TABLE certificates_key ADD CONSTRAINT certificates_key_space
                FOREIGN KEY (space_id) REFERENCES spaces_space (id);
            ALTER TABLE certificates_certificate
                ADD CONSTRAINT certificates_certificate_member
                    FOREIGN KEY (space_id, member_id) REFERENCES members_member (space_id, id),
                ADD CONSTRAINT certificates_certificate_quest
                    FOREIGN KEY (space_id, quest_id) REFERENCES quests_quest (space_id, id);
            -- An address carries a certificate and no space: its row answers to the very id, which nobody can guess.
            """,
            migrations.RunSQL.noop,
        ),
        protect_tenant("certificates_template"),
        protect_tenant("certificates_key", rights="SELECT, INSERT"),
        protect_tenant("certificates_certificate", rights="SELECT, INSERT, UPDATE"),
        migrations.RunSQL(
            """
            CREATE POLICY certificates_certificate_by_itself ON certificates_certificate FOR SELECT
                USING (public_id = nullif(current_setting('app.certificate', true), ''));
            """,
            "DROP POLICY certificates_certificate_by_itself ON certificates_certificate;",
        ),
    ]
