from django.db import migrations

from guanxi.kernel.schema import protect_tenant, run_file


class Migration(migrations.Migration):
    dependencies = [("circles", "0004_foreign_keys")]

    operations = [
        run_file("guanxi.circles.migrations", "0010_search.sql"),
        protect_tenant("circles_search"),
        # See circles_find: the owner of the tables may look, for a function that asks for the space itself.
        migrations.RunSQL(
            "CREATE POLICY circles_search_finder ON circles_search FOR SELECT TO CURRENT_USER USING (true)",
            "DROP POLICY circles_search_finder ON circles_search",
        ),
    ]
