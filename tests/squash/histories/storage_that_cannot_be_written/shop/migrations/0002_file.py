import shop.storages
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.AddField("Item", "file", models.FileField(default="", upload_to="")),
        migrations.AlterField(
            "Item", "file", models.FileField(storage=shop.storages.Anything(), upload_to="files", verbose_name="file")
        ),
    ]
