from django.db import migrations


def make_box(apps, schema_editor):
    apps.get_model("shop", "Box").objects.create()


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]

    operations = [migrations.RunPython(make_box, migrations.RunPython.noop)]
