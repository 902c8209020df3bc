from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_price"), ("shop", "0002_size")]
    operations = []
