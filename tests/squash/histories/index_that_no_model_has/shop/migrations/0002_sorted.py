from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.AlterField("item", "name", models.CharField(max_length=20, db_index=True)),
        migrations.AlterField("item", "added", models.DateTimeField(auto_now_add=True, db_column="when", db_index=True)),
    ]
