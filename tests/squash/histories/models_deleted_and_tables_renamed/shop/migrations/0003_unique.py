from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_table")]
    operations = [
        migrations.AlterUniqueTogether("item", {("name",)}),
        migrations.AddConstraint("item", models.UniqueConstraint(fields=["name"], name="goods_name")),
    ]
