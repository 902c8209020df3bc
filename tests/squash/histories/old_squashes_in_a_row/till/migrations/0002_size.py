from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("till", "0001_initial"), ("shop", "0003_squashed_0004_weight")]
    operations = [
        migrations.AddField("till", "size", models.IntegerField(default=0)),
    ]
