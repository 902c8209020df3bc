from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("zoo", "0001_initial")]
    operations = [
        migrations.CreateModel(
            "Ref",
            [
                ("id", models.AutoField(primary_key=True)),
                ("old", models.ForeignKey("zoo.Old", null=True, on_delete=models.CASCADE)),
            ],
        ),
    ]
