from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_sorted")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField("item", "name", models.CharField(max_length=20)),
                migrations.AlterField("item", "added", models.DateTimeField(auto_now_add=True, db_column="when")),
            ]
        ),
    ]
