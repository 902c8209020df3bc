from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("shop", "__first__")]
    operations = [
        migrations.CreateModel("Till", [("id", models.AutoField(primary_key=True)), ("item", models.ForeignKey("shop.Item", on_delete=models.CASCADE))]),
    ]
