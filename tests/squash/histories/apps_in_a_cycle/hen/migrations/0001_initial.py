from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel("Hen", [("id", models.AutoField(primary_key=True))]),
    ]
