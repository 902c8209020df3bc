from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("store", "0002_price")]
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.AddField("item", "price", models.IntegerField(default=0)),
    ]
