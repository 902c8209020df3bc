from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    replaces = [("store", "0001_initial")]
    operations = [
        migrations.CreateModel("Item", [("id", models.AutoField(primary_key=True))]),
    ]
