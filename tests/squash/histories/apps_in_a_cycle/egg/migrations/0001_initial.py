from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("hen", "0001_initial")]
    operations = [
        migrations.CreateModel(
            "Egg",
            [
                ("id", models.AutoField(primary_key=True)),
                ("hen", models.ForeignKey("hen.Hen", null=True, on_delete=models.CASCADE)),
            ],
        ),
    ]
