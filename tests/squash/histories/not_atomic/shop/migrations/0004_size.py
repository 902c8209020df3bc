from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0003_index")]
    operations = [
        migrations.AddField("item", "size", models.IntegerField(default=0)),
    ]
