from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    replaces = [("shop", "0001_initial"), ("shop", "0002_price"), ("shop", "0003_size")]
    dependencies = []
    operations = [
        migrations.CreateModel("Item", [("id", models.AutoField(primary_key=True)), ("price", models.IntegerField(default=0)), ("size", models.IntegerField(default=0))]),
    ]
