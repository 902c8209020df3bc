from django.db import migrations, models


def rebuild(apps, schema_editor):
    class ItemWithTree(apps.get_model("shop", "Item")):
        class Meta:
            proxy = True

    for item in ItemWithTree.objects.all():
        item.save()


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.AddField("item", "place", models.IntegerField(default=0)),
        migrations.RunPython(rebuild, migrations.RunPython.noop),
    ]
