from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_squashed_0003_size")]
    operations = [
        migrations.AddField("item", "name", models.IntegerField(default=0)),
    ]
