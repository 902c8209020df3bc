from django.db import migrations


def count(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT count(*), sum(legs) FROM ant_ant")


class Migration(migrations.Migration):
    dependencies = [("bee", "0001_initial")]
    operations = [
        migrations.RunPython(count),
    ]
