from django.db import migrations, models

SUFFIX = "!"


def _loud(text):
    return text.upper() + SUFFIX


def upper(apps, schema_editor):
    for item in apps.get_model("shop", "Item").objects.all():
        item.name = _loud(item.name)
        item.save()


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.AddField("item", "loud", models.BooleanField(default=True)),
        migrations.RunPython(upper, migrations.RunPython.noop),
    ]
