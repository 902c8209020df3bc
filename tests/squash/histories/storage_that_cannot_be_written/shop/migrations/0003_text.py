from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_file")]
    operations = [migrations.AddField("Item", "text", models.TextField(default=""))]
