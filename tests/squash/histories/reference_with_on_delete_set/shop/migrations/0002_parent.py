from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.AddField("item", "parent", models.ForeignKey("shop.Item", on_delete=models.SET(1), default=1)),
    ]
