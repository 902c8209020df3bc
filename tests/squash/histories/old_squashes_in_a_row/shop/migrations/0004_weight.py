from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0003_size")]
    operations = [
        migrations.AddField("item", "weight", models.IntegerField(default=0)),
    ]
