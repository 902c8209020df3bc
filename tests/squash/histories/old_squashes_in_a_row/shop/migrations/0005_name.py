from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0003_squashed_0004_weight")]
    operations = [
        migrations.AddField("item", "name", models.IntegerField(default=0)),
    ]
