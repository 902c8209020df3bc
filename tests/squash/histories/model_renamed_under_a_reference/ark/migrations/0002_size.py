from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ark", "0001_initial")]
    operations = [
        migrations.AddField("ref", "size", models.IntegerField(default=0)),
        migrations.RenameField("ref", "size", "weight"),
    ]
