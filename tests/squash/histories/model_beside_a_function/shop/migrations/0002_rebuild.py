from django.db import migrations, models


class OldItem(models.Model):
    name = models.CharField(max_length=20)

    class Meta:
        app_label = "shop"
        managed = False
        db_table = "shop_item"


def rebuild(apps, schema_editor):
    for item in OldItem.objects.all():
        item.save()


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.AddField("item", "place", models.IntegerField(default=0)),
        migrations.RunPython(rebuild, migrations.RunPython.noop),
    ]
