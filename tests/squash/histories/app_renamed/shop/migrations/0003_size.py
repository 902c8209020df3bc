from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_price")]
    operations = [
        migrations.AddField("item", "size", models.IntegerField(default=0)),
    ]
