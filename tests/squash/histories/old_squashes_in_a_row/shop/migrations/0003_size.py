from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_squashed_0002_price")]
    operations = [
        migrations.AddField("item", "size", models.IntegerField(default=0)),
    ]
