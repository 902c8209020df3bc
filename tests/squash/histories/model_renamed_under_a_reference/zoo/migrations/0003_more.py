from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("zoo", "0002_rename")]
    operations = [
        migrations.AddField("new", "size", models.IntegerField(default=0)),
    ]
