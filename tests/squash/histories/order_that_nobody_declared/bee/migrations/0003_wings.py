from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bee", "0002_count_ants")]
    operations = [
        migrations.AddField("bee", "wings", models.IntegerField(default=0)),
    ]
