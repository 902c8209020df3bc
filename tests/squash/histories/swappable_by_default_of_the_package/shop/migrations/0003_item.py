import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_rows")]

    operations = [
        migrations.AddField(
            model_name="box",
            name="content",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to="shop.item"),
        ),
    ]
