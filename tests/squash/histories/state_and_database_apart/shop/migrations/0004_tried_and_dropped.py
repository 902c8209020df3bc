from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0003_size")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AddField("item", "tried", models.IntegerField(null=True)),
                migrations.RemoveField("item", "tried"),
            ]
        ),
    ]
