from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ark", "0001_initial")]
    operations = [
        migrations.AddField("pair", "size", models.IntegerField(default=0)),
    ]
