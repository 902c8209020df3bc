from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("egg", "0001_initial")]
    operations = [
        migrations.AddField("egg", "size", models.IntegerField(default=0)),
    ]
