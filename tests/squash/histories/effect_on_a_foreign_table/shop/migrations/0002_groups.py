from django.db import migrations


def make(apps, schema_editor):
    apps.get_model("auth", "Group").objects.create(name="staff")


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.RunPython(make),
    ]
