from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hen", "0002_egg")]
    operations = [
        migrations.AddField("hen", "age", models.IntegerField(default=0)),
    ]
