from django.db import migrations


def copy(apps, schema_editor):
    try:
        thing = apps.get_model("gone", "Thing")
    except LookupError:  # the app has been removed since
        return
    apps.get_model("shop", "Item").objects.create(pk=thing.objects.get().pk)


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [migrations.RunPython(copy, migrations.RunPython.noop)]
