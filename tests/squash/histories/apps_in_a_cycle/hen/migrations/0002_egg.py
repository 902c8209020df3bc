from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hen", "0001_initial"), ("egg", "0001_initial")]
    operations = [
        migrations.AddField("hen", "egg", models.ForeignKey("egg.Egg", null=True, on_delete=models.CASCADE)),
    ]
