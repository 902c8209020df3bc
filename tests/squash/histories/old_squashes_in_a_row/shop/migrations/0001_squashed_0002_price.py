from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    replaces = [("shop", "0001_initial"), ("shop", "0002_price")]
    dependencies = []
    operations = [
        migrations.CreateModel("Item", [("id", models.AutoField(primary_key=True)), ("price", models.IntegerField(default=0))]),
    ]
