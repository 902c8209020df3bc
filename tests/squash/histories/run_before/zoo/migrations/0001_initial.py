from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    run_before = [("ark", "0001_initial")]
    dependencies = []
    operations = [
        migrations.CreateModel("Cage", [("id", models.AutoField(primary_key=True))]),
    ]
