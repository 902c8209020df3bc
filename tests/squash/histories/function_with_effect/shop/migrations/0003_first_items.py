from django.db import migrations


def fill(apps, schema_editor):
    apps.get_model("shop", "Item").objects.create(name="first", price=3)


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_price")]
    operations = [
        migrations.RunPython(fill),
    ]
