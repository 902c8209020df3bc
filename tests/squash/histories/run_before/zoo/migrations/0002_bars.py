from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("zoo", "0001_initial")]
    operations = [
        migrations.AddField("cage", "bars", models.IntegerField(default=0)),
    ]
