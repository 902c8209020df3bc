from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            "Pair",
            [
                ("id", models.AutoField(primary_key=True)),
                ("cage", models.ForeignKey("zoo.Cage", null=True, on_delete=models.CASCADE)),
            ],
        ),
    ]
