from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("shop", "0003_size"), ("shop", "0004_weight")]
    dependencies = [("shop", "0001_squashed_0002_price")]
    operations = [
        migrations.AddField("item", "size", models.IntegerField(default=0)),
        migrations.AddField("item", "weight", models.IntegerField(default=0)),
    ]
